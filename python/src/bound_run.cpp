#include "bound_run.hpp"

#include <nanobind/stl/string.h>

#include <string>

#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/core/csv.hpp"
#include "crystalgan/report/crystal_page.hpp"

namespace crystalgan::python {
namespace {

namespace nb = nanobind;

nb::bytes bytes_of(const RunDirectory& run, const std::string& name) {
  const std::string text = run.read(name);
  return nb::bytes(text.data(), text.size());
}

// A list with a dictionary of texts per row.
nb::list rows_of(const RunDirectory& run, const std::string& name) {
  const CsvTable table(run.read(name), run.name_of(name));
  nb::list rows;
  for (std::size_t row = 0; row < table.size(); ++row) {
    nb::dict cells;
    for (const std::string& column : table.columns()) cells[nb::cast(column)] = table.text(row, column);
    rows.append(cells);
  }
  return rows;
}

std::string page_of(const Structure& structure, const std::string& a, const std::string& b, const std::string& x,
                    const std::string& title) {
  return crystal_page(structure, ChemicalSystem::from_symbols(a, b, x), title);
}

Structure structure_of(const RunDirectory& run, const std::string& folder, const std::string& id) {
  return read_structure(run, folder, id, "candidates.csv");
}

}  // namespace

void bind_run(nb::module_& module) {
  module.def("crystal_page", &page_of, nb::arg("structure"), nb::arg("a"), nb::arg("b"), nb::arg("x"),
             nb::arg("title"));
  nb::class_<RunDirectory>(module, "RunDirectory")
      .def_static("open", [](const std::string& path) { return RunDirectory::open(path); })
      .def("has", [](const RunDirectory& run, const std::string& name) { return run.has(name); })
      .def("read", &bytes_of)
      .def("rows", &rows_of)
      .def("structure", &structure_of, nb::arg("folder"), nb::arg("id"));
}

}  // namespace crystalgan::python
