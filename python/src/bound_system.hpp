#pragma once

#include <nanobind/nanobind.h>

namespace crystalgan::python {

/// What binaries say of a ternary system, and measures of any structures: formulas, templates, certify, evaluate.
void bind_system(nanobind::module_& module);

}  // namespace crystalgan::python
