#include "crystalgan/stability/energy_settings.hpp"

#include <gtest/gtest.h>

namespace crystalgan {
namespace {

TEST(EnergySettings, AreThoseOfTheConfiguration) {
  Configuration configuration;
  configuration.seed = 12;
  configuration.relaxation.largest_force = 0.5;
  configuration.relaxation.largest_stress = 0.25;
  configuration.relaxation.rattle = 0.125;
  configuration.relaxation.max_evaluations = 77;
  configuration.relaxation.symmetry = RelaxedSymmetry::kept;
  const EnergySettings settings = energy_settings(configuration, 3);
  EXPECT_EQ(settings.relaxation.largest_force, 0.5);
  EXPECT_EQ(settings.relaxation.largest_stress, 0.25);
  EXPECT_EQ(settings.relaxation.rattle, 0.125);
  EXPECT_EQ(settings.relaxation.max_evaluations, 77U);
  EXPECT_TRUE(settings.relaxation.keep_symmetry);
  EXPECT_TRUE(settings.relaxation.variable_cell);
  EXPECT_EQ(settings.threads, 3U);
  EXPECT_EQ(settings.seed.value(), Seed(12).derive("relaxation").value());
}

TEST(EnergySettings, TheDefaultsOfTheConfigurationAreThoseOfARelaxation) {
  const RelaxationSettings asked = energy_settings({}, 1).relaxation;
  const RelaxationSettings defaults;
  EXPECT_EQ(asked.largest_force, defaults.largest_force);
  EXPECT_EQ(asked.largest_stress, defaults.largest_stress);
  EXPECT_EQ(asked.rattle, defaults.rattle);
  EXPECT_EQ(asked.max_evaluations, defaults.max_evaluations);
  EXPECT_EQ(asked.keep_symmetry, defaults.keep_symmetry);
}

}  // namespace
}  // namespace crystalgan
