#include "crystalgan/methods/symmetry_model.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// The binaries of strontium and of titanium with oxygen: a second of training.
const BinaryPool& small_pool() {
  static const BinaryPool pool = [] {
    std::vector<PooledBinary> some;
    for (const char* metal : {"Sr", "Ti"})
      for (const BinaryEntry& entry : shipped_pool().of(Element::from_symbol(metal), Element::from_symbol("O")))
        some.push_back(shipped_pool().binaries()[entry.index]);
    return BinaryPool(std::move(some));
  }();
  return pool;
}

TEST(SymmetryModel, ReadsBackFromItsText) {
  const SymmetryModel model{shipped_model().discriminator, small_pool()};
  const std::string text = model_text(model, {"crystalgan learn --leave-out 'Ba-O'", {"Ba-O", "Ca-Ti-O"}});
  EXPECT_NE(text.find("left_out = ['Ba-O', 'Ca-Ti-O']"), std::string::npos) << text.substr(0, 300);
  const SymmetryModel read = parse_model(text, "model.toml");
  EXPECT_EQ(to_text(read.discriminator), to_text(model.discriminator));
  EXPECT_EQ(binaries_text(read.binaries.binaries()), binaries_text(small_pool().binaries()));
}

std::string message_of(const std::string& text) {
  try {
    parse_model(text, "model.toml");
  } catch (const ParseError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(SymmetryModel, SaysWhatIsWrongWithAFile) {
  const std::string good = model_text({shipped_model().discriminator, small_pool()}, {});
  EXPECT_EQ(message_of(good), "accepted");
  EXPECT_EQ(message_of(""), "model.toml: expected a text 'discriminator', as crystalgan learn writes, found none");
  EXPECT_EQ(message_of("seed = 1\n" + good),
            "model.toml:1: unknown key 'seed'; known: command, left_out, discriminator, binaries");
  EXPECT_EQ(message_of(good.substr(0, good.size() / 2)).substr(0, 11), "model.toml:");
  std::string bad_line = good;
  bad_line.replace(bad_line.find("feature log_atoms"), 7, "featura");
  EXPECT_EQ(message_of(bad_line).substr(0, 29), "model.toml: discriminator:3: ") << message_of(bad_line);
  std::string no_binaries = good.substr(0, good.find("binaries = '''")) + "binaries = ''\n";
  EXPECT_EQ(message_of(no_binaries), "model.toml: binaries: expected at least one binary, found none");
}

TEST(WithoutSystems, LeavesOutTheBinariesOfTheirElements) {
  const BinaryPool without = without_systems(shipped_pool(), {"Sr-Ti-O"});
  const auto of = [](const BinaryPool& pool, const char* metal, const char* anion) {
    return pool.of(Element::from_symbol(metal), Element::from_symbol(anion)).size();
  };
  EXPECT_EQ(of(without, "Sr", "O"), 0U);
  EXPECT_EQ(of(without, "Ti", "O"), 0U);
  EXPECT_EQ(of(without, "Ba", "O"), of(shipped_pool(), "Ba", "O"));
  EXPECT_EQ(of(without, "Ti", "S"), of(shipped_pool(), "Ti", "S"));
  // O-Sr names the same crystals
  EXPECT_EQ(without_systems(shipped_pool(), {"Sr-O", "Sr-Ti-O", "O-Sr"}).binaries().size(), without.binaries().size());
}

TEST(WithoutSystems, RefusesWhatIsNoSystemOfThePool) {
  for (const char* system : {"Sr", "Sr-Xx", "Sr-Sr-O", "Sr-Ti-O-S", "", "SrO", "He-Ne"})
    EXPECT_THROW(without_systems(shipped_pool(), {system}), ConfigError) << system;
}

TEST(LearnedDiscriminator, IsTheSameForAnyNumberOfThreadsAndAnotherForAnotherSeed) {
  const auto one = learned_discriminator(small_pool(), Seed(1), 1);
  EXPECT_EQ(to_text(one.discriminator), to_text(learned_discriminator(small_pool(), Seed(1), 3).discriminator));
  EXPECT_NE(to_text(one.discriminator), to_text(learned_discriminator(small_pool(), Seed(2), 2).discriminator));
  EXPECT_LT(one.loss, one.uniform_loss);
}

}  // namespace
}  // namespace crystalgan
