#include <nanobind/nanobind.h>

#include <exception>

#include "bound_matcher.hpp"
#include "bound_potential.hpp"
#include "bound_program.hpp"
#include "bound_reading.hpp"
#include "bound_run.hpp"
#include "bound_structure.hpp"
#include "bound_system.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan::python {
namespace {

// Errors of the library as those of Python, with the same text.
void translate(const std::exception_ptr& thrown, void*) {
  try {
    std::rethrow_exception(thrown);
  } catch (const IoError& error) {
    PyErr_SetString(PyExc_OSError, error.what());
  } catch (const OutputError& error) {
    PyErr_SetString(PyExc_OSError, error.what());
  } catch (const NumericalError& error) {
    PyErr_SetString(PyExc_ArithmeticError, error.what());
  } catch (const Error& error) {
    PyErr_SetString(PyExc_ValueError, error.what());
  }
}

}  // namespace
}  // namespace crystalgan::python

NB_MODULE(_crystalgan, module) {
  namespace python = crystalgan::python;
  nanobind::register_exception_translator(python::translate);
  module.attr("__version__") = CRYSTALGAN_VERSION;
  python::bind_structure(module);
  python::bind_matcher(module);
  python::bind_potential(module);
  python::bind_program(module);
  python::bind_reading(module);
  python::bind_run(module);
  python::bind_system(module);
}
