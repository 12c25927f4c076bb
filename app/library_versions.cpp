#include <dlfcn.h>
#include <spglib.h>
#include <torch/version.h>

#include <gemmi/version.hpp>

#include "crystalgan/gan/fused_perceptron.hpp"
#include "version.hpp"

namespace crystalgan {

std::map<std::string, std::string> library_versions() {
  std::map<std::string, std::string> versions{
      {"fused engine", fused_engine_library()},
      {"gemmi", GEMMI_VERSION},
      {"libtorch", TORCH_VERSION},
      {"spglib", std::to_string(spg_get_major_version()) + "." + std::to_string(spg_get_minor_version()) + "." +
                     std::to_string(spg_get_micro_version())}};
  using GetConfig = char* (*)();
  if (const auto get_config = reinterpret_cast<GetConfig>(::dlsym(RTLD_DEFAULT, "openblas_get_config")))
    versions["blas"] = get_config();
  return versions;
}

}  // namespace crystalgan
