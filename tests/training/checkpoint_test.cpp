#include "crystalgan/training/checkpoint.hpp"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <limits>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/checksum.hpp"
#include "tests/support/tensors.hpp"

namespace crystalgan {
namespace {

using test::identical;

NamedTensors example() {
  Random random(Seed(1));
  return {{"step1/generators-0", test::random_tensor(random, {2, 5, 3}).to(at::kFloat)},
          {"step1/history", test::random_tensor(random, {4, 13})},
          {"step1/counters", at::tensor({1, 2, 3}, at::kLong)},
          {"step3/history", at::empty({0, 13}, at::kDouble)}};
}

TEST(Checkpoint, ReadsBackWhatWasWritten) {
  const NamedTensors tensors = example();
  const NamedTensors again = parse_checkpoint(checkpoint_bytes(tensors), "member-000.pt");
  ASSERT_EQ(again.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    ASSERT_TRUE(again.contains(name)) << name;
    EXPECT_TRUE(identical(again.at(name), tensor)) << name;
  }
}

TEST(Checkpoint, KeepsNumbersThatAreNotFinite) {
  const auto nan = at::full({1}, std::numeric_limits<double>::quiet_NaN());
  const auto again = parse_checkpoint(checkpoint_bytes({{"history", nan}}), "file");
  EXPECT_TRUE(at::isnan(again.at("history")).all().item<bool>());
}

TEST(Checkpoint, EqualTensorsGiveEqualBytes) {
  const std::string bytes = checkpoint_bytes(example());
  EXPECT_TRUE(bytes == checkpoint_bytes(example()));
  EXPECT_TRUE(bytes == checkpoint_bytes(parse_checkpoint(bytes, "file")));
}

TEST(Checkpoint, BytesDoNotTellWhereATensorLies) {
  const auto large = at::arange(24).to(at::kFloat).view({4, 6});
  const auto part = large.slice(0, 1, 2);  // a view of one row
  const auto flipped = large.t();
  const std::string bytes =
      checkpoint_bytes({{"part", part.clone()}, {"same", part.clone()}, {"turned", flipped.clone()}});
  EXPECT_TRUE(checkpoint_bytes({{"part", part}, {"same", part}, {"turned", flipped}}) == bytes);
  const auto learning = part.clone().requires_grad_(true);
  EXPECT_TRUE(checkpoint_bytes({{"part", learning}, {"same", part}, {"turned", flipped.contiguous()}}) == bytes);
}

TEST(Checkpoint, OtherTensorsGiveOtherBytes) {
  NamedTensors other = example();
  other["step1/counters"][1].fill_(4);
  EXPECT_FALSE(checkpoint_bytes(example()) == checkpoint_bytes(other));
}

TEST(Checkpoint, ThatWasCutShortIsAParseError) {
  const std::string bytes = checkpoint_bytes(example());
  ASSERT_GT(bytes.size(), 1000U);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_THROW(parse_checkpoint(std::string_view(bytes).substr(0, length), "cut.pt"), ParseError) << length;
}

TEST(Checkpoint, ThatIsSomethingElseIsAParseErrorThatNamesTheFile) {
  for (const std::string& text : {std::string("POSCAR\n1.0\n"), std::string(5000, '\0'), std::string("PK\x03\x04"),
                                  std::string("no archive") + sha256("no archive"), sha256("")}) {
    try {
      parse_checkpoint(text, "run/member-003.pt");
      ADD_FAILURE() << "no error";
    } catch (const ParseError& error) {
      EXPECT_NE(std::string(error.what()).find("run/member-003.pt"), std::string::npos);
    }
  }
}

TEST(Checkpoint, WithAnyByteChangedIsAParseError) {
  const std::string bytes = checkpoint_bytes(example());
  Random random(Seed(2));
  for (std::size_t place = 0; place < bytes.size(); place += 1 + random.below(5)) {
    std::string broken = bytes;
    broken[place] = static_cast<char>(broken[place] ^ (1 << random.below(8)));
    EXPECT_THROW(parse_checkpoint(broken, "broken.pt"), ParseError) << place;
  }
}

}  // namespace
}  // namespace crystalgan
