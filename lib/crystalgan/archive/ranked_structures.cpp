#include "crystalgan/archive/ranked_structures.hpp"

#include <algorithm>

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/poscar.hpp"

namespace crystalgan {
namespace {

// Where a run keeps structures in an order.
struct Ordered {
  const char* done;  // the file that is written last
  const char* table;
  const char* folder;
  const char* kept = nullptr;        // column that says which rows count; nullptr: all
  const char* above_hull = nullptr;  // column; nullptr: there are no energies
};
// The best first: ranked, relaxed (by what gives no energies, such as packing), as certified.
constexpr Ordered kOrders[] = {{"ranking.json", "ranking.csv", "relaxed", nullptr, "above_hull_ev_per_atom"},
                               {"relaxation.json", "relaxation.csv", "relaxed", "certified"},
                               {"summary.json", "candidates.csv", "candidates"}};

// An id names files: a number can name none outside the run.
const std::string& numbered(const std::string& id, const std::string& table) {
  if (!try_parse_count(id)) throw ParseError(table, 0, "id: expected a number, got '" + printable(id) + "'");
  return id;
}

std::vector<HandoffEntry> read_entries(const RunDirectory& run, const Ordered& ordered, std::size_t top) {
  const std::string name = (run / ordered.table).string();
  const CsvTable table(run.read(ordered.table), name);
  std::vector<HandoffEntry> entries;
  for (std::size_t row = 0; row < table.size() && entries.size() < top; ++row) {
    if (ordered.kept != nullptr && !table.yes(row, ordered.kept)) continue;
    const std::string& id = numbered(table.text(row, "id"), name);
    const std::string file = std::string(ordered.folder) + "/" + id + ".vasp";
    HandoffEntry entry{id, parse_poscar(run.read(file), (run / file).string()), table.count(row, "space_group"),
                       std::nullopt};
    if (ordered.above_hull != nullptr) entry.above_hull = table.real(row, ordered.above_hull);
    entries.push_back(std::move(entry));
  }
  if (entries.empty()) throw ParseError(name, 0, "expected at least one structure to hand on, got none");
  return entries;
}

}  // namespace

std::vector<HandoffEntry> entries_of(const RunDirectory& run, std::size_t top) {
  if (!run.has("summary.json"))
    throw ConfigError("run", "expected a finished run, got " + run.path().string() +
                                 " without summary.json; it goes on with discover --resume, or, where it is trained "
                                 "only, with generate");
  const auto* const order = std::ranges::find_if(kOrders, [&](const Ordered& one) { return run.has(one.done); });
  return read_entries(run, *order, top);  // summary.json is there
}

std::set<Element> elements_of(const std::vector<HandoffEntry>& entries) {
  std::set<Element> elements;
  for (const HandoffEntry& entry : entries)
    for (const Site& site : entry.structure.sites()) elements.insert(site.element);
  return elements;
}

}  // namespace crystalgan
