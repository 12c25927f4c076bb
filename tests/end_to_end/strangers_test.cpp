// A run directory that somebody else made: opening it is safe.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

class Strangers : public testing::Test {
 protected:
  // One run without training, copied for every test.
  static void SetUpTestSuite() {
    made_ = new ScratchFolder;
    ASSERT_EQ(
        run(made_->path(), {"discover", "Pd", "Ni", "--method", "interleave", "--samples", "12", "-o", "run"}).code, 0);
  }
  static void TearDownTestSuite() { delete made_; }

  Strangers() {
    fs::copy(*made_ / "run", scratch_ / "run", fs::copy_options::recursive);
    fs::create_directory(scratch_ / "mine");
    write_file(scratch_ / "mine/precious", "precious");
    marker_ = (scratch_ / "was-started").string();
    script("evil", "");
  }
  ~Strangers() override {
    EXPECT_EQ(files_below(scratch_ / "mine"), (std::map<std::string, std::string>{{"precious", "precious"}}));
    EXPECT_FALSE(fs::exists(marker_)) << "a program was started";
  }

  void script(const std::string& name, const std::string& rest) const {
    write_file(scratch_ / name, "#!/bin/sh\n: > " + marker_ + "\n" + rest);
    fs::permissions(scratch_ / name, fs::perms::owner_all);
  }
  Outcome program(const std::vector<std::string>& words) const { return run(scratch_.path(), words); }
  void link(const std::string& name, const std::string& target) const {
    fs::remove_all(scratch_ / "run" / name);
    fs::create_symlink(scratch_ / target, scratch_ / "run" / name);
  }
  void expect_refused(const std::vector<std::string>& words, const std::string& message) const {
    const Outcome outcome = program(words);
    EXPECT_EQ(outcome.code, 3) << outcome.out << outcome.err;
    EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
  }

  static ScratchFolder* made_;
  ScratchFolder scratch_;
  std::string marker_;
};

ScratchFolder* Strangers::made_ = nullptr;

TEST_F(Strangers, ALinkInThePlaceOfAFileThatIsWrittenIsReplaced) {
  link("report.html", "mine/precious");
  EXPECT_EQ(program({"report", "run"}).code, 0);
  EXPECT_FALSE(fs::is_symlink(scratch_ / "run/report.html"));
}

TEST_F(Strangers, LinksToFoldersAreRefused) {
  link("figures", "mine");
  expect_refused({"report", "run", "--svg"}, "run/figures: expected a folder, got a symbolic link");
  link("export-vasp", "mine");
  EXPECT_EQ(program({"export", "run", "--for", "vasp"}).code, 2) << "it is not empty";
  link("candidates", "mine");
  expect_refused({"report", "run"}, "run/candidates: expected a folder, got a symbolic link");
}

TEST_F(Strangers, NoLinkPipeOrDeviceIsRead) {
  const auto certificate = fs::directory_iterator(scratch_ / "run/certificates")->path();
  fs::remove(certificate);
  ASSERT_EQ(::mkfifo(certificate.c_str(), 0600), 0);
  expect_refused({"report", "run"}, "expected a file, got a pipe");
  link("summary.json", "mine/precious");
  expect_refused({"report", "run"}, "run/summary.json: expected a file, got a symbolic link");
  fs::remove(scratch_ / "run/manifest.json");
  fs::create_symlink("/dev/zero", scratch_ / "run/manifest.json");
  link("run.toml", "mine/precious");
  expect_refused({"relax", "run"}, "run/run.toml: expected a file, got a symbolic link");
}

TEST_F(Strangers, NoFileOfSettingsNamesAProgramThatIsStarted) {
  const std::string settings = "\n[dft]\npython = \"" + (scratch_ / "evil").string() + "\"\n";
  std::string text = read_file(scratch_ / "run/run.toml");
  const auto section = text.find("[dft]");
  ASSERT_NE(section, std::string::npos);
  text.replace(text.find("python", section), 6, "python = '" + (scratch_ / "evil").string() + "' #");
  write_file(scratch_ / "run/run.toml", text);
  const Outcome of_run = program({"dft", "run"});
  EXPECT_NE(of_run.err.find("this run used the Python " + (scratch_ / "evil").string()), std::string::npos)
      << of_run.err;
  write_file(scratch_ / "copy.toml", settings);
  program({"dft", "run", "--config", "copy.toml"});
  program({"dft", "run", "--config", "run/run.toml"});
  EXPECT_FALSE(fs::exists(marker_));
  program({"dft", "run", "--python", (scratch_ / "evil").string()});
  EXPECT_TRUE(fs::remove(marker_)) << "the command line names it";
}

TEST_F(Strangers, NoProgramOrModuleOfTheCurrentFolderIsStarted) {
  fs::copy(scratch_ / "evil", scratch_ / "run/python3");
  fs::copy(scratch_ / "evil", scratch_ / "run/evil-python");
  for (const char* name : {"json.py", "ase.py", "sitecustomize.py", "usercustomize.py", "emt.py"})
    write_file(scratch_ / "run" / name, "open('" + marker_ + "', 'w')\n");
  write_file(scratch_ / "Pd.vasp", "Pd\n1\n0 2 2\n2 0 2\n2 2 0\nPd\n1\nDirect\n0 0 0\n");
  for (const char* python : {"python3", "evil-python"})
    Program(scratch_ / "run", {CRYSTALGAN_PROGRAM, "energy", "../Pd.vasp", "--ase", "emt:EMT", "--python", python}, [] {
      ::setenv("PATH", (".::run:" + std::string(::getenv("PATH"))).c_str(), 1);
      ::setenv("PYTHONPATH", ":.", 1);
    }).wait();
}

}  // namespace
}  // namespace crystalgan::test
