#include "crystalgan/matching/novelty.hpp"

namespace crystalgan {
namespace {

std::vector<Structure> all_with_one_metal(const std::vector<Structure>& structures, const ChemicalSystem& system) {
  std::vector<Structure> renamed;
  renamed.reserve(structures.size());
  for (const Structure& structure : structures) renamed.push_back(with_one_metal(structure, system));
  return renamed;
}

}  // namespace

MatchedReferences find_known(const std::vector<Structure>& candidates, const std::vector<Structure>& references,
                             const ChemicalSystem& system, const MatcherSettings& settings, std::size_t threads) {
  return match_references(all_with_one_metal(candidates, system), all_with_one_metal(references, system), settings,
                          threads);
}

}  // namespace crystalgan
