#include "crystalgan/discriminator/shipped_discriminator.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "crystalgan/core/checksum.hpp"

namespace crystalgan {
namespace {

std::string text_of_file(const std::string& name) {
  std::ifstream file(std::string(CRYSTALGAN_TEST_DATA) + "/../../data/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(ShippedDiscriminator, IsTheFile) {
  EXPECT_EQ(std::string(kShippedDiscriminator), text_of_file("discriminator.txt"));
  EXPECT_EQ(to_text(shipped_discriminator()), kShippedDiscriminator);
}

TEST(ShippedDiscriminator, HasTheChecksumOfTheReadme) {
  EXPECT_NE(text_of_file("README.md").find("| SHA-256 | " + sha256(kShippedDiscriminator) + " |"), std::string::npos)
      << sha256(kShippedDiscriminator);
}

// Rutile above some arrangement of the same formula and cell.
TEST(ShippedDiscriminator, PrefersAKnownStructureType) {
  const double rutile = shipped_discriminator().score(wyckoff::template_from_text("136 A2a X4f"));
  EXPECT_GT(rutile, shipped_discriminator().score(wyckoff::template_from_text("47 A1a A1b X2i X2k")) + 3.0);
}

}  // namespace
}  // namespace crystalgan
