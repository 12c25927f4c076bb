#include "crystalgan/core/descriptor.hpp"

#include <unistd.h>

namespace crystalgan {

bool Descriptor::close() {
  const int number = std::exchange(number_, -1);
  return number < 0 || ::close(number) == 0;
}

}  // namespace crystalgan
