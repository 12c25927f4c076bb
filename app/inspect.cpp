#include <fmt/core.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/core/unused_names.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/symmetry_search.hpp"
#include "crystalgan/evaluation/remarks.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "crystalgan/record/read_limits.hpp"
#include "interrupt.hpp"
#include "printing.hpp"
#include "reading.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct InspectOptions {
  std::vector<std::string> paths;
  std::optional<std::string> built_in, output;
  std::string x = "H";
  bool json = false;
  bool recursive = false;
  bool skip_unusable = false;
  RunOptions run;  // --threads only
};

std::pair<Element, Element> binary_from_symbols(const std::string& metal, const std::string& x) {
  const auto first = Element::find(metal);
  const auto second = Element::find(x);
  if (!first)
    throw ConfigError("--built-in", "expected the symbol of an element such as Pd, got '" + printable(metal) + "'");
  if (!second || second == first)
    throw ConfigError("--with", "expected the symbol of another element such as H, got '" + printable(x) + "'");
  return {*first, *second};
}

StructureSet read_all(const InspectOptions& options) {
  StructureSet all;
  for (const std::string& path : options.paths) {
    try {
      append(all, read_structure_set(path, {.recursive = options.recursive}));
    } catch (const IoError& error) {  // the other paths are read
      if (options.paths.size() == 1) throw;
      all.refusals.emplace_back(error.what());
    }
  }
  if (options.built_in) {
    const auto [metal, x] = binary_from_symbols(*options.built_in, options.x);
    const auto built_in = built_in_binaries(metal, x);
    all.structures.insert(all.structures.begin(), built_in.begin(), built_in.end());
  }
  return all;
}

void print_structure(const Structure& structure, const SymmetryFound& symmetry,
                     const std::vector<std::string>& faults) {
  const auto& group = symmetry.group;
  std::vector<std::string> distances;
  for (const auto& [pair, distance] : shortest_distances(structure))
    distances.push_back(fmt::format("{} {:.2f}", pair_name(pair), distance));
  print("{}  {}  {} atoms  {}  {:.2f} A^3/atom  {}\n", structure.name(), formula(structure.composition()),
        structure.size(), group ? fmt::format("{} ({})", group->symbol, group->number) : std::string("no group"),
        structure.volume_per_atom(), join(distances));
  for (const std::string& fault : faults) print("    ! {}\n", fault);
}

// One line of JSON: docs/reference/files.md.
void print_structure_json(const Structure& structure, const SymmetryFound& symmetry,
                          const std::vector<std::string>& faults) {
  nlohmann::ordered_json line{{"name", printable(structure.name(), 4096)},
                              {"formula", formula(structure.composition())},
                              {"atoms", structure.size()},
                              {"space_group", nullptr},
                              {"space_group_symbol", nullptr},
                              {"symmetry_tolerance_angstrom", nullptr},
                              {"volume_per_atom", structure.volume_per_atom()},
                              {"distances", nlohmann::ordered_json::object()},
                              {"remarks", faults}};
  if (symmetry.group) {
    line["space_group"] = symmetry.group->number;
    line["space_group_symbol"] = symmetry.group->symbol;
    line["symmetry_tolerance_angstrom"] = symmetry.tolerance;
  }
  for (const auto& [pair, distance] : shortest_distances(structure)) line["distances"][pair_name(pair)] = distance;
  print("{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

// "6 structures of 7 files, 1 with remarks, 1 refused, 2 skipped (2 hidden)"
std::string counts_text(const StructureSet& set, std::size_t with_remarks) {
  return fmt::format("{}{}, {} with remarks, {}", counted(set.structures.size(), "structure"),
                     set.files.empty() ? "" : " of " + counted(set.files.size(), "file"), with_remarks,
                     not_read_text(set));
}

void write_all(const std::vector<Structure>& structures, const std::string& folder) {
  std::map<std::string, std::string> files;
  UnusedNames names;
  for (const Structure& structure : structures)
    files[names.take(file_stem(structure.name())) + ".vasp"] = poscar_text(structure, structure.name());
  make_whole([&] { RunDirectory::create(folder, files); });
  print("{} structures written to {}\n", files.size(), folder);
}

// Each copy of the first of its group has the symmetry of that one.
std::vector<SymmetryFound> symmetries_of(const std::vector<Structure>& structures,
                                         const std::vector<std::size_t>& groups, std::size_t threads) {
  const auto is_repeat = [&](std::size_t i) { return groups[i] != i && is_copy(structures[i], structures[groups[i]]); };
  std::vector<SymmetryFound> symmetries(structures.size());
  parallel_for(symmetries.size(), threads, [&](std::size_t i) {
    if (!is_repeat(i)) symmetries[i] = search_symmetry(structures[i]);
  });
  for (std::size_t i = 0; i < symmetries.size(); ++i)
    if (is_repeat(i)) symmetries[i] = symmetries[groups[i]];
  return symmetries;
}

int inspect(const InspectOptions& options) {
  if (options.paths.empty() && !options.built_in) throw ConfigError("inspect", "expected a path or --built-in METAL");
  const StructureSet set = read_all(options);
  const std::size_t threads = options.run.thread_count();
  const auto [groups, given_up] = match_groups(set.structures, {}, threads);
  const auto symmetries = symmetries_of(set.structures, groups, threads);
  std::size_t with_faults = 0;
  for (std::size_t i = 0; i < set.structures.size(); ++i) {
    auto faults = remark_lines(remarks_on(set.structures[i], set.structures.front()));
    if (groups[i] != i) faults.push_back("looks like " + set.structures[groups[i]].name());
    if (const auto remark = symmetry_remark(symmetries[i])) faults.push_back(*remark);
    with_faults += faults.empty() ? 0 : 1;
    (options.json ? print_structure_json : print_structure)(set.structures[i], symmetries[i], faults);
  }
  print_notes(set.remarks, "remark: ");
  if (given_up > 0)
    print_error("crystalgan: {} not compared to the end, so repeats may be missing{}\n",
                counted(given_up, "pair") + (given_up == 1 ? " was" : " were"), limit_advice("match_steps"));
  // every file is named: this command is asked for them
  print_notes(set.skipped, "skipped: ", set.skipped.size());
  print_notes(set.refusals, options.skip_unusable ? "not used: " : "", set.refusals.size());
  // stdout of --json holds structures alone
  const std::string counts = counts_text(set, with_faults);
  if (!options.json)
    print("{}\n", counts);
  else if (set.files.size() + set.skipped.size() > 1)
    print_error("crystalgan: {}\n", counts);
  if (options.output) write_all(set.structures, *options.output);
  return set.refusals.empty() || options.skip_unusable ? kDone : kWrongInput;
}

}  // namespace

Action add_inspect(CLI::App& command) {
  auto options = std::make_shared<InspectOptions>();
  command.add_option("PATH", options->paths,
                     "files or folders of structures, also compressed or in archives: " + structure_format_names());
  command.add_option("--built-in", options->built_in, "inspect the built-in binaries of this metal, such as Pd");
  command.add_option("--with", options->x, "the element X of the built-in binaries (default H)");
  command.add_flag("--json", options->json, "print one line of JSON for each structure");
  command.add_flag("--recursive", options->recursive, "read the folders in a folder, too");
  command.add_flag("--skip-unusable", options->skip_unusable,
                   "list what cannot be read or used, and end with exit code 0");
  command.add_option("-o,--output", options->output, "new folder: also write every structure there as a POSCAR");
  options->run.add_threads(command);
  return [options] { return inspect(*options); };
}

}  // namespace crystalgan
