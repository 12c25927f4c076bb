#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/kim/kim_calculator.hpp"
#include "crystalgan/potentials/kim/kim_models.hpp"

namespace crystalgan {
namespace {

TEST(KimAbsent, SaysSo) {
  EXPECT_NE(kim_absence(), "");
  EXPECT_EQ(kim_version(), "");
  EXPECT_TRUE(kim_models(std::nullopt).empty());
  EXPECT_TRUE(models_covering({Element::from_symbol("Pd")}).empty());
  EXPECT_THROW(make_kim_calculator("EAM_of_somebody"), ConfigError);
}

}  // namespace
}  // namespace crystalgan
