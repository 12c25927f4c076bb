#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/columns.hpp"

namespace crystalgan {

/// The energy of one candidate as it was made, and its place in the order that decides which are relaxed.
struct SinglePointRow {
  std::string id;
  std::string formula;                ///< of the cell
  std::optional<double> energy;       ///< eV per atom; nothing where the calculator refused it
  std::optional<double> score;        ///< in the order by prior and energy, larger is better; nothing without energy
  std::optional<std::int64_t> place;  ///< in that order, from 1
  bool relaxed;
  std::string reason;  ///< why it has no energy, or which better candidate is the same crystal
};

/// The columns of single-points.csv.
inline constexpr std::array kSinglePointColumns{
    Column<SinglePointRow>{"id", "", &SinglePointRow::id},
    Column<SinglePointRow>{"formula", "", &SinglePointRow::formula},
    Column<SinglePointRow>{"energy", "ev_per_atom", &SinglePointRow::energy},
    Column<SinglePointRow>{"score", "", &SinglePointRow::score},
    Column<SinglePointRow>{"place", "", &SinglePointRow::place},
    Column<SinglePointRow>{"relaxed", "", &SinglePointRow::relaxed},
    Column<SinglePointRow>{"reason", "", &SinglePointRow::reason},
};

/// single-points.csv: one row per candidate, in their order.
std::string single_points_csv(const std::vector<SinglePointRow>& rows);

/// The reverse. Throws ParseError.
std::vector<SinglePointRow> parse_single_points(std::string_view csv, const std::string& file);

}  // namespace crystalgan
