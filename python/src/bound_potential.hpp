#pragma once

#include <nanobind/nanobind.h>

namespace crystalgan::python {

/// Chgnet: potentials/chgnet/chgnet_calculator.hpp, one structure or many; and relaxations.
void bind_potential(nanobind::module_& module);

}  // namespace crystalgan::python
