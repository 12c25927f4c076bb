#include "bound_potential.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "bound_structure.hpp"
#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"
#include "crystalgan/potentials/chgnet/chgnet_warnings.hpp"
#include "crystalgan/potentials/relaxation.hpp"
#include "crystalgan/potentials/single_points.hpp"
#include "interruptible.hpp"

namespace crystalgan::python {
namespace {

std::vector<Structure> copies_of(const std::vector<const Structure*>& structures) {
  std::vector<Structure> copies;
  copies.reserve(structures.size());
  for (const Structure* structure : structures) copies.push_back(*structure);
  return copies;
}

// One calculator that several threads of Python may use, one after another.
class LockedChgnet {
 public:
  LockedChgnet() : calculator_(make_chgnet_calculator()) {}

  CellEnergy evaluate(const Structure& structure) {
    const nb::gil_scoped_release released;
    const std::scoped_lock lock(mutex_);
    return calculator_->evaluate(structure);
  }

  // Copies work, each on its thread: the calculator itself stays untouched.
  const Calculator& calculator() const { return *calculator_; }

 private:
  std::unique_ptr<Calculator> calculator_;
  std::mutex mutex_;
};

nb::tuple evaluated(LockedChgnet& chgnet, const Structure& structure) {
  const CellEnergy found = chgnet.evaluate(structure);
  return nb::make_tuple(found.energy, array_of(found.forces), array_of(found.strain), array_of(found.moments));
}

// Per structure: eV per atom and "", or NaN and why there is none.
std::vector<std::tuple<double, std::string>> energies(const LockedChgnet& chgnet,
                                                      const std::vector<const Structure*>& structures,
                                                      std::size_t threads, const nb::object& progress) {
  const std::vector<Structure> copies = copies_of(structures);
  std::vector<SinglePoint> points;
  run_interruptible(progress, [&](const Observer& observer) {
    points = single_points(copies, chgnet.calculator(), threads, observer);
  });
  std::vector<std::tuple<double, std::string>> results;
  for (const SinglePoint& point : points)
    results.emplace_back(point.energy.value_or(std::numeric_limits<double>::quiet_NaN()), point.reason);
  return results;
}

std::vector<Relaxation> relax(const LockedChgnet& chgnet, const std::vector<const Structure*>& structures,
                              const RelaxationSettings& settings, std::uint64_t seed, std::size_t threads,
                              const nb::object& progress) {
  const std::vector<Structure> copies = copies_of(structures);
  std::vector<Relaxation> ends;
  run_interruptible(progress, [&](const Observer& observer) {
    ends = relax_all(copies, chgnet.calculator(), settings, Seed(seed), threads, observer);
  });
  return ends;
}

}  // namespace

void bind_potential(nb::module_& module) {
  nb::class_<RelaxationSettings>(module, "RelaxationSettings")
      .def(nb::init<>())
      .def_rw("largest_force", &RelaxationSettings::largest_force)
      .def_rw("largest_stress", &RelaxationSettings::largest_stress)
      .def_rw("rattle", &RelaxationSettings::rattle)
      .def_rw("max_evaluations", &RelaxationSettings::max_evaluations)
      .def_rw("variable_cell", &RelaxationSettings::variable_cell)
      .def_rw("keep_symmetry", &RelaxationSettings::keep_symmetry);
  nb::class_<Relaxation>(module, "Relaxation")
      .def_ro("structure", &Relaxation::structure)
      .def_ro("energy", &Relaxation::energy)
      .def_ro("largest_force", &Relaxation::largest_force)
      .def_ro("largest_stress", &Relaxation::largest_stress)
      .def_ro("evaluations", &Relaxation::evaluations)
      .def_prop_ro("end", [](const Relaxation& relaxation) { return end_name(relaxation.end); })
      .def_ro("reason", &Relaxation::reason)
      .def_prop_ro("moments", [](const Relaxation& relaxation) { return array_of(relaxation.moments); });
  nb::class_<LockedChgnet>(module, "Chgnet")
      .def(nb::init<>())
      .def("evaluate", &evaluated)
      .def("energies", &energies, nb::arg("structures"), nb::arg("threads"), nb::arg("progress").none())
      .def("relax", &relax, nb::arg("structures"), nb::arg("settings"), nb::arg("seed"), nb::arg("threads"),
           nb::arg("progress").none());
}

}  // namespace crystalgan::python
