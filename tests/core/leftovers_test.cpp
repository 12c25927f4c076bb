#include "crystalgan/core/leftovers.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "crystalgan/core/directory.hpp"
#include "crystalgan/core/worker_process.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

/// In a process of its own, which ends right after it.
template <class Work>
void in_a_process_that_ends(const Work& work) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    work();
    take_leftovers_away(std::chrono::seconds(1));
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
}

TEST(Leftovers, AFolderThatIsNotCompleteGoesWithTheProcessAndALinkInItIsNotFollowed) {
  const test::ScratchFolder scratch;
  scratch.write("precious", "mine");
  in_a_process_that_ends([&] {
    const Directory folder(scratch.path());
    auto* half = new NewFolder(folder.new_folder("half"));
    half->add("deep/a.txt", "a");
    fs::create_symlink(scratch / "precious", half->path() / "link");
    NewFolder whole = folder.new_folder("whole");
    whole.keep();
  });
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), fs::directory_iterator()), 2);
  EXPECT_TRUE(fs::is_directory(scratch / "whole"));
  EXPECT_TRUE(fs::exists(scratch / "precious"));
}

TEST(Leftovers, AWorkerThatDoesNotListenIsKilledWithTheProcess) {
  const test::ScratchFolder scratch;
  in_a_process_that_ends([&] {
    auto* worker =
        new WorkerProcess({"sh", {"-c", "echo $$ > " + (scratch / "pid").string() + "; echo >&0; exec sleep 60"}, {}});
    worker->next_line(std::chrono::seconds(20));
  });
  const pid_t worker = std::stoi(read_file(scratch / "pid"));
  EXPECT_TRUE(test::wait_until([&] { return ::kill(worker, 0) != 0; }));
}

}  // namespace
}  // namespace crystalgan
