#include "crystalgan/matching/structure_matcher.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <mutex>
#include <numeric>
#include <span>
#include <string>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/averaged_primitive.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/repeating_cell.hpp"
#include "crystalgan/matching/shortest_cells.hpp"
#include "crystalgan/matching/site_choice.hpp"
#include "crystalgan/matching/step_shares.hpp"
#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {
namespace {

// Å; pymatgen's default of get_primitive_structure, which its matcher takes.
constexpr double kPrimitiveTolerance = 0.25;
// Å; the same for repeating_cell(), but for a digit that coordinates of few digits do not reach: exactly at the tolerance the
// last bit of a description would decide.
constexpr double kRepeatTolerance = 0.2500017;

// In units of (volume/sites)^(1/3): a match this good ends the search for a better one. pymatgen's.
constexpr double kPerfect = 1e-5;

// Vectors of a prepared lattice reach this many times as far as its own window. Chosen: lattices that map onto each
// other are rarely more different; for those that are the vectors are found again.
constexpr double kSpareReach = 1.2;

// Multiples of a basis that are looked through for its short vectors: when a structure is prepared, where they are kept,
// and when lattices are compared. Chosen: crystals need some hundreds, plates a hundred times wider than thick the
// former, plates a thousand times wider than thick the latter.
constexpr std::size_t kMaxKept = 20'000;
constexpr std::size_t kMaxCompared = 1'000'000;

// Steps of a search are about nanoseconds, as measured.
constexpr std::int64_t kStepsPerMap = 100;
constexpr std::int64_t kStepsPerTranslation = 10;

// Of those that comparisons may take together, beside the steps of their searches: for each comparison, and for each
// multiple of a basis that is looked through.
constexpr std::int64_t kStepsPerFit = 100;
constexpr std::int64_t kStepsPerMultiple = 10;

constexpr IntegerMatrix kSameLatticeVectors{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

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

IntegerMatrix product(const IntegerMatrix& one, const IntegerMatrix& other) {
  IntegerMatrix result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k) result[i][j] += one[i][k] * other[k][j];
  return result;
}

IntegerMatrix negative(IntegerMatrix matrix) {
  for (auto& row : matrix)
    for (std::int64_t& entry : row) entry = -entry;
  return matrix;
}

Fractional changed(const Fractional& position, const IntegerMatrix& change) {
  const auto entry = [&](std::size_t i, std::size_t axis) { return static_cast<double>(change[i][axis]); };
  Fractional result;
  for (std::size_t axis = 0; axis < 3; ++axis)
    result[axis] = position[0] * entry(0, axis) + position[1] * entry(1, axis) + position[2] * entry(2, axis);
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

// The same lattice spanned by multiples of its vectors, determinant 1 or -1.
Basis respanned(const Basis& basis, const IntegerMatrix& multiples) {
  Basis rows;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) rows[i] = rows[i] + static_cast<double>(multiples[i][j]) * basis[j];
  return rows;
}

// In the Niggli cell that shortest_cells() finds, where that is another one.
Structure in_niggli_cell(const Structure& reduced, const IntegerMatrix& multiples) {
  const IntegerMatrix change = whole_inverse(multiples);
  std::vector<Site> sites;
  for (const Site& site : reduced.sites()) sites.push_back({site.element, wrapped(changed(site.position, change))});
  return {Lattice(respanned(reduced.lattice().rows(), multiples)), std::move(sites), reduced.name()};
}

std::vector<std::size_t> inverse(const std::vector<std::size_t>& mapping) {
  std::vector<std::size_t> back(mapping.size());
  for (std::size_t i = 0; i < mapping.size(); ++i) back[mapping[i]] = i;
  return back;
}

void require_positive(double tolerance, const std::string& name) {
  if (!(tolerance > 0.0) || !std::isfinite(tolerance))
    throw ConfigError(name, "expected a positive number, got " + exact_text(tolerance));
}

}  // namespace

StructureMatcher::StructureMatcher(const MatcherSettings& settings)
    : settings_(settings), given_(settings.max_steps), budget_(given_) {
  require_positive(settings.ltol, "ltol");
  require_positive(settings.stol, "stol");
  require_positive(settings.angle_tol, "angle_tol");
  if (settings.max_steps <= 0)
    throw ConfigError("max_steps", "expected a positive number, got " + std::to_string(settings.max_steps));
}

Structure StructureMatcher::reduced(const Structure& structure, bool niggli) const {
  Structure cell = niggli ? niggli_reduced(structure) : structure;
  if (!settings_.primitive) return cell;
  Structure smallest = settings_.as_pymatgen ? averaged_primitive_cell(cell, kPrimitiveTolerance)
                                             : repeating_cell(cell, kRepeatTolerance);
  return smallest.size() == cell.size() ? cell : niggli_reduced(smallest);
}

PreparedStructure StructureMatcher::prepare(const Structure& structure) const {
  return prepare_cell(reduced(structure));
}

PreparedStructure StructureMatcher::prepare_cell(Structure reduced) const {
  ShortestCells cells{kSameLatticeVectors, {}};
  if (!settings_.as_pymatgen) {
    cells = shortest_cells(reduced.lattice().rows());
    if (cells.niggli != kSameLatticeVectors) {
      reduced = in_niggli_cell(reduced, cells.niggli);
      cells = shortest_cells(reduced.lattice().rows());
    }
  }
  Structure cell = sorted_by_rarity(reduced);
  auto groups = groups_of(cell.sites());
  std::vector<Fractional> positions;
  std::vector<CoarsePosition> coarse;
  for (const Site& site : cell.sites()) {
    positions.push_back(site.position);
    coarse.emplace_back(site.position);
  }
  const Basis basis = compared_basis(cell, settings_.scale);
  const CellShape shape = shape_of(basis);
  const CellWindow window(shape, settings_.ltol, settings_.angle_tol);
  LatticeVectors vectors(basis, kSpareReach * window.reach(), kMaxKept);
  const SiteChoice chosen = settings_.as_pymatgen ? SiteChoice{anchor_of(reduced.sites(), groups), 0.0}
                                                  : choose_site(cell.sites(), groups.front(), vectors);
  return {std::move(cell),
          std::move(groups),
          chosen.site,
          std::move(positions),
          std::move(coarse),
          shape,
          window,
          std::move(vectors),
          std::move(cells.alike),
          chosen.of_crystal};
}

std::optional<StructureMatch> StructureMatcher::match(const PreparedStructure& first, const PreparedStructure& second) {
  std::optional<StructureMatch> best;
  const bool turned = second.order < first.order;
  search(turned ? second : first, turned ? first : second, Goal::min_rms, best);
  if (best && !(best->rms < settings_.stol)) best.reset();
  if (best && turned) best->mapping = inverse(best->mapping);
  return best;
}

bool StructureMatcher::fit(const PreparedStructure& first, const PreparedStructure& second) {
  std::optional<StructureMatch> best;
  const bool turned = second.order < first.order;
  return search(turned ? second : first, turned ? first : second, Goal::all_near, best);
}

// True as soon as the goal is reached and no better match is wanted.
bool StructureMatcher::search(const PreparedStructure& first, const PreparedStructure& second, Goal goal,
                              std::optional<StructureMatch>& best) {
  gave_up_ = false;
  budget_ = WorkBudget(0);
  given_ = 0;
  if (first.groups != second.groups) return false;
  gave_up_ = allowed_ <= kStepsPerFit;
  allowed_ -= gave_up_ ? allowed_ : kStepsPerFit;
  if (gave_up_) return false;
  std::optional<LatticeVectors> further;
  bool is_short = false;  // vectors are missing, which the steps allowed do not reach
  if (second.window.reach() > first.vectors.reach()) {
    const std::int64_t affordable = std::min<std::int64_t>(kMaxCompared, allowed_ / kStepsPerMultiple);
    further.emplace(first.vectors.basis(), second.window.reach(), static_cast<std::size_t>(affordable));
    allowed_ -= static_cast<std::int64_t>(further->candidates()) * kStepsPerMultiple;
    is_short = affordable < static_cast<std::int64_t>(kMaxCompared) && further->reach() < second.window.reach();
  }
  given_ = std::min(settings_.max_steps, allowed_);
  budget_ = WorkBudget(given_);
  const bool reached = search_on(further ? *further : first.vectors, first, second, goal, best);
  allowed_ -= steps();
  if (is_short && !reached) {
    gave_up_ = true;
    allowed_ = 0;
  }
  return reached;
}

bool StructureMatcher::search_on(const LatticeVectors& vectors, const PreparedStructure& first,
                                 const PreparedStructure& second, Goal goal, std::optional<StructureMatch>& best) {
  tried_.clear();
  bool reached = visit_lattice_maps(vectors, second.window, budget_, [&](const LatticeMap& map) {
    if (!second.alike.empty()) tried_.push_back(map.multiples);
    return try_map(first, second, map.multiples, map.shape, goal, best);
  });
  reached = reached || try_alike(first, second, goal, best);
  gave_up_ = !reached && (budget_.is_spent() || vectors.reach() < second.window.reach());
  return reached;
}

// On the cell of the first lattice that these multiples of its vectors span, and on its inverse.
bool StructureMatcher::try_map(const PreparedStructure& first, const PreparedStructure& second,
                               const IntegerMatrix& multiples, const CellShape& shape, Goal goal,
                               std::optional<StructureMatch>& best) {
  budget_.spend(kStepsPerMap);
  const bool as_pymatgen = settings_.as_pymatgen;
  ComparisonCell cell(as_pymatgen ? mean_shape(shape, second.shape) : mean_metric(shape, second.shape),
                      first.positions.size(), settings_.stol, as_pymatgen);
  const IntegerMatrix change = whole_inverse(multiples);
  return try_translations(first, second, change, cell, goal, best) ||
         try_translations(first, second, negative(change), cell, goal, best);
}

// A cell of the first lattice may be like another Niggli cell of the second, and so another map: what the window takes
// in one of these cells it takes in the others, as all have one shape.
bool StructureMatcher::try_alike(const PreparedStructure& first, const PreparedStructure& second, Goal goal,
                                 std::optional<StructureMatch>& best) {
  std::sort(tried_.begin(), tried_.end());
  for (const IntegerMatrix& other : second.alike) {
    const IntegerMatrix back = whole_inverse(other);
    for (const IntegerMatrix& map : tried_) {
      if (budget_.is_spent()) return false;
      const IntegerMatrix multiples = product(back, map);
      if (std::ranges::binary_search(tried_, multiples) || std::ranges::binary_search(tried_, negative(multiples)))
        continue;
      if (try_map(first, second, multiples, shape_of(respanned(first.vectors.basis(), multiples)), goal, best))
        return true;
    }
  }
  return false;
}

// The sites are mapped when their element is reached: the rarest, which come first, exclude most translations.
bool StructureMatcher::may_pair(const PreparedStructure& first, const PreparedStructure& second,
                                const IntegerMatrix& change, const CoarsePosition& shift, const ComparisonCell& cell) {
  for (const ElementSites& group : first.groups) {
    while (coarse_mapped_.size() < group.end)
      coarse_mapped_.push_back(changed(first.coarse[coarse_mapped_.size()], change));
    if (!cell.may_pair(coarse_mapped_, second.coarse, shift, group, budget_)) return false;
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
    if (!budget_.spend(kStepsPerTranslation)) return false;
    const CoarsePosition shift = changed(first.coarse[site], change) - second.coarse[second.anchor];
    if (!may_pair(first, second, change, shift, cell)) continue;

    if (mapped_.empty())
      for (const Fractional& position : first.positions) mapped_.push_back(changed(position, change));
    cell.reduce();
    const auto paired = pairing_.pair({mapped_, second.positions, first.groups, second.anchor, site}, cell,
                                      goal == Goal::all_near, budget_);
    if (!paired) continue;
    if (goal == Goal::all_near) {
      if (paired->largest < settings_.stol) return true;
    } else if (paired->rms < (best ? best->rms : std::numeric_limits<double>::infinity())) {
      best = StructureMatch{paired->rms, paired->largest, pairing_.second_of_first()};
      if (paired->rms < kPerfect && paired->rms < settings_.stol) return true;
    }
  }
  return false;
}

std::span<const std::size_t> PreparedSet::bucket_of(const PreparedStructure& structure) const {
  const auto bucket = buckets.find(structure.cell.composition());
  return bucket == buckets.end() ? std::span<const std::size_t>{} : bucket->second;
}

PreparedSet prepare_all(const std::vector<Structure>& structures, const MatcherSettings& settings,
                        std::size_t threads) {
  const StructureMatcher matcher(settings);
  std::vector<std::optional<PreparedStructure>> prepared(structures.size());
  parallel_for(structures.size(), threads, [&](std::size_t i) { prepared[i] = matcher.prepare(structures[i]); });
  PreparedSet set{settings, {}, {}};
  set.structures.reserve(prepared.size());
  for (std::size_t i = 0; i < prepared.size(); ++i) {
    set.buckets[prepared[i]->cell.composition()].push_back(i);
    set.structures.push_back(std::move(*prepared[i]));
  }
  return set;
}

namespace {

// Structures compared at once with the groups that exist so far. Chosen: enough to keep many threads busy, few enough
// that the comparisons among themselves, which wait for each other, do not count.
constexpr std::size_t kBlock = 64;

// Buckets larger than this are shared by all threads, one bucket after another; smaller ones go to one thread each.
// Chosen: below, starting threads costs more than it saves.
constexpr std::size_t kShared = 512;

class Grouping {
 public:
  Grouping(const PreparedSet& set, const GroupingObserver& observer)
      : set_(set), observer_(observer), first_of_(set.structures.size()), given_up_(set.structures.size(), 0) {
    std::iota(first_of_.begin(), first_of_.end(), std::size_t{0});
  }

  MatchedGroups all(std::size_t threads) {
    std::vector<std::span<const std::size_t>> buckets;
    std::vector<std::size_t> weights;
    for (const auto& [composition, members] : set_.buckets) {
      if (members.size() < 2) continue;
      buckets.emplace_back(members);
      weights.push_back(members.size());
    }
    share_steps(weights, read_limits().match_steps, [&](std::span<StepShare> shares) {
      std::vector<StepShare*> small;
      for (StepShare& share : shares) {
        if (buckets[share.job].size() > kShared)
          group(buckets[share.job], threads, share);
        else
          small.push_back(&share);
      }
      parallel_for(small.size(), threads, [&](std::size_t i) { group(buckets[small[i]->job], 1, *small[i]); });
    });
    return {first_of_, std::accumulate(given_up_.begin(), given_up_.end(), std::size_t{0})};
  }

 private:
  // Block by block: each member against the groups from before the block, independently; then those that none of these
  // takes against the groups of the block, in order. What comes out is what one member after another would give. What
  // the members of a block leave of their steps is shared by those after it.
  void group(std::span<const std::size_t> members, std::size_t threads, StepShare& share) {
    std::vector<std::size_t> firsts;
    for (const std::size_t member : members) given_up_[member] = 0;
    for (std::size_t begin = 0; begin < members.size(); begin += kBlock) {
      const auto block = members.subspan(begin, std::min(kBlock, members.size() - begin));
      const std::int64_t each = (share.steps - share.used) / std::ssize(members.subspan(begin));
      std::vector<std::int64_t> left(block.size(), each);
      std::vector<std::optional<std::size_t>> found(block.size());
      parallel_for(block.size(), threads, [&](std::size_t i) {
        StructureMatcher matcher(set_.settings);
        found[i] = first_that_fits(matcher, firsts, block[i], left[i]);
      });
      StructureMatcher matcher(set_.settings);
      const std::size_t before = firsts.size();
      for (std::size_t i = 0; i < block.size(); ++i) {
        if (!found[i]) found[i] = first_that_fits(matcher, std::span(firsts).subspan(before), block[i], left[i]);
        if (!found[i]) firsts.push_back(block[i]);
        first_of_[block[i]] = found[i].value_or(block[i]);
        share.used += each - left[i];
        share.is_short = share.is_short || left[i] == 0;
      }
      observe(block.size());
    }
  }

  void observe(std::size_t more) {
    if (!observer_) return;
    const std::scoped_lock lock(observing_);
    observer_(grouped_ += more);
  }

  // Takes the steps from `left`.
  std::optional<std::size_t> first_that_fits(StructureMatcher& matcher, std::span<const std::size_t> firsts,
                                             std::size_t member, std::int64_t& left) {
    matcher.allow(left);
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < firsts.size() && !found; ++i) {
      if (matcher.allowed() == 0) {
        given_up_[member] += firsts.size() - i;
        break;
      }
      if (matcher.fit(set_.structures[firsts[i]], set_.structures[member])) found = firsts[i];
      given_up_[member] += matcher.gave_up() ? 1U : 0U;
    }
    left = matcher.allowed();
    return found;
  }

  const PreparedSet& set_;
  const GroupingObserver& observer_;
  std::mutex observing_;
  std::size_t grouped_ = 0;
  std::vector<std::size_t> first_of_;
  std::vector<std::size_t> given_up_;  // pairs, counted with their later member
};

}  // namespace

MatchedGroups match_groups(const std::vector<Structure>& structures, const MatcherSettings& settings,
                           std::size_t threads) {
  return match_groups(prepare_all(structures, settings, threads), threads);
}

MatchedGroups match_groups(const PreparedSet& set, std::size_t threads, const GroupingObserver& observer) {
  return Grouping(set, observer).all(threads);
}

MatchedReferences match_references(const std::vector<Structure>& structures, const std::vector<Structure>& references,
                                   const MatcherSettings& settings, std::size_t threads) {
  const PreparedSet known = prepare_all(references, settings, threads);
  std::vector<std::optional<std::size_t>> found(structures.size());
  std::vector<std::size_t> given_up(structures.size(), 0);
  const auto look_up = [&](StepShare& share) {
    const std::size_t i = share.job;
    StructureMatcher matcher(settings);
    matcher.allow(share.steps);
    const PreparedStructure structure = matcher.prepare(structures[i]);
    given_up[i] = 0;
    for (const std::size_t reference : known.bucket_of(structure)) {
      const bool fits = matcher.fit(known.structures[reference], structure);
      given_up[i] += matcher.gave_up() ? 1U : 0U;
      if (!fits) continue;
      found[i] = reference;
      break;
    }
    share.used = share.steps - matcher.allowed();
    share.is_short = matcher.allowed() == 0;
  };
  share_steps(std::vector<std::size_t>(structures.size(), 1), read_limits().match_steps,
              [&](std::span<StepShare> shares) {
                parallel_for(shares.size(), threads, [&](std::size_t i) { look_up(shares[i]); });
              });
  return {std::move(found), std::accumulate(given_up.begin(), given_up.end(), std::size_t{0})};
}

}  // namespace crystalgan
