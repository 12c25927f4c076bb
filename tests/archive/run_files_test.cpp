#include "crystalgan/archive/run_files.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;
using namespace run_files;

TEST(RunFiles, NamesOfManyAreMadeOfNumbersAndIds) {
  EXPECT_EQ(checkpoint(7), "checkpoint/member-007.safetensors");
  EXPECT_EQ(structure(kRelaxed, "0012"), "relaxed/0012.vasp");
  EXPECT_EQ(certificate(kCertificates, "0012"), "certificates/0012.json");
  EXPECT_EQ(step_folder(2) + "/" + step_file(12, "AHB_g"), "step2/0012-AHB_g.vasp");
  EXPECT_EQ(exported("vasp"), "export-vasp");
}

TEST(RunFiles, AnIdThatNamesAFileElsewhereIsRefused) {
  EXPECT_NO_THROW(require_id("0001", "table"));
  for (const char* id : {"../0001", "", "1e3", "-1", "0001 ", "a/b"})
    EXPECT_THROW(require_id(id, "table"), ParseError) << id;
}

// A name spelt elsewhere would be forgotten where it changes. (record/ranking_record.cpp names its two tables in errors.)
TEST(RunFiles, NoOtherSourceSpellsTheNameOfAFile) {
  const fs::path root = fs::path(CRYSTALGAN_TEST_DATA).parent_path().parent_path();
  const std::vector<std::string> names{
      kConfiguration,   kManifest,           kHistory,    kCandidateFrames, kCandidateTable, kRejections, kSummary,
      kRelaxationTable, kRelaxationSettings, kRelaxation, kRanking,         kReport,         kStepTable};
  std::size_t sources = 0;
  for (const char* folder : {"lib", "app"})
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const auto ending = entry.path().extension();
      if ((ending != ".cpp" && ending != ".hpp") || entry.path().filename() == "run_files.hpp") continue;
      ++sources;
      const std::string text = read_file(entry.path());
      for (const std::string& name : names)
        EXPECT_EQ(text.find("\"" + name + "\""), std::string::npos) << entry.path() << " spells " << name;
    }
  EXPECT_GT(sources, 100U);
}

}  // namespace
}  // namespace crystalgan
