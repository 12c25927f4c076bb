#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "crystalgan/core/parallel.hpp"
#include "crystalgan/methods/symmetry/template_search.hpp"
#include "crystalgan/wyckoff/enumeration.hpp"

namespace crystalgan {
namespace {

constexpr KindLimits kEqualLimits{{{2.0, 2.0, 2.0}, {2.0, 2.0, 2.0}, {2.0, 2.0, 2.0}}};

/// By all images up to `reach` cells away.
double least_by_images(const IonicCell& cell, const KindLimits& limits, int reach) {
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < cell.positions.size(); ++i)
    for (std::size_t j = 0; j <= i; ++j)
      for (int u = -reach; u <= reach; ++u)
        for (int v = -reach; v <= reach; ++v)
          for (int w = -reach; w <= reach; ++w) {
            if (i == j && u == 0 && v == 0 && w == 0) continue;
            const Cartesian apart = cell.positions[i] - cell.positions[j] + static_cast<double>(u) * cell.rows[0] +
                                    static_cast<double>(v) * cell.rows[1] + static_cast<double>(w) * cell.rows[2];
            least = std::min(least, length(apart) / limits[cell.kinds[i]][cell.kinds[j]]);
          }
  return least;
}

TEST(DistanceRatio, CountsImagesBeyondTheNextCellsOfAFlatCell) {
  // a lattice of 3 Å squares in vectors that hide it: the neighbour of (0, 0, 0.1) is five cells away
  const IonicCell flat{{Cartesian{3, 0, 0}, Cartesian{15, 3, 0}, Cartesian{0, 0, 4}}, {{0, 0, 0}, {15, 0, 1}}, {0, 1}};
  DistanceRatio distances;
  EXPECT_NEAR(distances.least(flat, kEqualLimits), 0.5, 1e-12);
  EXPECT_GT(least_by_images(flat, kEqualLimits, 1), 0.9);
}

TEST(DistanceRatio, HasALimitForEachPairOfKinds) {
  const IonicCell cell{
      {Cartesian{9, 0, 0}, Cartesian{0, 9, 0}, Cartesian{0, 0, 9}}, {{0, 0, 0}, {2, 0, 0}, {0, 3, 0}}, {0, 2, 1}};
  KindLimits limits = kEqualLimits;
  DistanceRatio distances;
  EXPECT_NEAR(distances.least(cell, limits), 1.0, 1e-12);
  limits[0][2] = limits[2][0] = 1.0;
  EXPECT_NEAR(distances.least(cell, limits), 1.5, 1e-12);
  limits[1][1] = 9.0;  // its own image, 9 Å away
  EXPECT_NEAR(distances.least(cell, limits), 1.0, 1e-12);
}

TEST(DistanceRatio, IsThatOfAllImagesInRandomCells) {
  Random random(Seed(5));
  DistanceRatio distances;
  for (int time = 0; time < 50; ++time) {
    const auto draw = [&] { return 4.0 * random.uniform() - 2.0; };
    IonicCell cell{{Cartesian{5, draw(), draw()}, Cartesian{draw(), 5, draw()}, Cartesian{draw(), draw(), 5}}, {}, {}};
    for (int i = 0; i < 5; ++i) {
      cell.positions.push_back({draw(), draw(), draw()});
      cell.kinds.push_back(static_cast<std::uint8_t>(random.below(3)));
    }
    EXPECT_NEAR(distances.least(cell, kEqualLimits), least_by_images(cell, kEqualLimits, 4), 1e-9);
  }
}

TEST(TemplateBudget, FallsWithTheRankOfTheFormula) {
  const auto sizes = [](std::size_t rank, FormulaSource source) {
    const TemplateBudget budget = TemplateBudget::of(rank, source);
    return std::pair{budget.templates, budget.relaxed};
  };
  EXPECT_EQ(sizes(7, FormulaSource::valences), (std::pair<std::size_t, std::size_t>{160, 140}));
  EXPECT_EQ(sizes(8, FormulaSource::requested), (std::pair<std::size_t, std::size_t>{100, 75}));
  EXPECT_EQ(sizes(20, FormulaSource::valences), (std::pair<std::size_t, std::size_t>{60, 40}));
  EXPECT_EQ(sizes(35, FormulaSource::host), (std::pair<std::size_t, std::size_t>{100, 70}));
  EXPECT_EQ(sizes(35, FormulaSource::unusual), (std::pair<std::size_t, std::size_t>{100, 75}));
}

TEST(Tries, AreMoreForLikelyTemplatesWithFreeCoordinates) {
  const auto perovskite = wyckoff::template_from_text("221 A1b B1a X3d");
  const auto layered = wyckoff::template_from_text("166 A3b B3a X6c");
  const auto rigid_tetragonal = wyckoff::template_from_text("123 A1a B1b X1c");
  EXPECT_EQ(tries_of(perovskite, 0), 1);
  EXPECT_EQ(tries_of(rigid_tetragonal, 14), 2);
  EXPECT_EQ(tries_of(rigid_tetragonal, 15), 1);
  EXPECT_EQ(tries_of(layered, 0), 6);
  EXPECT_EQ(tries_of(layered, 49), 3);
  EXPECT_EQ(tries_of(layered, 50), 2);
}

/// NaCl-like potential and sizes for A = Na, B = K, X = Cl.
struct SmallSystem {
  SmallSystem() {
    model.charges = {1.0, 1.0, -1.0};
    model.set_contact(2, 2, 2.5);
    model.set_contact(0, 2, 2.4);
    model.set_contact(1, 2, 2.8);
    geometry.volumes = {10.0, 25.0, 32.0};
    geometry.distances = {{{3.9, 4.0, 2.8}, {4.0, 4.4, 3.1}, {2.8, 3.1, 3.9}}};
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) geometry.limits[i][j] = 0.8 * geometry.distances[i][j];
  }

  std::vector<SymmetryCandidate> search(const std::vector<LikelyTemplate>& templates, std::size_t relaxed = 140) const {
    TemplateSearch one(system, geometry, Seed(1));
    return one.candidates({1, 1, 2}, 3, model, templates, relaxed);
  }

  ChemicalSystem system = ChemicalSystem::from_symbols("Na", "K", "Cl");
  IonicModel model;
  TernaryGeometry geometry{};
};

const std::vector<LikelyTemplate> kLayered{{wyckoff::template_from_text("166 A3b B3a X6c"), -1.0},
                                           {wyckoff::template_from_text("123 A1a B1d X1b X1c"), -2.0}};

TEST(TemplateSearch, OrdersOfRocksaltAreFoundWithTheirTemplates) {
  const SmallSystem na_k_cl;
  const auto found = na_k_cl.search(kLayered);
  ASSERT_GE(found.size(), 2U);
  bool layered = false, tetragonal = false;
  for (const SymmetryCandidate& each : found) {
    EXPECT_EQ(each.kind, 'T');
    EXPECT_EQ(each.formula, 3U);
    EXPECT_EQ(formula(each.structure.composition()), "KNaCl2");
    EXPECT_EQ(each.structure.name(), each.origin);
    EXPECT_GE(each.summed_log_probability, each.log_probability);
    layered = layered || each.origin == "166 A3b B3a X6c";
    tetragonal = tetragonal || each.origin.starts_with("123 A1a B1d X1");
    // the energy is that of the structure
    IonicCell cell{each.structure.lattice().rows(), {}, {}};
    for (const Site& site : each.structure.sites()) {
      cell.positions.push_back(each.structure.lattice().cartesian(site.position));
      cell.kinds.push_back(site.element == na_k_cl.system.a ? 0 : site.element == na_k_cl.system.b ? 1 : 2);
    }
    EXPECT_NEAR(ionic_energy(na_k_cl.model, cell).energy() / 4.0, each.energy, 1e-3);
  }
  EXPECT_TRUE(layered && tetragonal);
  EXPECT_EQ(na_k_cl.search(kLayered, 1).size(), 1U);
}

TEST(TemplateSearch, WhatEndsTooCloseOrAtAForeignVolumeIsDropped) {
  SmallSystem na_k_cl;
  SmallSystem wide = na_k_cl;
  for (auto& row : wide.geometry.limits)
    for (double& limit : row) limit *= 2.7;  // every distance is below half of it, most starts are above a fifth
  EXPECT_TRUE(wide.search(kLayered).empty());
  SmallSystem small = na_k_cl;
  for (auto& volume : small.geometry.volumes) volume /= 3.5;  // what relaxes is three times larger
  for (auto& row : small.geometry.limits)
    for (double& limit : row) limit *= 0.5;
  EXPECT_TRUE(small.search(kLayered).empty());
}

TEST(Likeliest, AreTheFirstByProbabilityWithTheirOwnOrbits) {
  wyckoff::TemplateList list;
  for (const LikelyTemplate& each : kLayered) list.append(each.arrangement);
  TemplateDiscriminator discriminator;
  discriminator.deviation.fill(1.0);
  discriminator.offsets[123] = 1.0;
  const auto found = likeliest(discriminator, list, 5);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].arrangement, kLayered[1].arrangement);
  EXPECT_EQ(found[1].arrangement, kLayered[0].arrangement);
  EXPECT_NEAR(std::exp(found[0].log_probability) / std::exp(found[1].log_probability), std::exp(1.0), 1e-9);
  EXPECT_EQ(likeliest(discriminator, list, 1).size(), 1U);
}

TEST(LikelyTemplates, AreThoseOfTheListForAnyNumberOfAskers) {
  TemplateDiscriminator discriminator;
  discriminator.deviation.fill(1.0);
  discriminator.offsets[123] = 1.0;
  wyckoff::EnumerationLimits limits;
  limits.max_atoms = 8;
  const wyckoff::TemplateList all = wyckoff::enumerated_templates({1, 1, 2}, limits);
  ASSERT_GT(all.size(), kMaxTriedTemplates);
  const auto first = likeliest(discriminator, all, kMaxTriedTemplates);
  LikelyTemplates likely(discriminator, limits);
  parallel_for(4, 4, [&](std::size_t) {
    const auto& found = likely.of({1, 1, 2});
    EXPECT_EQ(found.enumerated, all.size());
    ASSERT_EQ(found.first.size(), first.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
      EXPECT_EQ(found.first[i].arrangement, first[i].arrangement);
      EXPECT_EQ(found.first[i].log_probability, first[i].log_probability);
    }
  });
  EXPECT_EQ(&likely.of({1, 1, 2}), &likely.of({1, 1, 2}));
  EXPECT_NE(likely.of({1, 2, 3}).enumerated, all.size());
}

}  // namespace
}  // namespace crystalgan
