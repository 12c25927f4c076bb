#include "crystalgan/chemistry/valences.hpp"

#include <cmath>
#include <map>

#include "crystalgan/chemistry/anion.hpp"

namespace crystalgan {
namespace {

// Weights of the four sources. Chosen by how early known formulas of other systems stand in the list.
constexpr double kOwnWeight = 1.0;
constexpr double kOtherAnionsWeight = 0.6;
constexpr double kGroupWeight = 0.5;
constexpr double kTabulatedWeight = 0.6;
constexpr double kHullWidth = 0.05;    // eV/atom, chosen
constexpr double kUnknownValue = 1.5;  // electronegativity and radius (Å); chosen

using Weights = std::map<long, double>;  // by valence in thousandths

long thousandths(double valence) { return std::lround(1000.0 * valence); }

void add_weights(std::span<const BinaryEntry> entries, double factor, Weights& weights) {
  for (const BinaryEntry& entry : entries)
    weights[thousandths(entry.valence)] += factor * hull_weight(entry, kHullWidth);
}

// Adds `weight` in the proportions of `source`.
void add_normalised(const Weights& source, double weight, Weights& sum) {
  double total = 0.0;
  for (const auto& [valence, part] : source) total += part;
  if (!(total > 0.0)) return;
  for (const auto& [valence, part] : source) sum[valence] += weight * part / total;
}

// |d|₁ of [group / 4, period / 2, 2 χ, 2 r] of two elements of one group.
double chemical_distance(Element one, Element other) {
  const double electronegativities = electronegativity_of(one) - electronegativity_of(other);
  const double radii = one.atomic_radius().value_or(kUnknownValue) - other.atomic_radius().value_or(kUnknownValue);
  return 0.5 * std::abs(one.period() - other.period()) + 2.0 * std::abs(electronegativities) + 2.0 * std::abs(radii);
}

}  // namespace

double electronegativity_of(Element element) { return element.electronegativity().value_or(kUnknownValue); }

std::vector<ValenceShare> valence_distribution(const BinaryPool& pool, Element metal, Element anion) {
  Weights own, others, group, tabulated, sum;
  add_weights(pool.of(metal, anion), 1.0, own);
  for (const Anion& other : known_anions())
    if (other.element != anion) add_weights(pool.of(metal, other.element), 1.0, others);
  for (const Element neighbor : pool.metals())
    if (neighbor != metal && neighbor.group() == metal.group() && is_electropositive(neighbor))
      add_weights(pool.of(neighbor, anion), std::exp(-chemical_distance(neighbor, metal)), group);
  for (const int state : metal.common_positive_states()) tabulated[1000L * state] = 1.0;

  add_normalised(own, kOwnWeight, sum);
  add_normalised(others, kOtherAnionsWeight, sum);
  add_normalised(group, kGroupWeight, sum);
  add_normalised(tabulated, kTabulatedWeight, sum);
  double total = 0.0;
  for (const auto& [valence, part] : sum) total += part;
  std::vector<ValenceShare> shares;
  for (const auto& [valence, part] : sum)
    if (valence > 0) shares.push_back({static_cast<double>(valence) / 1000.0, part / total});
  return shares;
}

}  // namespace crystalgan
