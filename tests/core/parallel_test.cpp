#include "crystalgan/core/parallel.hpp"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/wait_until.hpp"

namespace crystalgan {
namespace {

/// Waits until so many have arrived; false where they do not come.
bool meets(std::atomic<int>& arrived, int expected) {
  ++arrived;
  return test::wait_until([&] { return arrived >= expected; });
}

std::string failure_of(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work) {
  try {
    parallel_for(count, threads, work);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no failure";
}

TEST(ParallelFor, DoesEveryPieceOfWorkOnceWhateverTheThreads) {
  for (const std::size_t threads : {0U, 1U, 2U, 8U}) {
    for (const std::size_t count : {0U, 1U, 3U, 100U}) {
      std::vector<std::atomic<int>> done(count);
      parallel_for(count, threads, [&](std::size_t i) { ++done[i]; });
      EXPECT_TRUE(std::ranges::all_of(done, [](const auto& times) { return times == 1; })) << count << " " << threads;
    }
  }
}

TEST(ParallelFor, WorksOnSeveralPiecesAtOnce) {
  std::atomic<int> arrived{0};
  std::atomic<int> met{0};
  parallel_for(3, 3, [&](std::size_t) { met += meets(arrived, 3) ? 1 : 0; });
  EXPECT_EQ(met, 3);
}

TEST(ParallelFor, OneThreadIsTheCallersAndWorksInOrder) {
  std::vector<std::size_t> order;
  std::set<std::thread::id> workers;
  parallel_for(5, 1, [&](std::size_t i) {
    order.push_back(i);
    workers.insert(std::this_thread::get_id());
  });
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(workers, (std::set<std::thread::id>{std::this_thread::get_id()}));
}

#ifndef __SANITIZE_ADDRESS__
TEST(ParallelFor, WhereTheSystemGivesNoMoreThreadsThoseThatAreThereDoTheWork) {
  std::vector<std::atomic<int>> done(8);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
  const rlimit small{1, before.rlim_max};  // no stack for another thread
  pthread_attr_t usual;
  pthread_attr_t large;
  ASSERT_EQ(::pthread_getattr_default_np(&usual), 0);
  ASSERT_EQ(::pthread_attr_init(&large), 0);
  ASSERT_EQ(::pthread_attr_setstacksize(&large, std::size_t{256} << 20), 0);
  ASSERT_EQ(::pthread_setattr_default_np(&large), 0);  // larger than the stacks that are kept of earlier threads
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &small), 0);
  parallel_for(done.size(), 4, [&](std::size_t i) { ++done[i]; });
  ::setrlimit(RLIMIT_AS, &before);
  ::pthread_setattr_default_np(&usual);
  ::pthread_attr_destroy(&large);
  EXPECT_TRUE(std::ranges::all_of(done, [](const auto& times) { return times == 1; }));
}
#endif

TEST(ParallelFor, AFailureComesBackToTheCallerAndStartsNoNewWork) {
  std::vector<std::size_t> begun;
  EXPECT_EQ(failure_of(10, 1,
                       [&](std::size_t i) {
                         begun.push_back(i);
                         if (i >= 3) throw std::runtime_error(std::to_string(i));
                       }),
            "3");
  EXPECT_EQ(begun, (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(ParallelFor, OfSeveralFailuresTheLowestIndexIsReported) {
  for (int repeat = 0; repeat < 20; ++repeat) {
    std::atomic<int> arrived{0};
    EXPECT_EQ(failure_of(2, 2,
                         [&](std::size_t i) {
                           meets(arrived, 2);  // both fail
                           throw std::runtime_error(std::to_string(i));
                         }),
              "0");
  }
}

}  // namespace
}  // namespace crystalgan
