#include "crystalgan/potentials/chgnet/chgnet_warnings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

struct SeldomElement {
  std::string_view symbol;
  int structures;  // of MPtrj, the training set, that have the element
};

// Those in less than 5,000 of the 1,580,395 structures, 0.3 % (chosen); technetium is next with 5,805. Counted by Matbench
// Discovery (github.com/janosh/matbench-discovery, mp-trj-element-counts-by-occurrence.json) in MPtrj of September 2022
// (Deng et al., figshare 23713842). Po, At, Rn, Fr and Ra, in none of them, are refused.
constexpr std::array kSeldomElements{SeldomElement{"He", 80},   SeldomElement{"Ne", 7},    SeldomElement{"Ar", 13},
                                     SeldomElement{"Kr", 193},  SeldomElement{"Xe", 2100}, SeldomElement{"Pm", 2554},
                                     SeldomElement{"Ac", 1371}, SeldomElement{"Pa", 1641}, SeldomElement{"Np", 3775},
                                     SeldomElement{"Pu", 4496}};

}  // namespace

double largest_stress(const CellEnergy& energy, double volume) {
  double largest = 0.0;
  for (const auto& row : energy.strain)
    for (const double component : row) largest = std::max(largest, kGigapascals * std::abs(component) / volume);
  return largest;
}

std::vector<std::string> chgnet_warnings(const std::set<Element>& elements) {
  std::vector<std::string> warnings;
  for (const Element element : elements) {
    const auto seldom = std::ranges::find(kSeldomElements, element.symbol(), &SeldomElement::symbol);
    if (seldom == kSeldomElements.end()) continue;
    warnings.push_back("CHGNet hardly knows " + std::string(element.symbol()) + ": it is in " +
                       std::to_string(seldom->structures) + " of the 1580395 structures of its training set");
  }
  return warnings;
}

std::vector<std::string> chgnet_warnings(const Structure& structure, const CellEnergy& energy) {
  std::set<Element> elements;
  for (const Site& site : structure.sites()) elements.insert(site.element);
  std::vector<std::string> warnings = chgnet_warnings(elements);
  const double stress = largest_stress(energy, structure.lattice().volume());
  if (!(stress <= kChgnetMaxStress))
    warnings.push_back("CHGNet extrapolates: expected a stress of at most " + exact_text(kChgnetMaxStress) +
                       " GPa, got " + exact_text(std::round(stress)) + " GPa");
  return warnings;
}

}  // namespace crystalgan
