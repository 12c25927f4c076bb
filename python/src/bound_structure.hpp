#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <vector>

#include "crystalgan/core/vector.hpp"
#include "crystalgan/potentials/calculator.hpp"

namespace crystalgan::python {

namespace nb = nanobind;

/// A matrix that came from Python: [rows, 3] or [3, 3], double, C order.
using Rows = nb::ndarray<const double, nb::shape<-1, 3>, nb::c_contig, nb::device::cpu>;
using Matrix = nb::ndarray<const double, nb::shape<3, 3>, nb::c_contig, nb::device::cpu>;
using Numbers = nb::ndarray<const std::int64_t, nb::shape<-1>, nb::c_contig, nb::device::cpu>;

/// New arrays of numpy: [n, 3], [3, 3] and [n].
nb::object array_of(const std::vector<Cartesian>& rows);
nb::object array_of(const StrainDerivative& matrix);
nb::object array_of(const std::vector<double>& numbers);

/// Structure(lattice, numbers, positions, name): lattice [3, 3] Å in rows, atomic numbers [n], fractional positions [n, 3].
void bind_structure(nb::module_& module);

}  // namespace crystalgan::python
