#include "crystalgan/chemistry/pair_estimate.hpp"

#include <algorithm>
#include <vector>

#include "crystalgan/chemistry/anion.hpp"

namespace crystalgan {
namespace {

constexpr double kUnknownRadius = 1.5;  // Å, chosen

// Over the metals with both anions, the median of known(M, X) - known(M, Y).
std::optional<double> difference_of_anions(const std::vector<Element>& metals, Element x, Element y,
                                           const KnownOfPair& known) {
  std::vector<double> differences;
  for (const Element metal : metals) {
    const auto with_x = known(metal, x);
    const auto with_y = with_x ? known(metal, y) : std::nullopt;
    if (with_x && with_y) differences.push_back(*with_x - *with_y);
  }
  if (differences.empty()) return std::nullopt;
  return median(std::move(differences));
}

std::optional<double> from_other_anions(const std::vector<Element>& metals, Element metal, Element anion,
                                        const KnownOfPair& known) {
  std::vector<double> estimates;
  for (const Anion& other : known_anions()) {
    if (other.element == anion) continue;
    const auto with_other = known(metal, other.element);
    if (!with_other) continue;
    if (const auto difference = difference_of_anions(metals, anion, other.element, known))
      estimates.push_back(*with_other + *difference);
  }
  if (estimates.empty()) return std::nullopt;
  return median(std::move(estimates));
}

std::optional<double> from_sizes(const std::vector<Element>& metals, Element metal, Element anion,
                                 const KnownOfPair& known, const SizeOfPair& size) {
  std::vector<double> ratios;
  for (const Element other : metals)
    if (const auto length = known(other, anion)) ratios.push_back(*length / size(other, anion));
  if (ratios.empty()) return std::nullopt;
  return size(metal, anion) * median(std::move(ratios));
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

double sum_of_radii(Element metal, Element anion) {
  return metal.atomic_radius().value_or(kUnknownRadius) + anion.atomic_radius().value_or(kUnknownRadius);
}

// Paper:   none
// Symbols: q(M, X) a length or volume of the binaries M-X, s(M, X) the same from sizes of the atoms
// Here:    median over the anions Y of M of [q(M, Y) + median over the metals N with both of (q(N, X) - q(N, Y))]; without
//          any Y, s(M, X) times the median over N of q(N, X) / s(N, X)
// Differs: -
// Test:    pair_estimate_test.cpp
std::optional<double> estimate_of_pair(const BinaryPool& pool, Element metal, Element anion, const KnownOfPair& known,
                                       const SizeOfPair& size) {
  std::vector<Element> others;
  for (const Element other : pool.metals())
    if (other != metal && is_electropositive(other)) others.push_back(other);
  if (const auto estimate = from_other_anions(others, metal, anion, known)) return estimate;
  return from_sizes(others, metal, anion, known, size);
}

}  // namespace crystalgan
