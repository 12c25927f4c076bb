#include "crystalgan/campaign/system_result.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/core/error.hpp"
#include "tests/campaign/made_up_campaign.hpp"

namespace crystalgan::test {
namespace {

SystemResult some_result() {
  CampaignSystem system;
  system.name = "Ni-Pd-H";
  system.a = "Ni";
  system.b = "Pd";
  system.x = "H";
  system.seed = 5;
  return made_up_result(system, 7);
}

TEST(SystemResult, ReadsBackWhatItWrites) {
  const std::string text = system_result_json(some_result());
  EXPECT_EQ(system_result_json(parse_system_result(text, "file", "Ni-Pd-H")), text);
}

TEST(SystemResult, IsOfTheSystemOfItsName) {
  EXPECT_THROW(parse_system_result(system_result_json(some_result()), "file", "Al-Pd-H"), ParseError);
}

TEST(SystemResult, ACutFileIsRefused) {
  const std::string text = system_result_json(some_result());
  for (std::size_t length = 0; length + 1 < text.size(); length += 7)
    EXPECT_THROW(parse_system_result(text.substr(0, length), "file", "Ni-Pd-H"), ParseError) << length;
}

TEST(SystemResult, IdsAreNumbersInOrder) {
  for (const char* id : {"", "x", "../1", "-1", "0", "0001", "1000000", "99999999"}) {
    SystemResult result = some_result();
    result.candidates[1].id = id;  // after 0001
    EXPECT_THROW(parse_system_result(system_result_json(result), "file", "Ni-Pd-H"), ParseError) << id;
  }
}

TEST(SystemResult, TheLastIdIsOneLessThanTheNextSystemBeginsWith) {
  SystemResult result = some_result();
  result.candidates.back().id = "999999";
  const std::string text = system_result_json(result);
  EXPECT_EQ(system_result_json(parse_system_result(text, "file", "Ni-Pd-H")), text);
}

TEST(SystemResult, StructuresThatNoFileMayHaveAreRefused) {
  for (const char* structure : {"", "4 4 4 90 90 90;Ni 0 0 0;H 0 0 0", "1e-300 1e-300 1e-300 90 90 90;Ni 0 0 0"}) {
    SystemResult result = some_result();
    result.candidates[1].structure = structure;
    try {
      parse_system_result(system_result_json(result), "file", "Ni-Pd-H");
      ADD_FAILURE() << structure;
    } catch (const ParseError& error) {
      EXPECT_EQ(std::string(error.what()).find("file: Ni-Pd-H 0002: "), 0U) << error.what();
    }
  }
}

TEST(SystemResult, LongTextsOfACandidateAreRefused) {
  SystemResult result = some_result();
  result.candidates[1].arrangement = std::string(1001, 'x');
  EXPECT_THROW(parse_system_result(system_result_json(result), "file", "Ni-Pd-H"), ParseError);
}

}  // namespace
}  // namespace crystalgan::test
