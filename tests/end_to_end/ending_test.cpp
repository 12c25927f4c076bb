// How the program ends when it is interrupted or the system gives it little.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <string>

#include "crystalgan/io/structure_file.hpp"
#include "tests/support/program.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// The calculator of tests/potentials/ase_trial.py that waits for ever for PdH, and for Pd does not.
class EndingOfLibraries : public testing::Test {
 protected:
  void SetUp() override {
    const auto missing = missing_python();
    if (missing && !witness_required()) GTEST_SKIP() << *missing;
    ASSERT_FALSE(missing) << *missing;
    write_file(scratch_ / "1.vasp", "Pd\n1\n0 2 2\n2 0 2\n2 2 0\nPd\n1\nDirect\n0 0 0\n");
    write_file(scratch_ / "2.vasp", "PdH\n1\n0 2 2\n2 0 2\n2 2 0\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n");
  }

  /// The outcome after a signal while the second structure is computed; the worker is gone.
  Outcome interrupted(const std::vector<std::string>& rest, int number) const {
    std::vector<std::string> words{CRYSTALGAN_PROGRAM};
    words.insert(words.end(), rest.begin(), rest.end());
    for (const char* word :
         {"1.vasp", "2.vasp", "--ase", "ase_trial:Sleeps", "--python", CRYSTALGAN_PYTHON, "--threads", "1"})
      words.emplace_back(word);
    const fs::path file = scratch_ / "pid";
    fs::remove(file);
    const Program running(scratch_.path(), words, [&] {
      ::setenv("PYTHONPATH", (std::string(CRYSTALGAN_SOURCE) + "/tests/potentials").c_str(), 1);
      ::setenv("ASE_TRIAL_PID", file.c_str(), 1);
    });
    EXPECT_TRUE(appears(file));
    const pid_t worker = std::stoi(read_file(file));
    const auto start = Clock::now();
    running.signal(number);
    Outcome outcome = running.wait();
    EXPECT_LT(Clock::now() - start, std::chrono::seconds(5)) << "0.8 s on an idle machine";
    EXPECT_TRUE(wait_until([&] { return ::kill(worker, 0) != 0; }));
    return outcome;
  }

  ScratchFolder scratch_;
};

TEST_F(EndingOfLibraries, EnergyKeepsWhatIsDone) {
  for (const int number : {SIGINT, SIGTERM}) {
    const Outcome outcome = interrupted({"energy"}, number);
    EXPECT_EQ(outcome.code, 128 + number);
    EXPECT_TRUE(outcome.out.starts_with("1.vasp  Pd  1 atoms  1.0000 eV")) << outcome.out;
    EXPECT_NE(outcome.err.find("crystalgan: interrupted\n"), std::string::npos) << outcome.err;
  }
}

TEST_F(EndingOfLibraries, RelaxWritesWhatIsDone) {
  const Outcome outcome = interrupted({"relax", "-o", "relaxed.extxyz"}, SIGTERM);
  EXPECT_EQ(outcome.code, 128 + SIGTERM);
  EXPECT_NE(outcome.out.find("1 of 2 structures converged: relaxed.extxyz"), std::string::npos) << outcome.out;
  EXPECT_EQ(read_structures(scratch_ / "relaxed.extxyz").size(), 1U);
}

class Ending : public testing::Test {
 protected:
  Ending() {
    write_file(scratch_ / "Pd.vasp", "Pd\n1\n0 2 2\n2 0 2\n2 2 0\nPd\n1\nDirect\n0 0 0\n");
    words_ = {"discover", "Pd", "Ni", "--method", "interleave", "--samples", "12", "-o", "run"};
  }
  /// As `$CRYSTALGAN` in a shell.
  Outcome shell(const std::string& command) const {
    return Program(scratch_.path(), {"sh", "-c", command}, [] { ::setenv("CRYSTALGAN", CRYSTALGAN_PROGRAM, 1); })
        .wait();
  }

  ScratchFolder scratch_;
  std::vector<std::string> words_;
};

TEST_F(Ending, AClosedStandardStreamDoesNotBecomeAFileOfTheRun) {
  const Outcome no_errors = shell("$CRYSTALGAN inspect Pd.vasp none.vasp 2>&-");
  EXPECT_EQ(no_errors.code, 3);
  const Outcome no_output = shell("$CRYSTALGAN inspect Pd.vasp >&-");
  EXPECT_EQ(no_output.code, 2);
  EXPECT_NE(no_output.err.find("standard output: cannot be written"), std::string::npos) << no_output.err;
  ASSERT_EQ(run(scratch_.path(), words_).code, 0);
  const auto files = files_below(scratch_ / "run");
  fs::remove_all(scratch_ / "run");
  EXPECT_EQ(shell("$CRYSTALGAN discover Pd Ni --method interleave --samples 12 -o run <&- 2>&-").code, 0);
  EXPECT_EQ(files_below(scratch_ / "run"), files);
}

TEST_F(Ending, AFullStreamIsAnErrorOfWriting) {
  EXPECT_EQ(shell("$CRYSTALGAN inspect Pd.vasp > /dev/full").code, 2);
  EXPECT_EQ(shell("$CRYSTALGAN inspect none.vasp 2> /dev/full").code, 3);
  EXPECT_EQ(shell("$CRYSTALGAN discover Pd Ni --method interleave --samples 12 -o run 2> /dev/full").code, 0)
      << "nothing is said";
}

TEST_F(Ending, ALimitOnTheSizeOfFilesIsAnErrorOfWriting) {
  const Outcome outcome = shell("ulimit -f 1; $CRYSTALGAN discover Pd Ni --method interleave --samples 12 -o run");
  EXPECT_EQ(outcome.code, 2) << outcome.err;
  EXPECT_NE(outcome.err.find("File too large"), std::string::npos) << outcome.err;
  for (const auto& entry : fs::directory_iterator(scratch_.path()))
    EXPECT_EQ(entry.path().string().find(".partial-"), std::string::npos) << entry.path();
}

TEST_F(Ending, LittleMemoryOrFewFilesIsSaidInALine) {
  for (const char* limit : {"ulimit -v 60000", "ulimit -v 100000", "ulimit -n 4", "ulimit -n 8"}) {
    const Outcome outcome =
        shell(std::string(limit) + "; $CRYSTALGAN discover Pd Ni --method interleave --samples 12 -o run");
    EXPECT_LT(outcome.code, 128) << limit << outcome.err;
    fs::remove_all(scratch_ / "run");
  }
}

TEST_F(Ending, WhatAKilledRunLeftBesideIsRemoved) {
  fs::create_directories(scratch_ / "run.partial-1-0/inputs");
  write_file(scratch_ / "run.partial-1-0/inputs/a.vasp", "half");
  write_file(scratch_ / "Pd.cif.partial-1-7", "half");
  fs::create_directory(scratch_ / "other.partial-1-0");
  ASSERT_EQ(run(scratch_.path(), words_).code, 0);
  ASSERT_EQ(run(scratch_.path(), {"convert", "Pd.vasp", "Pd.cif"}).code, 0);
  EXPECT_FALSE(fs::exists(scratch_ / "run.partial-1-0"));
  EXPECT_FALSE(fs::exists(scratch_ / "Pd.cif.partial-1-7"));
  EXPECT_TRUE(fs::exists(scratch_ / "other.partial-1-0")) << "of another run";
}

}  // namespace
}  // namespace crystalgan::test
