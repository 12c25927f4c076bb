#pragma once

#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/training/cross_domain_training.hpp"

namespace crystalgan {

/// What the configuration says about one step of CrystalGAN, 1 or 3: in step 3 with the geometric constraint.
StepSettings step_settings(const Configuration& configuration, std::int64_t step);

/// The rates of the configuration.
AdamSettings adam_settings(const Configuration::Training& training);

/// The names of structures, in their order.
std::vector<std::string> names_of(const std::vector<Structure>& structures);

}  // namespace crystalgan
