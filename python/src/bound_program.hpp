#pragma once

#include <nanobind/nanobind.h>

namespace crystalgan::python {

/// run_program(arguments): the command line, app/run_program.hpp.
void bind_program(nanobind::module_& module);

}  // namespace crystalgan::python
