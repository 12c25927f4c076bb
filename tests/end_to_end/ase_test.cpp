// --ase in energy, discover, relax and rank.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/program.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

// For the calculators of tests/potentials/ase_trial.py.
class Ase : public testing::Test {
 protected:
  void SetUp() override {
    const auto missing = missing_python();
    if (missing && !witness_required()) GTEST_SKIP() << *missing;
    ASSERT_FALSE(missing) << *missing;
    write_file(scratch_ / "PdH.vasp", "PdH\n1\n0 2 2\n2 0 2\n2 2 0\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n");
  }

  static std::vector<std::string> words(std::vector<std::string> rest) {
    rest.insert(rest.begin(), CRYSTALGAN_PROGRAM);
    return rest;
  }
  static std::vector<std::string> with_calculator(std::vector<std::string> rest, const std::string& factory) {
    for (const std::string& word :
         {std::string("--ase"), "ase_trial:" + factory, std::string("--python"), std::string(CRYSTALGAN_PYTHON)})
      rest.push_back(word);
    return rest;
  }
  static void trial_calculators() {
    ::setenv("PYTHONPATH", (std::string(CRYSTALGAN_SOURCE) + "/tests/potentials").c_str(), 1);
  }
  Outcome program(const std::vector<std::string>& rest) const {
    return Program(scratch_.path(), words(rest), trial_calculators).wait();
  }
  void expect_refused(const std::vector<std::string>& rest, const std::string& message) const {
    const Outcome outcome = program(rest);
    EXPECT_EQ(outcome.code, 2) << outcome.out;
    EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << outcome.err;
  }

  ScratchFolder scratch_;
};

TEST_F(Ase, EnergyIsThatOfTheCalculator) {
  const Outcome outcome = program(with_calculator({"energy", "PdH.vasp"}, "Trial"));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  EXPECT_TRUE(outcome.out.starts_with("PdH.vasp  PdH  2 atoms  1.0000 eV  0.5000 eV/atom  force 0.0000 eV/Å  "))
      << outcome.out;
  EXPECT_NE(outcome.out.find("  moments 1.000 µB, largest 0.500 µB\nby ase_trial:Trial ase 3."), std::string::npos)
      << outcome.out;
  EXPECT_TRUE(outcome.out.ends_with(
      ", ase_trial.Trial (external: a calculator of your own; compare its energies only with each other)\n"))
      << outcome.out;
  const Outcome json = program(with_calculator({"energy", "PdH.vasp", "--json"}, "lennard_jones"));
  ASSERT_EQ(json.code, 0) << json.err;
  EXPECT_FALSE(nlohmann::json::parse(json.out).contains("magmoms_muB"));
}

TEST_F(Ase, EnergySaysWhatFailedAndComputesTheRest) {
  write_file(scratch_ / "Pd.vasp", "Pd\n1\n0 2 2\n2 0 2\n2 2 0\nPd\n1\nDirect\n0 0 0\n");
  const Outcome outcome = program(with_calculator({"energy", "PdH.vasp", "Pd.vasp"}, "Dies"));
  EXPECT_EQ(outcome.code, 3);
  EXPECT_TRUE(outcome.out.starts_with("Pd.vasp  Pd  1 atoms  1.0000 eV")) << outcome.out;
  EXPECT_EQ(outcome.err,
            "crystalgan: PdH.vasp, ase_trial:Dies: expected energy, forces and stress, got exit code 7: out of memory, "
            "good bye\n");
}

TEST_F(Ase, WhatCannotBeMeantIsRefused) {
  expect_refused(with_calculator({"energy", "PdH.vasp"}, "nothing"), "ase_trial has no nothing");
  expect_refused({"energy", "PdH.vasp", "--ase", "EMT"}, "--ase: expected MODULE:FACTORY");
  expect_refused({"energy", "PdH.vasp", "--ase", "a:b", "--python", "no-such-python"},
                 "--python: no-such-python: cannot be read: no such program on PATH");
  expect_refused({"energy", "PdH.vasp", "--python", "python3"}, "--python: expected beside --ase");
  expect_refused({"energy", "PdH.vasp", "--kim", "EAM", "--ase", "a:b"}, "--kim: expected without --ase");
  expect_refused({"discover", "Pd", "Ni", "--python", "python3"}, "--python: expected beside --ase");
  expect_refused({"discover", "Pd", "Ni", "--relax", "ase"}, "--ase: expected MODULE:FACTORY beside --relax ase");
  expect_refused({"discover", "Pd", "Ni", "--relax", "chgnet", "--ase", "a:b"},
                 "--ase: expected without --relax chgnet, which names another calculator");
  for (const char* relax : {"chgnet", "packing", "ase"})
    expect_refused({"discover", "Pd", "Ni", "--relax", relax, "--model", "EAM"},
                   "--model: expected beside --relax auto, whose KIM model it names; --relax " + std::string(relax) +
                       " does not use it");
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch_.path()), fs::directory_iterator()), 3)
      << "PdH.vasp and two files of the outcome";
}

// A signal that ends the program by default, and one that it cannot catch.
TEST_F(Ase, AWorkerEndsWithItsProgram) {
  for (const int number : {SIGINT, SIGTERM, SIGKILL}) {
    const std::string file = (scratch_ / ("pid-" + std::to_string(number))).string();
    const Program running(scratch_.path(), words(with_calculator({"energy", "PdH.vasp"}, "Sleeps")), [&] {
      trial_calculators();
      ::setenv("ASE_TRIAL_PID", file.c_str(), 1);
    });
    ASSERT_TRUE(appears(file));
    const pid_t worker = std::stoi(read_file(file));
    EXPECT_EQ(::kill(worker, 0), 0);
    running.signal(number);
    EXPECT_EQ(running.wait().code, 128 + number);
    EXPECT_TRUE(wait_until([&] { return ::kill(worker, 0) != 0; })) << "signal " << number;
  }
}

TEST_F(Ase, ARunNeverDecidesWhichPythonIsStarted) {
  // Every crystal is as it should be at once, for time.
  write_file(scratch_ / "loose.toml", "[relaxation]\nlargest_force = 10.0\nlargest_stress = 1.0\n");
  const Outcome made = program(with_calculator(
      {"discover", "Pd", "Ni", "--candidates", "3", "--config", "loose.toml", "--quiet", "--seed", "7", "-o", "run"},
      "lennard_jones"));
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_NE(made.out.find("energies by ase_trial:lennard_jones\n(external: "), std::string::npos) << made.out;
  const auto files = files_below(scratch_ / "run");
  EXPECT_NE(files.at("run.toml").find("'ase_trial:lennard_jones'"), std::string::npos) << "for the record";
  const std::string again = "--ase: the settings name --ase ase_trial:lennard_jones; give it on the command line";
  expect_refused({"rank", "run"}, again);
  expect_refused({"rank", "run", "run"}, again);
  expect_refused({"relax", "run", "--replace"}, again);
  expect_refused({"discover", "--resume", "run"}, again);
  expect_refused({"discover", "Pd", "Ni", "--config", "run/run.toml", "-o", "other"}, again);
  expect_refused({"discover", "Pd", "Ni", "--config", "run/relaxation.toml", "-o", "other"}, again);
  // Nor does any other file of settings: it may be a copy out of a run.
  for (const char* relax : {"", "relax = \"ase\"\n"}) {
    write_file(scratch_ / "copy.toml", std::string("[relaxation]\nase = \"ase_trial:noisy\"\npython = \"") +
                                           CRYSTALGAN_PYTHON + "\"\n" + relax);
    expect_refused({"discover", "Pd", "Ni", "--config", "copy.toml", "-o", "other"},
                   "--ase: the settings name --ase ase_trial:noisy; give it on the command line");
  }
  expect_refused(with_calculator({"rank", "run"}, "noisy"),
                 "--ase: expected ase_trial:lennard_jones, the calculator of this run, got ase_trial:noisy");
  EXPECT_EQ(files_below(scratch_ / "run"), files);
  const Outcome ranked = program(with_calculator({"rank", "run", "--json", "--quiet"}, "lennard_jones"));
  EXPECT_EQ(ranked.code, 0) << ranked.err;
  EXPECT_EQ(ranked.out, files.at("ranking.json"));
  for (const std::vector<std::string>& rest :
       {std::vector<std::string>{"rank", "run", "run"}, {"discover", "--resume", "run"}})
    EXPECT_EQ(program(with_calculator(rest, "lennard_jones")).code, 0);
  EXPECT_EQ(program({"relax", "run", "--replace", "--relax", "packing", "--quiet"}).code, 0);
}

}  // namespace
}  // namespace crystalgan::test
