#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace crystalgan {

/// The Wasserstein distance of two samples in one dimension, as scipy.stats.wasserstein_distance: the area between
/// their empirical distribution functions, in the unit of the values. Nothing for an empty sample.
std::optional<double> wasserstein_distance(std::vector<double> one, std::vector<double> other);

/// The space groups of a set of structures.
class SpaceGroupCounts {
 public:
  /// 1 to 230, or nothing for an unknown group.
  void add(std::optional<int> number);

  const std::map<int, std::size_t>& of_number() const { return of_number_; }
  std::size_t unknown() const { return unknown_; }
  std::size_t different() const { return of_number_.size(); }  ///< with P1, without unknown ones
  std::size_t count(int number) const;

 private:
  std::map<int, std::size_t> of_number_;
  std::size_t unknown_ = 0;
};

}  // namespace crystalgan
