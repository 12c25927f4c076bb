#include "crystalgan/wyckoff/template.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <set>
#include <sstream>

#include "crystalgan/core/error.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan::wyckoff {
namespace {

constexpr std::string_view kRoleLetters = "ABX";

StructureError unreadable(std::string_view text, const std::string& what) {
  return StructureError("template '" + std::string(text) + "': " + what);
}

/// The number at the start of `text`, which is cut; -1 where there is none.
int cut_number(std::string_view& text) {
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return -1;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

Orbit orbit_from(std::string_view word, const SpaceGroupTable& group, std::string_view whole) {
  std::string_view rest = word;
  const std::size_t role = kRoleLetters.find(rest.front());
  rest.remove_prefix(1);
  const int multiplicity = cut_number(rest);
  if (role == std::string_view::npos || rest.size() != 1)
    throw unreadable(whole,
                     "expected a role (A, B or X), a multiplicity and a letter, got '" + std::string(word) + "'");
  const std::size_t index = group.index_of(rest.front());
  const std::string where = " in space group " + std::to_string(group.number);
  if (index == group.positions.size()) throw unreadable(whole, "no position " + std::string(rest) + where);
  if (group.positions[index].multiplicity != multiplicity)
    throw unreadable(whole, "expected " + std::to_string(group.positions[index].multiplicity) + std::string(rest) +
                                where + ", got '" + std::string(word) + "'");
  return {static_cast<Role>(role), static_cast<std::uint8_t>(index)};
}

}  // namespace

void TemplateList::append(const TemplateView& added) {
  space_groups_.push_back(static_cast<std::uint8_t>(added.space_group));
  orbits_.insert(orbits_.end(), added.orbits.begin(), added.orbits.end());
  ends_.push_back(static_cast<std::uint32_t>(orbits_.size()));
}

void TemplateList::append(const TemplateList& added) {
  const auto before = static_cast<std::uint32_t>(orbits_.size());
  space_groups_.insert(space_groups_.end(), added.space_groups_.begin(), added.space_groups_.end());
  orbits_.insert(orbits_.end(), added.orbits_.begin(), added.orbits_.end());
  for (const std::uint32_t end : added.ends_) ends_.push_back(before + end);
}

Template canonical(const TemplateView& arrangement) {
  std::vector<Orbit> smallest(arrangement.orbits.begin(), arrangement.orbits.end());
  std::ranges::sort(smallest);
  for (const LetterPermutation& permutation : space_group_table(arrangement.space_group).letter_permutations) {
    std::vector<Orbit> image;
    for (const Orbit& orbit : arrangement.orbits) image.push_back({orbit.role, permutation[orbit.position]});
    std::ranges::sort(image);
    smallest = std::min(smallest, image);
  }
  return {arrangement.space_group, std::move(smallest)};
}

int parameters(const TemplateView& arrangement) {
  const SpaceGroupTable& group = space_group_table(arrangement.space_group);
  int sum = 0;
  for (const Orbit& orbit : arrangement.orbits) sum += group.positions[orbit.position].parameters;
  return sum;
}

RoleCounts atoms(const TemplateView& arrangement) {
  const SpaceGroupTable& group = space_group_table(arrangement.space_group);
  std::array<int, kRoles> points{};
  for (const Orbit& orbit : arrangement.orbits)
    points[static_cast<std::size_t>(orbit.role)] += group.positions[orbit.position].multiplicity;
  return {points[0] / group.lattice_points, points[1] / group.lattice_points, points[2] / group.lattice_points};
}

RoleCounts formula(const TemplateView& arrangement) {
  const auto [a, b, x] = atoms(arrangement);
  const int divisor = std::max(1, std::gcd(std::gcd(a, b), x));
  return {a / divisor, b / divisor, x / divisor};
}

int formula_units(const TemplateView& arrangement) {
  const auto [a, b, x] = atoms(arrangement);
  return std::gcd(std::gcd(a, b), x);
}

std::string to_text(const TemplateView& arrangement) {
  const SpaceGroupTable& group = space_group_table(arrangement.space_group);
  std::string text = std::to_string(arrangement.space_group);
  for (const Orbit& orbit : arrangement.orbits) {
    const Position& position = group.positions[orbit.position];
    text += ' ';
    text += kRoleLetters[static_cast<std::size_t>(orbit.role)];
    text += std::to_string(position.multiplicity) + position.letter;
  }
  return text;
}

Template template_from_text(std::string_view text) {
  std::istringstream words{std::string(text)};
  std::string word;
  words >> word;
  std::string_view number = word;
  const int space_group = cut_number(number);
  if (!number.empty() || space_group < 1 || space_group > kSpaceGroups)
    throw unreadable(text, "expected a space group from 1 to 230 first, got '" + word + "'");
  const SpaceGroupTable& group = space_group_table(space_group);
  Template found{space_group, {}};
  std::set<std::uint8_t> points;
  while (words >> word) {
    const Orbit orbit = orbit_from(word, group, text);
    if (group.positions[orbit.position].parameters == 0 && !points.insert(orbit.position).second)
      throw unreadable(text,
                       "two orbits on the points of letter " + std::string(1, group.positions[orbit.position].letter));
    found.orbits.push_back(orbit);
  }
  if (found.orbits.empty()) throw unreadable(text, "expected at least one orbit, got none");
  std::ranges::sort(found.orbits);
  return found;
}

}  // namespace crystalgan::wyckoff
