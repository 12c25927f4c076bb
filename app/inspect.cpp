#include <fmt/core.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/core/unused_names.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/evaluation/remarks.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/matching/structure_matcher.hpp"

namespace crystalgan {
namespace {

struct InspectOptions {
  std::vector<std::string> paths;
  std::optional<std::string> built_in, output;
  std::string x = "H";
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
  StructureSet all = read_structure_sets(options.paths);
  if (options.built_in) {
    const auto [metal, x] = binary_from_symbols(*options.built_in, options.x);
    const auto built_in = built_in_binaries(metal, x);
    all.structures.insert(all.structures.begin(), built_in.begin(), built_in.end());
  }
  return all;
}

void print_structure(const Structure& structure, const std::vector<std::string>& faults) {
  const auto group = find_space_group(structure);
  std::vector<std::string> distances;
  for (const auto& [pair, distance] : shortest_distances(structure))
    distances.push_back(fmt::format("{} {:.2f}", pair_name(pair), distance));
  fmt::print("{}  {}  {} atoms  {}  {:.2f} A^3/atom  {}\n", structure.name(), formula(structure.composition()),
             structure.size(), group ? fmt::format("{} ({})", group->symbol, group->number) : std::string("no group"),
             structure.volume_per_atom(), join(distances));
  for (const std::string& fault : faults) fmt::print("    ! {}\n", fault);
}

void write_all(const std::vector<Structure>& structures, const std::string& folder) {
  std::map<std::string, std::string> files;
  UnusedNames names;
  for (const Structure& structure : structures)
    files[names.take(file_stem(structure.name())) + ".vasp"] = poscar_text(structure, structure.name());
  RunDirectory::create(folder, files);
  fmt::print("{} structures written to {}\n", files.size(), folder);
}

int inspect(const InspectOptions& options) {
  if (options.paths.empty() && !options.built_in) throw ConfigError("inspect", "expected a path or --built-in METAL");
  const StructureSet set = read_all(options);
  const auto groups = match_groups(set.structures, {}, 1).first_of;
  std::size_t with_faults = 0;
  for (std::size_t i = 0; i < set.structures.size(); ++i) {
    auto faults = remark_lines(remarks_on(set.structures[i], set.structures.front()));
    if (groups[i] != i) faults.push_back("looks like " + set.structures[groups[i]].name());
    with_faults += faults.empty() ? 0 : 1;
    print_structure(set.structures[i], faults);
  }
  for (const std::string& remark : set.remarks) fmt::print(stderr, "crystalgan: remark: {}\n", remark);
  for (const std::string& refusal : set.refusals) fmt::print(stderr, "crystalgan: {}\n", refusal);
  fmt::print("{} structures, {} with remarks, {} files or lines refused\n", set.structures.size(), with_faults,
             set.refusals.size());
  if (options.output) write_all(set.structures, *options.output);
  return set.refusals.empty() ? kDone : kWrongInput;
}

}  // namespace

Action add_inspect(CLI::App& command) {
  auto options = std::make_shared<InspectOptions>();
  command.add_option("PATH", options->paths, "files or folders of structures: " + structure_format_names());
  command.add_option("--built-in", options->built_in, "inspect the built-in binaries of this metal, such as Pd");
  command.add_option("--with", options->x, "the element X of the built-in binaries (default H)");
  command.add_option("-o,--output", options->output, "new folder: also write every structure there as a POSCAR");
  return [options] { return inspect(*options); };
}

}  // namespace crystalgan
