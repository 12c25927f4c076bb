#include "crystalgan/potentials/chgnet/weights.hpp"

#include "crystalgan/core/checkpoint.hpp"
#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan::chgnet {

NamedArrays parse_weights(std::string_view bytes, const std::string& file) {
  const std::string found = sha256(bytes);
  if (found != kWeightsChecksum)
    throw ParseError(
        file, 0, "expected the weights of CHGNet 0.3.0, SHA-256 " + std::string(kWeightsChecksum) + ", got " + found);
  return parse_checkpoint(bytes, file);
}

}  // namespace crystalgan::chgnet
