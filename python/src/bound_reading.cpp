#include "bound_reading.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <vector>

#include "crystalgan/io/structure_set.hpp"

namespace crystalgan::python {
namespace {

namespace nb = nanobind;

// The structures, and a line for each file or structure that cannot be read.
nb::tuple read(const std::vector<std::string>& paths, bool recursive) {
  StructureSet set;
  {
    const nb::gil_scoped_release released;
    set = read_structure_sets(paths, {.recursive = recursive});
  }
  return nb::make_tuple(set.structures, set.refusals);
}

}  // namespace

void bind_reading(nb::module_& module) {
  module.def("read", &read, nb::arg("paths"), nb::arg("recursive"));
}

}  // namespace crystalgan::python
