#include "crystalgan/potentials/chosen_calculator.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/kim/kim_models.hpp"

namespace crystalgan {
namespace {

ChosenCalculator chosen(Relax relax, const std::string& a = "Ni", const std::string& b = "Al",
                        const std::string& model = "") {
  Configuration::Relaxation settings;
  settings.relax = relax;
  settings.model = model;
  return choose_calculator(settings, ChemicalSystem::from_symbols(a, b, "H"));
}

TEST(ChosenCalculator, PackingServesEverySystem) {
  const ChosenCalculator packing = chosen(Relax::packing, "Rn", "Fm");
  ASSERT_TRUE(packing.calculator);
  EXPECT_EQ(packing.calculator->identity().trust, Trust::geometry);
  EXPECT_EQ(packing.reason, "");
}

TEST(ChosenCalculator, OffIsNoneAndSaysSo) {
  const ChosenCalculator none = chosen(Relax::off);
  EXPECT_FALSE(none.calculator);
  EXPECT_EQ(none.reason, "relaxation.relax is off");
}

TEST(ChosenCalculator, ASystemThatNoModelCoversGetsTheReason) {
  const ChosenCalculator none = chosen(Relax::automatic, "Rn", "Fm");
  EXPECT_FALSE(none.calculator);
  EXPECT_NE(none.reason, "");
  if (!kim_absence().empty()) {
    EXPECT_EQ(none.reason, kim_absence());
  }
}

TEST(ChosenCalculator, ChgnetServesTheElementsThatItKnows) {
  const ChosenCalculator known = chosen(Relax::chgnet, "Pd", "Pu");
  ASSERT_TRUE(known.calculator);
  EXPECT_EQ(known.calculator->identity().name, "CHGNet");
  EXPECT_EQ(known.reason, "");
  try {
    chosen(Relax::chgnet, "Pd", "Ra");
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_STREQ(error.what(),
                 "relaxation.relax: expected elements that CHGNet knows (H to Pu without Po, At, Rn, Fr, Ra), got Ra");
  }
}

std::string refusal(const Configuration::Relaxation& settings) {
  try {
    choose_calculator(settings, ChemicalSystem::from_symbols("Ni", "Al", "H"));
  } catch (const ConfigError& error) {
    return error.what();
  }
  return "none";
}

TEST(ChosenCalculator, ARunStartsNoProgramThatItOnlyRecords) {
  Configuration run;
  run.relaxation.relax = Relax::ase;
  EXPECT_EQ(refusal(run.relaxation), "--ase: expected MODULE:FACTORY beside --relax ase");
  run.relaxation.ase = "some.module:Factory";
  run.relaxation.python = "/nowhere/python3";
  run.relaxation.ase_path = "/nowhere";
  EXPECT_EQ(refusal(run.relaxation), "--python: /nowhere/python3: cannot be read: No such file or directory");
  const Configuration::Relaxation recorded = without_program(run).relaxation;
  EXPECT_EQ(
      refusal(recorded),
      "--ase: the settings name --ase some.module:Factory; give it on the command line, which alone starts a program");
  Configuration::Relaxation given;
  EXPECT_EQ(with_given_program(recorded, given).python, "");
  given.ase = "some.module:Other";
  EXPECT_THROW(with_given_program(recorded, given), ConfigError);
  given.ase = "some.module:Factory";
  EXPECT_EQ(recorded.ase_path, "");
  given.python = "/my/python";
  given.ase_path = "/my/modules";
  given.ase_timeout = 5.0;
  const auto again = with_given_program(recorded, given);
  EXPECT_EQ(again.python, "/my/python");
  EXPECT_EQ(again.ase_path, "/my/modules");
  EXPECT_EQ(again.ase_timeout, 5.0);
  EXPECT_EQ(again.relax, Relax::ase);
  Configuration::Relaxation slow = recorded;
  slow.ase_timeout = 3600.0;
  given.ase_timeout = 0.0;  // not given
  EXPECT_EQ(with_given_program(slow, given).ase_timeout, 3600.0);
  run.dft.python = "/nowhere/python3";
  EXPECT_EQ(without_program(run).dft.python, Configuration{}.dft.python);
  EXPECT_THROW(with_given_program({}, given), ConfigError);  // a run without
}

TEST(ChosenCalculator, AModelThatIsNotThereIsAnError) {
  EXPECT_THROW(chosen(Relax::automatic, "Ni", "Al", "EAM_Nonsense"), ConfigError);
  EXPECT_THROW(chosen(Relax::automatic, "Ni", "Al", "../EAM"), ConfigError);
}

TEST(ChosenCalculator, AModelServesOnlyTheElementsThatItKnows) {
  const ChosenCalculator best = chosen(Relax::automatic);
  if (!best.calculator) GTEST_SKIP() << best.reason;
  EXPECT_EQ(best.calculator->identity().trust, Trust::screening);
  const std::string name = best.calculator->identity().name;
  EXPECT_TRUE(chosen(Relax::automatic, "Al", "Ni", name).calculator);
  try {
    chosen(Relax::automatic, "Pd", "Ni", name);
    FAIL();
  } catch (const ConfigError& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("relaxation.model: expected a model of ")) << error.what();
    EXPECT_NE(std::string(error.what()).find(name), std::string::npos);
  }
}

}  // namespace
}  // namespace crystalgan
