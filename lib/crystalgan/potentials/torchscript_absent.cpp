#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/torchscript_calculator.hpp"

// In place of TorchScript in a build without LibTorch.

namespace crystalgan {

std::unique_ptr<Calculator> make_torchscript_calculator(const std::filesystem::path& file) {
  throw ConfigError(
      "model", "expected a build with LibTorch (CRYSTALGAN_TORCHSCRIPT) for " + file.string() + ", got one without");
}

}  // namespace crystalgan
