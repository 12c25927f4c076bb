#include "crystalgan/io/cif.hpp"

#include "clear_errors.hpp"
#include "same_crystal.hpp"
#include "target.hpp"

using namespace crystalgan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  ReadNotes notes;
  std::vector<Structure> structures;
  fuzz::reads([&] { structures = parse_cif(fuzz::text_of(bytes, size), "input", notes); });
  fuzz::expect_messages(notes);
  fuzz::expect_round_trips(structures);
  return 0;
}
