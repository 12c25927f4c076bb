#include "crystalgan/core/directory.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <set>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/whole_file.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

/// A folder `run` as a stranger could send it, beside a folder `mine` that is none of its business.
class DirectoryTest : public testing::Test {
 protected:
  DirectoryTest() {
    for (const char* name : {"run", "mine"}) fs::create_directory(scratch_ / name);
    scratch_.write("mine/precious", "precious");
  }
  ~DirectoryTest() override {
    EXPECT_EQ(names_in("mine"), std::set<std::string>{"precious"});
    EXPECT_EQ(read_file(scratch_ / "mine/precious"), "precious");
  }

  std::set<std::string> names_in(const std::string& folder) const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(scratch_ / folder)) names.insert(entry.path().filename().string());
    return names;
  }
  void link(const std::string& name, const std::string& target) const {
    fs::create_symlink(scratch_ / target, scratch_ / "run" / name);
  }
  std::string refusal(const std::string& name) const {
    try {
      run_.read(name);
    } catch (const ParseError& error) {
      return std::string(error.what()).substr((scratch_ / "run/").string().size());
    }
    return "none";
  }

  test::ScratchFolder scratch_;
  Directory run_{scratch_ / "run"};
};

TEST_F(DirectoryTest, ALargeFileIsRefusedBeforeItIsRead) {
  run_.write("small", "12345");
  EXPECT_EQ(run_.read("small", 5), "12345");
  EXPECT_THROW(run_.read("small", 4), IoError);
  run_.write("sparse", "");
  fs::resize_file(scratch_ / "run/sparse", std::uintmax_t{1} << 40U);
  EXPECT_THROW(run_.read("sparse", 1 << 20), IoError);
  EXPECT_THROW(run_.read("sparse"), IoError);
}

TEST_F(DirectoryTest, WhatIsWrittenIsReadBackAndListed) {
  run_.write("a.txt", "a");
  run_.write("deep/er/b.txt", "b");
  run_.write("deep/er/b.txt", "c");
  run_.write("deep/er/.hidden", "");
  fs::create_directory(scratch_ / "run/deep/er/folder");
  EXPECT_EQ(run_.read("deep/er/b.txt"), "c");
  EXPECT_EQ(run_.below("deep/").read("er/b.txt"), "c");
  EXPECT_EQ(run_.below("deep").path(), scratch_ / "run/deep");
  EXPECT_EQ(run_.files_in("deep/er"), std::vector<std::string>{"b.txt"});
  EXPECT_THROW(run_.files_in("nowhere"), IoError);
  EXPECT_TRUE(run_.has("deep/er"));
  EXPECT_FALSE(run_.has("deep/none"));
  EXPECT_FALSE(run_.has("none/none"));
  EXPECT_THROW(run_.read("none"), IoError);
  EXPECT_EQ(names_in("run"), (std::set<std::string>{"a.txt", "deep"}));
}

TEST_F(DirectoryTest, ALinkIsReplacedWhereItIsWrittenAndRefusedWhereItIsRead) {
  link("report.html", "mine/precious");
  link("nowhere.html", "nowhere");
  EXPECT_TRUE(run_.has("nowhere.html"));
  EXPECT_EQ(refusal("report.html"), "report.html: expected a file, got a symbolic link, which is not followed here");
  EXPECT_THROW(run_.appended("report.html"), ParseError);
  for (const char* name : {"report.html", "nowhere.html"}) {
    run_.write(name, "page");
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(scratch_ / "run" / name)));
    EXPECT_EQ(run_.read(name), "page");
  }
  EXPECT_FALSE(fs::exists(scratch_ / "nowhere"));
}

TEST_F(DirectoryTest, AFolderThatIsALinkIsRefusedOrReplaced) {
  link("candidates", "mine");
  link("dft", "mine");
  EXPECT_EQ(refusal("candidates/precious"),
            "candidates: expected a folder, got a symbolic link, which is not followed here");
  EXPECT_THROW(run_.write("candidates/0001.vasp", ""), ParseError);
  EXPECT_THROW(run_.write("candidates/deeper/0001.vasp", ""), ParseError);
  EXPECT_THROW(run_.remove("candidates/precious"), ParseError);
  EXPECT_THROW(run_.files_in("candidates"), ParseError);
  EXPECT_THROW(run_.new_folder("dft/tasks"), ParseError);
  EXPECT_THROW(run_.below("dft").appended("precious"), ParseError);
  EXPECT_FALSE(run_.is_empty_folder("candidates"));
  run_.remove_leftovers();
  run_.write_folder("candidates", {{"0001.vasp", "a"}, {"deep/0002.vasp", "b"}});
  EXPECT_FALSE(fs::is_symlink(scratch_ / "run/candidates"));
  EXPECT_EQ(run_.read("candidates/deep/0002.vasp"), "b");
  run_.remove("dft");
  EXPECT_EQ(names_in("run"), std::set<std::string>{"candidates"});
}

TEST_F(DirectoryTest, APipeASocketOrADeviceIsNeitherReadNorReplaced) {
  ASSERT_EQ(::mkfifo((scratch_ / "run/pipe").c_str(), 0600), 0);
  EXPECT_EQ(refusal("pipe"), "pipe: expected a file, got a pipe");
  EXPECT_EQ(Directory("/dev").path(), "/dev");
  EXPECT_THROW(Directory("/dev").read("zero"), ParseError);
  EXPECT_THROW(run_.write("pipe", ""), OutputError);
  EXPECT_THROW(run_.appended("pipe"), ParseError);
  fs::create_directory(scratch_ / "run/folder");
  EXPECT_EQ(refusal("folder"), "folder: expected a file, got a folder");
  EXPECT_THROW(run_.write("folder", ""), OutputError);
  EXPECT_EQ(names_in("run"), (std::set<std::string>{"folder", "pipe"}));
}

TEST_F(DirectoryTest, NoNameLeadsOutOfTheFolder) {
  for (const char* name : {"../mine/precious", "a/../../mine/precious", "", ".", "./a", "a//b", "/etc/passwd"}) {
    EXPECT_THROW(run_.read(name), ParseError) << name;
    EXPECT_THROW(run_.write(name, ""), ParseError) << name;
    EXPECT_THROW(run_.remove(name), ParseError) << name;
  }
}

TEST_F(DirectoryTest, ANewFolderTakesItsPlaceWholeOrNotAtAll) {
  run_.write("tasks/one/old", "old");
  {
    NewFolder dropped = run_.new_folder("tasks/one");
    dropped.add("half", "half");
  }
  EXPECT_EQ(names_in("run/tasks"), std::set<std::string>{"one"});
  EXPECT_EQ(names_in("run/tasks/one"), std::set<std::string>{"old"});
  NewFolder kept = run_.new_folder("tasks/one");
  kept.add("new", "new");
  EXPECT_THROW(kept.add("new", "twice"), OutputError);
  EXPECT_EQ(kept.read("new"), "new");
  EXPECT_EQ(kept.read("none"), std::nullopt);
  kept.keep();
  EXPECT_EQ(names_in("run/tasks"), std::set<std::string>{"one"});
  EXPECT_EQ(names_in("run/tasks/one"), std::set<std::string>{"new"});
}

// The fixture looks whether anything was written into `mine`.
TEST_F(DirectoryTest, ANewFolderThatAnotherProcessReplacesByALinkIsWrittenWhereItIsAndGetsNoName) {
  {
    NewFolder made = run_.new_folder("candidates");
    const std::string temporary = *names_in("run").begin();
    fs::rename(scratch_ / "run" / temporary, scratch_ / "moved");
    link(temporary, "mine");
    made.add("0001.vasp", "a");
    made.add("deep/0002.vasp", "b");
    EXPECT_EQ(read_file(scratch_ / "moved/0001.vasp"), "a");
    EXPECT_EQ(read_file(scratch_ / "moved/deep/0002.vasp"), "b");
    EXPECT_EQ(made.read("precious"), std::nullopt);
    EXPECT_THROW(made.keep(), OutputError);
    EXPECT_THROW(made.keep_as_first(), OutputError);
  }
  EXPECT_TRUE(names_in("run").empty()) << "the link is gone";
}

TEST_F(DirectoryTest, FoldersDeeperThanTheLimitStayWithTheReason) {
  const Descriptor run(::open((scratch_ / "run").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const auto make_deep = [&](int levels) {
    Descriptor folder(::openat(run.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (int level = 0; level < levels; ++level) {
      ::mkdirat(folder.number(), "d", 0777);
      folder.reset(::openat(folder.number(), "d", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    }
  };
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit enough = before;
  enough.rlim_cur = std::min<rlim_t>(before.rlim_max, 4 * kMaxFolderDepth);
  ::setrlimit(RLIMIT_NOFILE, &enough);
  make_deep(kMaxFolderDepth + 2);
  EXPECT_FALSE(remove_tree(run.number(), "d"));
  EXPECT_EQ(errno, ENAMETOOLONG);
  run_.remove_leftovers();
  ASSERT_EQ(::renameat(run.number(), "d/d", run.number(), "rest"), 0);
  EXPECT_TRUE(remove_tree(run.number(), "rest"));
  EXPECT_TRUE(remove_tree(run.number(), "d"));
  ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST_F(DirectoryTest, LinesAreAdded) {
  run_.write("lines", "one\n");
  AppendedFile lines = run_.appended("lines");
  lines.add("two\n");
  lines.add("three\n");
  EXPECT_EQ(run_.read("lines"), "one\ntwo\nthree\n");
}

TEST_F(DirectoryTest, PermissionsAreThoseOfTheUmask) {
  const mode_t before = ::umask(027);
  run_.write("a", "");
  run_.write_folder("folder", {{"b", ""}});
  ::umask(before);
  EXPECT_EQ(fs::status(scratch_ / "run/a").permissions(), fs::perms(0640));
  EXPECT_EQ(fs::status(scratch_ / "run/folder").permissions(), fs::perms(0750));
  EXPECT_EQ(fs::status(scratch_ / "run/folder/b").permissions(), fs::perms(0640));
}

TEST_F(DirectoryTest, WhatAKilledProcessLeftGoesAndWhatALivingOneWritesStays) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t writer = ::fork();
  if (writer == 0) {
    NewFolder made = run_.new_folder("candidates");
    made.add("0001.vasp", "half");
    [[maybe_unused]] const auto told = ::write(ready[1], "x", 1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  link(partial_path("report.html", 0).string(), "mine/precious");  // a link is nobody's leftover
  run_.write("deep/" + partial_path("a.txt", 7).string(), "half");
  const fs::path new_run = scratch_ / "new";
  fs::create_directory(partial_path(new_run, 3));
  fs::create_directory(partial_path(scratch_ / "newer", 3));
  run_.remove_leftovers();
  EXPECT_EQ(names_in("run").size(), 3U);
  EXPECT_TRUE(names_in("run/deep").empty());
  ::kill(writer, SIGKILL);
  ::waitpid(writer, nullptr, 0);
  run_.remove_leftovers();
  EXPECT_EQ(names_in("run").size(), 2U);
  new_folder_beside(new_run).keep_as_first();
  EXPECT_EQ(names_in("").size(), 4U) << "run, mine, new, and the leftover of newer";
  ::close(ready[0]);
  ::close(ready[1]);
}

}  // namespace
}  // namespace crystalgan
