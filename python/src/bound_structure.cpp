#include "bound_structure.hpp"

#include <fmt/core.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <algorithm>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/structure.hpp"

namespace crystalgan::python {
namespace {

// A new array of numpy that owns its numbers.
nb::object owned(const std::vector<double>& numbers, std::initializer_list<std::size_t> shape) {
  auto* copy = new double[std::max<std::size_t>(numbers.size(), 1)];
  std::ranges::copy(numbers, copy);
  const nb::capsule owner(copy, [](void* memory) noexcept { delete[] static_cast<double*>(memory); });
  return nb::cast(nb::ndarray<nb::numpy, double>(copy, shape, owner));
}

template <class Triples>
std::vector<double> flat(const Triples& triples) {
  std::vector<double> numbers;
  for (const auto& triple : triples) numbers.insert(numbers.end(), triple.begin(), triple.end());
  return numbers;
}

Structure structure_of(const Matrix& lattice, const Numbers& numbers, const Rows& positions, std::string name) {
  if (numbers.shape(0) != positions.shape(0))
    throw ShapeError(fmt::format("{}: expected as many positions as atomic numbers, got {} and {}", name,
                                 positions.shape(0), numbers.shape(0)));
  Basis rows;
  for (std::size_t i = 0; i < 3; ++i) rows[i] = {lattice(i, 0), lattice(i, 1), lattice(i, 2)};
  std::vector<Site> sites;
  sites.reserve(numbers.shape(0));
  for (std::size_t i = 0; i < numbers.shape(0); ++i) {
    const std::int64_t number = std::clamp<std::int64_t>(numbers(i), 0, 1000);  // what is no element is refused as such
    sites.push_back(
        {Element::from_atomic_number(static_cast<int>(number)), {positions(i, 0), positions(i, 1), positions(i, 2)}});
  }
  return {Lattice(rows), std::move(sites), std::move(name)};
}

}  // namespace

nb::object array_of(const std::vector<Cartesian>& rows) {
  std::vector<std::array<double, 3>> components;
  for (const Cartesian& row : rows) components.push_back(row.components);
  return owned(flat(components), {rows.size(), 3});
}

nb::object array_of(const StrainDerivative& matrix) { return owned(flat(matrix), {3, 3}); }

nb::object array_of(const std::vector<double>& numbers) { return owned(numbers, {numbers.size()}); }

void bind_structure(nb::module_& module) {
  module.def("symbol", [](int number) { return std::string(Element::from_atomic_number(number).symbol()); });
  module.def("is_metal", [](int number) { return Element::from_atomic_number(number).is_metal(); });
  module.def("electronegativity", [](int number) { return Element::from_atomic_number(number).electronegativity(); });
  nb::class_<Structure>(module, "Structure")
      .def(
          "__init__",
          [](Structure* self, const Matrix& lattice, const Numbers& numbers, const Rows& positions, std::string name) {
            new (self) Structure(structure_of(lattice, numbers, positions, std::move(name)));
          },
          nb::arg("lattice"), nb::arg("numbers"), nb::arg("positions"), nb::arg("name") = "structure")
      .def_prop_ro("lattice",
                   [](const Structure& structure) {
                     std::vector<std::array<double, 3>> rows;
                     for (const Cartesian& row : structure.lattice().rows()) rows.push_back(row.components);
                     return owned(flat(rows), {3, 3});
                   })
      .def_prop_ro("numbers",
                   [](const Structure& structure) {
                     nb::list numbers;
                     for (const Site& site : structure.sites()) numbers.append(site.element.atomic_number());
                     return numbers;
                   })
      .def_prop_ro("positions",
                   [](const Structure& structure) {
                     std::vector<std::array<double, 3>> rows;
                     for (const Site& site : structure.sites()) rows.push_back(site.position.components);
                     return owned(flat(rows), {structure.size(), 3});
                   })
      .def_prop_ro("formula", [](const Structure& structure) { return formula(structure.composition()); })
      .def_prop_ro("name", &Structure::name)
      .def("__len__", &Structure::size);
}

}  // namespace crystalgan::python
