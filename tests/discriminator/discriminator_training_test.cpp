#include "crystalgan/discriminator/discriminator_training.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/wyckoff/enumeration.hpp"

namespace crystalgan {
namespace {

// Formulas with so few templates that none is drawn: all take part.
const RoleCounts kFirst{1, 0, 19}, kSecond{19, 0, 1};

std::vector<KnownTemplates> some_known() {
  std::vector<KnownTemplates> known;
  for (const auto& formula : {kFirst, kSecond}) {
    const auto all = wyckoff::enumerated_templates(formula);
    EXPECT_GT(all.size(), 20U);
    EXPECT_LT(all.size(), 6000U);
    known.push_back({formula, {}});
    for (const std::size_t place : {std::size_t{3}, all.size() / 2})
      known.back().known.push_back({{all[place].space_group, {all[place].orbits.begin(), all[place].orbits.end()}},
                                    place == 3 ? std::size_t{4} : std::size_t{1}});
  }
  return known;
}

bool equal(const wyckoff::TemplateView& one, const wyckoff::Template& other) {
  return one.space_group == other.space_group && std::ranges::equal(one.orbits, other.orbits);
}

/// The loss as written in the docstring, from the scores of the discriminator alone.
double loss(const TemplateDiscriminator& discriminator, const std::vector<KnownTemplates>& known) {
  double sum = 0.0, weights = 0.0, penalty = 0.0;
  for (const KnownTemplates& one : known) {
    const auto all = wyckoff::enumerated_templates(one.formula);
    double partition = 0.0;
    for (std::size_t i = 0; i < all.size(); ++i) partition += std::exp(discriminator.score(all[i]));
    for (const auto& [arrangement, count] : one.known) {
      const double weight = 1.0 + 0.5 * std::log(static_cast<double>(count));
      sum += weight * (std::log(partition) - discriminator.score(arrangement));
      weights += weight;
    }
  }
  for (const double w : discriminator.weights) penalty += 0.002 * w * w;
  for (const double u : discriminator.offsets) penalty += 0.003 * u * u;
  return sum / weights + penalty;
}

TEST(DiscriminatorTraining, EndsWhereTheLossIsFlat) {
  const auto known = some_known();
  TemplateDiscriminator trained = train_discriminator(known, Seed(1)).discriminator;
  const double lowest = loss(trained, known);
  constexpr double kStep = 1e-3;
  std::vector<double*> numbers;
  for (double& w : trained.weights) numbers.push_back(&w);
  for (const int group : {1, 2, 14, 62, 148}) numbers.push_back(&trained.offsets[static_cast<std::size_t>(group)]);
  for (double* number : numbers) {
    const double kept = *number;
    *number = kept + kStep;
    const double above = loss(trained, known);
    *number = kept - kStep;
    const double below = loss(trained, known);
    *number = kept;
    EXPECT_NEAR((above - below) / (2.0 * kStep), 0.0, 2e-4);
    EXPECT_GE(above, lowest - 1e-6);
    EXPECT_GE(below, lowest - 1e-6);
  }
}

TEST(DiscriminatorTraining, PutsTheKnownTemplatesInFront) {
  const auto known = some_known();
  const DiscriminatorTraining training = train_discriminator(known, Seed(1));
  EXPECT_EQ(training.formulas, 2U);
  EXPECT_EQ(training.positives, 4U);
  EXPECT_LT(training.loss, 0.85 * training.uniform_loss);
  for (const KnownTemplates& one : known) {
    const auto all = wyckoff::enumerated_templates(one.formula);
    std::vector<double> scores;
    for (std::size_t i = 0; i < all.size(); ++i) scores.push_back(training.discriminator.score(all[i]));
    const auto best = best_places(scores, all.size() / 4);
    for (const auto& [arrangement, count] : one.known)
      EXPECT_TRUE(std::ranges::any_of(best, [&](std::size_t place) { return equal(all[place], arrangement); }));
  }
}

TEST(DiscriminatorTraining, IsTheSameForAnyNumberOfThreads) {
  const auto known = some_known();
  EXPECT_EQ(to_text(train_discriminator(known, Seed(1), 1).discriminator),
            to_text(train_discriminator(known, Seed(1), 2).discriminator));
}

TEST(DiscriminatorTraining, NeedsAKnownTemplate) {
  EXPECT_THROW(train_discriminator({}, Seed(1)), StructureError);
  EXPECT_THROW(train_discriminator({{{1, 0, 19}, {{wyckoff::template_from_text("221 A1a X1b"), 1}}}}, Seed(1)),
               StructureError);
}

TEST(KnownTemplates, AreCountedByFormulaWithinTheLimits) {
  const auto rocksalt = wyckoff::canonical(wyckoff::template_from_text("225 A4a X4b"));
  const auto fluorite = wyckoff::canonical(wyckoff::template_from_text("225 A4a X8c"));
  const auto beyond = wyckoff::canonical(wyckoff::template_from_text("206 A8b A24d X48e"));  // 40 atoms
  const auto known = known_templates({rocksalt, fluorite, rocksalt, beyond});
  ASSERT_EQ(known.size(), 2U);
  EXPECT_EQ(known[0].formula, (RoleCounts{1, 0, 1}));
  ASSERT_EQ(known[0].known.size(), 1U);
  EXPECT_EQ(known[0].known[0].count, 2U);
  EXPECT_EQ(known[0].known[0].arrangement, rocksalt);
}

}  // namespace
}  // namespace crystalgan
