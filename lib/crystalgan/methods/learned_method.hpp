#pragma once

#include <cstdint>
#include <vector>

#include "crystalgan/methods/method.hpp"
#include "crystalgan/record/history.hpp"
#include "crystalgan/training/cross_domain_training.hpp"
#include "crystalgan/training/named_arrays.hpp"

namespace crystalgan {

/// A method that is trained before it generates.
class LearnedMethod : public Method {
 public:
  /// Epochs of one member, all steps together, and how many of them are done.
  virtual std::int64_t epochs() const = 0;
  virtual std::int64_t epochs_done() const = 0;
  bool epochs_left() const { return epochs_done() < epochs(); }

  /// Trains from where it stands; true when done, false when asked to stop. Throws NumericalError.
  virtual bool train(const TrainingObserver& observer) = 0;

  virtual std::vector<HistoryRow> history() const = 0;
  virtual NamedArrays state() const = 0;
  /// The reverse of state(). Throws ShapeError.
  virtual void restore(const NamedArrays& arrays) = 0;
};

/// Trains a method that learns to its end; true when done and for one that learns nothing, false when asked to stop.
bool train(Method& method, const TrainingObserver& observer);

}  // namespace crystalgan
