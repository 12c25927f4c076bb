#pragma once

#include <cstdint>
#include <vector>

#include "crystalgan/training/trainer.hpp"

namespace crystalgan {

/// One member's part of a step of training.
struct MemberStep {
  CrossDomainTraining* training;
  SetsOfEpoch sets;
};

/// Trains the same step of several members, all at the same epoch, as one batch with M members on this device: the way
/// for a GPU, to which one member alone is little work. Every draw is that of the member trained alone, so the numbers
/// agree up to rounding. Every `share_every` epochs and at the end each member's own training gets its weights, moments,
/// epoch and history, before the observer hears of the epoch; after a NumericalError the history alone. Returns and
/// throws as CrossDomainTraining::run() does; ShapeError for members that do not fit each other.
bool run_together(const std::vector<MemberStep>& members, at::Device device, std::int64_t share_every,
                  const TrainingObserver& observer);

}  // namespace crystalgan
