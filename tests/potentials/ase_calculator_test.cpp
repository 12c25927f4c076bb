#include "crystalgan/potentials/ase/ase_calculator.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/potentials/relaxation.hpp"
#include "tests/potentials/calculator_checks.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan {
namespace {

const std::string kFolder = std::filesystem::path(CRYSTALGAN_TEST_DATA).parent_path() / "potentials";

AseProgram trial(const std::string& factory, double timeout = 60.0) {
  return {"ase_trial:" + factory, CRYSTALGAN_PYTHON, timeout};
}

Structure atoms(std::size_t count) {
  std::vector<Site> sites{{Element::from_symbol("Pd"), {0, 0, 0}}};
  if (count > 1) sites.push_back({Element::from_symbol("H"), {0.5, 0.5, 0.5}});
  return {Lattice::from_parameters(3, 4, 5, 90, 80, 70), std::move(sites), "trial"};
}

class AseCalculatorTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto missing = test::missing_python();
    if (missing && !test::witness_required()) GTEST_SKIP() << *missing;
    ASSERT_FALSE(missing) << *missing;
    ::setenv("PYTHONPATH", kFolder.c_str(), 1);
  }
  void TearDown() override {
    ::unsetenv("PYTHONPATH");
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a worker is left";
  }

  static std::string refusal(const AseProgram& program) {
    try {
      make_ase_calculator(program);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "none";
  }

  template <class Kind>
  static std::string failure(const std::string& factory, double timeout = 60.0) {
    const auto calculator = make_ase_calculator(trial(factory, timeout));
    EXPECT_EQ(calculator->evaluate(atoms(1)).energy, 1.0);
    std::string message = "none";
    try {
      calculator->evaluate(atoms(2));
    } catch (const Kind& error) {
      message = error.what();
    }
    EXPECT_EQ(calculator->evaluate(atoms(1)).energy, 1.0) << "the next structure";
    return message;
  }
};

// ASE itself computes the same structures and prints what it finds.
constexpr const char* kAseItself = R"(
import json, sys
from ase import Atoms
from ase_trial import lennard_jones
found = []
for crystal in json.load(open(sys.argv[1])):
    atoms = Atoms(crystal["symbols"], cell=crystal["cell"], scaled_positions=crystal["positions"], pbc=True)
    atoms.calc = lennard_jones()
    found.append([atoms.get_potential_energy(), atoms.get_forces().tolist(), atoms.get_stress(voigt=False).tolist()])
json.dump(found, open("found.json", "w"))
)";

TEST_F(AseCalculatorTest, GivesWhatAseItselfGives) {
  const auto crystals = test::trial_crystals(Element::from_symbol("Pd"), Element::from_symbol("Ni"));
  auto asked = nlohmann::json::array();
  for (const Structure& crystal : crystals) {
    nlohmann::json one;
    for (const Cartesian& row : crystal.lattice().rows()) one["cell"].push_back(row.components);
    for (const Site& site : crystal.sites()) {
      one["symbols"].push_back(site.element.symbol());
      one["positions"].push_back(site.position.components);
    }
    asked.push_back(one);
  }
  const test::ScratchFolder folder;
  folder.write("asked.json", asked.dump());
  const auto script = folder.write("ask.py", kAseItself);
  test::expect_witness_agrees(folder.path(), script, {"asked.json"});
  const auto expected = nlohmann::json::parse(read_file(folder / "found.json"));
  const auto calculator = make_ase_calculator(trial("lennard_jones"));
  for (std::size_t i = 0; i < crystals.size(); ++i) {
    const CellEnergy found = calculator->evaluate(crystals[i]);
    EXPECT_EQ(found.energy, expected[i][0].get<double>()) << crystals[i].name();
    ASSERT_EQ(found.forces.size(), crystals[i].size());
    for (std::size_t site = 0; site < found.forces.size(); ++site)
      EXPECT_EQ(nlohmann::json(found.forces[site].components), expected[i][1][site]) << crystals[i].name();
    for (std::size_t row = 0; row < 3; ++row)
      for (std::size_t column = 0; column < 3; ++column)
        EXPECT_NEAR(found.strain[row][column],
                    crystals[i].lattice().volume() * expected[i][2][row][column].get<double>(), 1e-12)
            << crystals[i].name();
    EXPECT_TRUE(found.moments.empty());
  }
}

TEST_F(AseCalculatorTest, GivesDerivativesOfItsOwnEnergy) {
  const auto calculator = make_ase_calculator(trial("lennard_jones"));
  const auto crystals = test::trial_crystals(Element::from_symbol("Pd"), Element::from_symbol("Ni"));
  for (const std::size_t i : {2, 3}) {
    test::expect_derivatives(*calculator, crystals[i], 1e-5);
    test::expect_invariance(*calculator, crystals[i]);
  }
}

TEST_F(AseCalculatorTest, SaysWhoItIs) {
  const CalculatorIdentity identity = make_ase_calculator(trial("Trial"))->identity();
  EXPECT_EQ(identity.name, "ase_trial:Trial");
  EXPECT_TRUE(identity.version.starts_with("ase 3.")) << identity.version;
  EXPECT_TRUE(identity.version.ends_with(", ase_trial.Trial")) << identity.version;
  EXPECT_EQ(trust_name(identity.trust), "external");
}

TEST_F(AseCalculatorTest, MomentsAreThoseOfTheCalculator) {
  EXPECT_EQ(make_ase_calculator(trial("Trial"))->evaluate(atoms(2)).moments, (std::vector<double>{0.5, 0.5}));
}

TEST_F(AseCalculatorTest, WhatItPrintsDisturbsNothing) {
  const auto quiet = make_ase_calculator(trial("lennard_jones"));
  const auto noisy = make_ase_calculator(trial("noisy"));
  for (int i = 0; i < 2; ++i) EXPECT_EQ(noisy->evaluate(atoms(2)).energy, quiet->evaluate(atoms(2)).energy);
}

TEST_F(AseCalculatorTest, SaysWhyItCannotBeMade) {
  const std::string start = "--ase: ase_trial:";
  EXPECT_EQ(refusal(trial("nothing")), start + "nothing, by " CRYSTALGAN_PYTHON ": ase_trial has no nothing");
  EXPECT_EQ(refusal(trial("seven")), start + "seven, by " CRYSTALGAN_PYTHON
                                             ": expected that ase_trial:seven() returns an ASE calculator, got int");
  EXPECT_EQ(refusal(trial("broken")),
            start + "broken, by " CRYSTALGAN_PYTHON ": ase_trial:broken() raised ValueError: no weights");
  EXPECT_EQ(refusal(trial("deadly")), start + "deadly, by " CRYSTALGAN_PYTHON ": killed by signal 6: abort");
  AseProgram program = trial("Trial");
  program.calculator = "no_such_module:Trial";
  EXPECT_EQ(refusal(program), "--ase: no_such_module:Trial, by " CRYSTALGAN_PYTHON
                              ": cannot import no_such_module: ModuleNotFoundError: No module named 'no_such_module'");
  for (const char* name : {"", "EMT", ":EMT", "emt:", "a b:c", "a:b:c", "--version:x", ".a:b"}) {
    program.calculator = name;
    EXPECT_NE(refusal(program).find("expected MODULE:FACTORY"), std::string::npos) << name;
  }
}

TEST_F(AseCalculatorTest, SaysThatPythonOrAseIsMissing) {
  AseProgram program = trial("Trial");
  program.python = "/nowhere/python3";
  EXPECT_EQ(refusal(program), "--python: /nowhere/python3: cannot be read: No such file or directory");
  program.python = "no-such-python";
  EXPECT_EQ(refusal(program), "--python: no-such-python: cannot be read: no such program on PATH");
  const test::ScratchFolder folder;  // a module that hides the real one
  folder.write("ase.py", "raise ImportError('none here')\n");
  ::setenv("PYTHONPATH", (folder.path().string() + ":" + kFolder).c_str(), 1);
  program.python = CRYSTALGAN_PYTHON;
  EXPECT_NE(refusal(program).find("it cannot import ase (ImportError: none here): install it there"), std::string::npos)
      << refusal(program);
}

// Which may be a run directory that somebody else made.
TEST_F(AseCalculatorTest, NoModuleComesFromTheCurrentFolder) {
  const test::ScratchFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const char* name : {"json.py", "socket.py", "numpy.py", "ase.py", "sitecustomize.py", "usercustomize.py"})
    folder.write(name, "open('was_started', 'w')\nraise SystemExit(9)\n");
  folder.write("my_calculators.py", "from ase_trial import Trial\n");
  AseProgram program = trial("Trial");
  program.calculator = "my_calculators:Trial";
  for (const std::string& path : {kFolder, ":" + kFolder, kFolder + ":", ".:" + kFolder}) {
    ::setenv("PYTHONPATH", path.c_str(), 1);
    EXPECT_NE(refusal(program).find("cannot import my_calculators"), std::string::npos) << path;
  }
  EXPECT_FALSE(std::filesystem::exists("was_started"));
  program.path = folder.path();  // named by the user; no file in it takes the place of a library
  EXPECT_EQ(refusal(program), "none");
  EXPECT_FALSE(std::filesystem::exists("was_started"));
  std::filesystem::current_path(before);
}

TEST_F(AseCalculatorTest, SaysHowAnEvaluationFailed) {
  const auto of = [](const std::string& factory, const std::string& reason) {
    return "trial, ase_trial:" + factory + ": expected energy, forces and stress, got " + reason;
  };
  EXPECT_EQ(failure<NumericalError>("Dies"), of("Dies", "exit code 7: out of memory, good bye"));
  EXPECT_EQ(failure<NumericalError>("Killed"), of("Killed", "killed by signal 9"));
  EXPECT_EQ(failure<NumericalError>("Nan"), of("Nan", "forces: expected finite numbers, got nan"));
  EXPECT_EQ(failure<NumericalError>("Infinite"), of("Infinite", "energy: expected finite numbers, got -inf"));
  EXPECT_EQ(failure<NumericalError>("Short"), of("Short", "forces: expected the shape (2, 3), got (1, 3)"));
  EXPECT_TRUE(failure<NumericalError>("Text").starts_with(of("Text", "energy: expected numbers, got ValueError")));
}

TEST_F(AseCalculatorTest, AnExceptionRefusesTheStructure) {
  EXPECT_EQ(failure<StructureError>("Raises"), "trial, ase_trial:Raises: RuntimeError: no parameters of this pair");
  EXPECT_EQ(failure<StructureError>("Exits"), "trial, ase_trial:Exits: SystemExit: please read the manual");
}

TEST_F(AseCalculatorTest, ThatTakesTooLongIsKilled) {
  const auto calculator = make_ase_calculator(trial("Sleeps", 0.5));
  try {
    calculator->evaluate(atoms(2));
    FAIL();
  } catch (const NumericalError& error) {
    EXPECT_STREQ(error.what(),
                 "trial, ase_trial:Sleeps: expected energy, forces and stress, got no answer within 0.5 s");
  }
}

TEST_F(AseCalculatorTest, WithoutStressIsNoUse) {
  const auto calculator = make_ase_calculator(trial("NoStress"));
  try {
    calculator->evaluate(atoms(1));
    FAIL();
  } catch (const NumericalError& error) {
    EXPECT_STREQ(error.what(), "trial, ase_trial:NoStress: expected energy, forces and stress, got it gives no stress");
  }
}

TEST_F(AseCalculatorTest, RelaxesOnManyThreadsAsOnOne) {
  auto crystals = test::trial_crystals(Element::from_symbol("Pd"), Element::from_symbol("Ni"));
  crystals.erase(crystals.begin() + 4, crystals.end());
  const auto calculator = make_ase_calculator(trial("lennard_jones"));
  RelaxationSettings settings;
  settings.max_evaluations = 20;
  const auto one = relax_all(crystals, *calculator, settings, Seed(3), 1);
  const auto three = relax_all(crystals, *calculator, settings, Seed(3), 3);
  for (std::size_t i = 0; i < crystals.size(); ++i) {
    EXPECT_EQ(one[i].end, three[i].end) << one[i].reason;
    EXPECT_EQ(one[i].energy, three[i].energy);
    EXPECT_GT(one[i].evaluations, 1U) << one[i].reason;
  }
}

TEST_F(AseCalculatorTest, ADeathInOneRelaxationIsItsReason) {
  const auto calculator = make_ase_calculator(trial("Dies"));
  const auto ends = relax_all({atoms(1), atoms(2), atoms(1)}, *calculator, {}, Seed(3), 2);
  EXPECT_EQ(ends[0].end, RelaxationEnd::converged);
  EXPECT_EQ(ends[1].end, RelaxationEnd::failed);
  EXPECT_NE(ends[1].reason.find("exit code 7"), std::string::npos) << ends[1].reason;
  EXPECT_EQ(ends[2].end, RelaxationEnd::converged);
}

}  // namespace
}  // namespace crystalgan
