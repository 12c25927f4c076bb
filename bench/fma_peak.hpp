#pragma once

#include <cstddef>

namespace crystalgan {

/// The most float32 floating-point operations per second, in 10⁹, that so many threads together were seen to do in
/// registers alone, two per fused multiply-add: what no program on these cores exceeds. Takes the widest vectors of the
/// processor (AVX-512, AVX2 or what the compiler takes for granted). The best of many short rounds over about
/// `seconds`; all threads run at the same time.
double fma_peak_gflops(std::size_t threads, double seconds = 0.2);

}  // namespace crystalgan
