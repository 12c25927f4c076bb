#pragma once

#include <filesystem>
#include <memory>

#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan {

/// A calculator (Trust::screening) over a potential that was saved as TorchScript, in Å and eV, on the CPU: a MACE model
/// as its LAMMPS export writes it (forward(data, mask, ..., compute_virials), attributes atomic_numbers and r_max), or a
/// NequIP or Allegro model as `nequip-deploy` or `nequip-compile` writes it (forward(data), extra files r_max and
/// type_names). Which of them a file is, and its precision, is read from the file. Each calculator has a copy of the model;
/// how many threads LibTorch takes within one evaluation is left to the caller. Throws IoError for a file that cannot be
/// read, ConfigError for one that is neither, that does not answer as its kind does, and in a build without LibTorch.
std::unique_ptr<Calculator> make_torchscript_calculator(const std::filesystem::path& file);

}  // namespace crystalgan
