#include "crystalgan/repair/certificate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/support/cells.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kPdNiH = ChemicalSystem::from_symbols("Pd", "Ni", "H");

Structure triatomic(const Basis& basis) {
  return Structure(Lattice(basis), {{kPdNiH.a, {0, 0, 0}}, {kPdNiH.b, {0.5, 0.5, 0.5}}, {kPdNiH.x, {0.5, 0.5, 0.0}}},
                   "t");
}

double shortest_of(const Certificate& certificate, const std::string& pair) {
  for (const auto& row : certificate.pairs)
    if (row.pair == pair) return row.shortest;
  return std::nan("");
}

TEST(Certificate, CountsOwnImages) {
  // A one-atom-wide cell: Pd sees itself at 1.0 Å although no other Pd is in the cell.
  const Certificate thin = certify(triatomic({Cartesian{1, 0, 0}, Cartesian{0, 5, 0}, Cartesian{0, 0, 5}}), kPdNiH.x,
                                   published_limits(kPdNiH, 1.8, 3.0));
  EXPECT_DOUBLE_EQ(shortest_of(thin, "Pd-Pd"), 1.0);
  ASSERT_TRUE(broken_limit(thin));
  EXPECT_EQ(broken_limit(thin)->reason, "atoms too close: Ni-Ni");
}

TEST(Certificate, MeasuresEveryPairWhateverThePolicyHolds) {
  for (const auto& cell : test::three_cells()) {
    const Structure structure = triatomic(cell.basis);
    const Certificate published = certify(structure, kPdNiH.x, published_limits(kPdNiH, 1.8, 3.0));
    const Certificate radii = certify(structure, kPdNiH.x, radii_limits(kPdNiH, {structure}));
    ASSERT_EQ(published.pairs.size(), 6U) << cell.name;
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_EQ(published.pairs[i].shortest, radii.pairs[i].shortest);
      EXPECT_EQ(published.pairs[i].min.has_value(), published.pairs[i].pair.find('H') == std::string::npos);
      EXPECT_TRUE(radii.pairs[i].min.has_value());
      EXPECT_FALSE(published.pairs[i].source.empty());
    }
  }
}

TEST(Certificate, AMetalFarFromEveryOtherBreaksTheWindow) {
  // bcc-like 4 Å cell: nearest metal at 4·sqrt(3)/2 = 3.46 Å
  const Certificate wide = certify(triatomic({Cartesian{4, 0, 0}, Cartesian{0, 4, 0}, Cartesian{0, 0, 4}}), kPdNiH.x,
                                   published_limits(kPdNiH, 1.8, 3.0));
  EXPECT_NEAR(wide.nearest_metal->longest, 2 * std::sqrt(3.0), 1e-12);
  EXPECT_EQ(broken_limit(wide)->reason, "a metal without a metal nearby");
  EXPECT_FALSE(broken_limit(certify(triatomic({Cartesian{3, 0, 0}, Cartesian{0, 3, 0}, Cartesian{0, 0, 3}}), kPdNiH.x,
                                    published_limits(kPdNiH, 1.8, 3.0))));
}

TEST(Certificate, ADistanceThatIsNoNumberBreaksItsLimit) {
  const Certificate certificate{"p", {{"Ni-Pd", std::numeric_limits<double>::quiet_NaN(), 1.8, ""}}, std::nullopt};
  EXPECT_TRUE(broken_limit(certificate));
}

}  // namespace
}  // namespace crystalgan
