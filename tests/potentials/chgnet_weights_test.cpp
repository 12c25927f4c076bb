#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/chgnet/parameters.hpp"
#include "crystalgan/potentials/chgnet/weights.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan::chgnet {
namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::string kData = std::string(CRYSTALGAN_TEST_DATA) + "/../../data/";

TEST(ChgnetWeights, AreThoseOfTheFile) {
  EXPECT_EQ(sha256(shipped_weights_bytes()), kWeightsChecksum);
  EXPECT_EQ(shipped_weights_bytes(), bytes_of(kData + "chgnet-0.3.0.safetensors"));
  EXPECT_NE(bytes_of(kData + "README.md").find(kWeightsChecksum), std::string::npos);
}

TEST(ChgnetWeights, AreAllThatTheNetworkHas) {
  std::size_t numbers = 0;
  const NamedArrays weights = parse_weights(shipped_weights_bytes(), "weights");
  for (const auto& [name, array] : weights) numbers += std::get<std::vector<float>>(array.numbers).size();
  EXPECT_EQ(weights.size(), 136U);
  EXPECT_EQ(numbers, 412'525U);
}

TEST(ChgnetWeights, OfAnyOtherFileAreRefused) {
  std::string bytes(shipped_weights_bytes());
  bytes[1'000'000] ^= 1;
  for (const std::string& other : {bytes, bytes.substr(0, 100), std::string()}) {
    try {
      parse_weights(other, "other.safetensors");
      FAIL() << "expected a ParseError";
    } catch (const ParseError& error) {
      EXPECT_EQ(std::string(error.what()), "other.safetensors: expected the weights of CHGNet 0.3.0, SHA-256 " +
                                               std::string(kWeightsChecksum) + ", got " + sha256(other));
    }
  }
}

TEST(ChgnetWeights, AreRefusedWhereAnArrayIsMissingOrHasAnotherShape) {
  NamedArrays weights = parse_weights(shipped_weights_bytes(), "weights");
  NamedArrays without = weights;
  without.erase("readout_norm.bias");
  EXPECT_THROW(arranged_parameters<float>(without), ShapeError);
  weights["site_wise.weight"].shape = {64, 1};
  EXPECT_THROW(arranged_parameters<float>(weights), ShapeError);
}

TEST(ChgnetWeights, AreWhatTheScriptMakesOfThePackage) {
  const char* const wheel = std::getenv("CRYSTALGAN_CHGNET_WHEEL");
  if (wheel == nullptr) GTEST_SKIP() << "set CRYSTALGAN_CHGNET_WHEEL to chgnet-0.4.2-*.whl (pip download --no-deps)";
  const test::ScratchFolder scratch;
  const std::string made = (scratch.path() / "made.safetensors").string();
  const std::string command =
      std::string("'") + CRYSTALGAN_PYTHON + "' '" + kData + "make_chgnet.py' '" + wheel + "' '" + made + "'";
  ASSERT_EQ(std::system(command.c_str()), 0) << command;
  EXPECT_EQ(sha256(bytes_of(made)), kWeightsChecksum);
}

}  // namespace
}  // namespace crystalgan::chgnet
