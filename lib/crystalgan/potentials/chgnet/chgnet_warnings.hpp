#pragma once

#include <set>
#include <string>
#include <vector>

#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// GPa of 1 eV/Å^3: CODATA 2014, as in the package chgnet.
inline constexpr double kGigapascals = 160.21766208;

/// GPa. Under more stress than this CHGNet extrapolates: its training set has relaxations, which begin near equilibrium. Chosen.
inline constexpr double kChgnetMaxStress = 50.0;

/// GPa, the largest component of dE/dε over the volume.
double largest_stress(const CellEnergy& energy, double volume);

/// What CHGNet hardly saw of these elements, one line for each; none for most.
std::vector<std::string> chgnet_warnings(const std::set<Element>& elements);

/// The same for a structure, and a line where its stress is above kChgnetMaxStress.
std::vector<std::string> chgnet_warnings(const Structure& structure, const CellEnergy& energy);

}  // namespace crystalgan
