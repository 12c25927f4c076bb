#pragma once

#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/training/cross_domain_training.hpp"

namespace crystalgan {

/// The settings of step 1 or 3 of CrystalGAN; step 3 has the geometric constraint.
StepSettings step_settings(const Configuration& configuration, std::int64_t step);

/// The optimiser settings of the configuration.
AdamSettings adam_settings(const Configuration::Training& training);

/// The names of structures, in their order.
std::vector<std::string> names_of(const std::vector<Structure>& structures);

}  // namespace crystalgan
