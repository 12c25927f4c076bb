#include "crystalgan/methods/binaries.hpp"

#include <algorithm>

namespace crystalgan {

Layout layout_of(const Binaries& binaries) {
  return {std::max(Layout::of(binaries.structures).slots, binaries.min_slots)};
}

}  // namespace crystalgan
