#include "crystalgan/chemistry/binary_geometry.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/core/error.hpp"
#include "tests/chemistry/binaries.hpp"

namespace crystalgan {
namespace {

const Element kOxygen = Element::from_symbol("O");

// The lattice constant of a cubic cell of four units of this volume.
double edge(double unit) { return std::cbrt(4.0 * unit); }

TEST(BinaryGeometry, FindsTheVolumesThatMadeTheBinaries) {
  // Mg 8, Zr 15, O 11 Å^3; an outlier of 20 Å^3 per atom counts for little
  const BinaryPool exact({test::rocksalt_of("Mg", "O", edge(8 + 11)), test::fluorite_of("Mg", "O", edge(8 + 22)),
                          test::rocksalt_of("Zr", "O", edge(15 + 11)), test::fluorite_of("Zr", "O", edge(15 + 22))});
  EXPECT_NEAR(anion_volume(exact, kOxygen), 11.0, 1e-9);
  const BinaryPool pool({test::rocksalt_of("Mg", "O", edge(8 + 11)), test::fluorite_of("Mg", "O", edge(8 + 22)),
                         test::rocksalt_of("Zr", "O", edge(15 + 11)), test::fluorite_of("Zr", "O", edge(15 + 22)),
                         test::rocksalt_of("Zr", "O", edge(60), 0.5)});
  EXPECT_NEAR(anion_volume(pool, kOxygen), 11.0, 0.5);
  const BinaryGeometry zirconia = binary_geometry(pool, Element::from_symbol("Zr"), kOxygen, 11.0);
  EXPECT_NEAR(zirconia.metal_volume, 15.0, 1e-9);
  const double one = edge(15 + 11), two = edge(15 + 22);  // the outlier is far from the hull
  EXPECT_NEAR(zirconia.metal_anion, 0.5 * (one / 2 + two * std::sqrt(3.0) / 4), 1e-9);
  EXPECT_NEAR(zirconia.metal_metal, 0.5 * (one + two) / std::sqrt(2.0), 1e-9);
  EXPECT_NEAR(zirconia.anion_anion, 0.5 * (one / std::sqrt(2.0) + two / 2), 1e-9);
  EXPECT_THROW(binary_geometry(pool, Element::from_symbol("Ca"), kOxygen, 11.0), StructureError);
  EXPECT_THROW(anion_volume(pool, Element::from_symbol("S")), StructureError);
}

TEST(BinaryGeometry, IsTheMeanVolumeWhereNoMetalHasTwoFormulas) {
  const BinaryPool pool({test::rocksalt_of("Mg", "O", edge(20)), test::rocksalt_of("Ca", "O", edge(28))});
  EXPECT_NEAR(anion_volume(pool, kOxygen), 12.0, 1e-9);
}

TEST(BinaryGeometry, MetalsHaveAVolumeBetweenThreeAndThatOfTheElement) {
  const BinaryPool pool({test::rocksalt_of("Mg", "O", edge(10)), test::rocksalt_of("Ca", "O", edge(900))});
  EXPECT_EQ(binary_geometry(pool, Element::from_symbol("Mg"), kOxygen, 12.0).metal_volume, 3.0);
  const Element calcium = Element::from_symbol("Ca");
  EXPECT_EQ(binary_geometry(pool, calcium, kOxygen, 12.0).metal_volume, 1.6 * *calcium.atomic_volume());
}

TEST(BinaryGeometry, AnionsOfTheShippedBinariesHaveTheirVolumes) {
  const std::pair<const char*, double> expected[] = {{"O", 12.35},  {"S", 23.0}, {"N", 12.9},   {"F", 15.57},
                                                     {"Cl", 32.69}, {"P", 17.3}, {"Si", 13.91}, {"H", 2.54}};
  for (const auto& [symbol, volume] : expected)
    EXPECT_NEAR(anion_volume(shipped_pool(), Element::from_symbol(symbol)), volume, 0.01) << symbol;
}

TEST(TernaryGeometry, OfStrontiumTitanateIsThatOfItsBinaries) {
  const ChemicalSystem system = ChemicalSystem::from_symbols("Sr", "Ti", "O");
  const TernaryGeometry geometry = ternary_geometry(shipped_pool(), system);
  EXPECT_NEAR(geometry.volume({1, 1, 3}), 70.41, 0.01);
  EXPECT_NEAR(geometry.distances[0][2], 2.6, 0.1);  // Sr-O
  EXPECT_NEAR(geometry.distances[1][2], 1.95, 0.1);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_EQ(geometry.distances[i][j], geometry.distances[j][i]);
      EXPECT_EQ(geometry.limits[i][j], 0.8 * geometry.distances[i][j]);
    }
  EXPECT_EQ(geometry.distances[0][1], 0.5 * (geometry.distances[0][0] + geometry.distances[1][1]));
}

}  // namespace
}  // namespace crystalgan
