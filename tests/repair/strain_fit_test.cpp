#include "crystalgan/repair/strain_fit.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace crystalgan {
namespace {

TEST(StrainFit, OneDirectionIsElongatedAloneAndNothingElse) {
  StrainFit fit;
  const Cartesian unit{0.6, 0.0, 0.8};
  fit.add(unit, 0.1, 2.0);
  const Cartesian longer = strained(unit, fit.solve());
  EXPECT_NEAR(length(longer - 1.1 * unit), 0.0, 2e-4);  // regular to a thousandth
  const Cartesian across{0.8, 0.0, -0.6};
  EXPECT_NEAR(length(strained(across, fit.solve()) - across), 0.0, 1e-12);
}

TEST(StrainFit, ThreeAxesAskedAlikeSwellEqually) {
  StrainFit fit;
  for (const Cartesian& unit : {Cartesian{1, 0, 0}, Cartesian{0, 1, 0}, Cartesian{0, 0, 1}}) fit.add(unit, 0.03, 1.0);
  const Strain strain = fit.solve();
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(strain[i], 0.03, 1e-4);
  for (std::size_t i = 3; i < 6; ++i) EXPECT_NEAR(strain[i], 0.0, 1e-12);
  EXPECT_NEAR(norm(strain), 0.03 * std::sqrt(3.0), 2e-4);
}

TEST(StrainFit, AGivenTraceIsPaidByWhatIsNotAskedFor) {
  StrainFit fit;
  fit.add({1, 0, 0}, 0.03, 1.0);
  const Strain strain = fit.solve(0.0);
  EXPECT_NEAR(trace_of(strain), 0.0, 1e-12);
  EXPECT_NEAR(strain[0], 0.03, 1e-4);
  EXPECT_NEAR(strain[1], -0.015, 1e-4);
  EXPECT_NEAR(strain[2], -0.015, 1e-4);
}

TEST(StrainFit, ShearsWhereTwoDiagonalsAskForOppositeThings) {
  // xy of a/2: the diagonals (1, 1) and (1, -1) change by ±a/2
  StrainFit fit;
  const double root = std::sqrt(0.5);
  fit.add({root, root, 0}, 0.02, 1.0);
  fit.add({root, -root, 0}, -0.02, 1.0);
  const Cartesian x = strained({1, 0, 0}, fit.solve());
  EXPECT_NEAR(x[0], 1.0, 1e-12);
  EXPECT_NEAR(x[1], 0.02, 1e-4);
}

}  // namespace
}  // namespace crystalgan
