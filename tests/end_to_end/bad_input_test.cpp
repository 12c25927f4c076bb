// What every wrong input gets: one clear line, the right exit code, nothing half-written, nothing lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

// Rocksalt binaries by hand, in three sizes, so that a folder holds different structures.
std::string rocksalt(const std::string& metal, double edge) {
  const std::string half = std::to_string(edge / 2);
  return metal + "H\n1.0\n0 " + half + " " + half + "\n" + half + " 0 " + half + "\n" + half + " " + half + " 0\n" +
         metal + " H\n1 1\nDirect\n0 0 0\n0.5 0.5 0.5\n";
}

class BadInput : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto& [folder, metal] : {std::pair{"Pd-H", "Pd"}, std::pair{"Ni-H", "Ni"}}) {
      fs::create_directory(scratch_ / folder);
      for (int i = 0; i < 3; ++i)
        write_file(scratch_ / folder / (std::to_string(i) + ".vasp"), rocksalt(metal, 3.8 + 0.2 * i));
    }
  }

  Outcome discover(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"discover", "Pd", "Ni", "--a-structures", "Pd-H", "--b-structures", "Ni-H",
                                   "--quiet",  "-o", "run"};
    const auto names = [&](const char* option) { return std::ranges::find(more, option) != more.end(); };
    if (!names("--mode") && !names("--method")) more.insert(more.end(), {"--mode", "repaired"});
    more.insert(more.end(), {"--epochs", "2", "--members", "1"});
    words.insert(words.end(), more.begin(), more.end());
    return run(scratch_.path(), words);
  }

  // Expects one line that begins with "crystalgan: " and holds `message`, the exit code, and no run directory.
  void expect_refused(const Outcome& outcome, int code, const std::string& message) {
    EXPECT_EQ(outcome.code, code) << outcome.err;
    EXPECT_TRUE(outcome.err.starts_with("crystalgan: ")) << outcome.err;
    EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err << "expected: " << message;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
    EXPECT_LT(outcome.err.size(), 400U);
    EXPECT_EQ(outcome.out, "");
    EXPECT_FALSE(fs::exists(scratch_ / "run"));
  }

  void expect_bad_structure(const std::string& text, const std::string& message) {
    write_file(scratch_ / "Pd-H/1.vasp", text);
    expect_refused(discover(), 3, message);
  }

  ScratchFolder scratch_;
};

TEST_F(BadInput, GoodInputIsTaken) { EXPECT_EQ(discover().code, 0); }

TEST_F(BadInput, AnEmptyFolder) {
  fs::create_directory(scratch_ / "empty");
  expect_refused(run(scratch_.path(), {"discover", "Pd", "Ni", "--a-structures", "empty", "-o", "run"}), 3, "/empty");
}

TEST_F(BadInput, AFolderWithOneFile) {
  fs::remove(scratch_ / "Pd-H/1.vasp");
  fs::remove(scratch_ / "Pd-H/2.vasp");
  expect_refused(discover(), 3, "Pd-H: expected at least 2 structures of Pd-H, got 1");
}

TEST_F(BadInput, AThirdElement) {
  expect_bad_structure("x\n1\n4 0 0\n0 4 0\n0 0 4\nPd H Ag\n1 1 1\nDirect\n0 0 0\n.5 .5 .5\n.5 0 0\n",
                       "Pd-H/1.vasp: expected a binary Pd-H, got AgPdH with Ag");
}

TEST_F(BadInput, XMissing) {
  expect_bad_structure("x\n1\n4 0 0\n0 4 0\n0 0 4\nPd\n1\nDirect\n0 0 0\n",
                       "Pd-H/1.vasp: expected a binary Pd-H, got Pd without H");
}

TEST_F(BadInput, AEqualsB) {
  expect_refused(run(scratch_.path(), {"discover", "Pd", "Pd", "-o", "run"}), 2,
                 "B: expected an element other than A, got Pd for both");
  expect_refused(run(scratch_.path(), {"discover", "Pd", "Ni", "--with", "Ni", "-o", "run"}), 2,
                 "X: expected an element");
  expect_refused(run(scratch_.path(), {"discover", "Pd", "-o", "run"}), 2, "B: expected the symbol of an element");
}

TEST_F(BadInput, OverlappingAtoms) {
  expect_bad_structure("x\n1\n4 0 0\n0 4 0\n0 0 4\nPd H\n1 1\nDirect\n0 0 0\n1 0 1\n", "Pd-H/1.vasp");
}

TEST_F(BadInput, AVolumeOfZero) {
  expect_bad_structure("x\n1\n4 0 0\n0 4 0\n4 4 0\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n", "Pd-H/1.vasp");
}

TEST_F(BadInput, NotANumber) {
  expect_bad_structure("x\n1\n4 0 0\n0 4 0\n0 0 4\nPd H\n1 1\nDirect\n0 0 0\n.5 nan .5\n", "Pd-H/1.vasp:10: ");
}

TEST_F(BadInput, ATruncatedFile) {
  const std::string text = rocksalt("Pd", 4.09);
  expect_bad_structure(text.substr(0, text.find("0.5 0.5")), "Pd-H/1.vasp:10: ");
}

TEST_F(BadInput, ALineOfTenMegabytes) { expect_bad_structure(std::string(10'000'000, 'x'), "Pd-H/1.vasp:1: "); }

TEST_F(BadInput, AFolderWithoutReadPermission) {
  if (::geteuid() == 0) {  // root reads everything: ask as nobody
    fs::permissions(scratch_.path(), fs::perms::all);
    fs::permissions(scratch_ / "Pd-H", fs::perms::none);
    const Outcome outcome =
        Program(scratch_.path(), {CRYSTALGAN_PROGRAM, "discover", "Pd", "Ni", "--a-structures", "Pd-H", "-o", "run"},
                [] {
                  if (::setuid(65534) != 0) ::_exit(97);
                })
            .wait();
    if (outcome.code == 98) GTEST_SKIP() << "the program cannot be run as nobody here";
    expect_refused(outcome, 3, "Pd-H: cannot be read: Permission denied");
  } else {
    fs::permissions(scratch_ / "Pd-H", fs::perms::none);
    expect_refused(discover(), 3, "Pd-H: cannot be read: Permission denied");
  }
  fs::permissions(scratch_ / "Pd-H", fs::perms::owner_all);
}

TEST_F(BadInput, AnExistingRunDirectory) {
  fs::create_directory(scratch_ / "run");
  write_file(scratch_ / "run/mine.txt", "precious");
  const Outcome outcome = discover();
  EXPECT_EQ(outcome.code, 2);
  EXPECT_NE(outcome.err.find("output: expected a new or empty folder, got run"), std::string::npos) << outcome.err;
  EXPECT_EQ(files_below(scratch_ / "run"), (std::map<std::string, std::string>{{"mine.txt", "precious"}}));
}

TEST_F(BadInput, AFullDiskLosesNothingAndLeavesNothingHalfWritten) {
  // A limit on file size acts like a disk that is full: the checkpoint (1 MB) does not fit, small files do.
  const auto limited = [] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{100'000, 100'000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  };
  const Outcome outcome =
      Program(scratch_.path(),
              {CRYSTALGAN_PROGRAM, "discover", "Pd", "Ni", "--mode", "repaired", "--a-structures", "Pd-H",
               "--b-structures", "Ni-H", "--epochs", "2", "--members", "1", "--quiet", "-o", "run"},
              limited)
          .wait();
  EXPECT_EQ(outcome.code, 2) << outcome.err;
  EXPECT_EQ(outcome.err, "crystalgan: run/checkpoint/member-000.safetensors: cannot be written: File too large\n");
  for (const auto& [name, text] : files_below(scratch_ / "run")) {
    EXPECT_FALSE(name.ends_with(".partial")) << name;
    EXPECT_FALSE(text.empty()) << name;
  }
  EXPECT_EQ(run(scratch_.path(), {"discover", "--resume", "run", "--quiet"}).code, 0);  // with space again
}

TEST_F(BadInput, WrongUsage) {
  expect_refused(run(scratch_.path(), {}), 2, "expected a command");
  expect_refused(run(scratch_.path(), {"dicsover"}), 2, "dicsover");
  expect_refused(run(scratch_.path(), {"discover", "Pd", "Ni", "--epohcs", "3"}), 2, "--epohcs");
  expect_refused(discover({"--mode", "paper"}), 2,
                 "method.mode: expected symmetry, repaired or published, got 'paper'");
  expect_refused(discover({"--method", "cycle"}), 2, "method.name: expected crystalgan, discogan, gan, random");
  expect_refused(discover({"--policy", "lax"}), 2, "screening.policy: expected radii, training, published or binaries");
  expect_refused(discover({"--noise", "-1"}), 2, "generation.noise: expected 0 to 10, got -1");
  expect_refused(discover({"--geometry", "soft"}), 2, "loss.geometry: expected literal, spring, hinge or none");
  expect_refused(discover({"--threads", "0"}), 2, "--threads");
  expect_refused(discover({"--resume", "run"}), 2, "expected no other setting beside --resume");
  expect_refused(run(scratch_.path(), {"discover", "--resume", "nowhere"}), 3, "nowhere: cannot be read");
  expect_refused(discover({"--config", "nowhere.toml"}), 2, "nowhere.toml: cannot be read: No such file or directory");
  expect_refused(discover({"--resume", ""}), 2, "expected no other setting beside --resume");
  const Outcome nowhere = run(scratch_.path(), {"discover", "Pd", "Ni", "--a-structures", "", "-o", "run"});
  expect_refused(nowhere, 2, "structures: expected a path in UTF-8, got ''");
  expect_refused(run(scratch_.path(), {"discover", "Pd", "Ni", "--a-structures", "Pd\xe4", "-o", "run"}), 2, "UTF-8");
  expect_refused(run(scratch_.path(), {"inspect", "--built-in", "Xx"}), 2, "--built-in: expected the symbol");
  expect_refused(run(scratch_.path(), {"inspect", "--built-in", "Pd", "--with", "Pd"}), 2,
                 "--with: expected the symbol");
  for (const char* option : {"--epochs", "--geometry", "--noise", "--no-repair", "--max-atoms", "--formula"}) {
    const bool of_lists = std::string_view(option) == "--max-atoms" || std::string_view(option) == "--formula";
    std::vector<std::string> words{
        "discover", "Sr", "Ti", "--with", "O", "-o", "run", "--mode", of_lists ? "repaired" : "symmetry", option};
    if (std::string_view(option) != "--no-repair")
      words.emplace_back(std::string_view(option) == "--geometry" ? "hinge"
                         : of_lists && option[2] == 'f'           ? "SrTiO3"
                                                                  : "3");
    expect_refused(run(scratch_.path(), words), 2, std::string(option) + ": expected with --mode ");
  }
  expect_refused(run(scratch_.path(), {"discover", "Pd", "Ni", "--epochs", "3", "-o", "run"}), 2,
                 "--epochs: expected with --mode repaired or published; the mode symmetry does not use it");
  expect_refused(
      run(scratch_.path(), {"discover", "Pd", "Ni", "--method", "random", "--mode", "symmetry", "-o", "run"}), 2,
      "--mode: expected repaired or published for the method random, got symmetry");
  expect_refused(run(scratch_.path(), {"train", "Pd", "Ni", "--mode", "symmetry", "-o", "run"}), 2,
                 "--mode: expected repaired or published, got symmetry, which does not train");
  write_file(scratch_ / "my.toml", "[loss]\nlamda1 = 2.0\n");
  expect_refused(discover({"--config", "my.toml"}), 2, "my.toml:2: lamda1: unknown key; known: adversarial, lambda1");
  expect_refused(discover({"--mode", "published", "--samples", "1000"}), 2,
                 "generation.samples: expected at most 18, all that this method can make of these inputs, got 1000");
  expect_refused(discover({"--method", "discogan", "--samples", "7"}), 2, "generation.samples: expected at most 6");
}

TEST_F(BadInput, WhatStandsBesideTheOutputIsLeftAlone) {
  fs::create_directory(scratch_ / "run.partial");
  write_file(scratch_ / "run.partial/mine.txt", "precious");
  EXPECT_EQ(discover().code, 0);
  EXPECT_EQ(read_file(scratch_ / "run.partial/mine.txt"), "precious");
}

TEST_F(BadInput, ARunIsWorkedOnByOneProcessAtATime) {
  write_file(scratch_ / "often.toml", "[training]\ncheckpoint_every = 1\n");
  const Program first(scratch_.path(), {CRYSTALGAN_PROGRAM, "discover", "Pd", "Ni", "--mode", "repaired", "--epochs",
                                        "1000", "--members", "1", "--config", "often.toml", "--quiet", "-o", "run"});
  ASSERT_TRUE(appears(scratch_ / "run/checkpoint"));
  const Outcome second = Program(
                             scratch_.path(), {CRYSTALGAN_PROGRAM, "discover", "--resume", "run"}, [] {}, ".second")
                             .wait();
  EXPECT_EQ(second.code, 2);
  EXPECT_EQ(second.err, "crystalgan: run: run is in use by another process\n");
  first.signal(SIGKILL);
  first.wait();
}

TEST_F(BadInput, AnUntrainedRunCannotGenerateAndLeavesNothing) {
  write_file(scratch_ / "often.toml", "[training]\ncheckpoint_every = 1\n");
  const Program training(scratch_.path(), {CRYSTALGAN_PROGRAM, "train", "Pd", "Ni", "--members", "1", "--epochs",
                                           "1000", "--config", "often.toml", "--quiet", "-o", "trained"});
  ASSERT_TRUE(appears(scratch_ / "trained/checkpoint"));
  training.signal(SIGKILL);
  training.wait();
  expect_refused(run(scratch_.path(), {"generate", "trained", "-o", "run"}), 2,
                 "expected a member trained for 2000 epochs");
}

TEST_F(BadInput, OptionsOfARelaxationWithoutOneAreRefused) {
  const std::string message = ": expected beside --relax, --ase or --rounds; without them nothing is relaxed";
  expect_refused(discover({"--relax-symmetry", "kept"}), 2, "--relax-symmetry" + message);
  expect_refused(discover({"--rattle", "0.1"}), 2, "--rattle" + message);
  expect_refused(discover({"--relax", "off", "--rattle", "0.1"}), 2, "--rattle" + message);
}

TEST_F(BadInput, AFullStandardOutputIsNoSuccess) {
  const Outcome outcome = Program(scratch_.path(), {CRYSTALGAN_PROGRAM, "inspect", "Pd-H"}, [] {
                            ::dup2(::open("/dev/full", O_WRONLY), 1);
                          }).wait();
  EXPECT_EQ(outcome.code, 2) << outcome.err;
  EXPECT_NE(outcome.err.find("standard output: cannot be written: No space left on device"), std::string::npos);
}

TEST_F(BadInput, AFullStandardOutputIsNoSuccessForLongTextsEither) {
  const Outcome outcome = Program(scratch_.path(), {CRYSTALGAN_PROGRAM, "inspect", "--built-in", "Pd"}, [] {
                            ::dup2(::open("/dev/full", O_WRONLY), 1);
                          }).wait();
  EXPECT_EQ(outcome.code, 2) << outcome.err;
  EXPECT_TRUE(outcome.err.starts_with("crystalgan: standard output: cannot be written: ")) << outcome.err;
}

TEST_F(BadInput, ADivergedTrainingIsANumericalFailure) {
  write_file(scratch_ / "hot.toml", "[training]\nlearning_rate = 1e30\n");
  const Outcome outcome = discover({"--config", "hot.toml"});
  EXPECT_EQ(outcome.code, 4) << outcome.err;
  EXPECT_NE(outcome.err.find("step 1, epoch 1, member 0: L_"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("last good checkpoint: none yet"), std::string::npos) << outcome.err;
  EXPECT_TRUE(fs::exists(scratch_ / "run/history.csv"));
}

}  // namespace
}  // namespace crystalgan::test
