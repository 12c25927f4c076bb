// Inputs that are made to stop the program: each ends soon, in little memory, with one line that names the limit.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>
#include <vector>

#include "crystalgan/io/gzip.hpp"
#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

const char* const kCube = "x\n1\n4 0 0\n0 4 0\n0 0 4\nPd\n1\nDirect\n0 0 0\n";

class Hostile : public testing::Test {
 protected:
  /// Runs the program with at most 256 MiB of memory of its own.
  Outcome run_small(std::vector<std::string> words) const {
    words.insert(words.begin(), CRYSTALGAN_PROGRAM);
    return Program(scratch_.path(), words,
                   [] {
                     const rlimit memory{std::size_t{256} << 20, std::size_t{256} << 20};
                     ::setrlimit(RLIMIT_DATA, &memory);
                     const rlimit seconds{60, 60};  // chosen: what runs on ends
                     ::setrlimit(RLIMIT_CPU, &seconds);
                   })
        .wait();
  }

  /// Expects that `inspect` refuses the file with one line that has `message`, and lists nothing.
  void expect_refused(const std::string& file, const std::string& message) const {
    const Outcome outcome = run_small({"inspect", "--json", file});
    EXPECT_EQ(outcome.code, 3) << file << ": " << outcome.err;
    EXPECT_EQ(outcome.out, "") << file;
    EXPECT_EQ(std::ranges::count(outcome.err, '\n'), 1) << file << ": " << outcome.err;
    EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err << "expected: " << message;
  }

  void write(const std::string& name, const std::string& text) const { write_file(scratch_ / name, text); }

  ScratchFolder scratch_;
};

TEST_F(Hostile, TenMegabytesThatHoldTenGigabytes) {
  const std::string member = gzipped(std::string(std::size_t{64} << 20, '\0'));
  std::string bomb;
  for (int i = 0; i < 150; ++i) bomb += member;
  write("bomb.vasp.gz", bomb);
  expect_refused("bomb.vasp.gz", "unpacked_ratio=NUMBER");
}

TEST_F(Hostile, DevicesPipesAndSparseFiles) {
  fs::create_symlink("/dev/zero", scratch_ / "zero.vasp");
  expect_refused("zero.vasp", "zero.vasp: expected the content of POSCAR");
  expect_refused("/dev/zero", "/dev/zero: not one of POSCAR");
  ASSERT_EQ(::mkfifo((scratch_ / "pipe.vasp").c_str(), 0600), 0);
  expect_refused("pipe.vasp", "expected a file, got a named pipe");
  write("sparse.vasp", kCube);
  std::error_code failure;
  fs::resize_file(scratch_ / "sparse.vasp", std::uintmax_t{1} << 40, failure);
  if (!failure) expect_refused("sparse.vasp", "file_bytes=NUMBER");
}

TEST_F(Hostile, ListsWithoutEnd) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"discover", "Pd", "Ni", "--formulas", "/dev/zero", "-o", "run"},
        {"discover", "Pd", "Ni", "--learned", "/dev/zero", "-o", "run"},
        {"match", "--pairs", "/dev/zero"}}) {
    const Outcome outcome = run_small(arguments);
    EXPECT_TRUE(outcome.code == 2 || outcome.code == 3) << outcome.code;
    EXPECT_NE(outcome.err.find("bytes, got more"), std::string::npos) << arguments.back() << ": " << outcome.err;
  }
}

TEST_F(Hostile, OneLineOfAHundredMegabytes) {
  write("line.jsonl", "{\"lattice\": \"" + std::string(100'000'000, 'x') + "\"}\n");
  expect_refused("line.jsonl", "json_line_bytes=NUMBER");
  write("line.vasp", kCube + std::string(100'000'000, 'x'));
  expect_refused("line.vasp", "line_bytes=NUMBER");
}

TEST_F(Hostile, AThousandOperatorsOnAHundredSites) {
  std::string cif =
      "data_x\n_cell_length_a 1000\n_cell_length_b 400\n_cell_length_c 4\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
      "_cell_angle_gamma 90\nloop_\n_symmetry_equiv_pos_as_xyz\n";
  for (int i = 0; i < 1000; ++i) cif += "x+" + std::to_string(i) + "/1000,y,z\n";
  cif += "loop_\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n";
  for (int i = 0; i < 100; ++i) cif += "Pd 0 " + std::to_string(0.01 * i) + " 0\n";
  write("operators.cif", cif);
  expect_refused("operators.cif", "operators=NUMBER");
}

TEST_F(Hostile, ACellThatSpglibCannotSearchIsRefusedAndTheOthersAreListed) {
  write("short.vasp", "x\n1\n4 0 0\n400 0.19 0\n0 0 40\nPd\n1\nDirect\n0 0 0\n");
  expect_refused("short.vasp", "lattice vector of 0.19 A");
  write("good.vasp", kCube);
  const Outcome outcome = run_small({"inspect", "--json", "short.vasp", "good.vasp"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.out.find("\"space_group\":221"), std::string::npos) << outcome.out;
}

TEST_F(Hostile, ALimitIsChangedByItsNameInEveryCommandThatReads) {
  write("good.vasp", kCube);
  for (const char* command : {"inspect", "evaluate", "neighbours"}) {
    const Outcome outcome = run_small({command, "good.vasp", "--limit", "max_volume_per_atom=60"});
    EXPECT_NE(outcome.err.find("max_volume_per_atom=NUMBER"), std::string::npos) << command << ": " << outcome.err;
  }
  EXPECT_EQ(run_small({"convert", "good.vasp", "a.cif", "--limit", "max_volume_per_atom=60"}).code, 3);
  EXPECT_EQ(run_small({"inspect", "good.vasp", "--limit", "max_volume_per_atom=60", "--limit", "atoms=1", "--limit",
                       "max_volume_per_atom=64"})
                .code,
            0);
}

TEST_F(Hostile, AWrongLimitIsAWrongSetting) {
  write("good.vasp", kCube);
  for (const char* wrong : {"atoms", "atoms=", "atoms=0", "atoms=1e300", "atoms=nan", "molecules=3", "=3"}) {
    const Outcome outcome = run_small({"inspect", "good.vasp", "--limit", wrong});
    EXPECT_EQ(outcome.code, 2) << wrong << ": " << outcome.err;
    EXPECT_EQ(outcome.out, "") << wrong;
  }
}

TEST_F(Hostile, AConfigurationHasLimitsAndIsLimitedItself) {
  write("a.toml", "[limits]\nmax_volume_per_atom = 60\n");
  write("good.vasp", kCube);
  const auto discover = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"discover", "Pd", "Ni", "--a-structures", "good.vasp", "-o", "run", "--config"};
    words.insert(words.end(), more.begin(), more.end());
    return run_small(words);
  };
  EXPECT_NE(discover({"a.toml"}).err.find("max_volume_per_atom=NUMBER"), std::string::npos);
  EXPECT_EQ(discover({"a.toml", "--limit", "max_volume_per_atom=64"}).err.find("max_volume_per_atom=NUMBER"),
            std::string::npos);
  const Outcome endless = discover({"/dev/zero"});
  EXPECT_EQ(endless.code, 2);
  EXPECT_NE(endless.err.find("expected at most 1048576 bytes"), std::string::npos) << endless.err;
  write("wrong.toml", "[limits]\nmax_volume = 60\n");
  const Outcome wrong = discover({"wrong.toml"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.err.find("wrong.toml:2: limits.max_volume: unknown limit"), std::string::npos) << wrong.err;
  EXPECT_FALSE(fs::exists(scratch_ / "run"));
}

}  // namespace
}  // namespace crystalgan::test
