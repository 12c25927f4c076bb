#include "crystalgan/core/claim.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wait_until.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

// Of a process on another machine, as far as anybody can tell.
constexpr const char* kForeign = R"({"host":"node7","pid":1,"since":1000,"machine":"another 4026531836","started":5})"
                                 "\n";

void set_age(const fs::path& file, std::int64_t age) {
  const timespec time{std::time(nullptr) - age, 0};
  const std::array times{time, time};
  ASSERT_EQ(::utimensat(AT_FDCWD, file.c_str(), times.data(), 0), 0);
}

std::set<std::string> names_below(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename());
  return names;
}

// Does the work in that many processes at once; what they return, added up.
int sum_over_processes(int count, const std::function<int()>& work) {
  int start[2];
  EXPECT_EQ(::pipe(start), 0);
  std::vector<pid_t> children;
  for (int i = 0; i < count; ++i) {
    children.push_back(::fork());
    if (children.back() != 0) continue;
    char byte = 0;
    ::close(start[1]);
    static_cast<void>(::read(start[0], &byte, 1) == 0);  // all begin when the pipe ends
    ::_exit(work());
  }
  ::close(start[0]);
  ::close(start[1]);
  int sum = 0;
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status));
    sum += WEXITSTATUS(status);
  }
  return sum;
}

// Until that many processes have come here: each holds what it holds until all have tried.
void wait_for_others(const ScratchFolder& scratch, int count) {
  scratch.write("tried-" + std::to_string(::getpid()), "");
  wait_until([&] {
    int tried = 0;
    for (const std::string& name : names_below(scratch.path())) tried += name.starts_with("tried-") ? 1 : 0;
    return tried >= count;
  });
}

TEST(Claim, IsHeldByOneAtATime) {
  const ScratchFolder scratch;
  ClaimFolder one(scratch.path(), "claims"), other(scratch.path(), "claims");
  auto claim = one.take("Ni-Pd-H");
  ASSERT_TRUE(claim);
  EXPECT_TRUE(claim->is_held());
  EXPECT_FALSE(other.take("Ni-Pd-H"));
  EXPECT_FALSE(one.take("Ni-Pd-H"));
  EXPECT_TRUE(other.take("Al-Ni-H"));
  claim.reset();
  EXPECT_TRUE(other.take("Ni-Pd-H"));
}

TEST(Claim, LeavesNoFileOnceItsWorkIsFinished) {
  const ScratchFolder scratch;
  ClaimFolder claims(scratch.path(), "claims");
  claims.take("a").reset();  // given back: its file stays
  auto claim = claims.take("a");
  ASSERT_TRUE(claim);
  EXPECT_EQ(names_below(scratch / "claims"), (std::set<std::string>{"a.1", "a.2"}));
  claim->finish();
  EXPECT_FALSE(claim->is_held());
  EXPECT_TRUE(fs::is_empty(scratch / "claims"));
}

TEST(Claim, ThatIsNotRenewedIsTakenOver) {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "claims");
  scratch.write("claims/a.1", kForeign);
  ClaimFolder claims(scratch.path(), "claims", seconds(600));
  set_age(scratch / "claims/a.1", 500);
  EXPECT_FALSE(claims.take("a"));
  set_age(scratch / "claims/a.1", 700);
  const auto claim = claims.take("a");
  ASSERT_TRUE(claim);
  EXPECT_TRUE(claim->is_held());
  EXPECT_TRUE(fs::exists(scratch / "claims/a.1")) << "no file of another process is removed";
}

TEST(Claim, OfTheFutureIsTakenOver) {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "claims");
  scratch.write("claims/a.1", kForeign);
  ClaimFolder claims(scratch.path(), "claims", seconds(600));
  set_age(scratch / "claims/a.1", -500);
  EXPECT_FALSE(claims.take("a")) << "clocks differ";
  set_age(scratch / "claims/a.1", -700);
  EXPECT_FALSE(claims.list().at(0).is_held);
  EXPECT_TRUE(claims.take("a"));
}

TEST(Claim, AfterTheLastGenerationIsAnError) {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "claims");
  scratch.write("claims/a.1000000", kForeign);
  ClaimFolder claims(scratch.path(), "claims");
  EXPECT_THROW(claims.take("a"), ParseError);
}

TEST(Claim, AWrongNameIsNotRepeated) {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "claims");
  scratch.write("claims/$(touch HIT).1", kForeign);
  const ClaimFolder claims(scratch.path(), "claims");
  try {
    static_cast<void>(claims.list());
    FAIL() << "expected an error";
  } catch (const ParseError& error) {
    EXPECT_EQ(std::string(error.what()).find("touch"), std::string::npos) << error.what();
  }
}

TEST(Claim, OfOneThatSleptTooLongIsLost) {
  const ScratchFolder scratch;
  ClaimFolder slept(scratch.path(), "claims"), awake(scratch.path(), "claims");
  const auto lost = slept.take("a");
  ASSERT_TRUE(lost);
  std::ofstream(scratch / "claims/a.1") << kForeign;  // the same file: the process is not seen to live
  set_age(scratch / "claims/a.1", 700);
  EXPECT_TRUE(awake.take("a"));
  EXPECT_FALSE(lost->is_held());
}

TEST(Claim, OfAKilledProcessIsTakenOverAtOnce) {
  const ScratchFolder scratch;
  const auto take_and_die = [&]() -> int {
    ClaimFolder claims(scratch.path(), "claims");
    const auto claim = claims.take("a");
    ::_exit(claim ? 1 : 0);  // nothing is given back
  };
  EXPECT_EQ(sum_over_processes(1, take_and_die), 1);
  ClaimFolder claims(scratch.path(), "claims");
  EXPECT_FALSE(claims.list().front().is_held);
  EXPECT_TRUE(claims.take("a"));
}

TEST(Claim, IsTakenOnceByManyProcesses) {
  const ScratchFolder scratch;
  constexpr int kNames = 30, kProcesses = 6;
  const auto take_all = [&] {
    ClaimFolder claims(scratch.path(), "claims");
    std::vector<Claim> taken;
    for (int i = 0; i < kNames; ++i)
      if (auto claim = claims.take("name-" + std::to_string(i))) taken.push_back(std::move(*claim));
    wait_for_others(scratch, kProcesses);
    return static_cast<int>(taken.size());
  };
  EXPECT_EQ(sum_over_processes(kProcesses, take_all), kNames);
}

TEST(Claim, ThatIsStaleIsTakenOverByOneOfManyProcesses) {
  constexpr int kProcesses = 6;
  for (int round = 0; round < 20; ++round) {
    const ScratchFolder scratch;
    fs::create_directory(scratch / "claims");
    scratch.write("claims/a.1", kForeign);
    set_age(scratch / "claims/a.1", 700);
    const auto take = [&] {
      ClaimFolder claims(scratch.path(), "claims");
      const auto claim = claims.take("a");
      wait_for_others(scratch, kProcesses);
      return claim && claim->is_held() ? 1 : 0;
    };
    EXPECT_EQ(sum_over_processes(kProcesses, take), 1) << "round " << round;
  }
}

TEST(Claim, IsRenewedWhileItIsHeld) {
  const ScratchFolder scratch;
  ClaimFolder claims(scratch.path(), "claims", seconds(600), seconds(1));
  const auto claim = claims.take("a");
  set_age(scratch / "claims/a.1", 500);
  EXPECT_TRUE(wait_until([&] {
    struct stat status {};
    return ::stat((scratch / "claims/a.1").c_str(), &status) == 0 && status.st_mtim.tv_sec > std::time(nullptr) - 100;
  }));
}

TEST(Claim, AllAreGivenBackByWhoEndsTheProcess) {
  const ScratchFolder scratch;
  ClaimFolder claims(scratch.path(), "claims"), others(scratch.path(), "claims");
  const auto one = claims.take("a");
  const auto two = claims.take("b");
  claims.give_back_all();
  EXPECT_TRUE(others.take("a"));
  EXPECT_TRUE(others.take("b"));
  EXPECT_FALSE(one->is_held());
}

TEST(Claim, IsListedWithItsHolder) {
  const ScratchFolder scratch;
  ClaimFolder claims(scratch.path(), "claims");
  EXPECT_TRUE(claims.list().empty());
  const auto claim = claims.take("b");
  scratch.write("claims/a.1", kForeign);
  set_age(scratch / "claims/a.1", 700);
  const auto list = claims.list();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].name, "a");
  EXPECT_EQ(list[0].holder.host, "node7");
  EXPECT_FALSE(list[0].is_held);
  EXPECT_EQ(list[1].holder.pid, ::getpid());
  EXPECT_TRUE(list[1].is_held);
}

TEST(Claim, LeadsNowhereElse) {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "claims");
  scratch.write("secret", kForeign);
  fs::create_symlink(scratch / "secret", scratch / "claims/a.1");
  ClaimFolder claims(scratch.path(), "claims");
  EXPECT_THROW(claims.take("a"), ParseError);
  EXPECT_THROW(claims.list(), ParseError);
  for (const char* name : {"", "..", "a/b", "a.1", "a b"}) EXPECT_THROW(claims.take(name), ParseError) << name;
  fs::create_directory_symlink(scratch / "claims", scratch / "link");
  EXPECT_THROW(ClaimFolder(scratch.path(), "link").take("b"), ParseError);
}

TEST(Claim, OfAStrangerIsReadWithCare) {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "claims");
  ClaimFolder claims(scratch.path(), "claims");
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string(5000, ' '), std::string(R"({"host":1})")}) {
    scratch.write("claims/a.1", text);
    EXPECT_THROW(claims.take("a"), ParseError) << text;
  }
}

}  // namespace
}  // namespace crystalgan::test
