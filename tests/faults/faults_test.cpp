// Long commands that are killed, meet a full or broken disk, or run twice at once. CRYSTALGAN_FAULTS=50 tries 50 kills, and 20
// each of the other faults; without it the gate tries a few (docs in CONTRIBUTING.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>

#include "crystalgan/core/random.hpp"
#include "crystalgan/core/seed.hpp"
#include "tests/faults/trials.hpp"

namespace crystalgan::test {
namespace {

// Of 50 kills: 20 sizes of the disk, 20 calls of every kind that fail.
constexpr double kOthersPerKill = 0.4;

int faults_wanted() {
  const char* text = std::getenv("CRYSTALGAN_FAULTS");
  return text == nullptr ? 0 : std::atoi(text);
}

class LongCommandFaults : public testing::TestWithParam<LongCommand> {
 protected:
  void SetUp() override {
    auto& made = trials_of_[GetParam().name];
    if (kills() == 0) GTEST_SKIP() << "set CRYSTALGAN_FAULTS: too expensive for the gate";
    if (!made) made = std::make_unique<Trials>(GetParam());
    trials_ = made.get();
    if (trials_->missing().empty()) return;
    if (GetParam().needs_model || GetParam().needs_python) GTEST_SKIP() << trials_->missing();
    FAIL() << trials_->missing();
  }

  // In the gate an expensive command meets only the most likely faults.
  bool is_left_out() const { return faults_wanted() == 0 && GetParam().kills_in_gate == 1; }
  int kills() const { return faults_wanted() > 0 ? faults_wanted() : GetParam().kills_in_gate; }
  int others() const {
    return faults_wanted() > 0 ? std::max(1, static_cast<int>(kOthersPerKill * faults_wanted()))
                               : (GetParam().kills_in_gate + 1) / 2;
  }
  Random random(const std::string& kind) const { return Random(Seed(1).derive(kind + "/" + GetParam().name)); }
  static std::int64_t call(Random& random, std::int64_t count) {
    return 1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(std::max<std::int64_t>(1, count))));
  }

  // Tries the fault that `make` draws, several times.
  template <class Make>
  void expect_recovers(const std::string& kind, int count, const Make& make) {
    Random draws = random(kind);
    for (int i = 0; i < count && !HasFailure(); ++i) trials_->expect_recovers(make(draws));
  }

  static std::map<std::string, std::unique_ptr<Trials>> trials_of_;
  Trials* trials_ = nullptr;
};

std::map<std::string, std::unique_ptr<Trials>> LongCommandFaults::trials_of_;

TEST_P(LongCommandFaults, KilledAtAnyFileItGoesOn) {
  expect_recovers("kill", (kills() + 1) / 2,
                  [&](Random& random) { return killed_at(call(random, trials_->calls().changes)); });
}

TEST_P(LongCommandFaults, KilledAtAnyTimeItGoesOn) {
  expect_recovers("time", kills() / 2,
                  [&](Random& random) { return killed_after(random.uniform() * trials_->calls().seconds); });
}

// The first calls make the folder of a run.
TEST_P(LongCommandFaults, TerminatedItLeavesNoFolderHalfMade) {
  if (GetParam().resume.empty()) return;
  constexpr std::int64_t kFirst = 20;
  Random draws = random("terminate");
  for (int i = 0; i < kills() && !HasFailure(); ++i)
    trials_->expect_ends_cleanly(call(draws, i % 2 == 0 ? kFirst : trials_->calls().changes));
}

TEST_P(LongCommandFaults, AFullDiskIsOneLineAndNoHalfFile) {
  if (trials_->calls().bytes == 0) return;
  expect_recovers("disk", others(),
                  [&](Random& random) { return full_disk(call(random, trials_->calls().bytes) - 1); });
}

TEST_P(LongCommandFaults, ACallThatFailsIsOneLineAndNoHalfFile) {
  if (is_left_out()) return;
  expect_recovers("write", others(), [&](Random& random) {
    return broken(EIO, Fault::Calls::change, call(random, trials_->calls().changes));
  });
}

TEST_P(LongCommandFaults, AFileThatCannotBeReadIsOneLine) {
  if (is_left_out()) return;
  if (trials_->calls().reads == 0) return;
  expect_recovers("read", others(), [&](Random& random) {
    return broken(EIO, Fault::Calls::read, call(random, trials_->calls().reads));
  });
}

TEST_P(LongCommandFaults, AFolderThatCannotBeWrittenIsOneLine) {
  trials_->expect_recovers(always(EROFS, Fault::Calls::change));
  if (faults_wanted() > 0) trials_->expect_recovers(always(EACCES, Fault::Calls::change));
}

TEST_P(LongCommandFaults, ShortAndInterruptedCallsDoNotShow) {
  if (is_left_out()) return;
  trials_->expect_unharmed({.what = "short"});
  trials_->expect_unharmed(always(EINTR, Fault::Calls::change));
  trials_->expect_unharmed(always(EINTR, Fault::Calls::read));
}

TEST_P(LongCommandFaults, OfTwoAtOnceOneWins) {
  if (is_left_out()) return;
  const int count = faults_wanted() > 0 ? others() : 1;
  for (int i = 0; i < count && !HasFailure(); ++i) trials_->expect_one_wins();
}

INSTANTIATE_TEST_SUITE_P(Every, LongCommandFaults, testing::ValuesIn(long_commands()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace crystalgan::test
