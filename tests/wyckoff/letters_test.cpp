#include "crystalgan/wyckoff/letters.hpp"

#include <gtest/gtest.h>
#include <spglib.h>

#include <array>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "crystalgan/wyckoff/space_group_table.hpp"
#include "tests/wyckoff/points.hpp"

namespace crystalgan::wyckoff {
namespace {

/// reference/wyckoff.json, made from the table of PyXtal.
const nlohmann::json& pyxtal_table() {
  static const nlohmann::json reference =
      nlohmann::json::parse(std::ifstream(std::string(CRYSTALGAN_TEST_REFERENCE) + "/wyckoff.json"));
  return reference["groups"];
}

/// "-x+1/2" at values of x, y, z.
double value_of(const std::string& expression, const Fractional& xyz) {
  double sum = 0.0;
  std::size_t i = 0;
  while (i < expression.size()) {
    double term = expression[i] == '-' ? -1.0 : 1.0;
    if (expression[i] == '-' || expression[i] == '+') ++i;
    for (char mark = '*'; i < expression.size() && (std::isdigit(expression[i]) != 0 || expression[i] == '/'); ++i) {
      if (expression[i] == '/') {
        mark = '/';
        continue;
      }
      const double digit = expression[i] - '0';
      term = mark == '/' ? term / digit : term * digit;
    }
    if (i < expression.size() && expression[i] >= 'x') term *= xyz[static_cast<std::size_t>(expression[i++] - 'x')];
    sum += term;
  }
  return sum;
}

Fractional point_of(const std::string& triplet, const Fractional& xyz) {
  std::istringstream parts(triplet);
  Fractional point;
  std::string part;
  for (std::size_t i = 0; std::getline(parts, part, ','); ++i) point[i] = value_of(part, xyz);
  return point;
}

TEST(Letters, AndMultiplicitiesAreThoseOfPyxtal) {
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const SpaceGroupTable& group = space_group_table(number);
    const auto& expected = pyxtal_table()[std::to_string(number)];
    ASSERT_EQ(group.positions.size(), expected.size()) << number;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const Position& position = group.positions[i];
      const std::string entry = expected[i].get<std::string>();
      EXPECT_EQ(std::to_string(position.multiplicity) + position.letter, entry.substr(0, entry.find(' '))) << number;
    }
  }
}

TEST(Letters, AreThoseOfThePointsOfPyxtal) {
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const SpaceGroupTable& group = space_group_table(number);
    for (const auto& entry : pyxtal_table()[std::to_string(number)]) {
      const std::string text = entry.get<std::string>();
      const std::size_t blank = text.find(' ');
      const char letter = text[blank - 1];
      const Fractional point = point_of(text.substr(blank + 1), test::generic_coordinates());
      const Position& own = group.positions[group.index_of(letter)];
      EXPECT_TRUE(test::holds(group, own, point)) << number << ' ' << text;
      for (const Position& other : group.positions)
        if (other.letter != letter && other.parameters <= own.parameters) {
          EXPECT_FALSE(test::holds(group, other, point)) << number << ' ' << text << " is on " << other.letter;
        }
    }
  }
}

/// The Hall number of spglib whose operations are ours: hexagonal axes, the second of two origins.
int hall_number(int space_group) {
  int found = 0;
  for (int hall = 1; hall <= 530; ++hall) {
    const SpglibSpacegroupType type = spg_get_spacegroup_type(hall);
    if (type.number == space_group && (found == 0 || std::string(type.choice) == "2")) found = hall;
  }
  return found;
}

/// A cell (Å) without more symmetry than the crystal system.
Lattice roomy_cell(CrystalSystem system) {
  switch (system) {
    case CrystalSystem::triclinic:
      return Lattice::from_parameters(50, 53, 57, 73, 81, 98);
    case CrystalSystem::monoclinic:
      return Lattice::from_parameters(50, 53, 57, 90, 98, 90);
    case CrystalSystem::orthorhombic:
      return Lattice::from_parameters(50, 53, 57, 90, 90, 90);
    case CrystalSystem::tetragonal:
      return Lattice::from_parameters(50, 50, 57, 90, 90, 90);
    case CrystalSystem::trigonal:
    case CrystalSystem::hexagonal:
      return Lattice::from_parameters(50, 50, 57, 90, 90, 120);
    case CrystalSystem::cubic:
      break;
  }
  return Lattice::from_parameters(50, 50, 50, 90, 90, 90);
}

/// One orbit on every position, each of its own kind of atom, and three more on the general one, so that the symmetry is
/// that of the group and no higher.
struct CrowdedCell {
  std::vector<std::array<double, 3>> points;
  std::vector<int> kinds;
  std::vector<std::size_t> first;  // atom of each position

  explicit CrowdedCell(const SpaceGroupTable& group) {
    for (const Position& position : group.positions) add(position);
    for (int more = 0; more < 3; ++more) add(group.positions.front());
  }

  void add(const Position& position) {
    first.push_back(points.size());
    const auto kind = static_cast<int>(first.size());
    const Fractional free{0.1234 + 0.110 * kind, 0.2716 + 0.213 * kind, 0.3839 + 0.307 * kind};
    for (const AffineMap& point : position.points) {
      points.push_back(wrapped(point(free)).components);
      kinds.push_back(kind);
    }
  }
};

TEST(Letters, AreThoseOfSpglib) {
  constexpr double tolerance = 1e-3;  // Å
  for (int number = 1; number <= kSpaceGroups; ++number) {
    const SpaceGroupTable& group = space_group_table(number);
    CrowdedCell cell(group);
    double columns[3][3];
    const Basis rows = roomy_cell(group.system).rows();
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) columns[j][i] = rows[i][j];
    const std::unique_ptr<SpglibDataset, decltype(&spg_free_dataset)> found(
        spg_get_dataset_with_hall_number(columns, reinterpret_cast<double(*)[3]>(cell.points.data()), cell.kinds.data(),
                                         static_cast<int>(cell.kinds.size()), hall_number(number), tolerance),
        &spg_free_dataset);
    ASSERT_TRUE(found) << number;
    ASSERT_EQ(found->spacegroup_number, number);
    for (std::size_t i = 0; i < group.positions.size(); ++i) {
      const int letter = found->wyckoffs[cell.first[i]];
      // spglib takes other axes for groups 1 and 2
      if (number > 2) {
        EXPECT_EQ("abcdefghijklmnopqrstuvwxyzA"[letter], group.positions[i].letter) << number;
      }
    }
  }
}

TEST(Letters, OfTheLargestGroupGoOnInCapitals) {
  EXPECT_EQ(letters_of(47).size(), 27U);
  EXPECT_NE(letters_of(47).find('A'), std::string_view::npos);
}

}  // namespace
}  // namespace crystalgan::wyckoff
