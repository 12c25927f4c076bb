#include "crystalgan/crystal/binaries.hpp"

namespace crystalgan {

std::vector<Structure> all_of(const Binaries& binaries) {
  std::vector<Structure> all = binaries.structures.a;
  all.insert(all.end(), binaries.structures.b.begin(), binaries.structures.b.end());
  return all;
}

}  // namespace crystalgan
