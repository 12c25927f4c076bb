#pragma once

#include "crystalgan/gan/losses.hpp"
#include "crystalgan/record/history.hpp"

namespace crystalgan {

/// Adds the losses of one mini-batch to the row of its epoch, `share` of each, so that the row ends as the mean over the
/// batches. Throws NumericalError naming step, epoch, member and term for a loss that is not finite.
class LossRecord {
 public:
  LossRecord(HistoryRow& row, double share) : row_(row), share_(share) {}

  void add(LossTerm term, double loss);
  void add(const DiscriminatorTerms& terms);
  void add(const GeneratorTerms& terms, double total);

 private:
  HistoryRow& row_;
  double share_;
};

}  // namespace crystalgan
