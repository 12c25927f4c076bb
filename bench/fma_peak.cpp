#include "fma_peak.hpp"

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <vector>

#include "crystalgan/core/parallel.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace crystalgan {
namespace {

using Clock = std::chrono::steady_clock;

// Sums that do not wait for each other. A multiply-add takes four or five cycles and two can start in each, so ten are
// needed; twelve leave room for the factor and the addend among the 16 registers of AVX2.
constexpr int kSums = 12;

// Multiply-adds on every sum in one round. Chosen: about a millisecond, short enough to fall between the interruptions
// of a busy machine.
constexpr std::int64_t kLength = 300'000;

// sum -> sum * kFactor + kAddend tends to a half; none starts there, or a compiler would leave it out.
constexpr float kFactor = 0.5F;
constexpr float kAddend = 0.25F;

/// A loop of multiply-adds on vectors of so many floats; returns a number that depends on all of them.
struct FmaLoop {
  float (*run)(std::int64_t length);
  int lanes;
};

#if defined(__x86_64__)

__attribute__((target("avx512f"))) float run_avx512(std::int64_t length) {
  const __m512 factor = _mm512_set1_ps(kFactor);
  const __m512 addend = _mm512_set1_ps(kAddend);
  __m512 sums[kSums];
  for (int k = 0; k < kSums; ++k) sums[k] = _mm512_set1_ps(static_cast<float>(k));
  for (std::int64_t i = 0; i < length; ++i)
#pragma GCC unroll 16
    for (int k = 0; k < kSums; ++k) sums[k] = _mm512_fmadd_ps(sums[k], factor, addend);
  for (int k = 1; k < kSums; ++k) sums[0] = _mm512_add_ps(sums[0], sums[k]);
  float lanes[16];
  _mm512_storeu_ps(lanes, sums[0]);
  return std::accumulate(std::begin(lanes), std::end(lanes), 0.0F);
}

__attribute__((target("avx2,fma"))) float run_avx2(std::int64_t length) {
  const __m256 factor = _mm256_set1_ps(kFactor);
  const __m256 addend = _mm256_set1_ps(kAddend);
  __m256 sums[kSums];
  for (int k = 0; k < kSums; ++k) sums[k] = _mm256_set1_ps(static_cast<float>(k));
  for (std::int64_t i = 0; i < length; ++i)
#pragma GCC unroll 16
    for (int k = 0; k < kSums; ++k) sums[k] = _mm256_fmadd_ps(sums[k], factor, addend);
  for (int k = 1; k < kSums; ++k) sums[0] = _mm256_add_ps(sums[0], sums[k]);
  float lanes[8];
  _mm256_storeu_ps(lanes, sums[0]);
  return std::accumulate(std::begin(lanes), std::end(lanes), 0.0F);
}

#endif

// Four floats a vector: SSE2 and NEON, whatever the compiler makes of it.
float run_plain(std::int64_t length) {
  constexpr int kLanes = 4;
  float sums[kSums * kLanes];
  for (int k = 0; k < kSums * kLanes; ++k) sums[k] = static_cast<float>(k);
  for (std::int64_t i = 0; i < length; ++i)
    for (float& sum : sums) sum = sum * kFactor + kAddend;
  return std::accumulate(std::begin(sums), std::end(sums), 0.0F);
}

FmaLoop fastest_loop() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return {run_avx512, 16};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {run_avx2, 8};
#endif
  return {run_plain, 4};
}

// Seconds from the first thread's begin to the last one's end.
double seconds_of_round(const FmaLoop& loop, std::size_t threads) {
  std::barrier start(static_cast<std::ptrdiff_t>(threads));
  std::vector<Clock::time_point> begins(threads);
  std::vector<Clock::time_point> ends(threads);
  parallel_for(threads, threads, [&](std::size_t i) {
    start.arrive_and_wait();
    begins[i] = Clock::now();
    [[maybe_unused]] volatile float kept = loop.run(kLength);  // else the loop is left out
    ends[i] = Clock::now();
  });
  const auto first = *std::min_element(begins.begin(), begins.end());
  return std::chrono::duration<double>(*std::max_element(ends.begin(), ends.end()) - first).count();
}

}  // namespace

double fma_peak_gflops(std::size_t threads, double seconds) {
  const FmaLoop loop = fastest_loop();
  const double operations = 2.0 * kSums * static_cast<double>(kLength * loop.lanes) * static_cast<double>(threads);
  double peak = 0.0;
  const auto begin = Clock::now();
  do {
    peak = std::max(peak, operations / seconds_of_round(loop, threads) / 1e9);
  } while (std::chrono::duration<double>(Clock::now() - begin).count() < seconds);
  return peak;
}

}  // namespace crystalgan
