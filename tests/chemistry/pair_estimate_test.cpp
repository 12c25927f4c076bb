#include "crystalgan/chemistry/pair_estimate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "crystalgan/chemistry/binary_geometry.hpp"
#include "crystalgan/chemistry/contact_lengths.hpp"
#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/core/error.hpp"
#include "tests/chemistry/binaries.hpp"

namespace crystalgan {
namespace {

Element of(const char* symbol) { return Element::from_symbol(symbol); }

// Only the metals of the pool count; the numbers come from a table.
const BinaryPool& some_metals() {
  static const BinaryPool pool({test::rocksalt_of("Mg", "O", 4.2), test::rocksalt_of("Ca", "O", 4.8),
                                test::rocksalt_of("Sr", "O", 5.2), test::rocksalt_of("Ba", "S", 6.4)});
  return pool;
}

KnownOfPair table(std::map<std::pair<std::string, std::string>, double> numbers) {
  return [numbers = std::move(numbers)](Element metal, Element anion) -> std::optional<double> {
    const auto found = numbers.find({std::string(metal.symbol()), std::string(anion.symbol())});
    return found == numbers.end() ? std::nullopt : std::optional(found->second);
  };
}

double one(Element, Element) { return 1.0; }

TEST(PairEstimate, IsTheOtherAnionMovedByTheMedianDifference) {
  const auto known = table({{{"Mg", "O"}, 2.0},
                            {{"Mg", "S"}, 2.5},
                            {{"Ca", "O"}, 2.3},
                            {{"Ca", "S"}, 2.9},
                            {{"Sr", "O"}, 2.6},
                            {{"Sr", "S"}, 3.6},
                            {{"Ba", "S"}, 3.2}});
  EXPECT_NEAR(*estimate_of_pair(some_metals(), of("Ba"), of("O"), known, one), 3.2 - 0.6, 1e-12)
      << "differences 0.5, 0.6 and 1.0";
}

TEST(PairEstimate, OfSeveralOtherAnionsIsTheirMedian) {
  const auto known = table({{{"Mg", "O"}, 2.0},
                            {{"Mg", "S"}, 2.5},
                            {{"Mg", "F"}, 1.9},
                            {{"Mg", "N"}, 2.2},
                            {{"Ba", "S"}, 3.2},
                            {{"Ba", "F"}, 2.7},
                            {{"Ba", "N"}, 2.5}});
  EXPECT_NEAR(*estimate_of_pair(some_metals(), of("Ba"), of("O"), known, one), 2.7, 1e-12) << "2.7, 2.8 and 2.3";
}

TEST(PairEstimate, FollowsFromSizesWhereTheMetalHasNoOtherAnion) {
  const auto known = table({{{"Mg", "O"}, 2.0}, {{"Ca", "O"}, 3.3}, {{"Sr", "O"}, 2.8}});
  const SizeOfPair size = [](Element metal, Element) { return metal == of("Ba") ? 3.0 : 2.0; };
  EXPECT_NEAR(*estimate_of_pair(some_metals(), of("Ba"), of("O"), known, size), 3.0 * 1.4, 1e-12);
  EXPECT_EQ(estimate_of_pair(some_metals(), of("Ba"), of("N"), known, size), std::nullopt) << "no nitride at all";
}

// Each left out of the shipped binaries in turn.
TEST(PairEstimate, OfLeftOutBinariesIsNearThem) {
  for (const auto& [metal, anion, valence] :
       {std::tuple{"Sr", "O", 2.0}, {"Ti", "O", 4.0}, {"K", "F", 1.0}, {"Zn", "S", 2.0}, {"La", "H", 3.0}}) {
    const Element m = of(metal), x = of(anion);
    const BinaryPool without = shipped_pool().with_own(m, x, {});
    ASSERT_TRUE(without.of(m, x).empty());
    ContactLengths all(shipped_pool()), left(without);
    EXPECT_EQ(left.at_valence(m, x, valence), std::nullopt);
    EXPECT_NEAR(*left.known_or_estimated(m, x, valence), *all.at_valence(m, x, valence), 0.25) << metal << anion;
    EXPECT_EQ(all.known_or_estimated(m, x, valence), all.at_valence(m, x, valence));
    const BinaryGeometry estimate = estimated_geometry(without, m, x);
    const BinaryGeometry known = binary_geometry(shipped_pool(), m, x, anion_volume(shipped_pool(), x));
    EXPECT_NEAR(estimate.metal_anion / known.metal_anion, 1.0, 0.12) << metal << anion;
    EXPECT_NEAR(estimate.metal_metal / known.metal_metal, 1.0, 0.35) << metal << anion;
    EXPECT_GE(estimate.metal_volume, 3.0);
    const TernaryGeometry ternary = ternary_geometry(without, ChemicalSystem{m, of("Al"), x});
    EXPECT_EQ(ternary.volumes[0], estimate.metal_volume) << "the pool has none of this pair";
  }
  EXPECT_THROW(estimated_geometry(some_metals(), of("Ba"), of("N")), StructureError);
}

}  // namespace
}  // namespace crystalgan
