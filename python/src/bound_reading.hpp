#pragma once

#include <nanobind/nanobind.h>

namespace crystalgan::python {

/// read(paths, recursive): io/structure_set.hpp; write(path, structures): io/structure_file.hpp.
void bind_reading(nanobind::module_& module);

}  // namespace crystalgan::python
