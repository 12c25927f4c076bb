#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <vector>

// Eight numbers at once, for the inner loops of the ionic potential. GCC and clang map them to the vector unit that
// CRYSTALGAN_VECTORISED selects; the sums have one order on every processor. Arguments go by reference: eight numbers have
// no common calling convention.
#define CRYSTALGAN_INLINED inline __attribute__((always_inline))

namespace crystalgan {

using Lanes = double __attribute__((vector_size(64)));
using WholeLanes = std::int64_t __attribute__((vector_size(64)));
inline constexpr std::size_t kLanes = 8;

/// `count` rounded up to whole vectors.
constexpr std::size_t whole_lanes(std::size_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

/// Eight numbers in memory, wherever they start. Copy them into Lanes before they go by reference: those are aligned.
using LanesInMemory = double __attribute__((vector_size(64), aligned(8), may_alias));
CRYSTALGAN_INLINED const LanesInMemory& lanes_at(const double* numbers) {
  return *reinterpret_cast<const LanesInMemory*>(numbers);
}
CRYSTALGAN_INLINED LanesInMemory& lanes_at(double* numbers) { return *reinterpret_cast<LanesInMemory*>(numbers); }

/// Memory that starts at a whole vector: loads that cross cache lines take twice the time.
template <class Number>
struct LaneAllocator {
  using value_type = Number;
  LaneAllocator() = default;
  template <class Other>
  explicit LaneAllocator(const LaneAllocator<Other>&) {}
  Number* allocate(std::size_t count) {
    return static_cast<Number*>(::operator new(count * sizeof(Number), std::align_val_t(64)));
  }
  void deallocate(Number* numbers, std::size_t) noexcept { ::operator delete(numbers, std::align_val_t(64)); }
  friend bool operator==(const LaneAllocator&, const LaneAllocator&) { return true; }
};
using LaneArray = std::vector<double, LaneAllocator<double>>;

CRYSTALGAN_INLINED double sum_of(const Lanes& lanes) {
  return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

CRYSTALGAN_INLINED void take_root(Lanes& lanes) {
  for (std::size_t i = 0; i < kLanes; ++i) lanes[i] = __builtin_sqrt(lanes[i]);
}

/// y becomes exp(y): relative error 1e-14 for |y| <= 700; below -700 exp(-700).
CRYSTALGAN_INLINED void take_exponential(Lanes& y) {
  const Lanes lowest = Lanes{} - 700.0;
  y = y < lowest ? lowest : y;
  // y = k ln 2 + r, |r| <= ln 2 / 2; k stands in the lowest bits of y / ln 2 + 1.5 2^52. ln 2 in two parts, as in fdlibm.
  const Lanes shifted = y * 1.4426950408889634 + 6755399441055744.0;
  const Lanes k = shifted - 6755399441055744.0;
  const Lanes r = (y - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
  Lanes sum = Lanes{} + 1.0 / 39916800.0;  // Taylor's series to r^11
  for (const double term :
       {1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1.0, 1.0})
    sum = sum * r + term;
  const WholeLanes power = (reinterpret_cast<WholeLanes>(shifted) + 1023) << 52;
  y = sum * reinterpret_cast<Lanes>(power);
}

/// t = (x - 2) / (x + 2), x >= 0, becomes exp(x²) erfc(x): absolute error below 1e-12. A Chebyshev series in t (Shepherd &
/// Laframboise, Math. Comp. 36, 249 (1981)) of degree 18, written in powers of t; computed with mpmath at 50 digits.
CRYSTALGAN_INLINED void take_scaled_erfc(Lanes& t) {
  Lanes sum = Lanes{} + 5.8744916477851692e-8;
  for (const double term :
       {-1.3673362012311386e-7, -7.0598268188527584e-7, 4.9075341269556464e-7, 4.0224761080697753e-6,
        2.1298226636154561e-6, -1.4125957274342737e-5, -2.8042990315572707e-5, 2.7588937781690159e-5,
        0.00017453823157654557, 4.3540000833866329e-5, -0.00098201704204332455, -0.00084714101723458798,
        0.0069974666590711013, 0.0037328922398402418, -0.078978581291548139, 0.24165819424721274, -0.42718584740941206,
        0.25539567631048297})
    sum = sum * t + term;
  t = sum;
}

}  // namespace crystalgan
