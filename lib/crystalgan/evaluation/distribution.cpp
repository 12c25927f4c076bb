#include "crystalgan/evaluation/distribution.hpp"

#include <algorithm>
#include <cmath>

namespace crystalgan {

std::optional<double> wasserstein_distance(std::vector<double> one, std::vector<double> other) {
  if (one.empty() || other.empty()) return std::nullopt;
  std::ranges::sort(one);
  std::ranges::sort(other);
  double area = 0.0;
  double last = std::min(one.front(), other.front());
  std::size_t below_one = 0;
  std::size_t below_other = 0;
  while (below_one < one.size() || below_other < other.size()) {
    const bool take_one =
        below_other == other.size() || (below_one < one.size() && one[below_one] <= other[below_other]);
    const double next = take_one ? one[below_one] : other[below_other];
    area += (next - last) * std::abs(static_cast<double>(below_one) / static_cast<double>(one.size()) -
                                     static_cast<double>(below_other) / static_cast<double>(other.size()));
    last = next;
    ++(take_one ? below_one : below_other);
  }
  return area;
}

void SpaceGroupCounts::add(std::optional<int> number) { ++(number ? of_number_[*number] : unknown_); }

std::size_t SpaceGroupCounts::count(int number) const {
  const auto found = of_number_.find(number);
  return found == of_number_.end() ? 0 : found->second;
}

}  // namespace crystalgan
