#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/matching/lattice_maps.hpp"
#include "crystalgan/matching/site_pairing.hpp"
#include "crystalgan/matching/work_budget.hpp"

namespace crystalgan {

/// How much two structures may differ and still be the same. The names and defaults are those of pymatgen's
/// StructureMatcher (Ong et al., Comput. Mater. Sci. 68, 314 (2013)), so that verdicts can be compared.
struct MatcherSettings {
  double ltol = 0.2;         ///< lengths of cells: ratios between 1/(1 + ltol) and 1 + ltol; above 0
  double stol = 0.3;         ///< distances of sites, in units of (volume/sites)^(1/3); above 0
  double angle_tol = 5.0;    ///< angles of cells, degrees; above 0
  bool primitive = true;     ///< compare primitive cells
  bool scale = true;         ///< compare at the same volume
  bool as_pymatgen = false;  ///< decide as pymatgen's StructureMatcher does; its verdict can depend on the description
  /// A comparison of two structures ends after so many steps, each about a nanosecond; not pymatgen's. Chosen: a second
  /// or so, a thousand times what crystals of 50 atoms need.
  std::int64_t max_steps = 1'000'000'000;
};

/// How well two structures lie on each other, in units of (volume/sites)^(1/3).
struct StructureMatch {
  double rms;                        ///< the least over all lattice maps and translations; always below stol
  double largest;                    ///< the largest distance of two paired sites there; may be above stol
  std::vector<std::size_t> mapping;  ///< the site of the second `cell` for each site of the first
};

/// A structure made ready for comparison, once.
struct PreparedStructure {
  Structure cell;                      ///< in a Niggli cell; its sites sorted by element, the rarest first
  std::vector<ElementSites> groups;    ///< of `cell`
  std::size_t anchor;                  ///< the site whose places in another structure suggest the translations
  std::vector<Fractional> positions;   ///< of `cell`
  std::vector<CoarsePosition> coarse;  ///< the same
  CellShape shape;                     ///< of `cell`, scaled to one unit of volume per site if the settings scale
  CellWindow window;                   ///< the cells that count as like it
  LatticeVectors vectors;              ///< scaled likewise, as far as a and b of lattices like its own reach
  std::vector<IntegerMatrix> alike;    ///< other cells of the lattice of this shape; none for pymatgen
  double order;  ///< of two structures, the one of the lower number is compared with the other; 0 for pymatgen
};

/// Decides whether two structures are the same crystal but for small distortions, in the way of pymatgen's
/// StructureMatcher: every cell of one lattice that is like the other's Niggli cell is tried, and on it every translation
/// that puts an atom of the rarest element on another; the sites are compared on the mean of the two cells. Supercells
/// are not tried, mirror images are the same, and the relation is not quite transitive.
///
/// The verdict does not depend on how the structures are described, nor on which comes first: what pymatgen's takes from
/// the description is taken from the crystal here. The primitive cell is repeating_cell(); where a lattice has several
/// Niggli cells of one shape, all are tried; the mean of two cells is that of their metric tensors; sites are paired
/// within a distance; the atom that suggests the translations, and the structure whose cell is kept, are chosen by their
/// surroundings.
///
/// With the setting `as_pymatgen` it decides as pymatgen-core 2026.10.16 does. Where a lattice has several Niggli cells
/// of one shape, the choice among them then can change a distance in its second digit, or a verdict at the edge of the
/// tolerances, and the choice depends on the description (docs/results/matcher.md). The relation is not quite symmetric.
///
/// Every search ends within the steps of the settings, on every machine at the same place. What was not found until then
/// counts as no match, and `gave_up` says so.
///
/// Keeps its memory between calls: one object per thread.
class StructureMatcher {
 public:
  /// Throws ConfigError for a tolerance that is not positive and finite, or a bound that is not positive.
  explicit StructureMatcher(const MatcherSettings& settings = {});

  /// Of whatever shape and size.
  PreparedStructure prepare(const Structure& structure) const;

  /// A cell that is compared as it is given.
  PreparedStructure prepare_cell(Structure cell) const;

  /// The cell that `prepare` takes: the Niggli cell of the primitive cell, if the settings want that. With `niggli` off
  /// a cell that is primitive stays as it is.
  Structure reduced(const Structure& structure, bool niggli = true) const;

  /// The match with the least rms distance, if that is below stol: pymatgen's get_rms_dist. Two structures can have one
  /// that do not `fit`, since one site may be further off than stol.
  std::optional<StructureMatch> match(const PreparedStructure& first, const PreparedStructure& second);

  /// Whether some map brings every site closer than stol: pymatgen's fit.
  bool fit(const PreparedStructure& first, const PreparedStructure& second);

  /// Whether the last `match` or `fit` was ended by its bound: there may be a match after all, or a better one.
  bool gave_up() const { return gave_up_; }

  /// Steps that the last `match` or `fit` took.
  std::int64_t steps() const { return given_ - budget_.left(); }

  /// All comparisons from here on take so many steps together, at most; those after that are given up at once.
  void allow(std::int64_t steps) { allowed_ = steps; }

  /// What is left of them.
  std::int64_t allowed() const { return allowed_; }

 private:
  enum class Goal { min_rms, all_near };

  bool search(const PreparedStructure& first, const PreparedStructure& second, Goal goal,
              std::optional<StructureMatch>& best);
  bool search_on(const LatticeVectors& vectors, const PreparedStructure& first, const PreparedStructure& second,
                 Goal goal, std::optional<StructureMatch>& best);
  bool try_map(const PreparedStructure& first, const PreparedStructure& second, const IntegerMatrix& multiples,
               const CellShape& shape, Goal goal, std::optional<StructureMatch>& best);
  bool try_alike(const PreparedStructure& first, const PreparedStructure& second, Goal goal,
                 std::optional<StructureMatch>& best);
  bool may_pair(const PreparedStructure& first, const PreparedStructure& second, const IntegerMatrix& change,
                const CoarsePosition& shift, const ComparisonCell& cell);
  bool try_translations(const PreparedStructure& first, const PreparedStructure& second, const IntegerMatrix& change,
                        ComparisonCell& cell, Goal goal, std::optional<StructureMatch>& best);

  MatcherSettings settings_;
  std::int64_t allowed_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t given_;  // steps of the last search, at most
  WorkBudget budget_;   // of the last search
  bool gave_up_ = false;
  SitePairing pairing_;
  std::vector<IntegerMatrix> tried_;           // maps of the last search, where there are cells alike
  std::vector<Fractional> mapped_;             // positions of the first structure in the cell under trial
  std::vector<CoarsePosition> coarse_mapped_;  // likewise, as far as they were needed
};

/// Structures made ready for comparison, once, and the settings they were made ready for.
struct PreparedSet {
  MatcherSettings settings;
  std::vector<PreparedStructure> structures;
  /// Their indices, ascending, by the atoms of the reduced cell: only structures of one bucket can match.
  std::map<Composition, std::vector<std::size_t>> buckets;

  /// The indices of those that can match `structure`, which need not be of the set.
  std::span<const std::size_t> bucket_of(const PreparedStructure& structure) const;
};

PreparedSet prepare_all(const std::vector<Structure>& structures, const MatcherSettings& settings, std::size_t threads);

/// Structures in groups of the same crystal.
struct MatchedGroups {
  std::vector<std::size_t> first_of;  ///< for every structure the index of the first of its group
  std::size_t given_up;  ///< pairs whose comparison was ended by a bound, or not begun; they count as different
};

/// Called, by one thread at a time, with how many structures were put into groups; where steps are shared out again, one may be
/// counted twice. Throws to end the work.
using GroupingObserver = std::function<void(std::size_t grouped)>;

/// In input order, each structure joins the first group whose first structure it fits, or founds one. The same for any
/// number of threads. All comparisons together take no more steps than the limit match_steps of record/read_limits, which
/// is shared out over the structures: one whose share is used up founds a group.
MatchedGroups match_groups(const std::vector<Structure>& structures, const MatcherSettings& settings,
                           std::size_t threads);
MatchedGroups match_groups(const PreparedSet& set, std::size_t threads, const GroupingObserver& observer = {});

/// Structures looked up among references.
struct MatchedReferences {
  std::vector<std::optional<std::size_t>> reference_of;  ///< for every structure the first reference that fits, if any
  std::size_t given_up;                                  ///< pairs whose comparison was ended by a bound, or not begun
};

/// Within the limit match_steps, likewise.
MatchedReferences match_references(const std::vector<Structure>& structures, const std::vector<Structure>& references,
                                   const MatcherSettings& settings, std::size_t threads);

}  // namespace crystalgan
