#include "crystalgan/core/worker_process.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iterator>
#include <sstream>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/input_file.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace crystalgan {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

WorkerCommand shell(const std::string& script) { return {"sh", {"-c", script}, {{"CRYSTALGAN_TEST", "a b"}}}; }

std::string failure(const std::string& script, std::chrono::duration<double> limit = seconds(30)) {
  WorkerProcess worker(shell(script));
  const WorkerAnswer answer = worker.answer("go", limit);
  EXPECT_FALSE(answer.line) << *answer.line;
  EXPECT_FALSE(worker.is_alive());
  EXPECT_FALSE(worker.answer("again", limit).line);
  return answer.failure;
}

bool is_gone(pid_t process) { return ::kill(process, 0) != 0; }

TEST(WorkerProcess, AnswersLineByLine) {
  WorkerProcess worker(shell("echo $CRYSTALGAN_TEST >&0; while read line; do echo noise; echo \"[$line]\" >&0; done"));
  EXPECT_EQ(worker.next_line(seconds(30)).line, "a b");
  for (const std::string line : {"one", "", "three words here"})
    EXPECT_EQ(worker.answer(line, seconds(30)).line, "[" + line + "]");
  EXPECT_TRUE(worker.is_alive());
}

// As in daemons. The descriptors of the worker then have the numbers of the standard ones.
TEST(WorkerProcess, RunsWhereStandardInputIsClosed) {
  const int kept = ::dup(STDIN_FILENO);
  ::close(STDIN_FILENO);
  {
    WorkerProcess worker(shell("while read line; do echo noise; echo \"[$line]\" >&0; done"));
    EXPECT_EQ(worker.answer("one", seconds(30)).line, "[one]");
  }
  if (kept >= 0) {
    ::dup2(kept, STDIN_FILENO);
    ::close(kept);
  }
}

TEST(WorkerProcess, CarriesLongLines) {
  const std::string line(300000, 'x');
  WorkerProcess counting(shell("while read line; do echo \"$line$line\" >&0; done"));
  const WorkerAnswer answer = counting.answer(line, seconds(60));
  ASSERT_TRUE(answer.line) << answer.failure;
  EXPECT_EQ(*answer.line, line + line);
}

TEST(WorkerProcess, SaysHowItEndedAndItsLastLine) {
  EXPECT_EQ(failure("read line; echo first; echo '  the last  ' >&2; echo; exit 7"), "exit code 7:   the last");
  EXPECT_EQ(failure("read line; exit 0"), "exit code 0");
  EXPECT_EQ(failure("read line; kill -SEGV $$"), "killed by signal 11");
  EXPECT_EQ(failure("read line; printf '\\033[31mred'; exit 1"), "exit code 1: \\x1b[31mred");
  EXPECT_EQ(failure("exit 3"), "exit code 3");
}

TEST(WorkerProcess, PrintsOfAnEarlierLineAreNotItsLastLine) {
  WorkerProcess worker(shell("read line; echo early; echo ok >&0; read line; exit 5"));
  EXPECT_EQ(worker.answer("one", seconds(30)).line, "ok");
  EXPECT_EQ(worker.answer("two", seconds(30)).failure, "exit code 5");
}

TEST(WorkerProcess, IsKilledWithItsGroupWhenItsTimeIsOver) {
  WorkerProcess worker(shell("trap '' TERM INT; (exec sleep 60) & echo $! >&0; read line; exec sleep 60"));
  const WorkerAnswer started = worker.next_line(seconds(30));
  ASSERT_TRUE(started.line) << started.failure;
  const pid_t grandchild = std::stoi(*started.line);
  ASSERT_FALSE(is_gone(grandchild));
  EXPECT_EQ(worker.answer("go", milliseconds(200)).failure, "no answer within 0.2 s");
  EXPECT_FALSE(worker.is_alive());
  EXPECT_TRUE(test::wait_until([&] { return is_gone(grandchild); }));
}

TEST(WorkerProcess, EndsByItselfWhenItIsNoLongerNeeded) {
  const test::ScratchFolder folder;
  { WorkerProcess worker(shell("while read line; do :; done; echo bye > " + (folder / "bye").string())); }
  EXPECT_TRUE(std::filesystem::exists(folder / "bye"));
}

TEST(WorkerProcess, IsOutOfReachOfInterruptsFromTheTerminal) {
  WorkerProcess worker(shell("read line; echo $(ps -o pgid= -p $$) >&0; read line"));
  const WorkerAnswer group = worker.answer("which", seconds(30));
  ASSERT_TRUE(group.line) << group.failure;
  EXPECT_NE(*group.line, std::to_string(::getpgrp()));
}

// By SIGKILL, so that no handler helps.
TEST(WorkerProcess, IsKilledWithItsGroupWhenTheProgramIs) {
  const test::ScratchFolder folder;
  const pid_t program = ::fork();
  ASSERT_GE(program, 0);
  if (program == 0) {
    const std::string pids = (folder / "pids").string();
    WorkerProcess worker(shell("trap '' TERM INT HUP; (trap '' TERM INT HUP; exec sleep 60) & echo $$ $! > " + pids +
                               ".partial; mv " + pids + ".partial " + pids + "; exec sleep 60"));
    ::pause();
    ::_exit(0);
  }
  ASSERT_TRUE(test::wait_until([&] { return std::filesystem::exists(folder / "pids"); }));
  std::istringstream pids(read_file(folder / "pids"));
  pid_t worker = 0;
  pid_t grandchild = 0;
  pids >> worker >> grandchild;
  ASSERT_FALSE(is_gone(worker) || is_gone(grandchild));
  ::kill(program, SIGKILL);
  ::waitpid(program, nullptr, 0);
  EXPECT_TRUE(test::wait_until([&] { return is_gone(worker) && is_gone(grandchild); }));
}

TEST(WorkerProcess, ThatCannotBeRunIsAnError) {
  EXPECT_THROW(WorkerProcess({"/nowhere/python3", {}, {}}), IoError);
  EXPECT_THROW(WorkerProcess({"no-such-program-here", {}, {}}), IoError);
}

TEST(WorkerProcess, LeavesNothingOpenAndNoZombie) {
  const auto open_files = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), std::filesystem::directory_iterator());
  };
  const auto before = open_files();
  for (int i = 0; i < 3; ++i) {
    { WorkerProcess worker(shell("read line")); }
    failure("exit 1");
  }
  EXPECT_EQ(open_files(), before);
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

}  // namespace
}  // namespace crystalgan
