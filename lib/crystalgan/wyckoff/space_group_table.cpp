#include "crystalgan/wyckoff/space_group_table.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/wyckoff/letters.hpp"
#include "crystalgan/wyckoff/normaliser.hpp"
#include "crystalgan/wyckoff/point_maps.hpp"

namespace crystalgan::wyckoff {
namespace {

/// The lattice points of the conventional cell, the origin first: the operations without a rotation.
std::vector<Fractional> centring_translations(const WyckoffPosition& general) {
  std::vector<Fractional> translations;
  for (const AffineMap& operation : general.operations)
    if (operation.linear == general.operations.front().linear) translations.push_back(wrapped(operation.shift));
  return translations;
}

char centring_of(const std::vector<Fractional>& translations) {
  if (translations.size() == 1) return 'P';
  if (translations.size() == 3) return 'R';
  if (translations.size() == 4) return 'F';
  if (translations[1][0] == 0.0) return 'A';
  return translations[1][2] == 0.0 ? 'C' : 'I';
}

SpaceGroupTable derived(int number) {
  const SpaceGroupOrbits& group = space_group_orbits(number);
  const std::string_view letters = letters_of(number);
  const auto translations = centring_translations(group.positions.back());
  const int order = static_cast<int>(group.order);
  SpaceGroupTable table{number,
                        crystal_system(number),
                        centring_of(translations),
                        static_cast<int>(translations.size()),
                        order / static_cast<int>(translations.size()),
                        {},
                        {}};
  for (std::size_t i = 0; i < group.positions.size(); ++i) {
    const WyckoffPosition& found = group.positions[i];
    table.positions.push_back({letters[i], static_cast<int>(found.multiplicity),
                               static_cast<int>(found.degrees_of_freedom), static_cast<int>(found.site_symmetry),
                               point_maps(found, translations)});
  }
  const auto place = [](char letter) { return letter == 'A' ? 26 : letter - 'a'; };
  std::ranges::sort(table.positions, std::greater{}, [&](const Position& position) { return place(position.letter); });
  table.letter_permutations = letter_permutations(number, table.positions);
  return table;
}

}  // namespace

std::size_t SpaceGroupTable::index_of(char letter) const {
  const auto found = std::ranges::find(positions, letter, &Position::letter);
  return static_cast<std::size_t>(found - positions.begin());
}

const SpaceGroupTable& space_group_table(int number) {
  if (number < 1 || number > kSpaceGroups)
    throw StructureError("space group: expected a number from 1 to 230, got " + std::to_string(number));
  static std::array<std::once_flag, kSpaceGroups> made;
  static std::array<std::optional<SpaceGroupTable>, kSpaceGroups> tables;
  const auto index = static_cast<std::size_t>(number - 1);
  std::call_once(made[index], [&] { tables[index] = derived(number); });
  return *tables[index];
}

CrystalSystem crystal_system(int space_group) {
  // the first numbers of the systems in the International Tables
  if (space_group >= 195) return CrystalSystem::cubic;
  if (space_group >= 168) return CrystalSystem::hexagonal;
  if (space_group >= 143) return CrystalSystem::trigonal;
  if (space_group >= 75) return CrystalSystem::tetragonal;
  if (space_group >= 16) return CrystalSystem::orthorhombic;
  return space_group >= 3 ? CrystalSystem::monoclinic : CrystalSystem::triclinic;
}

}  // namespace crystalgan::wyckoff
