#pragma once

#include <nanobind/nanobind.h>

namespace crystalgan::python {

/// RunDirectory: the files of a run, of which no link is followed (archive/run_directory.hpp).
void bind_run(nanobind::module_& module);

}  // namespace crystalgan::python
