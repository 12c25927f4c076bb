#include "crystalgan/archive/inputs.hpp"

#include <algorithm>

#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/io/json_file.hpp"
#include "crystalgan/io/optimade.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/io/structure_set.hpp"

namespace crystalgan {
namespace {

// Chosen: from one structure nothing can be learned about a domain.
constexpr std::size_t kFewestStructures = 2;

ChemicalSystem system_of(const Configuration& configuration) {
  return ChemicalSystem::from_symbols(configuration.system.a, configuration.system.b, configuration.system.x);
}

std::string domain_name(Element metal, Element x) {
  return std::string(metal.symbol()) + "-" + std::string(x.symbol());
}

// All structures at a path; none may be refused.
std::vector<Structure> read_whole(const std::string& path, std::map<std::string, std::string>& checksums) {
  StructureSet set = read_structure_set(path);
  if (set.refusals.size() == 1) throw StructureError(set.refusals.front());
  if (!set.refusals.empty())
    throw StructureError(set.refusals.front() + "; and " + std::to_string(set.refusals.size() - 1) + " more refused");
  for (const auto& file : set.files) checksums[file.string()] = sha256(read_file(file));
  return std::move(set.structures);
}

std::vector<Structure> read_domain(const Configuration& configuration, const std::string& path, Element metal,
                                   Element x, std::map<std::string, std::string>& checksums) {
  if (path.empty()) return is_symmetry_mode(configuration) ? std::vector<Structure>{} : built_in_binaries(metal, x);
  auto structures = read_whole(path, checksums);
  for (const Structure& structure : structures) require_binary(structure, metal, x);
  if (structures.size() < kFewestStructures)
    throw StructureError(path + ": expected at least " + std::to_string(kFewestStructures) + " structures of " +
                         domain_name(metal, x) + ", got " + std::to_string(structures.size()));
  return structures;
}

std::vector<Structure> read_prototypes(const Configuration& configuration,
                                       std::map<std::string, std::string>& checksums) {
  const std::string& path = configuration.system.prototypes;
  if (!path.empty()) return read_whole(path, checksums);
  if (configuration.method.name == MethodName::substitute)
    throw ConfigError("system.prototypes", "expected a file or folder with known ternaries (--prototypes), got none");
  return {};
}

// The structures of a database that a candidate could match.
std::vector<Structure> read_references(const Configuration& configuration, const ChemicalSystem& system,
                                       std::map<std::string, std::string>& checksums) {
  const std::string& path = configuration.screening.references;
  if (path.empty()) return {};
  auto references = read_whole(path, checksums);
  std::erase_if(references, [&](const Structure& structure) { return !is_of(structure, system); });
  return references;
}

// The text of the file of crystalgan learn; studies compare the mode symmetry with others.
std::string read_model(const Configuration& configuration, std::map<std::string, std::string>& checksums) {
  const std::string& path = configuration.symmetry.learned;
  if (path.empty()) return {};
  std::string text = read_file(path);
  checksums[path] = sha256(text);
  return text;
}

// "0007-PdH-NaCl.vasp": the number gives the order.
std::string kept_name(std::size_t index, std::size_t count, const std::string& name) {
  const std::size_t digits = std::max<std::size_t>(4, std::to_string(count).size());
  return padded(static_cast<std::int64_t>(index) + 1, digits) + "-" + file_stem(name) + ".vasp";
}

// The folder of a domain in a run.
std::string kept_folder(Element metal, Element x) {
  return std::string(run_files::kInputs) + "/" + domain_name(metal, x);
}

std::vector<Structure> kept_domain(const std::string& folder, const RunDirectory& run) {
  const StructureSet set = read_structure_set(run / folder);
  if (!set.refusals.empty()) throw StructureError(set.refusals.front());
  std::vector<Structure> structures;
  for (std::size_t i = 0; i < set.structures.size(); ++i) {
    const std::string stem = set.files[i].stem().string();
    structures.push_back(set.structures[i].named(stem.substr(stem.find('-') + 1)));
  }
  return structures;
}

// Named by id alone, independent of the path of the run.
std::vector<Structure> named_by_id(std::vector<Structure> structures) {
  for (Structure& structure : structures)
    structure = structure.named(structure.name().substr(structure.name().find_last_of('#') + 1));
  return structures;
}

std::vector<Structure> kept_structures(const char* file, const RunDirectory& run) {
  return run.has(file) ? named_by_id(read_structures(run / file)) : std::vector<Structure>{};
}

// A set as the file that keeps it reads back.
std::vector<Structure> kept_set(const std::vector<Structure>& structures) {
  ReadNotes notes;
  auto kept = parse_json(optimade_text(structures), "kept", notes);
  if (!notes.refusals.empty()) throw StructureError(notes.refusals.front());
  return kept;
}

}  // namespace

Binaries read_binaries(const Configuration& configuration, std::map<std::string, std::string>& checksums) {
  const ChemicalSystem system = system_of(configuration);
  return {system,
          {read_domain(configuration, configuration.system.a_structures, system.a, system.x, checksums),
           read_domain(configuration, configuration.system.b_structures, system.b, system.x, checksums)},
          0,
          read_prototypes(configuration, checksums),
          read_references(configuration, system, checksums),
          read_model(configuration, checksums)};
}

Configuration kept_configuration(const RunDirectory& run) {
  return without_program(
      parse_configuration(run.read(run_files::kConfiguration), (run / run_files::kConfiguration).string()));
}

std::map<std::string, std::string> kept_files(const Binaries& binaries) {
  const ChemicalSystem& system = binaries.system;
  std::map<std::string, std::string> files;
  const auto keep = [&files](const std::vector<Structure>& structures, const std::string& folder) {
    for (std::size_t i = 0; i < structures.size(); ++i)
      files[folder + "/" + kept_name(i, structures.size(), structures[i].name())] =
          poscar_text(structures[i], structures[i].name());
  };
  keep(binaries.structures.a, kept_folder(system.a, system.x));
  keep(binaries.structures.b, kept_folder(system.b, system.x));
  if (!binaries.prototypes.empty()) files[run_files::kPrototypes] = optimade_text(binaries.prototypes);
  if (!binaries.references.empty()) files[run_files::kReferences] = optimade_text(binaries.references);
  if (!binaries.model.empty()) files[run_files::kModel] = binaries.model;
  return files;
}

Binaries as_kept(const Binaries& binaries) {
  Binaries kept = binaries;
  for (auto* domain : {&kept.structures.a, &kept.structures.b})
    for (Structure& structure : *domain)
      structure =
          parse_poscar(poscar_text(structure, structure.name()), structure.name()).named(file_stem(structure.name()));
  for (auto* set : {&kept.prototypes, &kept.references})
    if (!set->empty()) *set = named_by_id(kept_set(*set));
  return kept;
}

PerDomain<std::vector<Structure>> kept_domains(const ChemicalSystem& system, const RunDirectory& run) {
  return {kept_domain(kept_folder(system.a, system.x), run), kept_domain(kept_folder(system.b, system.x), run)};
}

Binaries kept_binaries(const Configuration& configuration, const RunDirectory& run) {
  const ChemicalSystem system = system_of(configuration);
  return {system,
          kept_domains(system, run),
          0,
          kept_structures(run_files::kPrototypes, run),
          kept_structures(run_files::kReferences, run),
          run.has(run_files::kModel) ? run.read(run_files::kModel) : std::string()};
}

}  // namespace crystalgan
