#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// Indices of configurations that share their work, one after another: each with those after it for which `shares` holds.
std::vector<std::vector<std::size_t>> sharing_groups(
    const std::vector<const Configuration*>& configurations,
    const std::function<bool(const Configuration& one, const Configuration& other)>& shares);

/// Of configurations that share_candidates(): the one whose pool serves all, with the sources of all.
Configuration pooling_configuration(const std::vector<const Configuration*>& configurations);

/// Throws StructureError, a result of the method, where the configuration is of the mode symmetry and the valence of X is
/// unknown.
void require_valence_of_x(const Configuration& configuration, const ChemicalSystem& system);

}  // namespace crystalgan
