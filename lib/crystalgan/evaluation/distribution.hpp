#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace crystalgan {

/// The Wasserstein distance of two samples in one dimension: the area between their empirical distribution functions,
/// as scipy.stats.wasserstein_distance computes it, in the unit of the values. Nothing where a sample is empty.
std::optional<double> wasserstein_distance(std::vector<double> one, std::vector<double> other);

/// How often each space group occurs in a set of structures.
class SpaceGroupCounts {
 public:
  /// A number from 1 to 230, or nothing where none was found.
  void add(std::optional<int> number);

  const std::map<int, std::size_t>& of_number() const { return of_number_; }
  std::size_t unknown() const { return unknown_; }
  std::size_t different() const { return of_number_.size(); }  ///< P1 included, unknown ones not
  std::size_t count(int number) const;

 private:
  std::map<int, std::size_t> of_number_;
  std::size_t unknown_ = 0;
};

}  // namespace crystalgan
