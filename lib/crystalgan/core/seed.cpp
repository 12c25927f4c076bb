#include "crystalgan/core/seed.hpp"

namespace crystalgan {
namespace {

// SplitMix64's finaliser (Steele, Lea & Flood, OOPSLA 2014): every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t z) {
  z += 0x9e3779b97f4a7c15U;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

}  // namespace

Seed Seed::derive(std::string_view name) const {
  std::uint64_t state = mix(value_);
  for (const char letter : name) state = mix(state ^ static_cast<unsigned char>(letter));
  return Seed(state);
}

}  // namespace crystalgan
