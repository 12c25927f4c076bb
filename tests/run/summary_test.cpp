#include "crystalgan/run/summary.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

TEST(Summary, ReadsBackAsItWasWritten) {
  const Summary summary{"Pd-Ni-H", "published", 70, 69, 33, 21, 1, 2, 12, 3, {{"too close", 36, "Ni-Ni \"0.3\""}}};
  EXPECT_EQ(parse_summary(summary_json(summary), "summary.json"), summary);
}

TEST(Summary, SomethingElseIsAParseErrorThatNamesTheFile) {
  for (const char* text : {"", "{}", "[1]", "{\"system\": 3}"}) {
    try {
      parse_summary(text, "summary.json");
      FAIL() << text;
    } catch (const ParseError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("summary.json: expected the summary of a run"));
    }
  }
}

}  // namespace
}  // namespace crystalgan
