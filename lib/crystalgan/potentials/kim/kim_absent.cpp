#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/kim/kim_calculator.hpp"
#include "crystalgan/potentials/kim/kim_models.hpp"

// Takes the place of the other files where the headers of the KIM API are not installed at build time.

namespace crystalgan {

std::string kim_absence() { return "this program was built without the KIM API (package libkim-api-dev)"; }

std::string kim_version() { return {}; }

std::vector<KimModel> kim_models(const std::optional<std::filesystem::path>&) { return {}; }

std::unique_ptr<Calculator> make_kim_calculator(const std::string&) { throw ConfigError("model", kim_absence()); }

}  // namespace crystalgan
