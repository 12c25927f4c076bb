#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/torchscript_calculator.hpp"

namespace crystalgan {
namespace {

TEST(TorchscriptAbsent, SaysSo) { EXPECT_THROW(make_torchscript_calculator("model.pt"), ConfigError); }

}  // namespace
}  // namespace crystalgan
