// The weights as bytes of the program. The assembler reads the file: as text of a source file it would be six times as
// large and slow to compile.
#include <cstddef>

#include "crystalgan/potentials/chgnet/weights.hpp"

asm(R"(
    .section .rodata
    .balign 64
    .global crystalgan_chgnet_weights
    .global crystalgan_chgnet_weights_end
crystalgan_chgnet_weights:
    .incbin ")" CRYSTALGAN_CHGNET_WEIGHTS R"("
crystalgan_chgnet_weights_end:
    .byte 0
    .text
)");

extern "C" {
extern const char crystalgan_chgnet_weights[];
extern const char crystalgan_chgnet_weights_end[];
}

namespace crystalgan::chgnet {

std::string_view shipped_weights_bytes() {
  return {crystalgan_chgnet_weights,
          static_cast<std::size_t>(crystalgan_chgnet_weights_end - crystalgan_chgnet_weights)};
}

}  // namespace crystalgan::chgnet
