#pragma once

#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/features/encode.hpp"
#include "crystalgan/gan/generator.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/training/trainer.hpp"

namespace crystalgan {

/// What computes the networks.
Engine engine_of(const Configuration& configuration);

/// What the configuration says about one step of CrystalGAN, 1 or 3, without the constraint.
StepSettings step_settings(const Configuration& configuration, std::int64_t step);

/// The constraint in the paper's form: one window of distances for the metals.
GeometryConstraint window_constraint(const Configuration::Loss& loss);

/// The names of structures, in their order.
std::vector<std::string> names_of(const std::vector<Structure>& structures);

/// A set as a batch of one member: [1, B, K, S, 3].
CellBatch with_member_axis(const EncodedSet& encoded);

}  // namespace crystalgan
