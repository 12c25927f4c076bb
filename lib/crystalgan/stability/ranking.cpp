#include "crystalgan/stability/ranking.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "crystalgan/matching/structure_matcher.hpp"
#include "crystalgan/stability/convex_hull.hpp"

namespace crystalgan {
namespace {

Phase phase_of(const RelaxedCrystal& crystal) {
  return {crystal.structure.composition(), *crystal.row.energy * static_cast<double>(crystal.structure.size())};
}

// Groups of matching crystals, the lowest energy first.
std::vector<std::vector<RelaxedCrystal>> distinct(std::vector<RelaxedCrystal> crystals, std::size_t threads) {
  std::stable_sort(crystals.begin(), crystals.end(), [](const RelaxedCrystal& one, const RelaxedCrystal& other) {
    return *one.row.energy < *other.row.energy;
  });
  std::vector<Structure> structures;
  for (const RelaxedCrystal& crystal : crystals) structures.push_back(crystal.structure);
  const MatchedGroups groups = match_groups(structures, {}, threads);
  std::map<std::size_t, std::vector<RelaxedCrystal>> by_first;
  for (std::size_t i = 0; i < crystals.size(); ++i) by_first[groups.first_of[i]].push_back(std::move(crystals[i]));
  std::vector<std::vector<RelaxedCrystal>> kinds;
  for (auto& [first, kind] : by_first) kinds.push_back(std::move(kind));
  return kinds;
}

RankedRow row_of(const std::vector<RelaxedCrystal>& kind, const ConvexHull& known, const ConvexHull& all) {
  const RelaxedCrystal& lowest = kind.front();
  const Phase phase = phase_of(lowest);
  std::vector<std::string> ids;
  for (const RelaxedCrystal& crystal : kind) ids.push_back(crystal.row.id);
  std::sort(ids.begin(), ids.end());
  std::string found_by;
  for (const std::string& id : ids) found_by += (found_by.empty() ? "" : " ") + id;
  return {lowest.row.id,
          lowest.row.formula,
          lowest.row.space_group,
          lowest.row.space_group_symbol,
          *lowest.row.energy,
          known.formation_energy(phase),
          std::max(0.0, all.energy_above(phase)),  // rounding only
          known.energy_above(phase),
          found_by,
          lowest.row.moment};
}

std::vector<PhaseRow> rows_of(const KnownEnergies& known, const ConvexHull& all) {
  std::vector<PhaseRow> rows;
  for (const RelaxedPhase& phase : known.phases) {
    const Phase one{phase.structure.composition(), phase.energy};
    rows.push_back({phase.name, std::string(phase.kind), formula(reduced(one.composition)), phase.space_group_symbol,
                    phase.energy / static_cast<double>(phase.structure.size()), all.formation_energy(one),
                    std::max(0.0, all.energy_above(one))});
  }
  std::stable_sort(rows.begin(), rows.end(), [](const PhaseRow& one, const PhaseRow& other) {
    return std::tie(one.formula, one.energy) < std::tie(other.formula, other.energy);
  });
  return rows;
}

// The triangles of `hull`; `named` has the phases that it was made of.
HullRecord hull_record(const ConvexHull& hull, const std::vector<HullPhase>& named) {
  HullRecord record;
  std::map<std::size_t, std::size_t> places;
  for (const auto& triangle : hull.triangles())
    for (const std::size_t phase : triangle) places[phase] = 0;
  for (auto& [phase, place] : places) {
    place = record.phases.size();
    record.phases.push_back(named[phase]);
  }
  for (const auto& [one, other, third] : hull.triangles())
    record.triangles.push_back({places.at(one), places.at(other), places.at(third)});
  return record;
}

// The phases of phases_of(), in the same order.
std::vector<HullPhase> hull_phases(const KnownEnergies& known) {
  std::vector<HullPhase> phases;
  for (const ElementEnergy& one : known.elements) {
    const std::string symbol(one.element.symbol());
    phases.push_back({symbol, "element", symbol});
  }
  for (const RelaxedPhase& phase : known.phases)
    phases.push_back({phase.name, std::string(phase.kind), formula(reduced(phase.structure.composition()))});
  return phases;
}

}  // namespace

RankingRecord ranked(const std::vector<RelaxedCrystal>& crystals, const KnownEnergies& known,
                     const ChemicalSystem& system, const CalculatorRecord& calculator, std::size_t threads) {
  RankingRecord record;
  record.system = system.name();
  record.calculator = calculator;
  record.certified = std::ssize(crystals);
  record.left_out = known.left_out;
  for (const ElementEnergy& one : known.elements)
    record.elements.push_back({std::string(one.element.symbol()), one.energy, one.source});

  std::vector<Phase> phases = phases_of(known);
  std::vector<HullPhase> names = hull_phases(known);
  const ConvexHull hull_of_known({system.a, system.b, system.x}, phases);
  std::vector<RelaxedCrystal> believable;
  for (const RelaxedCrystal& crystal : crystals) {
    const Phase phase = phase_of(crystal);
    if (!(hull_of_known.formation_energy(phase) >= kMinFormationEnergy)) {  // NaN fails
      ++record.unbelievable;
      continue;
    }
    phases.push_back(phase);
    names.push_back({crystal.row.id, "candidate", formula(reduced(phase.composition))});
    if (is_of(crystal.structure, system))
      believable.push_back(crystal);
    else
      ++record.not_ternary;
  }
  const ConvexHull hull({system.a, system.b, system.x}, phases);
  record.phases = rows_of(known, hull);
  record.hull = hull_record(hull, names);
  for (const auto& kind : distinct(std::move(believable), threads))
    record.crystals.push_back(row_of(kind, hull_of_known, hull));
  std::stable_sort(record.crystals.begin(), record.crystals.end(), [](const RankedRow& one, const RankedRow& other) {
    return std::tie(one.above_hull, one.above_known, one.id) < std::tie(other.above_hull, other.above_known, other.id);
  });
  return record;
}

}  // namespace crystalgan
