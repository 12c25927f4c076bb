#include "crystalgan/crystal/symmetry_search.hpp"

#include <array>
#include <utility>

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// By which the tolerance asked for is divided. Chosen: a ladder of 1, 2 and 5; atoms closer than a hundredth of 0.1 Å
// are on top of each other.
constexpr std::array kDivisors{1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0};

}  // namespace

SymmetryFound search_symmetry(const Structure& structure, double tolerance) {
  SymmetryFound found{std::nullopt, tolerance};
  for (const double divisor : kDivisors) {
    auto [group, ended] = search_space_group(structure, tolerance / divisor);
    found = {std::move(group), tolerance / divisor, ended};
    if (found.group || !ended) break;
  }
  return found;
}

std::optional<std::string> symmetry_remark(const SymmetryFound& found, double tolerance) {
  if (found.group && found.tolerance == tolerance) return std::nullopt;
  if (!found.ended)
    return "symmetry not searched: no clear symmetry at " + exact_text(found.tolerance) + " A, and more than " +
           std::to_string(kMaxSearchedAtoms) + " atoms in the smallest cell";
  const std::string without = "no space group at the tolerance of " + exact_text(tolerance) + " A";
  if (!found.group) return without + ", and none down to " + exact_text(found.tolerance) + " A";
  return without + ", which is too large: " + found.group->symbol + " (" + std::to_string(found.group->number) +
         ") found at " + exact_text(found.tolerance) + " A";
}

}  // namespace crystalgan
