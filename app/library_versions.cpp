#include <spglib.h>

#include <gemmi/version.hpp>

#include "crystalgan/core/matrix_products.hpp"
#include "version.hpp"

namespace crystalgan {

std::map<std::string, std::string> library_versions() {
  return {{"matrix products", product_library()},
          {"gemmi", GEMMI_VERSION},
          {"spglib", std::to_string(spg_get_major_version()) + "." + std::to_string(spg_get_minor_version()) + "." +
                         std::to_string(spg_get_micro_version())}};
}

}  // namespace crystalgan
