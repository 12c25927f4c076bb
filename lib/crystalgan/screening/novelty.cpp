#include "crystalgan/screening/novelty.hpp"

#include <utility>

namespace crystalgan {
namespace {

std::vector<Structure> with_one_metal(const std::vector<Structure>& structures, const ChemicalSystem& system) {
  std::vector<Structure> renamed;
  renamed.reserve(structures.size());
  for (const Structure& structure : structures) {
    auto sites = structure.sites();
    for (Site& site : sites)
      if (site.element == system.b) site.element = system.a;
    renamed.push_back({structure.lattice(), std::move(sites), structure.name()});
  }
  return renamed;
}

}  // namespace

std::vector<std::optional<std::size_t>> find_known(const std::vector<Structure>& candidates,
                                                   const std::vector<Structure>& references,
                                                   const ChemicalSystem& system, const MatcherSettings& settings,
                                                   std::size_t threads) {
  return match_references(with_one_metal(candidates, system), with_one_metal(references, system), settings, threads);
}

}  // namespace crystalgan
