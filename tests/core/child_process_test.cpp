#include "crystalgan/core/child_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>

#include "crystalgan/core/descriptor.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace crystalgan {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::seconds;

class ChildProcess : public testing::Test {
 protected:
  ChildCommand shell(const std::string& script) const {
    return {"sh", {"-c", script}, open_.number(), "output.txt", {{"CRYSTALGAN_TEST", "a b"}}};
  }
  std::string output() const { return read_file(folder_ / "output.txt"); }

  test::ScratchFolder folder_;
  Descriptor open_{::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
};

TEST_F(ChildProcess, IsWaitedForAndItsOutputKept) {
  const ChildEnd end = run_child(shell("pwd; echo \"$CRYSTALGAN_TEST\" >&2; cat; exit 7"), seconds(20), {});
  EXPECT_EQ(end.way, ChildEnd::Way::exited);
  EXPECT_EQ(end.number, 7);
  EXPECT_EQ(output(), std::filesystem::canonical(folder_.path()).string() + "\na b\n");
}

TEST_F(ChildProcess, KilledBySomethingElseIsToldWithTheSignal) {
  const ChildEnd end = run_child(shell("kill -SEGV $$"), seconds(20), {});
  EXPECT_EQ(end.way, ChildEnd::Way::killed);
  EXPECT_EQ(end.number, SIGSEGV);
}

TEST_F(ChildProcess, EndsWithItsTime) {
  const auto start = Clock::now();
  const ChildEnd end = run_child(shell("trap '' INT TERM; exec sleep 60"), std::chrono::milliseconds(200), {});
  EXPECT_EQ(end.way, ChildEnd::Way::timed_out);
  EXPECT_LT(Clock::now() - start, seconds(10));
}

TEST_F(ChildProcess, EndsWhenAskedTo) {
  std::atomic<int> asked{0};
  const ChildEnd end = run_child(shell("exec sleep 60"), seconds(60), [&] { return ++asked > 3; });
  EXPECT_EQ(end.way, ChildEnd::Way::stopped);
}

TEST_F(ChildProcess, FillsNoDisk) {
  const ChildEnd end = run_child(shell("exec yes"), seconds(60), {});
  EXPECT_EQ(end.way, ChildEnd::Way::killed);
  EXPECT_EQ(end.number, SIGXFSZ);
  EXPECT_EQ(std::filesystem::file_size(folder_ / "output.txt"), std::size_t{64} << 20);
}

TEST_F(ChildProcess, DiesWithItsParent) {
  const pid_t parent = ::fork();
  ASSERT_GE(parent, 0);
  if (parent == 0) {
    run_child(shell("echo $$ > number.partial; mv number.partial number; exec sleep 60"), seconds(60), {});
    ::_exit(0);
  }
  ASSERT_TRUE(test::wait_until([&] { return std::filesystem::exists(folder_ / "number"); }));
  const pid_t child = std::stoi(read_file(folder_ / "number"));
  ASSERT_EQ(::kill(child, 0), 0);
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  // Gone, or a zombie where nobody collects orphans.
  const auto is_gone = [&] {
    if (::kill(child, 0) != 0) return true;
    try {
      const std::string state = read_file("/proc/" + std::to_string(child) + "/stat");
      return state.substr(state.rfind(')') + 2, 1) == "Z";
    } catch (const IoError&) {
      return true;
    }
  };
  EXPECT_TRUE(test::wait_until(is_gone));
}

TEST_F(ChildProcess, ThatCannotBeRunIsAnError) {
  EXPECT_THROW(run_child({"/nowhere/python3", {}, -1, "", {}}, seconds(1), {}), IoError);
  EXPECT_THROW(run_child({"no-such-program-here", {}, -1, "", {}}, seconds(1), {}), IoError);
  EXPECT_THROW(run_child({"sh", {}, open_.number(), "gone/o", {}}, seconds(1), {}), OutputError);
}

TEST_F(ChildProcess, WritesItsOutputIntoANewFileAndThroughNoLink) {
  folder_.write("precious", "mine");
  std::filesystem::create_symlink(folder_ / "precious", folder_ / "output.txt");
  EXPECT_THROW(run_child(shell("echo foreign"), seconds(20), {}), OutputError);
  EXPECT_EQ(read_file(folder_ / "precious"), "mine");
}

TEST_F(ChildProcess, EndsWithTheProgramsThatItStarted) {
  run_child(shell("trap '' TERM; (exec sleep 60) & echo $!"), seconds(20), {});
  const pid_t grandchild = std::stoi(output());
  EXPECT_TRUE(test::wait_until([&] { return ::kill(grandchild, 0) != 0; }));
}

TEST_F(ChildProcess, LeavesNothingOpenAndNoZombie) {
  const auto open_files = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
  };
  const auto before = open_files();
  for (int i = 0; i < 3; ++i) run_child({"true", {}, -1, "", {}}, seconds(20), {});
  EXPECT_EQ(open_files(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

}  // namespace
}  // namespace crystalgan
