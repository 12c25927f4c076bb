#include <gtest/gtest.h>

#include <string>

#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

// What the page says of itself and shows is looked at in a browser: tests/browser.
class Report : public testing::Test {
 protected:
  // One run without training, shared.
  static void SetUpTestSuite() {
    scratch_ = new ScratchFolder;
    ASSERT_EQ(
        run(scratch_->path(), {"discover", "Pd", "Ni", "--method", "interleave", "--samples", "12", "-o", "run"}).code,
        0);
  }
  static void TearDownTestSuite() { delete scratch_; }

  static Outcome report(std::vector<std::string> words) {
    words.insert(words.begin(), "report");
    return run(scratch_->path(), words);
  }

  static ScratchFolder* scratch_;
};

ScratchFolder* Report::scratch_ = nullptr;

TEST_F(Report, ARunHasItFromTheStartAndItIsMadeFromItsFilesAlone) {
  const std::string from_discover = read_file(*scratch_ / "run/report.html");
  fs::remove(*scratch_ / "run/report.html");
  const Outcome outcome = report({"run"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "run/report.html shows the run in any browser.\n");
  EXPECT_TRUE(read_file(*scratch_ / "run/report.html") == from_discover);
}

TEST_F(Report, AFinishedRunThatIsResumedGetsTheOneItLacks) {
  fs::remove(*scratch_ / "run/report.html");
  const Outcome outcome = run(scratch_->path(), {"discover", "--resume", "run"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_TRUE(fs::exists(*scratch_ / "run/report.html"));
}

TEST_F(Report, TheFiguresAreFilesOfTheirOwn) {
  ASSERT_EQ(report({"run", "--svg"}).code, 0);
  const auto files = files_below(*scratch_ / "run/figures");
  ASSERT_EQ(files.size(), 2U);  // nothing was trained: no losses
  for (const auto& [name, text] : files)
    EXPECT_TRUE(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg")) << name;
  ASSERT_EQ(report({"run", "--svg", "-o", "pictures"}).code, 0);
  EXPECT_EQ(files_below(*scratch_ / "pictures"), files);
  EXPECT_EQ(report({"run", "--svg", "-o", "pictures"}).code, 2);
}

TEST_F(Report, OverwritesNothingButWhatItMadeOfTheRun) {
  const fs::path mine = scratch_->write("mine.html", "mine");
  const Outcome refused = report({"run", "-o", "mine.html"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_EQ(refused.err, "crystalgan: --output: expected a new file, got mine.html, which exists\n");
  EXPECT_EQ(read_file(mine), "mine");
  EXPECT_EQ(report({"run", "-o", "page.html"}).code, 0);
  EXPECT_TRUE(read_file(*scratch_ / "page.html") == read_file(*scratch_ / "run/report.html"));
}

TEST_F(Report, ComparedBaselinesAreFoundInTheRunOrWhereTheyAreNamed) {
  const std::vector<std::string> compare{"compare",    "Pd",       "Ni",     "--seeds", "1",
                                         "--samples",  "4",        "--only", "random",  "--only",
                                         "crystalgan", "--epochs", "2",      "-o",      "elsewhere"};
  const Outcome compared = run(scratch_->path(), compare);
  ASSERT_EQ(compared.code, 0) << compared.err;
  ASSERT_EQ(report({"run", "--comparison", "elsewhere", "-o", "named.html"}).code, 0);
  fs::rename(*scratch_ / "elsewhere", *scratch_ / "run/compare");
  ASSERT_EQ(report({"run", "-o", "found.html"}).code, 0);
  const std::string named = read_file(*scratch_ / "named.html");
  EXPECT_NE(named.find("atoms anywhere in the cells"), std::string::npos);
  EXPECT_TRUE(named == read_file(*scratch_ / "found.html"));
  fs::remove_all(*scratch_ / "run/compare");
}

TEST_F(Report, ANumberThatIsNoCountIsRefusedAndNoPageIsWritten) {
  const std::string summary = read_file(*scratch_ / "run/summary.json");
  const std::string count = "\"generated\": 12";
  ASSERT_NE(summary.find(count), std::string::npos) << summary;
  for (const std::string number :
       {"1e300", "-1", "-0", "9223372036854775808", "18446744073709551616", "1.5", "\"12\""}) {
    std::string changed = summary;
    changed.replace(changed.find(count), count.size(), "\"generated\": " + number);
    write_file(*scratch_ / "run/summary.json", changed);
    fs::remove(*scratch_ / "run/report.html");
    const Outcome outcome = report({"run"});
    EXPECT_EQ(outcome.code, 3) << number;
    EXPECT_TRUE(outcome.err.starts_with("crystalgan: run/summary.json: generated: expected a whole number from 0"))
        << outcome.err;
    EXPECT_FALSE(fs::exists(*scratch_ / "run/report.html"));
  }
  write_file(*scratch_ / "run/summary.json", summary);
  EXPECT_EQ(report({"run"}).code, 0);
}

TEST_F(Report, WhatIsNoFinishedRunIsRefusedWithOneLine) {
  const Outcome absent = report({"nowhere"});
  EXPECT_EQ(absent.code, 3);
  EXPECT_EQ(absent.err, "crystalgan: nowhere: cannot be read: expected a run directory with a run.toml\n");
  ASSERT_EQ(
      run(scratch_->path(), {"train", "Pd", "Ni", "--epochs", "1", "--members", "1", "-o", "trained", "--quiet"}).code,
      0);
  const Outcome unfinished = report({"trained"});
  EXPECT_EQ(unfinished.code, 2);
  EXPECT_TRUE(unfinished.err.starts_with("crystalgan: run: expected a finished run, got trained without summary.json"))
      << unfinished.err;
  const Outcome damaged = report({"run", "--comparison", "nowhere"});
  EXPECT_EQ(damaged.code, 3) << damaged.err;
}

}  // namespace
}  // namespace crystalgan::test
