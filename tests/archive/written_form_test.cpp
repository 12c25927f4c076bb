#include "crystalgan/archive/written_form.hpp"

#include <gtest/gtest.h>

#include <variant>

#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

Configuration in_mode(Mode mode) {
  Configuration configuration;
  configuration.method.mode = mode;
  configuration.system = {"Ni", "Pd", "H", {}, {}, {}};
  return configuration;
}

Structure written(const WrittenForm& form, const Structure& structure) { return std::get<Structure>(form(structure)); }

/// Rocksalt with atoms off by up to 0.02 Å in its cube.
Structure shaken_cube() {
  Random random(Seed(1).derive("shaken"));
  return test::shaken(test::rocksalt(4.0), 0.02, random);
}

TEST(WrittenForm, CandidatesOfTheModeSymmetryAreExactAndPrimitive) {
  const Structure candidate = written(candidate_form(in_mode(Mode::symmetry)), shaken_cube());
  ASSERT_EQ(candidate.size(), 2U);
  EXPECT_EQ(find_space_group(candidate, 1e-5)->number, 225);
  for (const Site& site : candidate.sites())
    for (const double x : site.position.components) EXPECT_TRUE(x == 0.0 || x == 0.5) << x;
  EXPECT_EQ(candidate.lattice().rows()[0][0], 0.0);
  EXPECT_EQ(candidate.lattice().rows()[0][1], candidate.lattice().rows()[0][2]);
}

TEST(WrittenForm, RelaxedAtomsStayWhereTheyAre) {
  const Structure relaxed = written(relaxed_form(in_mode(Mode::symmetry)), shaken_cube());
  EXPECT_EQ(relaxed.size(), 8U);
  EXPECT_EQ(written(relaxed_form(in_mode(Mode::symmetry)), test::rocksalt()).size(), 2U);
}

TEST(WrittenForm, OtherModesKeepTheNiggliCellOfAllAtoms) {
  const Structure niggli = niggli_reduced(shaken_cube());
  for (const Mode mode : {Mode::published, Mode::repaired})
    for (const WrittenForm& form : {candidate_form(in_mode(mode)), relaxed_form(in_mode(mode))}) {
      const Structure kept = written(form, shaken_cube());
      EXPECT_EQ(kept.lattice().rows(), niggli.lattice().rows());
      EXPECT_EQ(kept.size(), 8U);
    }
}

}  // namespace
}  // namespace crystalgan
