// same_crystal FILE FILE
//
// Whether two files hold the same crystal, in whatever cell, origin and orientation: the answer of pymatgen's
// StructureMatcher.
#include <cstdio>

#include "crystalgan/core/error.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/matching/structure_matcher.hpp"

using namespace crystalgan;

int main(int argc, char** argv) try {
  if (argc != 3) throw ConfigError("same_crystal", "expected FILE FILE");
  MatcherSettings tolerances;  // pymatgen's own
  tolerances.stol = 0.2;       // but sites closer together
  StructureMatcher matcher(tolerances);

  // A structure is prepared once and can then be compared with any number of others.
  const PreparedStructure first = matcher.prepare(read_structures(argv[1]).front());
  const PreparedStructure second = matcher.prepare(read_structures(argv[2]).front());
  if (!matcher.fit(first, second)) {
    std::printf("different crystals\n");
    return 0;
  }
  std::printf("the same crystal");
  if (const auto match = matcher.match(first, second))
    std::printf(": rms %.3f, largest %.3f (V/N)^(1/3)", match->rms, match->largest);
  std::printf("\n");
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
