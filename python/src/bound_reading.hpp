#pragma once

#include <nanobind/nanobind.h>

namespace crystalgan::python {

/// read(paths): io/structure_set.hpp.
void bind_reading(nanobind::module_& module);

}  // namespace crystalgan::python
