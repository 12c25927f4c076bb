// Two crystals: the matcher ends, each is the same as itself however described, and the order of the two does not matter.
#include <cmath>

#include "clear_errors.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "decoded_crystal.hpp"
#include "target.hpp"

using namespace crystalgan;

namespace {

// Chosen: a comparison is over in a tenth of a second even with sanitizers.
constexpr std::int64_t kSteps = 3'000'000;

void expect_same_both_ways(StructureMatcher& matcher, const PreparedStructure& one, const PreparedStructure& other) {
  const bool forth = matcher.fit(one, other);
  if (matcher.gave_up()) return;
  const bool back = matcher.fit(other, one);
  if (!matcher.gave_up()) fuzz::expect(forth == back, "fit depends on the order");
  const auto there = matcher.match(one, other);
  if (matcher.gave_up()) return;
  fuzz::expect(!forth || there, "structures that fit have no match");
  const auto here = matcher.match(other, one);
  if (matcher.gave_up()) return;
  fuzz::expect(there.has_value() == here.has_value(), "match depends on the order");
  if (there) fuzz::expect(std::abs(there->rms - here->rms) < 1e-6, "rms depends on the order");
}

void expect_alike(StructureMatcher& matcher, const PreparedStructure& one, const PreparedStructure& anew) {
  const bool fits = matcher.fit(one, anew);
  if (!matcher.gave_up()) fuzz::expect(fits, "a structure does not fit its other description");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  fuzz::ByteReader reader(bytes, size);
  MatcherSettings settings;
  settings.max_steps = kSteps;
  const std::uint8_t choice = reader.byte();
  settings.primitive = choice % 2 == 0;
  settings.scale = choice / 2 % 2 == 0;
  settings.as_pymatgen = choice / 4 % 8 == 7;
  const auto first = fuzz::decoded_crystal(reader, 8);
  const auto second = fuzz::decoded_crystal(reader, 8);
  if (!first || !second) return 0;
  StructureMatcher matcher(settings);
  const PreparedStructure one = matcher.prepare(*first);
  const PreparedStructure other = matcher.prepare(*second);
  if (settings.as_pymatgen) {  // promises no symmetry
    matcher.fit(one, other);
    return 0;
  }
  expect_same_both_ways(matcher, one, other);
  if (fuzz::has_distances(*first)) expect_alike(matcher, one, matcher.prepare(fuzz::described_anew(*first, reader)));
  return 0;
}
