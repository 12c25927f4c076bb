#pragma once

#include <cstdint>
#include <vector>

#include "crystalgan/core/named_arrays.hpp"
#include "crystalgan/methods/method.hpp"
#include "crystalgan/record/history.hpp"
#include "crystalgan/training/cross_domain_training.hpp"

namespace crystalgan {

/// A method with training.
class LearnedMethod : public Method {
 public:
  /// Epochs of one member over all steps, and the number done.
  virtual std::int64_t epochs() const = 0;
  virtual std::int64_t epochs_done() const = 0;
  bool epochs_left() const { return epochs_done() < epochs(); }

  /// Trains from the present state; true when done, false when stopped. Throws NumericalError.
  virtual bool train(const TrainingObserver& observer) = 0;

  virtual std::vector<HistoryRow> history() const = 0;
  virtual NamedArrays state() const = 0;
  /// The reverse of state(). Throws ShapeError.
  virtual void restore(const NamedArrays& arrays) = 0;
};

/// Trains a method completely; true when done or without training, false when stopped.
bool train(Method& method, const TrainingObserver& observer);

}  // namespace crystalgan
