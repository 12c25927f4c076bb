// repair_structure FILE A B X STEM
//
// A structure of the metals A and B and the element X whose atoms are too close is pushed apart until it keeps the
// limits, brought to the symmetry that it nearly has, and written as STEM.vasp and STEM.cif.
#include <cstdio>
#include <string>
#include <variant>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/repair/refinement.hpp"

using namespace crystalgan;

void describe(const char* when, const Structure& structure) {
  const auto group = find_space_group(structure);
  std::printf("%s: %s, %s, shortest distance %.2f A\n", when, formula(structure.composition()).c_str(),
              group ? group->symbol.c_str() : "no space group", shortest_distance(structure));
}

int main(int argc, char** argv) try {
  if (argc != 6) throw ConfigError("repair_structure", "expected FILE A B X STEM");
  const ChemicalSystem system = ChemicalSystem::from_symbols(argv[2], argv[3], argv[4]);
  const Structure structure = read_structures(argv[1]).front();

  // How near the next metal must be is taken from known structures, here the built-in ones.
  std::vector<Structure> known = built_in_binaries(system.a, system.x);
  for (const Structure& binary : built_in_binaries(system.b, system.x)) known.push_back(binary);
  const auto outcome = refined(structure, system, radii_limits(system, known));

  describe("before", structure);
  if (const auto* rejection = std::get_if<Rejection>(&outcome)) {
    std::printf("beyond repair: %s, %s\n", rejection->reason.c_str(), rejection->detail.c_str());
    return 0;
  }
  const auto& repaired = std::get<Structure>(outcome);
  describe("after", repaired);
  for (const std::string ending : {".vasp", ".cif"}) write_structures(argv[5] + ending, {repaired});
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
