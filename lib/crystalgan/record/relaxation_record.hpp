#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/core/json_value.hpp"
#include "crystalgan/record/columns.hpp"

namespace crystalgan {

/// The calculator of the energies.
struct CalculatorRecord {
  std::string name;
  std::string version;
  std::string source;
  std::string trust;  ///< "geometry", "screening", "universal potential", "external" or "first principles"
};

/// The trust of a calculator and what its energies may be used for.
std::string use_of_energies(const CalculatorRecord& calculator);

/// What stands beside every energy above a hull by this calculator: "±30 meV/atom, MP2020-corrected, single model" for a
/// universal potential, else "".
std::string accuracy_of_hull(const CalculatorRecord& calculator);

/// The relaxation of one candidate.
struct RelaxedRow {
  std::string id;
  std::string formula;              ///< of the cell
  std::string end;                  ///< "converged", or the reason
  std::string reason;               ///< details, if any
  std::int64_t evaluations;         ///< of the calculator
  std::optional<double> energy;     ///< eV per atom; nothing without convergence or energies
  double largest_force;             ///< eV/Å
  double largest_stress;            ///< eV/Å^3
  double volume_ratio;              ///< end / start
  std::int64_t space_group_before;  ///< 0 where spglib finds none
  std::int64_t space_group;
  std::string space_group_symbol;
  bool certified;      ///< still within the limits of the run's policy; only these are written and ranked
  std::string broken;  ///< the broken limit, if any
  std::optional<double> moment =
      std::nullopt;  ///< µB per cell, the sum over the sites; nothing without energy or moments
};

/// The columns of relaxation.csv.
inline constexpr std::array kRelaxationColumns{
    Column<RelaxedRow>{"id", "", &RelaxedRow::id},
    Column<RelaxedRow>{"formula", "", &RelaxedRow::formula},
    Column<RelaxedRow>{"end", "", &RelaxedRow::end},
    Column<RelaxedRow>{"evaluations", "", &RelaxedRow::evaluations},
    Column<RelaxedRow>{"energy", "ev_per_atom", &RelaxedRow::energy},
    Column<RelaxedRow>{"moment", "muB", &RelaxedRow::moment},
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

/// The reverse. Throws ParseError.
std::vector<RelaxedRow> parse_relaxation(std::string_view csv, const std::string& file);

/// relaxation.json: the calculator, and the number of candidates by end.
std::string relaxation_json(const CalculatorRecord& calculator, const std::vector<RelaxedRow>& rows);

/// A calculator in JSON. Throws ParseError.
CalculatorRecord calculator_record(const JsonValue& json);

/// The calculator of relaxation.json. Throws ParseError.
CalculatorRecord parse_relaxation_calculator(const std::string& json, const std::string& file);

/// The number of candidates in relaxation.json: the rows of relaxation.csv. Throws ParseError.
std::int64_t parse_relaxed_count(const std::string& json, const std::string& file);

}  // namespace crystalgan
