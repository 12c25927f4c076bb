#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/kim/kim_calculator.hpp"
#include "crystalgan/potentials/kim/kim_models.hpp"

// In place of the KIM API in a build without it.

namespace crystalgan {

std::string kim_version() { return {}; }

std::vector<KimModel> kim_models(const std::optional<std::filesystem::path>&) { return {}; }

std::unique_ptr<Calculator> make_kim_calculator(const std::string& model) {
  throw ConfigError("model",
                    "expected a build with the KIM API (package libkim-api-dev) for " + model + ", got one without");
}

}  // namespace crystalgan
