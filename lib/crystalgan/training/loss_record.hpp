#pragma once

#include "crystalgan/gan/losses.hpp"
#include "crystalgan/record/history.hpp"

namespace crystalgan {

/// Adds `share` of the losses of a mini-batch to the row of its epoch, which becomes the mean over batches. Throws
/// NumericalError naming step, epoch, member and term for a non-finite loss.
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
