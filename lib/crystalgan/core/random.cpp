#include "crystalgan/core/random.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <utility>

namespace crystalgan {

double Random::uniform() { return static_cast<double>(engine_() >> 11U) * 0x1.0p-53; }

std::size_t Random::below(std::size_t bound) {
  // Draws above the largest multiple of `bound` are thrown away: no remainder is favoured.
  constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t limit = largest - largest % bound;
  std::uint64_t draw = engine_();
  while (draw >= limit) draw = engine_();
  return static_cast<std::size_t>(draw % bound);
}

double Random::normal() {
  // Box & Muller, Ann. Math. Statist. 29, 610 (1958); 1 - u is never 0. The second number of the pair is not kept: a
  // generator has no state but its engine's.
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

std::vector<std::size_t> Random::permutation(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = count; i > 1; --i) std::swap(order[i - 1], order[below(i)]);  // Fisher-Yates
  return order;
}

}  // namespace crystalgan
