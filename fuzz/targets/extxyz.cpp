#include "crystalgan/io/extxyz.hpp"

#include "clear_errors.hpp"
#include "same_crystal.hpp"
#include "target.hpp"

using namespace crystalgan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::vector<Structure> structures;
  fuzz::reads([&] { structures = parse_extxyz(fuzz::text_of(bytes, size), "input"); });
  fuzz::expect_round_trips(structures);
  return 0;
}
