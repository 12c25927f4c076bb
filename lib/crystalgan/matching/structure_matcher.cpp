#include "crystalgan/matching/structure_matcher.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/averaged_primitive.hpp"
#include "crystalgan/crystal/reduction.hpp"

namespace crystalgan {
namespace {

// Å; pymatgen's default of get_primitive_structure, which its matcher takes.
constexpr double kPrimitiveTolerance = 0.25;

// In units of (volume/sites)^(1/3): a match this good ends the search for a better one. pymatgen's.
constexpr double kPerfect = 1e-5;

// Vectors of a prepared lattice reach this many times as far as its own window. Chosen: lattices that map onto each
// other are rarely more different; for those that are the vectors are found again.
constexpr double kSpareReach = 1.2;

// The longest vector of a cell over its shortest. The vectors to look through grow with the square of this, half a
// million here. Chosen: crystals between 1 and 100 Å stay far below.
constexpr double kMostElongated = 300.0;

Structure reduced_cell(const Structure& structure, bool primitive) {
  Structure niggli = niggli_reduced(structure);
  if (!primitive) return niggli;
  Structure smallest = averaged_primitive_cell(niggli, kPrimitiveTolerance);
  return smallest.size() == niggli.size() ? niggli : niggli_reduced(smallest);
}

// The sites sorted by element, the rarest first, else in their order.
Structure sorted_by_rarity(const Structure& structure) {
  const Composition counts = structure.composition();
  auto sites = structure.sites();
  std::stable_sort(sites.begin(), sites.end(), [&](const Site& one, const Site& other) {
    return std::pair(counts.at(one.element), one.element) < std::pair(counts.at(other.element), other.element);
  });
  return {structure.lattice(), std::move(sites), structure.name()};
}

std::vector<ElementSites> groups_of(const std::vector<Site>& sorted) {
  std::vector<ElementSites> groups;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (groups.empty() || groups.back().element != sorted[i].element) groups.push_back({sorted[i].element, i, i});
    ++groups.back().end;
  }
  return groups;
}

// The first site, in the order of `unsorted`, of an element that no other is rarer than.
std::size_t anchor_of(const std::vector<Site>& unsorted, const std::vector<ElementSites>& groups) {
  const auto count = [](const ElementSites& group) { return group.end - group.begin; };
  for (const Site& site : unsorted)
    for (const ElementSites& group : groups)
      if (group.element == site.element && count(group) == count(groups.front())) return group.begin;
  return 0;
}

// As it is compared: of one unit of volume per site, or as it is.
Basis compared_basis(const Structure& cell, bool scale) {
  return scale ? cell.lattice().scaled(1.0 / std::cbrt(cell.volume_per_atom())).rows() : cell.lattice().rows();
}

void require_compact(const CellShape& shape, const std::string& name) {
  const auto [shortest, longest] = std::minmax_element(shape.lengths.begin(), shape.lengths.end());
  if (!(*longest <= kMostElongated * *shortest))
    throw StructureError(name + ": expected a cell up to " + exact_text(kMostElongated) +
                         " times as long as wide, got " + exact_text(*longest / *shortest));
}

IntegerMatrix negative(IntegerMatrix matrix) {
  for (auto& row : matrix)
    for (int& entry : row) entry = -entry;
  return matrix;
}

Fractional changed(const Fractional& position, const IntegerMatrix& change) {
  Fractional result;
  for (std::size_t axis = 0; axis < 3; ++axis)
    result[axis] = position[0] * change[0][axis] + position[1] * change[1][axis] + position[2] * change[2][axis];
  return result;
}

CoarsePosition changed(const CoarsePosition& position, const IntegerMatrix& change) {
  const auto part = [&](std::size_t axis) {
    const auto multiple = [&](std::size_t i) { return static_cast<std::uint32_t>(change[i][axis]); };
    return position.parts[0] * multiple(0) + position.parts[1] * multiple(1) + position.parts[2] * multiple(2);
  };
  CoarsePosition result;
  result.parts = {part(0), part(1), part(2)};
  return result;
}

void require_positive(double tolerance, const std::string& name) {
  if (!(tolerance > 0.0) || !std::isfinite(tolerance))
    throw ConfigError(name, "expected a positive number, got " + exact_text(tolerance));
}

}  // namespace

StructureMatcher::StructureMatcher(const MatcherSettings& settings) : settings_(settings) {
  require_positive(settings.ltol, "ltol");
  require_positive(settings.stol, "stol");
  require_positive(settings.angle_tol, "angle_tol");
}

PreparedStructure StructureMatcher::prepare(const Structure& structure) const {
  const Structure reduced = reduced_cell(structure, settings_.primitive);
  Structure cell = sorted_by_rarity(reduced);
  auto groups = groups_of(cell.sites());
  const std::size_t anchor = anchor_of(reduced.sites(), groups);
  std::vector<Fractional> positions;
  std::vector<CoarsePosition> coarse;
  for (const Site& site : cell.sites()) {
    positions.push_back(site.position);
    coarse.emplace_back(site.position);
  }
  const Basis basis = compared_basis(cell, settings_.scale);
  const CellShape shape = shape_of(basis);
  require_compact(shape, cell.name());
  const CellWindow window(shape, settings_.ltol, settings_.angle_tol);
  return {std::move(cell),
          std::move(groups),
          anchor,
          std::move(positions),
          std::move(coarse),
          shape,
          window,
          LatticeVectors(basis, kSpareReach * window.reach())};
}

std::optional<StructureMatch> StructureMatcher::match(const PreparedStructure& first, const PreparedStructure& second) {
  std::optional<StructureMatch> best;
  search(first, second, Goal::least_rms, best);
  if (best && !(best->rms < settings_.stol)) best.reset();
  return best;
}

bool StructureMatcher::fit(const PreparedStructure& first, const PreparedStructure& second) {
  std::optional<StructureMatch> best;
  return search(first, second, Goal::all_near, best);
}

// True as soon as the goal is reached and no better match is wanted.
bool StructureMatcher::search(const PreparedStructure& first, const PreparedStructure& second, Goal goal,
                              std::optional<StructureMatch>& best) {
  if (first.groups != second.groups) return false;
  std::optional<LatticeVectors> further;
  if (second.window.reach() > first.vectors.reach())
    further.emplace(compared_basis(first.cell, settings_.scale), second.window.reach());
  for (const LatticeMap& map : mapper_.find(further ? *further : first.vectors, second.window)) {
    ComparisonCell cell(mean_shape(map.shape, second.shape), first.positions.size(), settings_.stol);
    const IntegerMatrix change = inverse(map.multiples);
    if (try_translations(first, second, change, cell, goal, best)) return true;
    if (try_translations(first, second, negative(change), cell, goal, best)) return true;
  }
  return false;
}

// The sites are mapped when their element is reached: the rarest, which come first, exclude most translations.
bool StructureMatcher::may_pair(const PreparedStructure& first, const PreparedStructure& second,
                                const IntegerMatrix& change, const CoarsePosition& shift, const ComparisonCell& cell) {
  for (const ElementSites& group : first.groups) {
    while (coarse_mapped_.size() < group.end)
      coarse_mapped_.push_back(changed(first.coarse[coarse_mapped_.size()], change));
    if (!cell.may_pair(coarse_mapped_, second.coarse, shift, group)) return false;
  }
  return true;
}

// `change` takes positions of the first structure to the cell.
bool StructureMatcher::try_translations(const PreparedStructure& first, const PreparedStructure& second,
                                        const IntegerMatrix& change, ComparisonCell& cell, Goal goal,
                                        std::optional<StructureMatch>& best) {
  coarse_mapped_.clear();
  mapped_.clear();
  const auto group = std::find_if(first.groups.begin(), first.groups.end(),
                                  [&](const ElementSites& sites) { return second.anchor < sites.end; });
  for (std::size_t site = group->begin; site < group->end; ++site) {
    const CoarsePosition shift = changed(first.coarse[site], change) - second.coarse[second.anchor];
    if (!may_pair(first, second, change, shift, cell)) continue;

    if (mapped_.empty())
      for (const Fractional& position : first.positions) mapped_.push_back(changed(position, change));
    cell.reduce();
    const auto paired =
        pairing_.pair({mapped_, second.positions, first.groups, second.anchor, site}, cell, goal == Goal::all_near);
    if (!paired) continue;
    if (goal == Goal::all_near) {
      if (paired->largest < settings_.stol) return true;
    } else if (!best || paired->rms < best->rms) {
      best = StructureMatch{paired->rms, paired->largest, pairing_.second_of_first()};
      if (paired->rms < kPerfect && paired->rms < settings_.stol) return true;
    }
  }
  return false;
}

namespace {

std::vector<PreparedStructure> prepare_all(const std::vector<Structure>& structures, const MatcherSettings& settings,
                                           std::size_t threads) {
  const StructureMatcher matcher(settings);
  std::vector<std::optional<PreparedStructure>> some(structures.size());
  parallel_for(structures.size(), threads, [&](std::size_t i) { some[i] = matcher.prepare(structures[i]); });
  std::vector<PreparedStructure> all;
  all.reserve(some.size());
  for (auto& prepared : some) all.push_back(std::move(*prepared));
  return all;
}

// Structures that can fit each other at all: those with the same atoms in the reduced cell.
using Buckets = std::map<Composition, std::vector<std::size_t>>;

Buckets buckets_of(const std::vector<PreparedStructure>& structures) {
  Buckets buckets;
  for (std::size_t i = 0; i < structures.size(); ++i) buckets[structures[i].cell.composition()].push_back(i);
  return buckets;
}

// Structures compared at once with the groups that exist so far. Chosen: enough to keep many threads busy, few enough
// that the comparisons among themselves, which wait for each other, do not count.
constexpr std::size_t kBlock = 64;

// Buckets larger than this are shared by all threads, one bucket after another; smaller ones go to one thread each.
// Chosen: below, starting threads costs more than it saves.
constexpr std::size_t kShared = 512;

class Grouping {
 public:
  Grouping(std::vector<PreparedStructure> prepared, const MatcherSettings& settings)
      : prepared_(std::move(prepared)), settings_(settings) {}

  std::vector<std::size_t> first_of_each(std::size_t threads) const {
    std::vector<std::size_t> first_of(prepared_.size());
    std::vector<std::vector<std::size_t>> small;
    for (auto& [composition, members] : buckets_of(prepared_)) {
      if (members.size() > kShared)
        group(members, threads, first_of);
      else
        small.push_back(std::move(members));
    }
    parallel_for(small.size(), threads, [&](std::size_t i) { group(small[i], 1, first_of); });
    return first_of;
  }

 private:
  // Block by block: each member against the groups from before the block, independently; then those that none of these
  // takes against the groups of the block, in order. What comes out is what one member after another would give.
  void group(std::span<const std::size_t> members, std::size_t threads, std::vector<std::size_t>& first_of) const {
    std::vector<std::size_t> firsts;
    for (std::size_t begin = 0; begin < members.size(); begin += kBlock) {
      const auto block = members.subspan(begin, std::min(kBlock, members.size() - begin));
      std::vector<std::optional<std::size_t>> found(block.size());
      parallel_for(block.size(), threads, [&](std::size_t i) {
        StructureMatcher matcher(settings_);
        found[i] = first_that_fits(matcher, firsts, block[i]);
      });
      StructureMatcher matcher(settings_);
      const std::size_t before = firsts.size();
      for (std::size_t i = 0; i < block.size(); ++i) {
        if (!found[i]) found[i] = first_that_fits(matcher, std::span(firsts).subspan(before), block[i]);
        if (!found[i]) firsts.push_back(block[i]);
        first_of[block[i]] = found[i].value_or(block[i]);
      }
    }
  }

  std::optional<std::size_t> first_that_fits(StructureMatcher& matcher, std::span<const std::size_t> firsts,
                                             std::size_t member) const {
    for (const std::size_t first : firsts)
      if (matcher.fit(prepared_[first], prepared_[member])) return first;
    return std::nullopt;
  }

  std::vector<PreparedStructure> prepared_;
  MatcherSettings settings_;
};

}  // namespace

std::vector<std::size_t> match_groups(const std::vector<Structure>& structures, const MatcherSettings& settings,
                                      std::size_t threads) {
  const Grouping grouping(prepare_all(structures, settings, threads), settings);
  return grouping.first_of_each(threads);
}

std::vector<std::optional<std::size_t>> match_references(const std::vector<Structure>& structures,
                                                         const std::vector<Structure>& references,
                                                         const MatcherSettings& settings, std::size_t threads) {
  const auto known = prepare_all(references, settings, threads);
  const Buckets buckets = buckets_of(known);
  std::vector<std::optional<std::size_t>> found(structures.size());
  parallel_for(structures.size(), threads, [&](std::size_t i) {
    StructureMatcher matcher(settings);
    const PreparedStructure structure = matcher.prepare(structures[i]);
    const auto bucket = buckets.find(structure.cell.composition());
    if (bucket == buckets.end()) return;
    for (const std::size_t reference : bucket->second) {
      if (!matcher.fit(known[reference], structure)) continue;
      found[i] = reference;
      return;
    }
  });
  return found;
}

}  // namespace crystalgan
