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

/// Runs `work` while nobody else in this process creates or destroys anything of the KIM API, which is not thread-safe
/// there. What models print in it reaches neither standard output nor standard error; no kim.log appears in the working
/// directory and no .kim-api in the home folder, unless there is one already. Throws what `work` throws. Not to be nested.
void with_kim_library(const std::function<void()>& work);

struct KimModelDestroyer {
  void operator()(KIM_Model* model) const;
};
using KimModelHandle = std::unique_ptr<KIM_Model, KimModelDestroyer>;

/// The model in Å and eV; nothing where it cannot be had. Call and let go inside of with_kim_library.
KimModelHandle create_kim_model(const std::string& name);

/// Whether a model computes both energy and forces. Call inside of with_kim_library.
bool gives_energy_and_forces(const KIM_ComputeArguments* arguments);

/// Names of the portable models that are installed, sorted. Call inside of with_kim_library.
std::vector<std::string> installed_kim_models();

/// "Trapping of hydrogen in ..., https://doi.org/...": what a model says of its origin; empty where it says nothing.
/// Call inside of with_kim_library.
std::string kim_model_source(const std::string& name);

}  // namespace crystalgan
