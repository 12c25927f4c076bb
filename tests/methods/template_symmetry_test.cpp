#include "crystalgan/methods/symmetry/template_symmetry.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "crystalgan/potentials/ionic/ionic_relaxation.hpp"
#include "crystalgan/wyckoff/arrangement.hpp"
#include "tests/potentials/strontium_titanate.hpp"

namespace crystalgan {
namespace {

// One of each crystal system and centring, with free coordinates.
constexpr std::array kTemplates{"2 A2i B1a X2i X2i",   "12 A4i B4i X8j X4i",  "15 A4e B4c X8f",   "62 A4c B4b X4c X8d",
                                "63 A4c B4c X4c X8f",  "139 A4e B2a X4c X4e", "148 A6c B6c X18f", "166 A3a B3b X6c",
                                "186 A2b B2a X2b X6c", "194 A2c B2a X4f",     "205 A4a B4b X8c",  "221 A1b B1a X3d",
                                "227 A8a B16d X32e"};

IonicCell random_cell(const wyckoff::Template& arrangement, Random& random) {
  const double volume = 14.0 * wyckoff::atoms(arrangement).total();
  const wyckoff::Arrangement built = wyckoff::random_arrangement(arrangement, volume, random);
  IonicCell cell{built.rows, {}, {}};
  for (std::size_t i = 0; i < built.positions.size(); ++i) {
    const Fractional& x = built.positions[i];
    cell.positions.push_back(x[0] * built.rows[0] + x[1] * built.rows[1] + x[2] * built.rows[2]);
    cell.kinds.push_back(static_cast<std::uint8_t>(built.roles[i]));
  }
  return cell;
}

TEST(TemplateSymmetry, OnePairOfEachKindGivesTheEnergyOfAll) {
  for (const char* const text : kTemplates) {
    const wyckoff::Template arrangement = wyckoff::template_from_text(text);
    Random random(Seed(1).derive(text));
    const IonicCell cell = random_cell(arrangement, random);
    TemplateSymmetry symmetry(arrangement);
    IonicEnergy energy(kExactAccuracy);
    energy.prepare(test::strontium_titanate(), cell, symmetry.in_cell(cell.rows).pairs);
    const double expected = ionic_energy(test::strontium_titanate(), cell).energy();
    EXPECT_NEAR(energy.evaluate(cell.rows, cell.positions).energy() / expected, 1.0, 1e-8) << text;
    const std::size_t atoms = cell.positions.size();
    EXPECT_LT(symmetry.in_cell(cell.rows).pairs.size(), atoms * (atoms + 1) / 2) << text;
  }
}

TEST(TemplateSymmetry, DirectionsAreOrthonormalAndAsManyAsAreFree) {
  for (const char* const text : kTemplates) {
    const wyckoff::Template arrangement = wyckoff::template_from_text(text);
    Random random(Seed(2).derive(text));
    const IonicCell cell = random_cell(arrangement, random);
    TemplateSymmetry symmetry(arrangement);
    const std::vector<double>& directions = symmetry.in_cell(cell.rows).directions;
    const std::size_t size = 3 * cell.positions.size() + 9;
    ASSERT_EQ(directions.size() % size, 0U);
    const std::size_t count = directions.size() / size;
    EXPECT_GT(count, static_cast<std::size_t>(wyckoff::parameters(arrangement)));
    for (std::size_t one = 0; one < count; ++one)
      for (std::size_t other = 0; other <= one; ++other) {
        double product = 0.0;
        for (std::size_t i = 0; i < size; ++i) product += directions[one * size + i] * directions[other * size + i];
        EXPECT_NEAR(product, one == other ? 1.0 : 0.0, 1e-12) << text;
      }
  }
}

// In P1 the forces keep the symmetry, so that both take the same way.
TEST(TemplateSymmetry, RelaxesAsWithoutSymmetry) {
  for (const char* const text : kTemplates) {
    const wyckoff::Template arrangement = wyckoff::template_from_text(text);
    Random random(Seed(3).derive(text));
    const IonicCell initial = random_cell(arrangement, random);
    TemplateSymmetry symmetry(arrangement);
    for (const int steps : {1, 6}) {
      IonicCell with = initial, without = initial;
      const IonicSymmetry& kept = symmetry.in_cell(initial.rows);
      const double energy =
          IonicRelaxation(kExactAccuracy).relax(test::strontium_titanate(), with, steps, &kept).energy;
      const double expected = IonicRelaxation(kExactAccuracy).relax(test::strontium_titanate(), without, steps).energy;
      EXPECT_NEAR(energy / expected, 1.0, 1e-7) << text << ", steps: " << steps;
      for (std::size_t i = 0; i < 3; ++i) EXPECT_LT(length(with.rows[i] - without.rows[i]), 1e-5) << text;
      for (std::size_t i = 0; i < with.positions.size(); ++i)
        EXPECT_LT(length(with.positions[i] - without.positions[i]), 1e-5) << text;
    }
  }
}

}  // namespace
}  // namespace crystalgan
