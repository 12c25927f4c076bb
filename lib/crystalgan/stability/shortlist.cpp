#include "crystalgan/stability/shortlist.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "crystalgan/crystal/site_symmetry.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/repair/symmetrise.hpp"

namespace crystalgan {
namespace {

// The site that the most symmetry operations leave in place comes to the origin: programs that know operations without
// translations alone find the more of them there.
Structure with_symmetric_origin(const Structure& structure) {
  std::vector<std::size_t> kept(structure.size(), 0);
  for (const SitePermutation& permutation : site_permutations(structure, kSymmetryTolerance))
    for (std::size_t i = 0; i < kept.size(); ++i)
      if (permutation[i] == i) ++kept[i];
  const auto fixed_best = static_cast<std::size_t>(std::ranges::max_element(kept) - kept.begin());
  const Fractional origin = structure.sites()[fixed_best].position;
  std::vector<Site> sites = structure.sites();
  for (Site& site : sites) site.position = wrapped(site.position - origin);
  return {structure.lattice(), std::move(sites), structure.name()};
}

// In the symmetry that it has within the usual tolerance, exactly: first-principles programs look for it far closer.
Structure symmetric_primitive(const Structure& structure) {
  const auto smaller = primitive_cell(structure);
  const Structure cell = smaller && smaller->size() < structure.size() ? smaller->named(structure.name()) : structure;
  return with_symmetric_origin(symmetrised(cell, kSymmetryTolerance).value_or(cell));
}

}  // namespace

std::vector<RankedStructure> shortlisted(const std::vector<RankedStructure>& candidates, std::size_t max_count,
                                         std::size_t max_atoms) {
  std::vector<RankedStructure> order;
  for (const RankedStructure& candidate : candidates) {
    Structure cell = symmetric_primitive(candidate.structure);
    if (cell.size() <= max_atoms)
      order.push_back({candidate.id, std::move(cell), candidate.space_group, candidate.above_hull});
  }
  const auto place = [](const RankedStructure& one) {
    return std::tuple(one.above_hull.value_or(std::numeric_limits<double>::infinity()), -one.space_group,
                      one.structure.size());
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](const RankedStructure& one, const RankedStructure& other) { return place(one) < place(other); });
  // the how manieth of its composition each one is; the first of all come first
  std::map<Composition, std::size_t> seen;
  std::vector<std::pair<std::size_t, RankedStructure>> rounds;
  for (RankedStructure& candidate : order) {
    const std::size_t round = seen[reduced(candidate.structure.composition())]++;
    rounds.emplace_back(round, std::move(candidate));
  }
  std::stable_sort(rounds.begin(), rounds.end(),
                   [](const auto& one, const auto& other) { return one.first < other.first; });
  std::vector<RankedStructure> chosen;
  for (auto& [round, candidate] : rounds)
    if (chosen.size() < max_count) chosen.push_back(std::move(candidate));
  return chosen;
}

}  // namespace crystalgan
