#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "crystalgan/record/relaxation_record.hpp"

namespace crystalgan {

/// A distinct relaxed crystal.
struct RankedRow {
  std::string id;  ///< the candidate with the lowest energy
  std::string formula;
  std::int64_t space_group;
  std::string space_group_symbol;
  double energy;            ///< eV per atom
  double formation_energy;  ///< eV per atom, from the elements
  double above_hull;        ///< eV per atom above the hull of known phases and candidates: 0 on it
  double above_known;       ///< eV per atom above the hull of the known phases; negative: below them in this model
  std::string found_by;     ///< ids of all candidates that relaxed to it, separated by blanks
  std::optional<double> moment = std::nullopt;  ///< µB per cell, the sum over the sites; nothing without moments
};

/// The columns of ranking.csv after the rank.
inline constexpr std::array kRankingColumns{
    Column<RankedRow>{"id", "", &RankedRow::id},
    Column<RankedRow>{"formula", "", &RankedRow::formula},
    Column<RankedRow>{"space_group", "", &RankedRow::space_group},
    Column<RankedRow>{"space_group_symbol", "", &RankedRow::space_group_symbol},
    Column<RankedRow>{"energy", "ev_per_atom", &RankedRow::energy},
    Column<RankedRow>{"formation_energy", "ev_per_atom", &RankedRow::formation_energy},
    Column<RankedRow>{"above_hull", "ev_per_atom", &RankedRow::above_hull},
    Column<RankedRow>{"above_known", "ev_per_atom", &RankedRow::above_known},
    Column<RankedRow>{"moment", "muB", &RankedRow::moment},
    Column<RankedRow>{"found_by", "", &RankedRow::found_by},
};

/// A known phase with the same calculator.
struct PhaseRow {
  std::string name;
  std::string kind;                ///< "element", "alloy", "binary", "input" or "given"
  std::string formula;             ///< reduced
  std::string space_group_symbol;  ///< after relaxation; "" for none
  double energy;                   ///< eV per atom
  double formation_energy;
  double above_hull;
};

/// The columns of phases.csv.
inline constexpr std::array kPhaseColumns{
    Column<PhaseRow>{"name", "", &PhaseRow::name},
    Column<PhaseRow>{"kind", "", &PhaseRow::kind},
    Column<PhaseRow>{"formula", "", &PhaseRow::formula},
    Column<PhaseRow>{"space_group_symbol", "", &PhaseRow::space_group_symbol},
    Column<PhaseRow>{"energy", "ev_per_atom", &PhaseRow::energy},
    Column<PhaseRow>{"formation_energy", "ev_per_atom", &PhaseRow::formation_energy},
    Column<PhaseRow>{"above_hull", "ev_per_atom", &PhaseRow::above_hull},
};

/// The reference energy of a pure element.
struct ElementEnergyRow {
  std::string element;
  double energy;  ///< eV per atom
  std::string source;
};

/// A phase on the hull.
struct HullPhase {
  std::string name;     ///< symbol of an element, name of a known phase, or id of a candidate
  std::string kind;     ///< that of PhaseRow, or "candidate"
  std::string formula;  ///< reduced
};

/// The hull of the known phases and all candidates.
struct HullRecord {
  std::vector<HullPhase> phases;
  /// Its triangles; a corner is an index into `phases`. Their edges are the tie lines.
  std::vector<std::array<std::size_t, 3>> triangles;
};

/// Energies of a run's crystals and of the known phases, from one calculator.
struct RankingRecord {
  std::string system;
  CalculatorRecord calculator;
  std::int64_t candidates = 0;  ///< relaxed candidates
  std::int64_t converged = 0;
  std::int64_t certified = 0;              ///< converged and within the limits
  std::int64_t not_ternary = 0;            ///< certified without A, B or X: part of the hull only
  std::int64_t unbelievable = 0;           ///< certified, with a formation energy below kMinFormationEnergy
  std::vector<ElementEnergyRow> elements;  ///< A, B, X
  std::vector<PhaseRow> phases;            ///< by composition, then energy
  std::vector<std::string> left_out;       ///< known phases that did not relax, and why
  std::vector<RankedRow> crystals;         ///< best first
  HullRecord hull{};
};

/// Crystals of `record` up to this energy above the hull (eV per atom).
std::int64_t within(const RankingRecord& record, double above_hull);

std::string ranking_csv(const RankingRecord& record);
std::string phases_csv(const RankingRecord& record);

/// ranking.json: all except the rows of the two tables.
std::string ranking_json(const RankingRecord& record);

/// The three files of a ranking: their texts, or their names.
struct RankingFiles {
  std::string json;
  std::string crystals;
  std::string phases;
};

/// The reverse of the three; errors have `names`. Throws ParseError.
RankingRecord parse_ranking(const RankingFiles& texts, const RankingFiles& names);

}  // namespace crystalgan
