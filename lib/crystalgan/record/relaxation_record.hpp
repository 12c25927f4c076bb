#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/columns.hpp"

namespace crystalgan {

/// Who computed energies, wherever they are shown.
struct CalculatorRecord {
  std::string name;
  std::string version;
  std::string source;
  std::string trust;  ///< "geometry", "screening" or "first principles"
};

/// What relaxing did to one candidate.
struct RelaxedRow {
  std::string id;
  std::string formula;              ///< of the cell
  std::string end;                  ///< "converged", or why not
  std::string reason;               ///< more of it, where there is more to say
  std::int64_t evaluations;         ///< of the calculator
  std::optional<double> energy;     ///< eV per atom; nothing where it did not converge or the calculator gives none
  double largest_force;             ///< eV/Å
  double largest_stress;            ///< eV/Å^3
  double volume_ratio;              ///< of the end over the start
  std::int64_t space_group_before;  ///< 0 where spglib finds none
  std::int64_t space_group;
  std::string space_group_symbol;
  bool certified;      ///< keeps the limits of the run's policy still; only these are written and ranked
  std::string broken;  ///< the limit that it breaks, if any
};

/// The columns of relaxation.csv.
inline constexpr std::array kRelaxationColumns{
    Column<RelaxedRow>{"id", "", &RelaxedRow::id},
    Column<RelaxedRow>{"formula", "", &RelaxedRow::formula},
    Column<RelaxedRow>{"end", "", &RelaxedRow::end},
    Column<RelaxedRow>{"evaluations", "", &RelaxedRow::evaluations},
    Column<RelaxedRow>{"energy", "ev_per_atom", &RelaxedRow::energy},
    Column<RelaxedRow>{"largest_force", "ev_per_angstrom", &RelaxedRow::largest_force},
    Column<RelaxedRow>{"largest_stress", "ev_per_angstrom3", &RelaxedRow::largest_stress},
    Column<RelaxedRow>{"volume_over_start", "", &RelaxedRow::volume_ratio},
    Column<RelaxedRow>{"space_group_before", "", &RelaxedRow::space_group_before},
    Column<RelaxedRow>{"space_group", "", &RelaxedRow::space_group},
    Column<RelaxedRow>{"space_group_symbol", "", &RelaxedRow::space_group_symbol},
    Column<RelaxedRow>{"certified", "", &RelaxedRow::certified},
    Column<RelaxedRow>{"broken", "", &RelaxedRow::broken},
    Column<RelaxedRow>{"reason", "", &RelaxedRow::reason},
};

/// relaxation.csv: one row per candidate, in their order.
std::string relaxation_csv(const std::vector<RelaxedRow>& rows);

/// Reads it back. Throws ParseError.
std::vector<RelaxedRow> parse_relaxation(std::string_view csv, const std::string& file);

/// relaxation.json: the calculator, and how many candidates ended how.
std::string relaxation_json(const CalculatorRecord& calculator, const std::vector<RelaxedRow>& rows);

/// The calculator of relaxation.json. Throws ParseError.
CalculatorRecord parse_relaxation_calculator(const std::string& json, const std::string& file);

/// How many candidates relaxation.json counts: the rows of relaxation.csv. Throws ParseError.
std::int64_t parse_relaxed_count(const std::string& json, const std::string& file);

}  // namespace crystalgan
