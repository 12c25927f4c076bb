#include "bench/fma_peak.hpp"

#include <gtest/gtest.h>

namespace crystalgan {
namespace {

TEST(FmaPeak, IsPositiveForAnyNumberOfThreads) {
  for (const std::size_t threads : {1U, 2U, 5U}) EXPECT_GT(fma_peak_gflops(threads, 0.0), 0.0);
}

TEST(FmaPeak, IsWhatACoreCanDo) {
  // Even vectors of four floats do more than 1 multiply-add in 10 cycles of 1 GHz, and no core does 64 in one of 8 GHz.
  const double peak = fma_peak_gflops(1, 0.02);
  EXPECT_GT(peak, 0.2);
  EXPECT_LT(peak, 1024.0);
}

}  // namespace
}  // namespace crystalgan
