#include "crystalgan/stability/convex_hull.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"

namespace crystalgan {
namespace {

const Element kPd = Element::from_symbol("Pd");
const Element kNi = Element::from_symbol("Ni");
const Element kH = Element::from_symbol("H");
const std::array kElements{kPd, kNi, kH};

std::vector<Phase> elements_alone() {
  return {{{{kPd, 1}}, -3.0}, {{{kNi, 2}}, -8.0}, {{{kH, 2}}, -4.74}, {{{kH, 1}}, 0.0}};
}

TEST(ConvexHull, OfTheElementsAloneIsTheirPlane) {
  const ConvexHull hull(kElements, elements_alone());
  EXPECT_NEAR(hull.hull_energy({{kPd, 1}, {kNi, 2}, {kH, 5}}), 0.0, 1e-12);
  EXPECT_NEAR(hull.energy_above({{{kPd, 1}}, -3.0}), 0.0, 1e-12);
  EXPECT_NEAR(hull.energy_above({{{kH, 1}}, 0.0}), 2.37, 1e-12);  // an atom above the molecule
  // PdH at -3 - 2.37 + 0.5 eV: 0.25 eV per atom above Pd + H2
  EXPECT_NEAR(hull.energy_above({{{kPd, 1}, {kH, 1}}, -4.87}), 0.25, 1e-12);
}

TEST(ConvexHull, ABinaryBendsItTowardsTheOtherElements) {
  auto phases = elements_alone();
  phases.push_back({{{kNi, 1}, {kH, 1}}, -4.0 - 2.37 - 0.4});  // NiH: -0.2 eV per atom
  const ConvexHull hull(kElements, phases);
  EXPECT_NEAR(hull.formation_energy(phases.back()), -0.2, 1e-12);
  EXPECT_NEAR(hull.energy_above(phases.back()), 0.0, 1e-12);
  // a third of the atoms in Pd, two thirds in NiH
  EXPECT_NEAR(hull.hull_energy({{kPd, 1}, {kNi, 1}, {kH, 1}}), -0.2 * 2.0 / 3.0, 1e-12);
  // NiH2 = 2/3 NiH + 1/3 H
  EXPECT_NEAR(hull.hull_energy({{kNi, 1}, {kH, 2}}), -0.2 * 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(hull.hull_energy({{kPd, 3}, {kH, 1}}), 0.0, 1e-12);
  // a ternary below its parts is below the hull, until it is a phase of it
  const Phase ternary{{{kPd, 1}, {kNi, 1}, {kH, 1}}, -3.0 - 4.0 - 2.37 - 0.6};
  EXPECT_NEAR(hull.energy_above(ternary), -0.2 + 0.4 / 3.0, 1e-12);
  phases.push_back(ternary);
  EXPECT_NEAR(ConvexHull(kElements, phases).energy_above(ternary), 0.0, 1e-12);
}

// By definition: the least energy of any mixture of three phases.
double by_brute_force(const std::vector<std::array<double, 3>>& points, double x, double y) {
  double least = 1e300;
  for (const auto& a : points)
    for (const auto& b : points)
      for (const auto& c : points) {
        const double det = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
        if (std::abs(det) < 1e-12) continue;
        const double s = ((x - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (y - a[1])) / det;
        const double t = ((b[0] - a[0]) * (y - a[1]) - (x - a[0]) * (b[1] - a[1])) / det;
        if (s < -1e-12 || t < -1e-12 || s + t > 1.0 + 1e-12) continue;
        least = std::min(least, (1.0 - s - t) * a[2] + s * b[2] + t * c[2]);
      }
  return least;
}

TEST(ConvexHull, IsTheLeastOfAllMixtures) {
  Random random{Seed(7)};
  const auto count = [&] { return static_cast<int>(random.below(5)); };
  for (int trial = 0; trial < 10; ++trial) {
    auto phases = elements_alone();
    for (int k = 0; k < 12; ++k) {
      const Composition composition{{kPd, count() + 1}, {kNi, count() + 1}, {kH, count() + 1}};
      const double atoms = composition.at(kPd) + composition.at(kNi) + composition.at(kH);
      phases.push_back({composition, -3.0 * composition.at(kPd) - 4.0 * composition.at(kNi) -
                                         2.37 * composition.at(kH) + atoms * (0.4 * random.uniform() - 0.3)});
    }
    const ConvexHull hull(kElements, phases);
    std::vector<std::array<double, 3>> points{{1, 0, 0}, {0, 1, 0}, {0, 0, 0}};
    for (std::size_t k = 4; k < phases.size(); ++k) {
      const auto& c = phases[k].composition;
      const double atoms = c.at(kPd) + c.at(kNi) + c.at(kH);
      points.push_back({c.at(kPd) / atoms, c.at(kNi) / atoms, hull.formation_energy(phases[k])});
    }
    for (std::size_t k = 3; k < points.size(); ++k)
      EXPECT_NEAR(hull.hull_energy(phases[k + 1].composition), by_brute_force(points, points[k][0], points[k][1]),
                  1e-10);
  }
}

using Triangles = std::vector<std::array<std::size_t, 3>>;

TEST(ConvexHull, ItsTrianglesHaveThePhasesThatLieOnIt) {
  auto phases = elements_alone();
  EXPECT_EQ(ConvexHull(kElements, phases).triangles(), (Triangles{{0, 1, 2}})) << "the molecule, not the atom";
  phases.push_back({{{kNi, 1}, {kH, 1}}, -4.0 - 2.37 - 0.4});
  phases.push_back({{{kPd, 1}, {kH, 1}}, -3.0 - 2.37 + 0.4});  // above the elements
  EXPECT_EQ(ConvexHull(kElements, phases).triangles(), (Triangles{{0, 1, 4}, {0, 2, 4}}));
  phases.push_back({{{kPd, 1}, {kNi, 1}, {kH, 1}}, -3.0 - 4.0 - 2.37 - 0.6});
  EXPECT_EQ(ConvexHull(kElements, phases).triangles(), (Triangles{{0, 1, 6}, {0, 2, 6}, {1, 4, 6}, {2, 4, 6}}));
}

TEST(ConvexHull, ItsTrianglesCoverTheCompositionsOnceAndNoPhaseIsBelowThem) {
  Random random{Seed(11)};
  auto phases = elements_alone();
  for (int k = 0; k < 40; ++k) {
    const auto count = [&] { return static_cast<int>(random.below(5)) + 1; };
    const Composition composition{{kPd, count()}, {kNi, count()}, {kH, count()}};
    const double atoms = composition.at(kPd) + composition.at(kNi) + composition.at(kH);
    phases.push_back({composition, -3.0 * composition.at(kPd) - 4.0 * composition.at(kNi) - 2.37 * composition.at(kH) +
                                       atoms * (0.4 * random.uniform() - 0.3)});
  }
  const ConvexHull hull(kElements, phases);
  double area = 0.0;
  for (const auto& triangle : hull.triangles()) {
    std::array<std::array<double, 2>, 3> corners{};
    for (std::size_t k = 0; k < 3; ++k) {
      const Phase& phase = phases[triangle[k]];
      double atoms = 0.0;
      for (const auto& [element, number] : phase.composition) atoms += number;
      const auto share = [&](Element element) {
        const auto found = phase.composition.find(element);
        return found == phase.composition.end() ? 0.0 : found->second / atoms;
      };
      corners[k] = {share(kPd), share(kNi)};
      EXPECT_NEAR(hull.energy_above(phase), 0.0, 1e-10);
    }
    area += 0.5 * std::abs((corners[1][0] - corners[0][0]) * (corners[2][1] - corners[0][1]) -
                           (corners[2][0] - corners[0][0]) * (corners[1][1] - corners[0][1]));
  }
  EXPECT_NEAR(area, 0.5, 1e-10);
}

TEST(ConvexHull, WithoutAllElementsOrWithOthersThereIsNone) {
  EXPECT_THROW(ConvexHull(kElements, {{{{kPd, 1}}, -3.0}, {{{kNi, 1}}, -4.0}, {{{kNi, 1}, {kH, 1}}, -7.0}}),
               StructureError);
  auto phases = elements_alone();
  phases.push_back({{{Element::from_symbol("Ti"), 1}}, -5.0});
  EXPECT_THROW(ConvexHull(kElements, phases), StructureError);
}

}  // namespace
}  // namespace crystalgan
