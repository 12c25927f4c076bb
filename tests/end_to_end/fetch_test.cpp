// fetch and discover --from, from databases on the loopback address: a small one that misbehaves, and the reference server.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/support/database.hpp"
#include "tests/support/program.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

/// The program with a cache of its own.
class Fetch : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const auto missing = missing_python()) {
      ASSERT_FALSE(witness_required()) << *missing;
      GTEST_SKIP() << *missing;
    }
    database_ = std::make_unique<Database>(scratch_.path(), "optimade_server.py");
    ASSERT_TRUE(database_->is_there());
  }

  Outcome program(std::vector<std::string> words) const {
    words.insert(words.begin(), CRYSTALGAN_PROGRAM);
    return Program(scratch_.path(), std::move(words),
                   [this] {
                     ::setenv("XDG_CACHE_HOME", (scratch_ / "cache").c_str(), 1);
                     for (const char* proxy : {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) ::unsetenv(proxy);
                   })
        .wait();
  }

  Outcome fetch(const std::string& kind, std::vector<std::string> more = {}) const {
    std::vector<std::string> words{"fetch",      "--optimade", database_->url() + "/" + kind,
                                   "--elements", "Pd,H",       "--nelements",
                                   "2",          "-o",         kind + ".jsonl"};
    words.insert(words.end(), more.begin(), more.end());
    return program(words);
  }

  /// What the database says below /KIND.
  std::string said(const std::string& path) const {
    return Program(scratch_.path(),
                   {CRYSTALGAN_PYTHON, "-c",
                    "import sys, urllib.request as r; "
                    "print(r.build_opener(r.ProxyHandler({})).open(sys.argv[1]).read().decode(), end='')",
                    database_->url() + "/" + path})
        .wait()
        .out;
  }

  std::size_t lines(const std::string& file) const {
    const std::string text = read_file(scratch_ / file);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  ScratchFolder scratch_;
  std::unique_ptr<Database> database_;
};

TEST_F(Fetch, GetsAllPagesInOneFileThatReadsBack) {
  const Outcome outcome = fetch("good");
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "25 structures written to good.jsonl\n");
  const Outcome inspected = program({"inspect", "good.jsonl"});
  EXPECT_EQ(inspected.code, 0) << inspected.err;
  EXPECT_NE(inspected.out.find("good.jsonl#Pd-24  Pd4H4  8 atoms  Fm-3m (225)"), std::string::npos) << inspected.out;
  // a link that is an object, and a slow database, give the same structures
  for (const char* kind : {"link", "slow"}) {
    EXPECT_EQ(fetch(kind).code, 0);
    EXPECT_EQ(lines(std::string(kind) + ".jsonl"), 26U);
  }
}

TEST_F(Fetch, AsksAgainWhereTheDatabaseIsBusyOrBreaksOff) {
  const Outcome busy = fetch("busy");
  EXPECT_EQ(busy.code, 0) << busy.err;
  EXPECT_NE(busy.err.find("HTTP status 429; try 2 of 6 in 1 s"), std::string::npos) << busy.err;
  EXPECT_EQ(lines("busy.jsonl"), 26U);
  const Outcome dies = fetch("dies");
  EXPECT_EQ(dies.code, 0) << dies.err;
  EXPECT_NE(dies.err.find("; try 2 of 6 in 1 s"), std::string::npos) << dies.err;
  EXPECT_EQ(lines("dies.jsonl"), 26U);
}

TEST_F(Fetch, ContinuesWithTheSameCommand) {
  const Outcome down = fetch("down", {"--tries", "1"});
  EXPECT_EQ(down.code, 3);
  EXPECT_NE(down.err.find("HTTP status 500 (out of order); given up after 1 tries"), std::string::npos) << down.err;
  EXPECT_NE(down.err.find("20 structures are kept in down.jsonl.part; repeat the command to continue"),
            std::string::npos)
      << down.err;
  EXPECT_FALSE(fs::exists(scratch_ / "down.jsonl"));
  said("down/mend");
  const Outcome again = fetch("down");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_NE(again.err.find("continues with 20 structures"), std::string::npos) << again.err;
  EXPECT_EQ(said("down/requests"), "4");  // three pages, the last twice
  EXPECT_EQ(lines("down.jsonl"), 26U);
  EXPECT_FALSE(fs::exists(scratch_ / "down.jsonl.part"));
}

TEST_F(Fetch, RefusesWhatIsNoDatabase) {
  const auto expect_error = [&](const Outcome& outcome, const std::string& text) {
    EXPECT_EQ(outcome.code, 3) << text;
    EXPECT_NE(outcome.err.find(text), std::string::npos) << outcome.err;
  };
  expect_error(fetch("wrong", {"--tries", "1"}), "expected an object of JSON, got '<html>not here</html>'");
  expect_error(fetch("circle"), "pages run in a circle");
  expect_error(fetch("away"), "cannot be read: ");
  EXPECT_FALSE(fs::exists(scratch_ / "away.jsonl"));
  expect_error(fetch("slow", {"--timeout", "0.05", "--tries", "1"}), "given up after 1 tries");
  expect_error(fetch("gone"), "HTTP status 404");
  expect_error(fetch("good", {"--max-structures", "24"}), "expected at most 24 structures, got 25");
}

TEST_F(Fetch, TakesTheSameQueryFromTheCache) {
  ASSERT_EQ(fetch("good").code, 0);
  const std::string first = read_file(scratch_ / "good.jsonl");
  EXPECT_EQ(fetch("good").code, 2);  // it exists
  fs::remove(scratch_ / "good.jsonl");
  const Outcome again = fetch("good");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_NE(again.err.find("taken from the cache"), std::string::npos) << again.err;
  EXPECT_EQ(read_file(scratch_ / "good.jsonl"), first);
  EXPECT_EQ(said("good/requests"), "3");
  fs::remove(scratch_ / "good.jsonl");
  EXPECT_EQ(fetch("good", {"--refresh"}).code, 0);
  EXPECT_EQ(said("good/requests"), "6");
}

TEST_F(Fetch, AnAnswerWithoutStructuresIsNotKeptInTheCache) {
  EXPECT_EQ(fetch("none").out, "0 structures written to none.jsonl\n");
  EXPECT_TRUE(fs::is_empty(scratch_ / "cache/crystalgan/optimade"));
  fs::remove(scratch_ / "none.jsonl");
  said("none/mend");
  EXPECT_EQ(fetch("none").out, "25 structures written to none.jsonl\n");
}

TEST_F(Fetch, WrongOptionsAreNamed) {
  const auto expect_usage = [&](std::vector<std::string> words, const std::string& text) {
    words.insert(words.begin(), "fetch");
    const Outcome outcome = program(words);
    EXPECT_EQ(outcome.code, 2) << text;
    EXPECT_NE(outcome.err.find(text), std::string::npos) << outcome.err;
  };
  expect_usage({"--optimade", "ftp://x", "--elements", "Pd", "-o", "x.jsonl"}, "expected the URL of a database");
  expect_usage({"--optimade", "http://x", "-o", "x.jsonl"}, "expected --elements, --nelements or --filter");
  expect_usage({"--optimade", "http://x", "--elements", "Pd,Xx", "-o", "x.jsonl"}, "got 'Xx'");
  expect_usage({"--optimade", "http://x", "--elements", "Pd", "-o", "x.cif"}, "ends in .jsonl");
}

TEST_F(Fetch, DiscoverTakesBothBinariesFromADatabase) {
  const std::string url = database_->url() + "/good";
  const Outcome outcome = program({"discover", "Pd", "Ni", "--from", url, "--formulas-count", "1", "--max-atoms", "3",
                                   "--samples", "2", "-o", "run", "--quiet"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(lines("run/inputs/fetched/Pd-H.jsonl"), 26U);
  EXPECT_EQ(lines("run/inputs/fetched/Ni-H.jsonl"), 26U);
  const auto manifest = nlohmann::json::parse(read_file(scratch_ / "run/manifest.json"));
  ASSERT_EQ(manifest.at("sources").size(), 2U);
  EXPECT_EQ(manifest.at("sources")[0].at("inputs"), "Pd-H");
  EXPECT_EQ(manifest.at("sources")[0].at("database"), "Structures of a test");
  EXPECT_EQ(manifest.at("sources")[0].at("licence"), "CC-BY-4.0");
  EXPECT_EQ(manifest.at("sources")[0].at("structures"), 25);
  const std::string report = read_file(scratch_ / "run/report.html");
  EXPECT_NE(report.find("25 structures of Structures of a test (CC-BY-4.0), fetched "), std::string::npos);
  // a second run asks for nothing, and has the same bytes
  EXPECT_EQ(said("good/requests"), "6");
  ASSERT_EQ(program({"discover", "Pd", "Ni", "--from", url, "--formulas-count", "1", "--max-atoms", "3", "--samples",
                     "2", "-o", "again", "--quiet"})
                .code,
            0);
  EXPECT_EQ(said("good/requests"), "6");
  EXPECT_EQ(files_below(scratch_ / "run"), files_below(scratch_ / "again"));
  const Outcome both = program({"discover", "Pd", "Ni", "--from", url, "--a-structures", "x", "-o", "third"});
  EXPECT_EQ(both.code, 2);
  EXPECT_NE(both.err.find("--from: expected no files of A-X or B-X beside it"), std::string::npos) << both.err;
}

TEST_F(Fetch, TheReferenceServerIsReadWhole) {
  const Outcome has_package =
      Program(scratch_.path(), {CRYSTALGAN_PYTHON, "-c", "import optimade.server, uvicorn"}, {}, "package").wait();
  if (has_package.code != 0) {
    ASSERT_FALSE(witness_required()) << has_package.err;
    GTEST_SKIP() << "expected the package optimade[server], found none";
  }
  const Database reference(scratch_.path(), "reference_optimade_server.py", {"25"});
  ASSERT_TRUE(reference.is_there());
  const Outcome outcome = program({"fetch", "--optimade", reference.url(), "--elements", "Ni,H", "--nelements", "2",
                                   "--filter", "nsites<9", "-o", "reference.jsonl"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, "25 structures written to reference.jsonl\n");
  const std::string text = read_file(scratch_ / "reference.jsonl");
  EXPECT_NE(text.find("\"database\":\"Structures of a test\""), std::string::npos);
  EXPECT_NE(text.find("\"licence\":\"CC-BY-4.0\""), std::string::npos);
  const Outcome inspected = program({"inspect", "reference.jsonl"});
  EXPECT_EQ(inspected.code, 0) << inspected.err;
  EXPECT_NE(inspected.out.find("reference.jsonl#Ni-24  Ni4H4  8 atoms  Fm-3m (225)"), std::string::npos)
      << inspected.out;
}

}  // namespace
}  // namespace crystalgan::test
