#include "bound_system.hpp"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "crystalgan/evaluation/evaluation.hpp"
#include "crystalgan/evaluation/evaluation_tables.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/record/candidate.hpp"
#include "crystalgan/record/formula_record.hpp"
#include "crystalgan/record/settings.hpp"
#include "crystalgan/repair/certificate.hpp"
#include "crystalgan/wyckoff/enumeration.hpp"
#include "interruptible.hpp"

namespace crystalgan::python {
namespace {

namespace nb = nanobind;

using Paths = std::vector<std::string>;

std::vector<Structure> copies_of_all(const std::vector<const Structure*>& structures) {
  std::vector<Structure> copies;
  copies.reserve(structures.size());
  for (const Structure* structure : structures) copies.push_back(*structure);
  return copies;
}

// The mode symmetry, for one system.
Configuration configuration_of(const std::string& a, const std::string& b, const std::string& x, const Paths& a_paths,
                               const Paths& b_paths) {
  Configuration configuration = default_configuration(Mode::symmetry);
  configuration.system.a = a;
  configuration.system.b = b;
  configuration.system.x = x;
  configuration.system.a_structures = a_paths;
  configuration.system.b_structures = b_paths;
  return configuration;
}

// The text of formulas.csv.
std::string formulas(const std::string& a, const std::string& b, const std::string& x, const Paths& a_paths,
                     const Paths& b_paths, std::int64_t count, std::int64_t max_atoms, const std::string& learned) {
  const nb::gil_scoped_release released;
  Configuration configuration = configuration_of(a, b, x, a_paths, b_paths);
  configuration.symmetry.formulas_count = count;
  configuration.symmetry.max_atoms = max_atoms;
  configuration.symmetry.learned = learned;
  std::map<std::string, std::string> checksums;
  return formulas_csv(listed_formulas(configuration, read_inputs(configuration, checksums)));
}

// Per template its text, parameters, atoms of the primitive cell and formula units.
std::vector<std::tuple<std::string, int, int, int>> templates(int a, int b, int x, int max_atoms, int max_orbits,
                                                              int max_parameters, const std::vector<int>& space_groups,
                                                              std::size_t threads, const nb::object& progress) {
  const wyckoff::EnumerationLimits limits{
      .max_atoms = max_atoms, .max_orbits = max_orbits, .max_parameters = max_parameters, .space_groups = space_groups};
  std::vector<std::tuple<std::string, int, int, int>> rows;
  run_interruptible(progress, [&](const Observer&) {
    const wyckoff::TemplateList found = wyckoff::enumerated_templates({a, b, x}, limits, threads);
    rows.reserve(found.size());
    for (std::size_t i = 0; i < found.size(); ++i)
      rows.emplace_back(wyckoff::to_text(found[i]), wyckoff::parameters(found[i]), wyckoff::atoms(found[i]).total(),
                        wyckoff::formula_units(found[i]));
  });
  return rows;
}

// Per structure its certificate as JSON, and the limit that it breaks or nothing.
std::vector<std::pair<std::string, std::optional<std::string>>> certify_all(
    const std::vector<const Structure*>& structures, const std::string& a, const std::string& b, const std::string& x,
    const std::string& policy, const Paths& a_paths, const Paths& b_paths) {
  const nb::gil_scoped_release released;
  Configuration configuration = configuration_of(a, b, x, a_paths, b_paths);
  choose(*find_setting("screening.policy"), policy, configuration);
  std::map<std::string, std::string> checksums;
  const Binaries binaries = read_inputs(configuration, checksums);
  const DistanceLimits limits = limits_of(configuration, binaries);
  std::vector<std::pair<std::string, std::optional<std::string>>> results;
  for (const Structure* structure : structures) {
    Candidate candidate{};
    candidate.id = structure->name();
    candidate.formula = formula(structure->composition());
    candidate.certificate = certify(*structure, binaries.system.x, limits);
    const auto broken = broken_limit(candidate.certificate);
    results.emplace_back(certificate_json(candidate), broken ? std::optional(broken->reason) : std::nullopt);
  }
  return results;
}

// The tables as Markdown, all numbers as JSON, and one row per structure as CSV.
nb::tuple evaluate_sets(const std::vector<const Structure*>& structures,
                        const std::vector<const Structure*>& references, std::size_t threads,
                        const nb::object& progress) {
  const SubmittedSet submitted{copies_of_all(structures), 0};
  const SubmittedSet known{copies_of_all(references), 0};
  std::string tables, json, csv;
  run_interruptible(progress, [&](const Observer&) {
    const Evaluation evaluation = evaluate(submitted, known, threads);
    tables = evaluation_tables(evaluation);
    json = evaluation_json(evaluation);
    csv = evaluation_csv(evaluation);
  });
  return nb::make_tuple(tables, json, csv);
}

}  // namespace

void bind_system(nb::module_& module) {
  module.def("formulas", &formulas, nb::arg("a"), nb::arg("b"), nb::arg("x"), nb::arg("a_paths"), nb::arg("b_paths"),
             nb::arg("count"), nb::arg("max_atoms"), nb::arg("learned"));
  module.def("templates", &templates, nb::arg("a"), nb::arg("b"), nb::arg("x"), nb::arg("max_atoms"),
             nb::arg("max_orbits"), nb::arg("max_parameters"), nb::arg("space_groups"), nb::arg("threads"),
             nb::arg("progress").none());
  module.def("certify", &certify_all, nb::arg("structures"), nb::arg("a"), nb::arg("b"), nb::arg("x"),
             nb::arg("policy"), nb::arg("a_paths"), nb::arg("b_paths"));
  module.def("evaluate", &evaluate_sets, nb::arg("structures"), nb::arg("references"), nb::arg("threads"),
             nb::arg("progress").none());
}

}  // namespace crystalgan::python
