#include "crystalgan/io/symmetric_cif.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#define USE_STD_SNPRINTF  // Debian has no copy of the printing that gemmi brings
#include <gemmi/cif.hpp>
#include <gemmi/smcif.hpp>
#include <vector>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/standard_cell.hpp"
#include "crystalgan/io/cif.hpp"
#include "tests/io/example_crystals.hpp"
#include "tests/support/crystals.hpp"
#include "tests/support/symmetric_crystals.hpp"

namespace crystalgan {
namespace {

/// Every atom as element and position in [0, 1), sorted; 1 - 1e-8 counts as 0.
using Atoms = std::vector<std::pair<std::string, std::array<long, 3>>>;

void add_atom(Atoms& atoms, const std::string& symbol, const Fractional& position) {
  constexpr long digits = 1'000'000;
  std::array<long, 3> place{};
  for (std::size_t i = 0; i < 3; ++i) place[i] = ((std::lround(position[i] * digits) % digits) + digits) % digits;
  atoms.emplace_back(symbol, place);
}

Atoms atoms_of(const Structure& structure) {
  Atoms atoms;
  for (const Site& site : structure.sites()) add_atom(atoms, std::string(site.element.symbol()), site.position);
  std::ranges::sort(atoms);
  return atoms;
}

Atoms atoms_by_gemmi(const std::string& text) {
  const gemmi::SmallStructure read = gemmi::make_small_structure_from_block(gemmi::cif::read_string(text).sole_block());
  Atoms atoms;
  for (const auto& site : read.get_all_unit_cell_sites())
    add_atom(atoms, site.element.name(), {site.fract.x, site.fract.y, site.fract.z});
  std::ranges::sort(atoms);
  return atoms;
}

std::size_t count_of(const std::string& text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

TEST(SymmetricCif, OfRocksaltHasTheCubeItsOperatorsAndTwoAtoms) {
  const std::string text = symmetric_cif_text(test::rocksalt(4.0), "rocksalt");
  EXPECT_TRUE(text.starts_with(
      "data_rocksalt\n# the conventional standard cell; symmetry by spglib within 0.001 angstrom\n"
      "_chemical_formula_sum 'H1 Pd1'\n_cell_formula_units_Z 4\n"
      "_cell_length_a 4\n_cell_length_b 4\n_cell_length_c 4\n"
      "_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 90\n_cell_volume 64\n"
      "_space_group_name_H-M_alt 'F m -3 m'\n_space_group_name_Hall '-F 4 2 3'\n_space_group_IT_number 225\n"
      "loop_\n_space_group_symop_id\n_space_group_symop_operation_xyz\n1 'x,y,z'\n"))
      << text.substr(0, 700);
  EXPECT_NE(text.find("\n192 '"), std::string::npos);
  EXPECT_EQ(count_of(text, "\nPd1 Pd 4 "), 1U);
  EXPECT_EQ(count_of(text, "\nH1 H 4 "), 1U);
  EXPECT_EQ(count_of(text, "2 Pd"), 0U);
}

TEST(SymmetricCif, NamesTheOriginAndTheAxes) {
  const Element c = Element::from_symbol("C");
  const Structure diamond(Lattice({Cartesian{0, 1.8, 1.8}, Cartesian{1.8, 0, 1.8}, Cartesian{1.8, 1.8, 0}}),
                          {{c, {0, 0, 0}}, {c, {0.25, 0.25, 0.25}}}, "diamond");
  EXPECT_NE(symmetric_cif_text(diamond, "x").find("'F d -3 m:1'"), std::string::npos);
  const Element bi = Element::from_symbol("Bi");
  const Structure bismuth(Lattice::from_parameters(4.746, 4.746, 4.746, 57.23, 57.23, 57.23),
                          {{bi, {0.234, 0.234, 0.234}}, {bi, {0.766, 0.766, 0.766}}}, "bismuth");
  const std::string text = symmetric_cif_text(bismuth, "x");
  EXPECT_NE(text.find("'R -3 m:H'"), std::string::npos) << text.substr(0, 500);
  EXPECT_NE(text.find("_cell_angle_gamma 120\n"), std::string::npos);
}

TEST(SymmetricCif, ReadsBackInEveryGroupHereAndByGemmi) {
  Random random(Seed(1).derive("cif"));
  for (int group = 2; group <= 230; ++group) {
    const Structure crystal = test::random_symmetric_crystal(group, random);
    const auto cell = standard_cell(crystal, kExactTolerance);
    ASSERT_TRUE(cell) << group;
    const std::string text = symmetric_cif_text(crystal, "x");
    ReadNotes notes;
    const auto back = parse_cif(text, "x.cif", notes);
    EXPECT_TRUE(notes.remarks.empty()) << group << ": " << notes.remarks.front();
    ASSERT_EQ(back.size(), 1U);
    EXPECT_EQ(atoms_of(back[0]), atoms_of(cell->conventional)) << group;
    EXPECT_EQ(atoms_by_gemmi(text), atoms_of(cell->conventional)) << group;
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_NEAR(back[0].lattice().lengths()[i], cell->conventional.lattice().lengths()[i], 1e-9) << group;
      EXPECT_NEAR(back[0].lattice().angles()[i], cell->conventional.lattice().angles()[i], 1e-9) << group;
    }
    const auto expected = shortest_distances(crystal);
    for (const auto& [pair, distance] : shortest_distances(back[0])) EXPECT_NEAR(distance, expected.at(pair), 1e-6);
  }
}

TEST(SymmetricCif, WithoutSymmetryIsTheGivenCell) {
  EXPECT_EQ(symmetric_cif_text(skewed_crystal(), "skewed"), cif_text(skewed_crystal(), "skewed"));
  EXPECT_NE(symmetric_cif_text(skewed_crystal(), "skewed").find("'P 1'"), std::string::npos);
}

TEST(SymmetricCif, NamesItsToleranceAndMovesAtomsNoFurther) {
  Random random(Seed(1).derive("shaken"));
  const Structure shaken = test::shaken(test::rocksalt(), 0.02, random);
  const std::string text = symmetric_cif_text(shaken, "x", 0.1);
  EXPECT_NE(text.find("within 0.1 angstrom\n"), std::string::npos);
  EXPECT_NE(text.find("'F m -3 m'"), std::string::npos);
  EXPECT_EQ(symmetric_cif_text(shaken, "x"), cif_text(shaken, "x"));
}

}  // namespace
}  // namespace crystalgan
