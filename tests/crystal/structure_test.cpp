#include "crystalgan/crystal/structure.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "crystalgan/core/error.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

const Element kPd = Element::from_symbol("Pd");
const Element kNi = Element::from_symbol("Ni");
const Element kH = Element::from_symbol("H");

TEST(Structure, HasAtLeastOneAtom) {
  EXPECT_THROW(Structure(Lattice(test::three_cells()[2].basis), {}, "empty"), StructureError);
}

TEST(Structure, CoordinatesAreNumbersWithinReason) {
  const Lattice lattice(test::three_cells()[2].basis);
  for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
                           -std::numeric_limits<double>::infinity(), 1e300, -1.1e6}) {
    try {
      Structure(lattice, {{kPd, {0, 0, 0}}, {kH, {0.5, bad, 0.5}}}, "Pd-H/07.vasp");
      ADD_FAILURE() << bad;
    } catch (const StructureError& error) {
      EXPECT_NE(std::string(error.what()).find("Pd-H/07.vasp: atom 2: "), std::string::npos) << error.what();
    }
  }
  EXPECT_NO_THROW(Structure(lattice, {{kPd, {1e6, -1e6, 0}}}, "far"));
}

TEST(Structure, WrappingBringsEveryAtomIntoTheCell) {
  const Lattice lattice(test::three_cells()[2].basis);
  const Structure inside = wrapped(Structure(lattice, {{kH, {1.5, -0.25, 0}}, {kPd, {0.5, 7, -1e-17}}}, "x"));
  EXPECT_EQ(inside.name(), "x");
  EXPECT_EQ(inside.lattice().rows(), lattice.rows());
  EXPECT_EQ(inside.sites()[0].element, kH);
  EXPECT_EQ(inside.sites()[0].position, (Fractional{0.5, 0.75, 0}));
  EXPECT_EQ(inside.sites()[1].position, (Fractional{0.5, 0, 0}));
}

TEST(Structure, KeepsTheOrderAndThePositionsOfItsAtoms) {
  const Structure structure(Lattice(test::three_cells()[2].basis), {{kH, {1.5, -0.5, 0}}, {kPd, {0, 0, 0}}}, "x");
  EXPECT_EQ(structure.sites()[0].element, kH);
  EXPECT_EQ(structure.sites()[0].position, (Fractional{1.5, -0.5, 0}));
  EXPECT_EQ(structure.named("y").name(), "y");
  EXPECT_EQ(structure.named("y").size(), 2U);
  EXPECT_EQ(structure.name(), "x");
}

TEST(Structure, ACopyHasTheSameNumbersInTheSameOrder) {
  const Lattice lattice(test::three_cells()[2].basis);
  const Structure structure(lattice, {{kH, {0.5, 0, 0}}, {kPd, {0, 0, 0}}}, "x");
  EXPECT_TRUE(is_copy(structure, structure.named("y")));
  EXPECT_FALSE(is_copy(structure, Structure(lattice, {{kPd, {0, 0, 0}}, {kH, {0.5, 0, 0}}}, "x")));
  EXPECT_FALSE(is_copy(structure, Structure(lattice, {{kNi, {0.5, 0, 0}}, {kPd, {0, 0, 0}}}, "x")));
  EXPECT_FALSE(is_copy(structure, Structure(lattice, {{kH, {0.5, 1e-16, 0}}, {kPd, {0, 0, 0}}}, "x")));
  EXPECT_FALSE(is_copy(structure, Structure(Lattice(test::three_cells()[1].basis), structure.sites(), "x")));
}

TEST(Structure, CountsItsAtomsAndSharesItsVolume) {
  const Structure rocksalt = test::rocksalt(4.0);
  EXPECT_EQ(rocksalt.composition(), (Composition{{kPd, 4}, {kH, 4}}));
  EXPECT_NEAR(rocksalt.volume_per_atom(), 8.0, 1e-12);
  EXPECT_NEAR(test::supercell(rocksalt, 1, 2, 3).volume_per_atom(), 8.0, 1e-12);
}

TEST(Formula, WritesMetalsBeforeTheOthersAndNoCountOfOne) {
  EXPECT_EQ(formula({{kH, 3}, {kPd, 2}, {kNi, 2}}), "Ni2Pd2H3");
  EXPECT_EQ(formula({{kH, 1}, {kPd, 1}}), "PdH");
  EXPECT_EQ(formula({{Element::from_symbol("O"), 1}, {kH, 2}}), "H2O");
  EXPECT_EQ(formula({}), "");
}

TEST(Formula, IsOfTheWholeCell) { EXPECT_EQ(formula(test::rocksalt().composition()), "Pd4H4"); }

TEST(Composition, IsReducedByTheGreatestCommonDivisor) {
  EXPECT_EQ(reduced({{kPd, 4}, {kNi, 8}, {kH, 12}}), (Composition{{kPd, 1}, {kNi, 2}, {kH, 3}}));
  EXPECT_EQ(reduced({{kPd, 2}, {kH, 3}}), (Composition{{kPd, 2}, {kH, 3}}));
  EXPECT_EQ(reduced({}), Composition{});
}

TEST(Composition, KnowsItsElements) {
  const Element pd = Element::from_symbol("Pd");
  const Element h = Element::from_symbol("H");
  EXPECT_EQ(elements_of({{pd, 2}, {h, 7}}), (std::set{h, pd}));
  EXPECT_TRUE(elements_of({}).empty());
}

}  // namespace
}  // namespace crystalgan
