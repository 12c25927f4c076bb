#include "crystalgan/methods/symmetry/candidate_rows.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>

#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/discriminator/template_features.hpp"
#include "crystalgan/wyckoff/template.hpp"

namespace crystalgan {
namespace {

constexpr double kHighestAbove = 1.5;  // eV/atom; as in the allocation, what is higher counts as this

// The ionic energies of each formula, ascending.
std::map<std::size_t, std::vector<double>> energies_by_formula(const std::vector<SymmetryCandidate>& candidates) {
  std::map<std::size_t, std::vector<double>> energies;
  for (const SymmetryCandidate& each : candidates) energies[each.formula].push_back(each.energy);
  for (auto& [formula, of_formula] : energies) std::ranges::sort(of_formula);
  return energies;
}

TemplateFeatures features_of(const SymmetryCandidate& candidate) {
  return candidate.kind == 'T' ? template_features(wyckoff::template_from_text(candidate.origin)) : TemplateFeatures{};
}

std::vector<double> candidate_row(const SymmetryCandidate& candidate, const ChemicalSystem& system,
                                  const std::vector<double>& of_formula) {
  std::vector<double> row;
  for (const char kind : {'T', 'R', 'P'}) row.push_back(candidate.kind == kind ? 1.0 : 0.0);
  const TemplateFeatures features = features_of(candidate);
  row.insert(row.end(), features.begin(), features.end());
  row.push_back(candidate.log_probability);
  row.push_back(candidate.cost);
  row.push_back(candidate.own);

  const Composition composition = candidate.structure.composition();
  for (const Element element : {system.a, system.b, system.x})
    row.push_back(composition.at(element) / static_cast<double>(candidate.structure.size()));
  row.push_back(std::min(candidate.energy - of_formula.front(), kHighestAbove));
  const auto rank = std::ranges::lower_bound(of_formula, candidate.energy) - of_formula.begin();
  row.push_back(std::log1p(static_cast<double>(rank)));
  row.push_back(candidate.structure.lattice().volume() / rule_volume(composition));
  return row;
}

}  // namespace

std::vector<std::vector<double>> candidate_rows(const std::vector<SymmetryCandidate>& candidates,
                                                const ChemicalSystem& system) {
  const auto energies = energies_by_formula(candidates);
  std::vector<std::vector<double>> rows;
  rows.reserve(candidates.size());
  for (const SymmetryCandidate& each : candidates)
    rows.push_back(candidate_row(each, system, energies.at(each.formula)));
  return rows;
}

}  // namespace crystalgan
