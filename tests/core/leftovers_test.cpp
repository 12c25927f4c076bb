#include "crystalgan/core/leftovers.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "crystalgan/core/directory.hpp"
#include "tests/support/scratch_folder.hpp"

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
    ::symlinkat((scratch / "precious").c_str(), half->descriptor(), "link");
    NewFolder whole = folder.new_folder("whole");
    whole.keep();
  });
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), fs::directory_iterator()), 2);
  EXPECT_TRUE(fs::is_directory(scratch / "whole"));
  EXPECT_TRUE(fs::exists(scratch / "precious"));
}

TEST(Leftovers, AFolderMovedMeanwhileIsFollowedByNoPath) {
  const test::ScratchFolder scratch;
  for (const char* name : {"mine", "run"}) fs::create_directory(scratch / name);
  scratch.write("mine/precious", "mine");
  in_a_process_that_ends([&] {
    auto* half = new NewFolder(Directory(scratch / "run").new_folder("half"));
    half->add("a.txt", "a");
    const fs::path temporary = fs::directory_iterator(scratch / "run")->path().filename();
    fs::create_directory(scratch / "mine" / temporary);
    fs::rename(scratch / "run", scratch / "moved");
    fs::create_symlink(scratch / "mine", scratch / "run");
  });
  EXPECT_TRUE(fs::is_empty(scratch / "moved"));
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch / "mine"), fs::directory_iterator()), 2);
}

}  // namespace
}  // namespace crystalgan
