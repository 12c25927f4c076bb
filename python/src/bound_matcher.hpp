#pragma once

#include <nanobind/nanobind.h>

namespace crystalgan::python {

/// Matcher and PreparedStructure: matching/structure_matcher.hpp.
void bind_matcher(nanobind::module_& module);

}  // namespace crystalgan::python
