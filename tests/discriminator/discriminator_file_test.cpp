#include <gtest/gtest.h>

#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/discriminator/template_discriminator.hpp"

namespace crystalgan {
namespace {

TemplateDiscriminator numbered() {
  TemplateDiscriminator discriminator;
  for (std::size_t i = 0; i < kTemplateFeatures; ++i) {
    const auto number = static_cast<double>(i);
    discriminator.mean[i] = 0.1 + number;
    discriminator.deviation[i] = 1.0 / (1.0 + number);
    discriminator.weights[i] = -number / 3.0;
  }
  for (std::size_t i = 1; i < discriminator.offsets.size(); ++i)
    discriminator.offsets[i] = 1.0 / static_cast<double>(i);
  return discriminator;
}

std::string with(std::string text, const std::string& old, const std::string& replacement) {
  text.replace(text.find(old), old.size(), replacement);
  return text;
}

std::string message(const std::string& text) {
  try {
    parse_discriminator(text, "model");
  } catch (const ParseError& error) {
    return error.what();
  }
  return "";
}

TEST(DiscriminatorFile, ReadsBackExactlyWhatWasWritten) {
  const auto read = parse_discriminator(to_text(numbered()), "model");
  EXPECT_EQ(read.mean, numbered().mean);
  EXPECT_EQ(read.deviation, numbered().deviation);
  EXPECT_EQ(read.weights, numbered().weights);
  EXPECT_EQ(read.offsets, numbered().offsets);
}

TEST(DiscriminatorFile, SaysWhatIsWrongAndWhere) {
  const std::string text = to_text(numbered());
  EXPECT_EQ(message(with(text, "feature atoms", "feature atom")), "model:2: no feature 'atom'");
  EXPECT_NE(message(with(text, "space_group 230", "space_group 231")).find("from 1 to 230, got 231"),
            std::string::npos);
  EXPECT_NE(message(with(text, "space_group 2 ", "space_group 1 ")).find("a second line of 1"), std::string::npos);
  EXPECT_NE(message(with(text, "feature cubic", "# cubic")).find("expected a line of the feature cubic"),
            std::string::npos);
  EXPECT_NE(message(with(text, "feature atoms 0.1", "feature atoms nan")).find("model:2"), std::string::npos);
  EXPECT_NE(message("word\n").find("expected 'feature NAME"), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
