// What commands say of the structures that they read: how many, what is odd, what is not used.
#include <gtest/gtest.h>

#include <string>

#include "tests/support/program.hpp"
#include "tests/support/text_parts.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

std::string rock_salt(const std::string& metal, double a, double h = 0.5) {
  const std::string x = std::to_string(h);
  return metal + "H\n" + std::to_string(a) + "\n0 .5 .5\n.5 0 .5\n.5 .5 0\n" + metal + " H\n1 1\nDirect\n0 0 0\n" + x +
         " " + x + " " + x + "\n";
}

class Inputs : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"pd", "ni", "more"}) fs::create_directory(scratch_ / name);
    scratch_.write("pd/0.vasp", rock_salt("Pd", 4.0));
    scratch_.write("pd/1.vasp", rock_salt("Pd", 4.0));
    scratch_.write("pd/.hidden", "x");
    scratch_.write("more/h2.vasp",
                   "PdH2\n1\n3 0 0\n0 3 0\n0 0 3\nPd H\n1 2\nDirect\n0 0 0\n.5 .5 .45\n.5 .5 .556667\n");
    scratch_.write("ni/0.vasp", rock_salt("Ni", 3.7));
    scratch_.write("ni/1.vasp", rock_salt("Ni", 3.7, 0.25));
  }

  Outcome discover(std::vector<std::string> more) const {
    std::vector<std::string> words{"discover", "Pd",
                                   "Ni",       "--a-structures",
                                   "pd",       "--b-structures",
                                   "ni",       "--formulas-count",
                                   "1",        "--max-atoms",
                                   "3",        "--samples",
                                   "2",        "-o",
                                   "run"};
    words.insert(words.end(), more.begin(), more.end());
    return run(scratch_.path(), words);
  }

  ScratchFolder scratch_;
};

TEST_F(Inputs, OfSeveralPathsAreCountedAndTheirOdditiesNamed) {
  const Outcome outcome = discover({"--a-structures", "more"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  for (const char* line :
       {"crystalgan: Pd-H: 3 structures of 3 files; 0 refused, 1 skipped (1 hidden)\n",
        "crystalgan: Pd-H: 1 structure with atoms too close: h2.vasp (H-H at 0.32 A, expected at least 1.00)",
        "crystalgan: Pd-H: 1 structure the same as another: 1.vasp like 0.vasp\n",
        "crystalgan: Ni-H: 2 structures of 2 files; 0 refused, 0 skipped\n"})
    EXPECT_NE(outcome.err.find(line), std::string::npos) << line << outcome.err;
  const std::string settings = read_file(scratch_ / "run/run.toml");
  const std::string folder = scratch_.path().string();
  EXPECT_NE(settings.find("a_structures = ['" + folder + "/pd', '" + folder + "/more']"), std::string::npos)
      << settings;
  EXPECT_NE(read_file(scratch_ / "run/manifest.json").find("--a-structures pd --a-structures more "),
            std::string::npos);
}

TEST_F(Inputs, ThatCannotBeUsedEndTheCommandOrAreListed) {
  scratch_.write("pd/2.vasp", "x\n1\n");
  scratch_.write("pd/3.vasp", rock_salt("Ag", 4.0));
  const Outcome refused = discover({});
  EXPECT_EQ(refused.code, 3);
  EXPECT_NE(refused.err.find("--skip-unusable"), std::string::npos) << refused.err;
  const Outcome outcome = discover({"--skip-unusable", "--quiet"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.err.find("crystalgan: not used: " + (scratch_ / "pd/2.vasp").string() + ":3: "), std::string::npos)
      << outcome.err;
  EXPECT_NE(outcome.err.find("pd/3.vasp: expected a binary Pd-H, got AgH with Ag"), std::string::npos) << outcome.err;
}

TEST_F(Inputs, InspectNamesEveryFileThatItDoesNotReadARunTheFirst20) {
  for (int i = 10; i < 35; ++i) {
    scratch_.write("pd/" + std::to_string(i) + ".vasp", "x\n1\n");
    scratch_.write("pd/" + std::to_string(i) + ".txt", "notes\n");
  }
  const Outcome inspected = run(scratch_.path(), {"inspect", "pd"});
  for (int i = 10; i < 35; ++i)
    for (const char* ending : {".vasp:3: ", ".txt: not one of "})
      EXPECT_NE(inspected.err.find("pd/" + std::to_string(i) + ending), std::string::npos) << i << inspected.err;
  const Outcome outcome = discover({"--skip-unusable"});
  EXPECT_NE(outcome.err.find("crystalgan: not used: 5 more\n"), std::string::npos) << outcome.err;
}

TEST_F(Inputs, ARemarkMadeManyTimesIsOneLine) {
  const std::string block =
      "_cell_length_a 4\n_cell_length_b 4\n_cell_length_c 4\nloop_\n_atom_site_label\n"
      "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nPd 0 0 0\n";
  scratch_.write("pd.cif", "data_x\n" + block + "data_x\n" + block + "data_y\n" + block);
  const Outcome outcome = run(scratch_.path(), {"inspect", "pd.cif"});
  const std::string remark = "crystalgan: remark: pd.cif: no symmetry is given: ";
  const std::size_t at = outcome.err.find(remark);
  ASSERT_NE(at, std::string::npos) << outcome.err;
  EXPECT_EQ(outcome.err.find(remark, at + 1), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("all of the cell (3 times)\n"), std::string::npos) << outcome.err;
  // copies of the first have its group
  EXPECT_EQ(test::count_of(outcome.out, "Pm-3m (221)"), 3u) << outcome.out;
}

TEST_F(Inputs, ConvertSaysWhereACifHasNoSymmetry) {
  // H2 in a box: both atoms within the tolerance
  scratch_.write("h.vasp", "H2\n1\n3 0 0\n0 3.1 0\n0 0 3.2\nH\n2\nDirect\n0 0 0\n.25 0 0\n");
  const auto convert = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"convert", "h.vasp", "h.cif", "--symmetry-tolerance", "0.9"};
    words.insert(words.end(), more.begin(), more.end());
    return run(scratch_.path(), words);
  };
  const Outcome refused = convert({"--cell", "conventional"});
  EXPECT_EQ(refused.code, 3);
  EXPECT_NE(refused.err.find("h.vasp: no standard cell: spglib finds no space group within 0.9 A"), std::string::npos)
      << refused.err;
  EXPECT_FALSE(fs::exists(scratch_ / "h.cif"));
  const Outcome outcome = convert({});
  EXPECT_EQ(outcome.code, 0);
  EXPECT_NE(outcome.err.find("crystalgan: remark: h.vasp: no space group within 0.9 A: written as P 1\n"),
            std::string::npos)
      << outcome.err;
  EXPECT_TRUE(fs::exists(scratch_ / "h.cif"));
}

// Of three references one is disordered, and one of other elements.
TEST_F(Inputs, ABrokenReferenceIsListedAndTheOthersAreUsed) {
  const auto line = [](const std::string& id, const std::string& metal, const std::string& shares) {
    return R"({"id":")" + id + R"(","type":"structures","attributes":{"lattice_vectors":[[4,0,0],[0,4,0],[0,0,4]],)" +
           R"("cartesian_site_positions":[[0,0,0],[2,2,2],[2,2,0]],"species_at_sites":["Ni",")" + metal +
           R"(","H"],"species":[{"name":"Ni","chemical_symbols":["Ni"],"concentration":[1]},{"name":")" + metal +
           R"(","chemical_symbols":[")" + metal + R"("],"concentration":[1]},{"name":"H","chemical_symbols":["H"],)" +
           R"("concentration":[)" + shares + "]}]}}\n";
  };
  scratch_.write("db.jsonl", line("good", "Pd", "1") + line("half", "Pd", "0.5") + line("other", "Cu", "1"));
  const Outcome outcome = discover({"--reference", "db.jsonl"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(
      outcome.err.find("crystalgan: references: 2 structures of 1 file; 1 refused, 0 skipped; 1 not used, of other "
                       "elements than Pd, Ni and H\n"),
      std::string::npos)
      << outcome.err;
  EXPECT_NE(outcome.err.find("not used: " + (scratch_ / "db.jsonl").string() + ":2: "), std::string::npos)
      << outcome.err;
  EXPECT_NE(read_file(scratch_ / "run/inputs/references.jsonl").find("good"), std::string::npos);
}

}  // namespace
}  // namespace crystalgan::test
