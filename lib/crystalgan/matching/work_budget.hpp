#pragma once

#include <cstdint>

namespace crystalgan {

/// Counts the steps of a search against a bound. Steps, not time: where a search ends is the same on every machine.
class WorkBudget {
 public:
  explicit WorkBudget(std::int64_t steps) : left_(steps) {}

  /// False from the step on that is one too many.
  bool spend(std::int64_t steps) {
    left_ = steps <= left_ ? left_ - steps : -1;
    return left_ >= 0;
  }
  void spend_all() { left_ = -1; }
  bool is_spent() const { return left_ < 0; }
  std::int64_t left() const { return left_ < 0 ? 0 : left_; }

 private:
  std::int64_t left_;
};

}  // namespace crystalgan
