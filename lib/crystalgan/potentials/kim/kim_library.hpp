#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "crystalgan/potentials/kim/kim_functions.hpp"

namespace crystalgan {

/// The functions of the KIM API. The first call opens its library. Throws ConfigError with kim_absence() where that is not
/// possible.
const KimFunctions& kim();

/// Runs `work` under a lock, because the KIM API is not thread-safe where it creates and destroys objects. What models print
/// meanwhile goes nowhere; no kim.log is written to the working directory and no .kim-api to the home folder, unless there is
/// one already. Throws what `work` throws. Must not be nested.
void with_kim_library(const std::function<void()>& work);

struct KimModelDestroyer {
  void operator()(KIM_Model* model) const;
};
using KimModelHandle = std::unique_ptr<KIM_Model, KimModelDestroyer>;

/// The model in Å and eV; null where it cannot be loaded. Create and destroy it inside of with_kim_library.
KimModelHandle create_kim_model(const std::string& name);

/// Whether a model computes both energy and forces. Call inside of with_kim_library.
bool gives_energy_and_forces(const KIM_ComputeArguments* arguments);

/// Names of the portable models that are installed, sorted. Call inside of with_kim_library.
std::vector<std::string> installed_kim_models();

/// "Trapping of hydrogen in ..., https://doi.org/...": the source that a model names; empty where it names none.
/// Call inside of with_kim_library.
std::string kim_model_source(const std::string& name);

}  // namespace crystalgan
