#include "bound_program.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>
#include <vector>

#include "run_program.hpp"

namespace crystalgan::python {
namespace {

namespace nb = nanobind;

int run(std::vector<std::string> arguments) {
  std::vector<char*> pointers;
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const nb::gil_scoped_release released;
  return run_program(static_cast<int>(arguments.size()), pointers.data());
}

}  // namespace

void bind_program(nb::module_& module) { module.def("run_program", &run, nb::arg("arguments")); }

}  // namespace crystalgan::python
