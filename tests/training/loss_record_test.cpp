#include "crystalgan/training/loss_record.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

double term(const HistoryRow& row, LossTerm place) { return row.terms[static_cast<std::size_t>(place)]; }

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::string refusal_of(std::int64_t step, LossTerm place, double loss) {
  HistoryRow row = empty_row(7, step, 12);
  try {
    LossRecord(row, 1.0).add(place, loss);
    return "none";
  } catch (const NumericalError& error) {
    EXPECT_TRUE(std::isnan(term(row, place))) << "the row stays as it was";
    return error.what();
  }
}

TEST(LossRecord, ARowEndsAsTheMeanOverItsBatches) {
  HistoryRow row = empty_row(0, 1, 1);
  for (const double loss : {1.0, 2.0, 6.0}) LossRecord(row, 1.0 / 3.0).add(LossTerm::gan_a, loss);
  EXPECT_NEAR(term(row, LossTerm::gan_a), 3.0, 1e-15);
}

TEST(LossRecord, ATermThatIsNeverAddedStaysAbsentAndAZeroDoesNot) {
  HistoryRow row = empty_row(0, 1, 1);
  LossRecord(row, 1.0).add(LossTerm::gan_a, 0.0);
  EXPECT_EQ(term(row, LossTerm::gan_a), 0.0);
  for (const LossTerm absent : {LossTerm::gan_b, LossTerm::geo1, LossTerm::generator_total})
    EXPECT_TRUE(std::isnan(term(row, absent)));
}

TEST(LossRecord, TheDiscriminatorsAreRecordedOneByOneAndTogether) {
  HistoryRow row = empty_row(0, 1, 1);
  LossRecord(row, 0.5).add(DiscriminatorTerms{1.0, 4.0});
  LossRecord(row, 0.5).add(DiscriminatorTerms{3.0, 6.0});
  EXPECT_EQ(term(row, LossTerm::discriminator_a), 2.0);
  EXPECT_EQ(term(row, LossTerm::discriminator_b), 5.0);
  EXPECT_EQ(term(row, LossTerm::discriminator_total), 7.0);
  EXPECT_TRUE(std::isnan(term(row, LossTerm::generator_total)));
}

TEST(LossRecord, EveryGeneratorTermGoesToItsPlace) {
  HistoryRow row = empty_row(0, 3, 1);
  GeneratorTerms terms{1.0, 2.0, 3.0, 4.0};
  LossRecord(row, 1.0).add(terms, 10.0);
  EXPECT_EQ(term(row, LossTerm::gan_b), 1.0);
  EXPECT_EQ(term(row, LossTerm::reconstruction_a), 2.0);
  EXPECT_EQ(term(row, LossTerm::gan_a), 3.0);
  EXPECT_EQ(term(row, LossTerm::reconstruction_b), 4.0);
  EXPECT_EQ(term(row, LossTerm::generator_total), 10.0);
  for (const LossTerm absent :
       {LossTerm::geo1, LossTerm::geo2, LossTerm::feature_matching_a, LossTerm::feature_matching_b})
    EXPECT_TRUE(std::isnan(term(row, absent)));
  terms.geometry = GeometryTerms{5.0, 6.0};
  terms.feature_matching = PerDomain<double>{7.0, 8.0};
  HistoryRow full = empty_row(0, 3, 1);
  LossRecord(full, 1.0).add(terms, 10.0);
  EXPECT_EQ(term(full, LossTerm::geo1), 5.0);
  EXPECT_EQ(term(full, LossTerm::geo2), 6.0);
  EXPECT_EQ(term(full, LossTerm::feature_matching_a), 7.0);
  EXPECT_EQ(term(full, LossTerm::feature_matching_b), 8.0);
}

TEST(LossRecord, ALossThatIsNotFiniteNamesStepEpochMemberAndTerm) {
  EXPECT_EQ(refusal_of(1, LossTerm::reconstruction_a, kNan),
            "step 1, epoch 12, member 7: L_R_AH: expected a finite number, got nan");
  EXPECT_EQ(refusal_of(3, LossTerm::reconstruction_a, std::numeric_limits<double>::infinity()),
            "step 3, epoch 12, member 7: L_R_AHB: expected a finite number, got inf");
  EXPECT_EQ(refusal_of(3, LossTerm::geo2, -std::numeric_limits<double>::infinity()),
            "step 3, epoch 12, member 7: L_geo2: expected a finite number, got -inf");
  EXPECT_EQ(refusal_of(0, LossTerm::discriminator_total, kNan),
            "epoch 12, member 7: L_D: expected a finite number, got nan")
      << "a GAN without steps";
  EXPECT_EQ(refusal_of(1, LossTerm::gan_a, 1e308), "none");
}

TEST(LossRecord, EveryTermOfALossIsChecked) {
  for (double GeneratorTerms::*place : {&GeneratorTerms::gan_a, &GeneratorTerms::gan_b,
                                        &GeneratorTerms::reconstruction_a, &GeneratorTerms::reconstruction_b}) {
    HistoryRow row = empty_row(0, 3, 1);
    GeneratorTerms terms;
    terms.*place = kNan;
    EXPECT_THROW(LossRecord(row, 1.0).add(terms, 0.0), NumericalError);
  }
  HistoryRow row = empty_row(0, 3, 1);
  EXPECT_THROW(LossRecord(row, 1.0).add(GeneratorTerms{}, kNan), NumericalError);
  GeneratorTerms terms;
  terms.geometry = GeometryTerms{0.0, kNan};
  EXPECT_THROW(LossRecord(row, 1.0).add(terms, 0.0), NumericalError);
  terms = {};
  terms.feature_matching = PerDomain<double>{kNan, 0.0};
  EXPECT_THROW(LossRecord(row, 1.0).add(terms, 0.0), NumericalError);
  EXPECT_THROW(LossRecord(row, 1.0).add(DiscriminatorTerms{0.0, kNan}), NumericalError);
  EXPECT_THROW(LossRecord(row, 1.0).add(DiscriminatorTerms{1e308, 1e308}), NumericalError) << "their sum";
}

}  // namespace
}  // namespace crystalgan
