#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/relaxation_record.hpp"

namespace crystalgan {

/// A distinct crystal that candidates relaxed to.
struct RankedRow {
  std::string id;  ///< of the lowest of the candidates that it was found by
  std::string formula;
  std::int64_t space_group;
  std::string space_group_symbol;
  double energy;            ///< eV per atom
  double formation_energy;  ///< eV per atom, from the elements
  double above_hull;        ///< eV per atom above the hull of known phases and candidates together: 0 on it
  double above_known;       ///< eV per atom above the hull of the known phases alone: below 0 for a new corner
  std::string found_by;     ///< ids of all candidates that relaxed to it, separated by blanks
};

/// The columns of ranking.csv; the rank stands before them.
inline constexpr std::array kRankingColumns{
    Column<RankedRow>{"id", "", &RankedRow::id},
    Column<RankedRow>{"formula", "", &RankedRow::formula},
    Column<RankedRow>{"space_group", "", &RankedRow::space_group},
    Column<RankedRow>{"space_group_symbol", "", &RankedRow::space_group_symbol},
    Column<RankedRow>{"energy", "ev_per_atom", &RankedRow::energy},
    Column<RankedRow>{"formation_energy", "ev_per_atom", &RankedRow::formation_energy},
    Column<RankedRow>{"above_hull", "ev_per_atom", &RankedRow::above_hull},
    Column<RankedRow>{"above_known", "ev_per_atom", &RankedRow::above_known},
    Column<RankedRow>{"found_by", "", &RankedRow::found_by},
};

/// A known phase under the same calculator.
struct PhaseRow {
  std::string name;
  std::string kind;                ///< "element", "alloy", "binary", "input" or "given"
  std::string formula;             ///< reduced
  std::string space_group_symbol;  ///< after its relaxation, which may have left the type it began in; "" for none
  double energy;                   ///< eV per atom, as are the others
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

/// What the energy of a pure element is taken to be.
struct ElementEnergyRow {
  std::string element;
  double energy;  ///< eV per atom
  std::string source;
};

/// Energies of a run's crystals beside those of the known phases, all by one calculator.
struct RankingRecord {
  std::string system;
  CalculatorRecord calculator;
  std::int64_t candidates = 0;  ///< that were relaxed
  std::int64_t converged = 0;
  std::int64_t certified = 0;              ///< of the converged, those that keep the limits still
  std::int64_t not_ternary = 0;            ///< of the certified, those without A, B or X: they count for the hull alone
  std::int64_t unbelievable = 0;           ///< of the certified, those whose energy no crystal has
  std::vector<ElementEnergyRow> elements;  ///< A, B, X
  std::vector<PhaseRow> phases;            ///< by composition, then energy
  std::vector<std::string> left_out;       ///< known phases that did not relax, and why
  std::vector<RankedRow> crystals;         ///< best first
};

/// Crystals of `record` no further above the hull than this (eV per atom).
std::int64_t within(const RankingRecord& record, double above_hull);

std::string ranking_csv(const RankingRecord& record);
std::string phases_csv(const RankingRecord& record);

/// ranking.json: everything but the rows of the two tables.
std::string ranking_json(const RankingRecord& record);

/// The reverse of the three. Throws ParseError.
RankingRecord parse_ranking(const std::string& json, std::string_view ranking, std::string_view phases,
                            const std::string& file);

}  // namespace crystalgan
