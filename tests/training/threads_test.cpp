#include "crystalgan/training/threads.hpp"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/tensors.hpp"
#include "tests/support/wait_until.hpp"

namespace crystalgan {
namespace {

TEST(Threads, VisitEverythingOnce) {
  for (const std::size_t threads : {0U, 1U, 2U, 7U})
    for (const std::size_t count : {0U, 1U, 3U, 100U}) {
      std::vector<std::atomic<int>> visits(count);
      run_in_parallel(count, threads, [&](std::size_t i) { ++visits.at(i); });
      for (const auto& visit : visits) EXPECT_EQ(visit, 1);
    }
}

TEST(Threads, WorkAtTheSameTime) {
  // each of two waits for the other
  std::atomic<int> arrived{0};
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  run_in_parallel(2, 2, [&](std::size_t) {
    ++arrived;
    while (arrived < 2 && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  });
  EXPECT_LT(std::chrono::steady_clock::now(), deadline);
}

TEST(Threads, AFailureStopsNewWorkAndIsThrownAgain) {
  std::set<std::size_t> visited;
  try {
    run_in_parallel(10, 1, [&](std::size_t i) {
      visited.insert(i);
      if (i >= 3) throw std::runtime_error("work " + std::to_string(i));
    });
    ADD_FAILURE() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()), "work 3");
  }
  EXPECT_EQ(visited, (std::set<std::size_t>{0, 1, 2, 3}));
}

TEST(Threads, OfTwoFailuresTheLowerIndexIsThrown) {
  struct Leaving {
    std::atomic<int>& left;
    ~Leaving() { ++left; }
  };
  std::atomic<int> arrived{0};
  std::atomic<int> left{0};
  try {
    run_in_parallel(2, 2, [&](std::size_t i) {
      ++arrived;
      while (arrived < 2) std::this_thread::yield();
      const Leaving leaving{left};
      if (i == 0) EXPECT_TRUE(test::wait_until([&] { return left > 0; }));  // the higher one fails first
      throw std::runtime_error("work " + std::to_string(i));
    });
    ADD_FAILURE() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()), "work 0");
  }
}

TEST(Threads, EveryTensorOperationRunsOnOneThread) {
  at::set_num_threads(2);
  std::atomic<int> most{0};
  run_in_parallel(4, 2, [&](std::size_t) { most = std::max(most.load(), at::get_num_threads()); });
  EXPECT_EQ(most, 1);
}

TEST(Threads, HowManyDoesNotChangeTheResult) {
  const auto products = [](std::size_t threads) {
    std::array<at::Tensor, 6> results;
    run_in_parallel(results.size(), threads, [&](std::size_t i) {
      Random random((Seed(i)));
      const auto one = test::random_tensor(random, {2, 150, 300}).to(at::kFloat);
      const auto other = test::random_tensor(random, {2, 300, 200}).to(at::kFloat);
      results.at(i) = at::bmm(one, other).sum(1);
    });
    return results;
  };
  const auto alone = products(1);
  const auto together = products(2);
  for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_TRUE(test::identical(alone[i], together[i]));
}

}  // namespace
}  // namespace crystalgan
