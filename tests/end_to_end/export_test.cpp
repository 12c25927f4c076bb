#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/program.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

class Export : public testing::Test {
 protected:
  // One run without training, shared; skewed cells are among its candidates.
  static void SetUpTestSuite() {
    scratch_ = new ScratchFolder;
    ASSERT_EQ(
        run(scratch_->path(), {"discover", "Pd", "Ni", "--method", "interleave", "--samples", "24", "-o", "run"}).code,
        0);
  }
  static void TearDownTestSuite() { delete scratch_; }

  static Outcome exported(std::vector<std::string> words) {
    words.insert(words.begin(), "export");
    return run(scratch_->path(), words);
  }

  // One line that holds `message`, and the exit code.
  static void expect_refused(const Outcome& outcome, int code, const std::string& message) {
    EXPECT_EQ(outcome.code, code) << outcome.err;
    EXPECT_TRUE(outcome.err.starts_with("crystalgan: ")) << outcome.err;
    EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err << "expected: " << message;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_EQ(outcome.out, "");
  }

  static void expect_witnesses_agree(const std::string& folder, const std::string& program,
                                     const std::string& spacing) {
    expect_witness_agrees(scratch_->path(), CRYSTALGAN_SOURCE "/tests/end_to_end/verify_export.py",
                          {"run", folder, program, spacing});
  }

  // What bash makes of the array script in the place of Slurm; `program` takes that of the command.
  static Outcome task(const std::string& folder, const std::string& number, const std::string& program) {
    return Program(
               *scratch_ / folder, {"bash", "run-array.sh"},
               [&] {
                 ::setenv("SLURM_ARRAY_TASK_ID", number.c_str(), 1);
                 ::setenv("PROGRAM", program.c_str(), 1);
               },
               "../.task")
        .wait();
  }

  // A finished run by hand whose candidates are these.
  static void make_run(const std::string& name, const std::vector<std::string>& poscars) {
    fs::create_directories(*scratch_ / (name + "/candidates"));
    std::istringstream of_run(read_file(*scratch_ / "run/candidates.csv"));
    std::string table, row;
    std::getline(of_run, table);
    std::getline(of_run, row);
    table += "\n";
    for (std::size_t i = 0; i < poscars.size(); ++i) {
      const std::string id = "000" + std::to_string(i + 1);
      table += id + row.substr(row.find(',')) + "\n";
      write_file(*scratch_ / (name + "/candidates/" + id + ".vasp"), poscars[i]);
    }
    write_file(*scratch_ / (name + "/candidates.csv"), table);
    write_file(*scratch_ / (name + "/run.toml"), "");
    write_file(*scratch_ / (name + "/summary.json"), "{}");
  }

  static ScratchFolder* scratch_;
};

ScratchFolder* Export::scratch_ = nullptr;

const std::string kNickelHydride = "NiH\n3.72\n0 .5 .5\n.5 0 .5\n.5 .5 0\nNi H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n";

TEST_F(Export, PymatgenReadsTheInputsOfVasp) {
  const Outcome outcome = exported({"run", "--for", "vasp"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out,
            "20 structures for vasp in run/export-vasp; README.txt there gives the next steps.\n"
            "Spin: 20 of 20 structures start ferromagnetic, Ni 5.0 Bohr magnetons (MPRelaxSet; 5f by Hund's "
            "rules).\n");
  expect_witnesses_agree("run/export-vasp", "vasp", "0.32");
}

TEST_F(Export, AseReadsTheInputsOfQuantumEspresso) {
  ASSERT_EQ(exported({"run", "--for", "qe", "--k-spacing", "0.5", "-o", "for-qe"}).code, 0);
  expect_witnesses_agree("for-qe", "qe", "0.5");
}

TEST_F(Export, AseReadsTheStructuresForGpaw) {
  ASSERT_EQ(exported({"run", "--for", "gpaw", "--top", "1000"}).code, 0);  // all there are
  expect_witnesses_agree("run/export-gpaw", "gpaw", "0.32");
}

TEST_F(Export, WritesTheStandardCellThatIsRequested) {
  make_run("cells", {kNickelHydride});
  ASSERT_EQ(exported({"cells", "--for", "vasp", "--cell", "conventional", "-o", "cubes"}).code, 0);
  const std::string cube = read_file(*scratch_ / "cubes/0001/POSCAR");
  EXPECT_NE(cube.find("\n  3.72 0 0\n  0 3.72 0\n  0 0 3.72\nNi H\n4 4\n"), std::string::npos) << cube;
  ASSERT_EQ(exported({"cells", "--for", "vasp", "--cell", "primitive", "-o", "primitives"}).code, 0);
  const std::string primitive = read_file(*scratch_ / "primitives/0001/POSCAR");
  EXPECT_NE(primitive.find("\n  0 1.86 1.86\n  1.86 0 1.86\n  1.86 1.86 0\nNi H\n1 1\n"), std::string::npos)
      << primitive;
}

TEST_F(Export, EqualRunsGiveEqualFilesAndNothingIsOverwritten) {
  ASSERT_EQ(exported({"run", "--for", "vasp", "--top", "3", "-o", "one"}).code, 0);
  ASSERT_EQ(exported({"run", "--for", "vasp", "--top", "3", "-o", "two"}).code, 0);
  const auto files = files_below(*scratch_ / "one");
  EXPECT_EQ(files.size(), 3U * 4U + 3U);
  EXPECT_TRUE(files == files_below(*scratch_ / "two"));
  expect_refused(exported({"run", "--for", "qe", "-o", "one"}), 2, "expected a new or empty folder, got one");
  EXPECT_TRUE(files == files_below(*scratch_ / "one"));
}

TEST_F(Export, EveryTaskOfTheArrayWorksInItsFolder) {
  ASSERT_EQ(exported({"run", "--for", "gpaw", "--top", "2", "-o", "array"}).code, 0);
  EXPECT_EQ(Program(*scratch_ / "array", {"bash", "-n", "run-array.sh"}).wait().code, 0);
  write_file(*scratch_ / "stand-in", "pwd\necho \"$@\"\n");
  const std::string stand_in = "bash " + (*scratch_ / "stand-in").string();
  for (const std::string number : {"1", "2"}) {
    const Outcome outcome = task("array", number, stand_in);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    const std::string said = read_file(*scratch_ / ("array/000" + number + "/relax.out"));
    EXPECT_NE(said.find("/array/000" + number + "\nrelax.py\n"), std::string::npos) << said;
  }
  const Outcome beyond = task("array", "3", stand_in);
  EXPECT_NE(beyond.code, 0);
  EXPECT_EQ(beyond.err, "expected a row 3 in index.csv, got none\n");
  EXPECT_NE(task("array", "1", "false").code, 0);  // a program that fails fails the task
}

TEST_F(Export, ATaskOfVaspWaitsForThePotcarThatTheReadMeMakes) {
  make_run("nickel", {kNickelHydride});
  ASSERT_EQ(exported({"nickel", "--for", "vasp"}).code, 0);
  const fs::path folder = *scratch_ / "nickel/export-vasp";
  EXPECT_EQ(task("nickel/export-vasp", "1", "true").err,
            "expected POTCAR in 0001, got none: README.txt says how to make it\n");
  for (const std::string setup : {"Ni_pv", "H"}) {
    fs::create_directories(*scratch_ / ("potcars/" + setup));
    write_file(*scratch_ / ("potcars/" + setup + "/POTCAR"), "set-up " + setup + "\n");
  }
  const std::string text = read_file(folder / "README.txt");
  const auto start = text.find("for d in");
  const std::string command = text.substr(start, text.find('\n', start) - start);
  const Outcome made =
      Program(folder, {"bash", "-euc", "P=" + (*scratch_ / "potcars").string() + "; " + command}).wait();
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(read_file(folder / "0001/POTCAR"), "set-up Ni_pv\nset-up H\n");
  EXPECT_EQ(task("nickel/export-vasp", "1", "cat POTCAR").code, 0);
  EXPECT_EQ(read_file(folder / "0001/vasp.out"), "set-up Ni_pv\nset-up H\n");
}

TEST_F(Export, PwXReachesSelfConsistency) {
  const fs::path sets = "/usr/share/espresso/pseudo";  // of Debian's quantum-espresso-data
  const std::vector<std::string> names{"Ni.pbe-nd-rrkjus.UPF", "H.pbe-kjpaw.UPF"};
  if (!fs::exists("/usr/bin/pw.x") || !fs::exists(sets / names[0]) || !fs::exists(sets / names[1]))
    GTEST_SKIP() << "no pw.x or no pseudopotentials of Ni and H here";
  fs::create_directory(*scratch_ / "sets");
  for (const std::string& name : names) fs::copy(sets / name, *scratch_ / "sets" / name);
  make_run("nickel-qe", {kNickelHydride});
  ASSERT_EQ(exported({"nickel-qe", "--for", "qe", "--k-spacing", "1.2", "--pseudopotentials", "sets"}).code, 0);
  const fs::path folder = *scratch_ / "nickel-qe/export-qe/0001";
  std::string text = read_file(folder / "pw.in");
  text.replace(text.find("'vc-relax'"), 10, "'scf'");  // one point: seconds
  write_file(folder / "pw.in", text);
  const Outcome outcome = Program(*scratch_ / "nickel-qe/export-qe", {"bash", "run-array.sh"}, [] {
                            ::setenv("SLURM_ARRAY_TASK_ID", "1", 1);
                            ::setenv("PROGRAM", "/usr/bin/pw.x", 1);
                          }).wait();
  const std::string said = read_file(folder / "pw.out");
  EXPECT_EQ(outcome.code, 0) << outcome.err << said;
  EXPECT_NE(said.find("convergence has been achieved"), std::string::npos) << said;
  EXPECT_NE(said.find("JOB DONE"), std::string::npos) << said;
}

TEST_F(Export, WrongUsageIsRefusedWithOneLine) {
  expect_refused(exported({"run"}), 2, "--for is required");
  expect_refused(exported({"run", "--for", "abinit"}), 2, "abinit not in {gpaw,qe,vasp}");
  expect_refused(exported({"run", "--for", "vasp", "--top", "0"}), 2, "--top");
  expect_refused(exported({"run", "--for", "vasp", "--k-spacing", "0.001"}), 2, "--k-spacing");
  expect_refused(exported({"run", "--for", "vasp", "--pseudopotentials", "."}), 2,
                 "--pseudopotentials: expected --for qe, got --for vasp");
}

TEST_F(Export, WrongInputIsRefusedWithOneLineAndNothingWritten) {
  expect_refused(exported({"nowhere", "--for", "qe"}), 3,
                 "nowhere: cannot be read: expected a run directory with a run.toml");
  make_run("unfinished", {kNickelHydride});
  fs::remove(*scratch_ / "unfinished/summary.json");
  expect_refused(exported({"unfinished", "--for", "qe"}), 2, "run: expected a finished run, got unfinished without");
  make_run("empty", {});
  expect_refused(exported({"empty", "--for", "qe"}), 3, "expected at least one structure, got none");
  make_run("other", {kNickelHydride});
  const std::vector<std::string> with_sets{"other", "--for", "qe", "--pseudopotentials", "few"};
  expect_refused(exported(with_sets), 3, "few: cannot be read: No such file or directory");
  fs::create_directory(*scratch_ / "few");
  write_file(*scratch_ / "few/H.upf", "");
  expect_refused(exported(with_sets), 3, "few: expected one pseudopotential Ni.*.UPF or Ni_*.UPF, got none");
  write_file(*scratch_ / "few/Ni.pbe.UPF", "");
  write_file(*scratch_ / "few/Ni_pbe.UPF", "");
  expect_refused(exported(with_sets), 3, "got 2: Ni.pbe.UPF, Ni_pbe.UPF");
  for (const char* name : {"unfinished", "empty", "other"})
    EXPECT_FALSE(fs::exists(*scratch_ / name / "export-qe")) << name;
}

}  // namespace
}  // namespace crystalgan::test
