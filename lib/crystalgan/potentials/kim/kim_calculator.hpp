#pragma once

#include <memory>
#include <string>

#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// A calculator (Trust::screening) over a portable model of the KIM API. Throws ConfigError where no installed model has
/// this name, the model gives no energies and forces, or kim_absence() says why there are none.
std::unique_ptr<Calculator> make_kim_calculator(const std::string& model);

}  // namespace crystalgan
