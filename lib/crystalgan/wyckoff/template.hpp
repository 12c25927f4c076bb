#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/role_counts.hpp"

namespace crystalgan::wyckoff {

/// The metals A and B, and the element X that both binary domains share. A binary M-X has the roles a and x.
enum class Role : std::uint8_t { a, b, x };

inline constexpr std::size_t kRoles = 3;

/// Equal atoms on one Wyckoff position.
struct Orbit {
  Role role;
  std::uint8_t position;  ///< index in SpaceGroupTable::positions

  friend auto operator<=>(const Orbit&, const Orbit&) = default;
};

/// A space group and the occupied positions: a crystal without cell lengths and coordinates.
struct Template {
  int space_group;
  std::vector<Orbit> orbits;  ///< sorted

  friend auto operator<=>(const Template&, const Template&) = default;
};

/// A template that belongs to somebody else.
struct TemplateView {
  TemplateView(int number, std::span<const Orbit> occupied) : space_group(number), orbits(occupied) {}
  TemplateView(const Template& whole) : space_group(whole.space_group), orbits(whole.orbits) {}  // NOLINT: a view

  int space_group;
  std::span<const Orbit> orbits;
};

/// Many templates, in about 20 bytes each.
class TemplateList {
 public:
  std::size_t size() const { return space_groups_.size(); }
  bool empty() const { return space_groups_.empty(); }
  TemplateView operator[](std::size_t index) const {
    const std::uint32_t begin = index == 0 ? 0 : ends_[index - 1];
    return {space_groups_[index], std::span(orbits_).subspan(begin, ends_[index] - begin)};
  }

  void append(const TemplateView& added);
  void append(const TemplateList& added);

 private:
  std::vector<std::uint8_t> space_groups_;
  std::vector<std::uint32_t> ends_;  // in orbits_
  std::vector<Orbit> orbits_;
};

/// The smallest sorted list of orbits among all images under the letter permutations of the group. Two templates describe
/// the same arrangement of one space group exactly if their canonical forms are equal.
Template canonical(const TemplateView& arrangement);

/// Free coordinates of all orbits, D. Cell lengths and angles do not count.
int parameters(const TemplateView& arrangement);

/// Atoms of the primitive cell.
RoleCounts atoms(const TemplateView& arrangement);

/// The formula: atoms() without their common divisor.
RoleCounts formula(const TemplateView& arrangement);

/// Formula units in the primitive cell, Z.
int formula_units(const TemplateView& arrangement);

/// "221 A1b B1a X3d": the space group, then for each orbit its role, multiplicity and letter.
std::string to_text(const TemplateView& arrangement);

/// Reads what to_text() writes, in any order of orbits; the result is sorted, not made canonical. Throws StructureError:
/// unknown group, role or letter, a multiplicity that is not that of the letter, or two orbits on one point.
Template template_from_text(std::string_view text);

}  // namespace crystalgan::wyckoff
