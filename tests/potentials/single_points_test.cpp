#include "crystalgan/potentials/single_points.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"
#include "tests/stability/ranking_example.hpp"

namespace crystalgan {
namespace {

using namespace test;

// -1 eV an atom; no palladium in the corner, and no cell without hydrogen.
Told choosy() {
  return Told([](const Structure& structure) -> double {
    if (structure.sites().front().element == kPd) throw StructureError(structure.name() + ": no palladium, please");
    if (!structure.composition().contains(kH)) throw NumericalError("told: not finite");
    return -static_cast<double>(structure.size());
  });
}

std::vector<Structure> structures_to_evaluate() {
  return {heusler("a"), half_heusler(kPd, kNi, kH, "b"), half_heusler(kNi, kPd, kNi, "c"),
          half_heusler(kH, kPd, kNi, "d")};
}

TEST(SinglePoints, GiveAnEnergyPerAtomOrAReason) {
  const auto points = single_points(structures_to_evaluate(), choosy(), 1);
  ASSERT_EQ(points.size(), 4U);
  EXPECT_EQ(points[0].energy, -1.0);
  EXPECT_EQ(points[0].reason, "");
  EXPECT_EQ(points[1].energy, std::nullopt);
  EXPECT_EQ(points[1].reason, "b: no palladium, please");
  EXPECT_EQ(points[2].energy, std::nullopt);
  EXPECT_EQ(points[2].reason, "told: not finite");
  EXPECT_EQ(points[3].energy, -1.0);
}

TEST(SinglePoints, AreTheSameForAnyNumberOfThreadsAndEachIsReported) {
  for (const std::size_t threads : {1, 3, 9}) {
    std::vector<std::size_t> told;
    const auto points =
        single_points(structures_to_evaluate(), choosy(), threads, [&](std::size_t done, std::size_t total) {
          told.push_back(done);
          EXPECT_EQ(total, 4U);
        });
    EXPECT_EQ(told, (std::vector<std::size_t>{1, 2, 3, 4}));
    EXPECT_EQ(points[3].energy, -1.0);
    EXPECT_EQ(points[1].reason, "b: no palladium, please");
  }
  EXPECT_TRUE(single_points({}, choosy(), 2).empty());
}

TEST(SinglePoints, AnotherErrorEndsThem) {
  const Told broken([](const Structure&) -> double { throw IoError("model", "gone"); });
  EXPECT_THROW(single_points(structures_to_evaluate(), broken, 2), IoError);
}

TEST(SinglePoints, TheEnergyAloneIsThatOfAWholeEvaluation) {
  const auto calculator = make_chgnet_calculator();
  const Structure structure = heusler("Pd2NiH");
  const double energy = calculator->evaluate(structure).energy;
  EXPECT_NEAR(calculator->energy_of(structure), energy, 1e-4);
  EXPECT_EQ(single_points({structure}, *calculator, 1)[0].energy, calculator->energy_of(structure) / 4);
  const Structure close(face_centred(5.0), {{kPd, {0, 0, 0}}, {kNi, {0.05, 0, 0}}, {kH, {0.5, 0.5, 0.5}}}, "close");
  EXPECT_NE(single_points({close}, *calculator, 1)[0].reason.find("atoms too close"), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
