// match: two files, lists of pairs, what is refused.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

using nlohmann::json;

// Pd at the origin, H at (x, 1/2, 1/2) of a cube of 3 Å; (V/N)^(1/3) is 2.3811 Å.
std::string caesium_chloride(const std::string& x) {
  return "x\n1\n3 0 0\n0 3 0\n0 0 3\nPd H\n1 1\nDirect\n0 0 0\n" + x + " .5 .5\n";
}

// The same crystal as with x = 1/2: twice as large, in a cell twice as long, moved.
const std::string kOtherDescription =
    "x\n2\n6 0 0\n0 3 0\n0 0 3\nH Pd\n2 2\nDirect\n.1 .1 .1\n.6 .1 .1\n.35 .6 .6\n.85 .6 .6\n";

const std::string kRocksalt = "x\n4.09\n0 .5 .5\n.5 0 .5\n.5 .5 0\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n";

class Match : public testing::Test {
 protected:
  void SetUp() override {
    write("a.vasp", caesium_chloride(".5"));
    write("b.vasp", kOtherDescription);
    write("moved.vasp", caesium_chloride(".56666666666666667"));  // by 0.2 Å, so both by 0.1 from the mean
    write("rocksalt.vasp", kRocksalt);
    write("hydride.vasp", "x\n1\n3 0 0\n0 3 0\n0 0 3\nPd H\n1 2\nDirect\n0 0 0\n.5 .5 .5\n0 .5 .5\n");
  }

  void write(const std::string& name, const std::string& text) const { write_file(scratch_ / name, text); }
  Outcome match(std::vector<std::string> words) const {
    words.insert(words.begin(), "match");
    return run(scratch_.path(), std::move(words));
  }
  Outcome match_from_standard_input(const std::string& list) const {
    write("list", list);
    return Program(scratch_.path(), {CRYSTALGAN_PROGRAM, "match", "--pairs", "-"},
                   [] { ::dup2(::open("list", O_RDONLY), 0); })
        .wait();
  }

  ScratchFolder scratch_;
};

std::vector<json> lines_of(const std::string& text) {
  std::vector<json> lines;
  for (std::size_t place = 0; place < text.size(); place = text.find('\n', place) + 1)
    lines.push_back(json::parse(text.substr(place, text.find('\n', place) - place)));
  return lines;
}

TEST_F(Match, SaysHowWellTwoFilesMatch) {
  const Outcome same = match({"a.vasp", "b.vasp"});
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_EQ(same.out, "rms 0.0000 (largest 0.0000, in units of (V/N)^(1/3))\n");
  EXPECT_EQ(match({"a.vasp", "moved.vasp"}).out, "rms 0.0420 (largest 0.0420, in units of (V/N)^(1/3))\n");
}

TEST_F(Match, SaysWhyTwoFilesDoNotMatch) {
  const Outcome other = match({"a.vasp", "hydride.vasp"});
  EXPECT_EQ(other.code, 0) << other.err;
  EXPECT_EQ(other.out, "no match: PdH and PdH2 are different compositions\n");
  EXPECT_EQ(match({"a.vasp", "rocksalt.vasp"}).out,
            "no match: no mapping of cells and sites is within the tolerances\n");
  EXPECT_EQ(match({"a.vasp", "b.vasp", "--no-primitive"}).out, "no match: cells of 2 and 4 atoms\n");
  EXPECT_EQ(match({"a.vasp", "moved.vasp", "--stol", "0.04"}).out,
            "no match: no mapping of cells and sites is within the tolerances\n");
  // one atom of four off by 0.24 Å: 3/4 of that from the mean, the others 1/4
  const auto chain = [](const std::string& x) {
    return "x\n1\n3 0 0\n0 3.4 0\n0 0 5\nPd Ni H\n1 1 2\nDirect\n0 0 0\n.5 .5 .1\n.1 .6 .6\n" + x + " .1 .5\n";
  };
  write("chain.vasp", chain(".6"));
  write("bent.vasp", chain(".68"));
  EXPECT_EQ(match({"chain.vasp", "bent.vasp", "--stol", "0.06"}).out,
            "no match: rms 0.0445, but a site is 0.0770 off, and stol is 0.0600\n");
}

TEST_F(Match, ComparesWithTheTolerancesAsked) {
  EXPECT_EQ(lines_of(match({"a.vasp", "b.vasp", "--no-scale", "--json"}).out)[0]["match"], false);
  write("tall.vasp", "x\n1\n3 0 0\n0 3 0\n0 0 4\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n");
  EXPECT_EQ(lines_of(match({"a.vasp", "tall.vasp", "--json"}).out)[0]["match"], false);
  EXPECT_EQ(lines_of(match({"a.vasp", "tall.vasp", "--ltol", "0.4", "--json"}).out)[0]["match"], true);
  write("oblique.vasp", "x\n1\n3 0 0\n.4 3 0\n0 0 3\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n");
  EXPECT_EQ(lines_of(match({"a.vasp", "oblique.vasp", "--json"}).out)[0]["match"], false);
  EXPECT_EQ(lines_of(match({"a.vasp", "oblique.vasp", "--angle-tol", "10", "--json"}).out)[0]["match"], true);
}

TEST_F(Match, TakesOneOfTheStructuresOfAFile) {
  for (const std::string name : {"a", "rocksalt"})
    ASSERT_EQ(run(scratch_.path(), {"convert", name + ".vasp", name + ".extxyz"}).code, 0);
  const std::string frames = read_file(scratch_ / "a.extxyz") + read_file(scratch_ / "rocksalt.extxyz");
  write("both.extxyz", frames);
  ASSERT_EQ(run(scratch_.path(), {"convert", "both.extxyz", "both.cif"}).code, 0);
  EXPECT_EQ(match({"both.extxyz#1", "b.vasp"}).out.substr(0, 4), "rms ");
  EXPECT_EQ(match({"rocksalt.vasp", "both.extxyz#2"}).out.substr(0, 4), "rms ");
  ASSERT_NE(read_file(scratch_ / "both.cif").find("data_both.extxyz#2"), std::string::npos);
  EXPECT_EQ(match({"both.cif#both.extxyz#2", "both.extxyz#2"}).out.substr(0, 4), "rms ");
  const Outcome open = match({"both.extxyz", "b.vasp"});
  EXPECT_EQ(open.code, 2);
  EXPECT_NE(open.err.find("got 2 structures"), std::string::npos) << open.err;
  for (const std::string wrong : {"both.extxyz#3", "both.extxyz#0", "both.extxyz#", "both.extxyz#name"})
    EXPECT_EQ(match({wrong, "b.vasp"}).code, 2) << wrong;
  // a file may have such a name itself
  write("a#2", caesium_chloride(".5"));
  EXPECT_EQ(match({"a#2", "b.vasp"}).out.substr(0, 4), "rms ");
}

TEST_F(Match, TakesAnIdentifierThatIsANumberForAName) {
  const auto line = [](const std::string& id, const std::string& symbol) {
    return "{\"id\": \"" + id +
           "\", \"type\": \"structures\", \"attributes\": {\"lattice_vectors\": [[3, 0, 0], [0, 3, 0], "
           "[0, 0, 3]], \"cartesian_site_positions\": [[0, 0, 0]], \"species_at_sites\": [\"" +
           symbol + "\"]}}\n";
  };
  write("numbers.jsonl", line("0", "Cu") + line("1", "Ni") + line("2", "Pd"));
  write("nickel.vasp", "x\n1\n3 0 0\n0 3 0\n0 0 3\nNi\n1\nDirect\n0 0 0\n");
  EXPECT_EQ(match({"numbers.jsonl#1", "nickel.vasp"}).out.substr(0, 4), "rms ");
}

TEST_F(Match, SkipsCommentsWhereverTheyBegin) {
  write("list", "# all\n   # indented\n\na.vasp b.vasp\n");
  const Outcome outcome = match({"--pairs", "list"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(lines_of(outcome.out).size(), 1U);
}

TEST_F(Match, AFullDiskIsNoSuccess) {
  write("list", "a.vasp b.vasp\n");
  const Outcome outcome = Program(scratch_.path(), {CRYSTALGAN_PROGRAM, "match", "--pairs", "list"}, [] {
                            ::dup2(::open("/dev/full", O_WRONLY), 1);
                          }).wait();
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.err.find("standard output"), std::string::npos) << outcome.err;
}

TEST_F(Match, AnswersEveryPairOfAListInItsOrder) {
  write("with blank.vasp", caesium_chloride(".5"));
  const std::string list =
      "# two files each\n\na.vasp b.vasp\n  \t \nwith blank.vasp\tmoved.vasp\r\na.vasp#1   rocksalt.vasp\n"
      "a.vasp hydride.vasp";
  write("list", list);
  const Outcome outcome = match({"--pairs", "list"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const auto lines = lines_of(outcome.out);
  ASSERT_EQ(lines.size(), 4U) << outcome.out;
  EXPECT_EQ(lines[0]["a"], "a.vasp");
  EXPECT_EQ(lines[0]["b"], "b.vasp");
  EXPECT_EQ(lines[0]["match"], true);
  EXPECT_LT(lines[0]["rms"].get<double>(), 1e-6);
  EXPECT_EQ(lines[1]["a"], "with blank.vasp");
  EXPECT_NEAR(lines[1]["rms"].get<double>(), 0.1 / 2.381101578, 1e-9);
  EXPECT_NEAR(lines[1]["largest"].get<double>(), 0.1 / 2.381101578, 1e-9);
  EXPECT_EQ(lines[2]["a"], "a.vasp#1");
  for (const std::size_t different : {2U, 3U}) {
    EXPECT_EQ(lines[different]["match"], false);
    EXPECT_TRUE(lines[different]["rms"].is_null());
    EXPECT_TRUE(lines[different]["largest"].is_null());
  }
  for (const auto& line : lines) EXPECT_FALSE(line.contains("given_up"));
  for (const char* threads : {"1", "3"})
    EXPECT_EQ(match({"--pairs", "list", "--threads", threads}).out, outcome.out) << threads;
  EXPECT_EQ(match_from_standard_input(list).out, outcome.out);
  EXPECT_EQ(match_from_standard_input("").out, "");
}

TEST_F(Match, NamesTheLineThatItCannotRead) {
  for (const std::string wrong : {"a.vasp nowhere.vasp", "a.vasp", "a.vasp b.vasp rocksalt.vasp", "a.vasp\t",
                                  "\ta.vasp", "a.vasp\tb.vasp\tx", "a.vasp broken.vasp", "a.vasp b.vasp#2"}) {
    write("broken.vasp", "x\n1\n3 0\n");
    write("list", "a.vasp b.vasp\n\n" + wrong + "\na.vasp b.vasp\n");
    const Outcome outcome = match({"--pairs", "list"});
    EXPECT_EQ(outcome.code, 3) << wrong;
    EXPECT_EQ(outcome.err.substr(0, 20), "crystalgan: list:3: ") << outcome.err;
    EXPECT_EQ(lines_of(outcome.out).size(), 1U) << wrong;
  }
  EXPECT_EQ(match_from_standard_input("a.vasp\n").err.substr(0, 30), "crystalgan: standard input:1: ");
  EXPECT_EQ(match({"--pairs", "nowhere"}).code, 3);
}

TEST_F(Match, RefusesWhatItCannotUnderstand) {
  write("list", "");
  EXPECT_EQ(match({}).code, 2);
  EXPECT_EQ(match({"a.vasp"}).code, 2);
  EXPECT_EQ(match({"a.vasp", "b.vasp", "a.vasp"}).code, 2);
  EXPECT_EQ(match({"a.vasp", "b.vasp", "--pairs", "list"}).code, 2);
  EXPECT_EQ(match({"a.vasp", "b.vasp", "--stol", "0"}).code, 2);
  EXPECT_EQ(match({"a.vasp", "b.vasp", "--ltol", "nan"}).code, 2);
  EXPECT_EQ(match({"a.vasp", "nowhere.vasp"}).code, 3);
}

TEST_F(Match, SaysWhenItGaveUp) {
  // a cell fifty million times longer than wide
  const auto lath = [](const std::string& place) {
    return "x\n1\n.02 0 0\n0 1 0\n0 0 1000000\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 " + place + "\n";
  };
  const auto match_laths = [&](std::vector<std::string> words) {
    for (const char* limit : {"min_lattice_vector=0.01", "max_lattice_vector=1e6", "max_volume_per_atom=1e5"})
      words.insert(words.end(), {"--limit", limit});
    return match(words);
  };
  write("lath.vasp", lath(".5"));
  write("other.vasp", lath(".1"));
  EXPECT_EQ(match_laths({"lath.vasp", "lath.vasp"}).out.substr(0, 10), "rms 0.0000");
  EXPECT_EQ(match_laths({"lath.vasp", "other.vasp"}).out, "no match found; the search reached its limit\n");
  const Outcome outcome = match_laths({"lath.vasp", "other.vasp", "--json"});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(lines_of(outcome.out)[0]["given_up"], true);
  EXPECT_EQ(lines_of(outcome.out)[0]["match"], false);
}

TEST(Bench, RefusesWhatItDoesNotKnow) {
  const ScratchFolder scratch;
  const Outcome unknown = run(scratch.path(), {"bench", "nothing"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_NE(unknown.err.find("screen or match"), std::string::npos) << unknown.err;
  write_file(scratch / "list", "# none\n");
  EXPECT_EQ(run(scratch.path(), {"bench", "match", "--pairs", "list"}).code, 3);
}

}  // namespace
}  // namespace crystalgan::test
