#include "crystalgan/methods/symmetry/relabelled_prototypes.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "crystalgan/crystal/colouring.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/methods/symmetry/ionic_structure.hpp"

namespace crystalgan {
namespace {

// How large supercells are. All chosen: what a second per system allows.
struct SupercellLimits {
  int multiple;
  std::size_t atoms, metals;
};
constexpr std::size_t kMaxRelabelledAtoms = 20;
constexpr SupercellLimits kOwnLimits{10, kMaxRelabelledAtoms, 14};
constexpr SupercellLimits kCommonLimits{6, kMaxRelabelledAtoms, 12};
constexpr SupercellLimits kRareLimits{4, kMaxRelabelledAtoms, 12};
constexpr int kRarePrototype = 2;    // binaries
constexpr int kMaxPooledRatio = 4;   // of A : B or B : A, in pooled prototypes
constexpr std::size_t kMaxOwn = 60;  // per formula
constexpr std::size_t kMaxPooled = 30;

// Weights of the cost, all chosen; hits do not depend on them much.
constexpr double kEquivalentsCost = 0.6;
constexpr double kMultipleCost = 0.3;
constexpr double kOwnCost = -1.5;
constexpr double kHullCost = 2.0;  // per eV/atom
constexpr double kBinariesCost = -0.5;
constexpr double kSameAnionCost = -0.7;
constexpr double kUnrelaxedCost = 1.5;  // beside a relaxed one

constexpr int kEnergySteps = 8;
constexpr double kMinVolumeRatio = 0.3, kMaxVolumeRatio = 3.0;  // of the rule, after relaxation; chosen

/// A prototype with A and B on its metal sites.
struct Relabelling {
  const BinaryPrototype* prototype;
  CellChange change;
  SiteSet second;  // B
  double cost;
};

/// Adds all that have the formula; `cost` is that of the prototype.
void add_relabellings(const BinaryPrototype& prototype, const RoleCounts& formula, const SupercellLimits& limits,
                      double cost, std::vector<Relabelling>& found) {
  const int metals = formula.a + formula.b;
  if (prototype.type.metals * formula.x != prototype.type.anions * metals) return;
  for (int multiple = 1; multiple <= limits.multiple; ++multiple) {
    const std::size_t sites = prototype.metals.size() * static_cast<std::size_t>(multiple);
    if (sites > limits.metals || prototype.type.atoms * static_cast<std::size_t>(multiple) > limits.atoms) break;
    if (sites % static_cast<std::size_t>(metals) != 0) continue;
    const std::size_t second = sites / static_cast<std::size_t>(metals) * static_cast<std::size_t>(formula.b);
    for (const CellChange& change : inequivalent_sublattices(prototype.operations, multiple)) {
      const ColouredSupercell cell(prototype.operations, prototype.metals, change);
      for (const auto& [set, equivalents] : cell.colourings(second))
        found.push_back({&prototype, change, set,
                         cost + kEquivalentsCost * std::log(equivalents) + kMultipleCost * std::log(multiple)});
    }
  }
}

void keep_cheapest(std::vector<Relabelling>& found, std::size_t count) {
  std::ranges::stable_sort(found, {}, &Relabelling::cost);
  if (found.size() > count) found.erase(found.begin() + static_cast<std::ptrdiff_t>(count), found.end());
}

/// "Mg4O4 mp-1265", "Mg2O2 mp-1265 x [1 0 0; 0 1 0; 0 0 2]"
std::string origin_of(const Relabelling& relabelling) {
  const Structure& structure = relabelling.prototype->structure;
  std::string origin = formula(reduced(structure.composition())) + ' ' + structure.name();
  if (relabelling.change == sublattices(1).front()) return origin;
  std::string rows;
  for (const auto& [i, j, k] : relabelling.change)
    rows += (rows.empty() ? "" : "; ") + std::to_string(i) + ' ' + std::to_string(j) + ' ' + std::to_string(k);
  return origin + " x [" + rows + ']';
}

/// At the volume of the rule, in its Niggli cell.
Structure relabelled(const Relabelling& relabelling, const ChemicalSystem& system, double volume_per_atom) {
  const BinaryPrototype& prototype = *relabelling.prototype;
  const Structure larger = supercell(prototype.structure, relabelling.change);
  std::vector<Site> sites = larger.sites();
  const std::size_t copies = sites.size() / prototype.structure.size();
  for (Site& site : sites) site.element = system.x;
  SiteSet second = relabelling.second;
  for (const std::size_t metal : prototype.metals)
    for (std::size_t copy = 0; copy < copies; ++copy, second >>= 1)
      sites[metal * copies + copy].element = (second & 1U) != 0 ? system.b : system.a;
  const double factor = std::cbrt(volume_per_atom / larger.volume_per_atom());
  return niggli_reduced({larger.lattice().scaled(factor), std::move(sites), origin_of(relabelling)});
}

// A relabelling at the volume of the rule, and after a few steps.
struct RelaxedRelabelling {
  Structure unrelaxed, relaxed;
  double energy;  // of the relaxed one, eV/atom
};

std::set<BinaryType> types_of(const std::vector<BinaryPrototype>& prototypes) {
  std::set<BinaryType> types;
  for (const BinaryPrototype& prototype : prototypes) types.insert(prototype.type);
  return types;
}

/// A pooled candidate relaxed, and unrelaxed. Those of equal kind, energy and volume are one, of the least cost.
class PooledCandidates {
 public:
  void add(SymmetryCandidate candidate, bool is_relaxed, double volume_ratio) {
    const auto [place, is_new] = known_.try_emplace(
        {is_relaxed, std::lround(1000.0 * candidate.energy), std::lround(100.0 * volume_ratio)}, candidates_.size());
    if (is_new)
      candidates_.push_back(std::move(candidate));
    else
      candidates_[place->second].cost = std::min(candidates_[place->second].cost, candidate.cost);
  }

  std::vector<SymmetryCandidate>& candidates() { return candidates_; }

 private:
  std::map<std::tuple<bool, long, long>, std::size_t> known_;
  std::vector<SymmetryCandidate> candidates_;
};

// One formula and what its candidates are made with.
struct FormulaContext {
  RoleCounts formula;
  std::size_t rank;
  const IonicModel& model;
  double volume_per_atom;  // of the rule, Å^3
  const ChemicalSystem& system;
  IonicRelaxation& relaxation;

  /// Nothing where the energy diverges.
  std::optional<RelaxedRelabelling> relaxed(const Relabelling& relabelling) const {
    Structure unrelaxed = relabelled(relabelling, system, volume_per_atom);
    IonicCell cell = ionic_cell(unrelaxed, system);
    const double energy = relaxation.relax(model, cell, kEnergySteps).energy / static_cast<double>(unrelaxed.size());
    if (!std::isfinite(energy)) return std::nullopt;
    Structure relaxed = with_ionic_cell(unrelaxed, cell);
    return RelaxedRelabelling{std::move(unrelaxed), std::move(relaxed), energy};
  }
};

std::vector<SymmetryCandidate> own_candidates(const std::vector<BinaryPrototype>& prototypes, const OwnTypes& own_types,
                                              const FormulaContext& context) {
  std::vector<Relabelling> relabellings;
  for (const BinaryPrototype& prototype : prototypes)
    add_relabellings(prototype, context.formula, kOwnLimits,
                     kOwnCost * own_types.count(prototype.type) + kHullCost * prototype.hull_energy + kSameAnionCost,
                     relabellings);
  keep_cheapest(relabellings, kMaxOwn);
  std::vector<SymmetryCandidate> found;
  for (const Relabelling& relabelling : relabellings) {
    auto crystal = context.relaxed(relabelling);
    if (!crystal) continue;
    std::string origin = crystal->unrelaxed.name();
    found.push_back({std::move(crystal->unrelaxed), context.rank, 'R', std::move(origin), 0.0, crystal->energy,
                     relabelling.cost, own_types.count(relabelling.prototype->type), 0});
    const Structure& binary = relabelling.prototype->structure;
    const bool of_a = binary.composition().contains(context.system.a);
    (of_a ? found.back().parent_a : found.back().parent_b) = binary.name();
  }
  return found;
}

std::vector<SymmetryCandidate> pooled_candidates(const std::vector<BinaryPrototype>& prototypes,
                                                 const OwnTypes& own_types, const FormulaContext& context) {
  const RoleCounts& formula = context.formula;
  if (std::max(formula.a, formula.b) > kMaxPooledRatio * std::gcd(formula.a, formula.b)) return {};
  std::vector<Relabelling> relabellings;
  for (const BinaryPrototype& prototype : prototypes) {
    if (own_types.count(prototype.type) > 0) continue;
    const double cost = kBinariesCost * std::log(prototype.binaries) +
                        (prototype.anions.contains(context.system.x) ? kSameAnionCost : 0.0);
    add_relabellings(prototype, formula, prototype.binaries > kRarePrototype ? kCommonLimits : kRareLimits, cost,
                     relabellings);
  }
  keep_cheapest(relabellings, kMaxPooled);
  PooledCandidates found;
  for (const Relabelling& relabelling : relabellings) {
    auto crystal = context.relaxed(relabelling);
    if (!crystal) continue;
    const double ratio = crystal->relaxed.volume_per_atom() / context.volume_per_atom;
    const std::string origin = crystal->unrelaxed.name();
    if (ratio > kMinVolumeRatio && ratio < kMaxVolumeRatio)
      found.add({crystal->relaxed.named(origin + " relaxed"), context.rank, 'P', origin + " relaxed", 0.0,
                 crystal->energy, relabelling.cost, 0, 0},
                true, ratio);
    found.add({std::move(crystal->unrelaxed), context.rank, 'P', origin, 0.0, crystal->energy,
               relabelling.cost + kUnrelaxedCost, 0, 0},
              false, ratio);
  }
  return std::move(found.candidates());
}

}  // namespace

RelabelledPrototypes::RelabelledPrototypes(const BinaryPool& pool, const std::vector<BinaryPrototype>& pooled,
                                           const ChemicalSystem& system, std::size_t threads)
    : pooled_(pooled), system_(system), own_(binary_prototypes(pool, pool.of(system.a, system.x), threads)) {
  own_types_.a = types_of(own_);
  std::vector<BinaryPrototype> of_b = binary_prototypes(pool, pool.of(system.b, system.x), threads);
  own_types_.b = types_of(of_b);
  const auto known = [&](const BinaryPrototype& prototype) {
    return std::ranges::any_of(own_, [&](const BinaryPrototype& own) {
      return own.type == prototype.type && own.distances == prototype.distances;
    });
  };
  std::erase_if(of_b, known);
  std::ranges::move(of_b, std::back_inserter(own_));
}

std::vector<SymmetryCandidate> RelabelledPrototypes::candidates(const RoleCounts& formula, std::size_t rank,
                                                                const IonicModel& model,
                                                                const TernaryGeometry& geometry,
                                                                IonicRelaxation& relaxation) const {
  const FormulaContext context{formula, rank, model, geometry.volume(formula) / formula.total(), system_, relaxation};
  std::vector<SymmetryCandidate> found = own_candidates(own_, own_types_, context);
  std::ranges::move(pooled_candidates(pooled_, own_types_, context), std::back_inserter(found));
  return found;
}

}  // namespace crystalgan
