// A file without an ending: its content tells the format. What is read is written in every format without a crash.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "clear_errors.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "same_crystal.hpp"
#include "scratch.hpp"
#include "target.hpp"

using namespace crystalgan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const fuzz::Scratch scratch;
  const auto path = scratch.path() / "input";
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(size));
  std::vector<Structure> structures;
  ReadNotes notes;
  fuzz::reads([&] { structures = read_structures(path, notes); });
  fuzz::expect_messages(notes);
  fuzz::expect_round_trips(structures);
  if (structures.empty() || structures.front().size() > 64) return 0;
  for (const StructureFormat& format : structure_formats())
    fuzz::reads([&] { structures_text({structures.front()}, format); });
  return 0;
}
