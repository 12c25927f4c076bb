#include "bound_reading.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <vector>

#include "crystalgan/io/structure_file.hpp"
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

void write(const std::string& path, const std::vector<const Structure*>& structures) {
  std::vector<Structure> copies;
  copies.reserve(structures.size());
  for (const Structure* structure : structures) copies.push_back(*structure);
  const nb::gil_scoped_release released;
  write_structures(path, copies);
}

}  // namespace

void bind_reading(nb::module_& module) {
  module.def("write", &write, nb::arg("path"), nb::arg("structures"));
  module.def("read", &read, nb::arg("paths"), nb::arg("recursive"));
}

}  // namespace crystalgan::python
