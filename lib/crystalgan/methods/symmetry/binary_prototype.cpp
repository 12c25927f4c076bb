#include "crystalgan/methods/symmetry/binary_prototype.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "crystalgan/core/parallel.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/symmetry.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kMaxPrototypeAtoms = 20;  // chosen: the largest cell of a candidate
constexpr double kPrototypeTolerance = 0.05;    // Å, as of templates

// What tells structures apart that are not the same up to a scale: per atom its kind and the kinds and distances of its
// neighbours, in thousandths of (V/N)^(1/3); sorted.
using Surroundings = std::vector<std::vector<std::pair<bool, long>>>;
constexpr double kSurroundingsCutoff = 2.5;  // (V/N)^(1/3), some 65 neighbours; chosen

Surroundings surroundings_of(const Structure& structure, Element metal) {
  const double unit = std::cbrt(structure.volume_per_atom());
  const auto& sites = structure.sites();
  Surroundings seen(structure.size());
  for (std::size_t site = 0; site < structure.size(); ++site) seen[site].emplace_back(sites[site].element == metal, 0);
  for (const Neighbor& neighbor : neighbors_within(structure, kSurroundingsCutoff * unit))
    seen[neighbor.first].emplace_back(sites[neighbor.second].element == metal,
                                      std::lround(1000.0 * neighbor.distance / unit));
  for (auto& one : seen) std::sort(one.begin() + 1, one.end());
  std::ranges::sort(seen);
  return seen;
}

std::vector<long> scaled_nearest_distances(const Structure& structure) {
  const double scale = 10.0 / std::cbrt(structure.volume_per_atom());
  std::vector<long> tenths;
  for (const Neighbor& nearest : nearest_neighbors(structure, [](std::size_t, std::size_t) { return true; }))
    tenths.push_back(std::lround(scale * nearest.distance));
  std::ranges::sort(tenths);
  return tenths;
}

bool is_translation(const SiteOperation& operation) {
  return operation.rotation == CellChange{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
}

/// Nothing where the binary has too many atoms or spglib finds no symmetry.
std::optional<BinaryPrototype> as_prototype(const Structure& given, const BinaryEntry& entry) {
  Structure structure = given;
  SiteSymmetry symmetry;
  const bool is_large = given.size() > kMaxPrototypeAtoms;
  if (!is_large) symmetry = site_symmetry(structure, kPrototypeTolerance);
  if (is_large || std::ranges::count_if(symmetry.operations, is_translation) > 1) {
    const auto primitive = primitive_cell(structure, kPrototypeTolerance);
    if (!primitive || primitive->size() > kMaxPrototypeAtoms) return std::nullopt;
    structure = *primitive;
    symmetry = site_symmetry(structure, kPrototypeTolerance);
  }
  if (symmetry.space_group == 0) return std::nullopt;
  std::vector<std::size_t> metals;
  for (std::size_t site = 0; site < structure.size(); ++site)
    if (structure.sites()[site].element == entry.metal) metals.push_back(site);
  const BinaryType type{entry.metals, entry.anions, symmetry.space_group, structure.size()};
  std::vector<long> distances = scaled_nearest_distances(structure);
  return BinaryPrototype{
      std::move(structure), type, std::move(distances), 0.0, std::move(metals), std::move(symmetry.operations), 0, {}};
}

/// For each entry the first that differs from it in scale only, as an index.
std::vector<std::size_t> firsts_alike(const BinaryPool& pool, const std::vector<BinaryEntry>& entries,
                                      std::size_t threads) {
  std::vector<Surroundings> surroundings(entries.size());
  parallel_for(entries.size(), threads, [&](std::size_t i) {
    surroundings[i] = surroundings_of(pool.structure_of(entries[i]), entries[i].metal);
  });
  std::map<Surroundings, std::size_t> known;
  std::vector<std::size_t> firsts;
  for (std::size_t i = 0; i < entries.size(); ++i)
    firsts.push_back(known.try_emplace(std::move(surroundings[i]), i).first->second);
  return firsts;
}

}  // namespace

std::vector<BinaryPrototype> binary_prototypes(const BinaryPool& pool, std::span<const BinaryEntry> entries,
                                               std::size_t threads) {
  std::vector<BinaryEntry> lowest_first(entries.begin(), entries.end());
  std::ranges::stable_sort(lowest_first, {}, &BinaryEntry::hull_energy);
  // spglib takes up to 40 ms for a cubic crystal: it sees those that differ in scale once
  const std::vector<std::size_t> firsts = firsts_alike(pool, lowest_first, threads);
  std::vector<std::optional<BinaryPrototype>> prototypes(lowest_first.size());
  parallel_for(lowest_first.size(), threads, [&](std::size_t i) {
    if (firsts[i] == i) prototypes[i] = as_prototype(pool.structure_of(lowest_first[i]), lowest_first[i]);
  });

  std::vector<BinaryPrototype> different;
  std::map<std::pair<BinaryType, std::vector<long>>, std::size_t> known;
  for (std::size_t i = 0; i < lowest_first.size(); ++i) {
    const auto& prototype = prototypes[firsts[i]];
    if (!prototype) continue;
    const auto [place, is_new] = known.try_emplace({prototype->type, prototype->distances}, different.size());
    if (is_new) different.push_back(*prototype);
    BinaryPrototype& found = different[place->second];
    ++found.binaries;
    found.anions.insert(lowest_first[i].anion);
  }
  return different;
}

std::vector<BinaryEntry> entries_with_ratios_of(const BinaryPool& pool, std::span<const RankedFormula> formulas) {
  std::vector<BinaryEntry> found;
  for (const BinaryEntry& entry : pool.entries())
    if (std::ranges::any_of(formulas, [&](const RankedFormula& ranked) {
          return entry.metals * ranked.formula.x == entry.anions * (ranked.formula.a + ranked.formula.b);
        }))
      found.push_back(entry);
  return found;
}

}  // namespace crystalgan
