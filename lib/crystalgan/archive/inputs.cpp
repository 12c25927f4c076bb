#include "crystalgan/archive/inputs.hpp"

#include <algorithm>
#include <set>
#include <utility>

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

std::string elements_text(const ChemicalSystem& system) {
  return std::string(system.a.symbol()) + ", " + std::string(system.b.symbol()) + " and " +
         std::string(system.x.symbol());
}

// Reads the paths of one setting after the other.
class InputReader {
 public:
  InputReader(const Configuration& configuration, std::map<std::string, std::string>* checksums)
      : configuration_(configuration), checksums_(checksums) {}

  // Everything at the paths. Throws StructureError for a refusal unless they are passed over.
  std::vector<Structure> read(const std::vector<std::string>& paths, const std::string& what, bool passes_over) {
    StructureSet set = read_structure_sets(paths, {.recursive = configuration_.system.recursive});
    if (!passes_over && !set.refusals.empty()) {
      const std::size_t more = set.refusals.size() - 1;
      throw StructureError(set.refusals.front() + (more == 0 ? "" : "; and " + std::to_string(more) + " more refused") +
                           " (--skip-unusable passes over them)");
    }
    if (checksums_ != nullptr)
      for (const auto& file : set.files) (*checksums_)[file.string()] = sha256(read_file(file));
    readings_.push_back({set, what, set.files.size(), set.structures.size()});
    return std::move(set.structures);
  }

  std::vector<Structure> read(const std::vector<std::string>& paths, const std::string& what) {
    return read(paths, what, configuration_.system.skip_unusable);
  }

  InputReading& last() { return readings_.back(); }
  std::vector<InputReading> take() { return std::move(readings_); }

 private:
  const Configuration& configuration_;
  std::map<std::string, std::string>* checksums_;
  std::vector<InputReading> readings_;
};

// Those outside the domain are refused.
std::vector<Structure> of_domain(std::vector<Structure> structures, Element metal, Element x, bool passes_over,
                                 InputReading& reading) {
  std::vector<Structure> binaries;
  for (Structure& structure : structures) {
    try {
      require_binary(structure, metal, x);
      binaries.push_back(std::move(structure));
    } catch (const StructureError& error) {
      if (!passes_over) throw;
      reading.refusals.emplace_back(error.what());
    }
  }
  return binaries;
}

std::vector<Structure> read_domain(const Configuration& configuration, const std::vector<std::string>& paths,
                                   Element metal, Element x, InputReader& reader) {
  if (paths.empty()) return is_symmetry_mode(configuration) ? std::vector<Structure>{} : built_in_binaries(metal, x);
  auto all = reader.read(paths, domain_name(metal, x));
  auto structures = of_domain(std::move(all), metal, x, configuration.system.skip_unusable, reader.last());
  if (structures.size() < kFewestStructures)
    throw StructureError(join(paths) + ": expected at least " + std::to_string(kFewestStructures) + " structures of " +
                         domain_name(metal, x) + ", got " + std::to_string(structures.size()));
  return structures;
}

std::vector<Structure> read_prototypes(const Configuration& configuration, InputReader& reader) {
  const auto& paths = configuration.system.prototypes;
  if (!paths.empty()) return reader.read(paths, "prototypes");
  if (configuration.method.name == MethodName::substitute)
    throw ConfigError("system.prototypes", "expected a file or folder with known ternaries (--prototypes), got none");
  return {};
}

// The structures of a database that a candidate could match. One that cannot be read does not hide the others.
std::vector<Structure> read_references(const Configuration& configuration, const ChemicalSystem& system,
                                       InputReader& reader) {
  const auto& paths = configuration.screening.references;
  if (paths.empty()) return {};
  auto references = reader.read(paths, "references", true);
  reader.last().other =
      std::erase_if(references, [&](const Structure& structure) { return !is_of(structure, system); });
  reader.last().elements = elements_text(system);
  return references;
}

// The text of the file of crystalgan learn; studies compare the mode symmetry with others.
std::string read_model(const Configuration& configuration, std::map<std::string, std::string>& checksums) {
  const std::string& path = configuration.symmetry.learned;
  if (path.empty()) return {};
  constexpr std::size_t max_bytes = std::size_t{16} << 20;  // chosen: such a file has some 10 KB
  std::string text = read_file(path, max_bytes);
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
  std::vector<Structure> structures;
  for (const std::string& name : run.files_in(folder)) {
    const std::string file = folder + "/" + name;
    const std::string stem = std::filesystem::path(name).stem().string();
    structures.push_back(parse_poscar(run.read(file), run.name_of(file)).named(stem.substr(stem.find('-') + 1)));
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
  if (!run.has(file)) return {};
  ReadNotes notes;
  auto structures = named_by_id(parse_json(run.read(file), run.name_of(file), notes));
  if (!notes.refusals.empty()) throw StructureError(notes.refusals.front());
  return structures;
}

// A set as the file that keeps it reads back.
std::vector<Structure> kept_set(const std::vector<Structure>& structures) {
  ReadNotes notes;
  auto kept = parse_json(optimade_text(structures), "kept", notes);
  if (!notes.refusals.empty()) throw StructureError(notes.refusals.front());
  return kept;
}

}  // namespace

std::vector<InputSource> sources_of(const std::vector<InputReading>& readings) {
  std::vector<InputSource> sources;
  for (const InputReading& reading : readings)
    for (const StructureSource& source : reading.sources) sources.push_back({source, reading.what});
  return sources;
}

Binaries read_binaries(const Configuration& configuration, std::map<std::string, std::string>& checksums,
                       std::vector<InputReading>* readings) {
  const ChemicalSystem system = system_of(configuration);
  InputReader reader(configuration, &checksums);
  Binaries binaries{system,
                    {read_domain(configuration, configuration.system.a_structures, system.a, system.x, reader),
                     read_domain(configuration, configuration.system.b_structures, system.b, system.x, reader)},
                    0,
                    read_prototypes(configuration, reader),
                    read_references(configuration, system, reader),
                    read_model(configuration, checksums)};
  if (readings != nullptr) *readings = reader.take();
  return binaries;
}

std::vector<Structure> read_phases(const Configuration& configuration, const ChemicalSystem& system,
                                   InputReading* reading) {
  if (configuration.relaxation.phases.empty()) return {};
  InputReader reader(configuration, nullptr);
  auto phases = reader.read(configuration.relaxation.phases, "phases");
  const std::set<Element> known{system.a, system.b, system.x};
  reader.last().other = std::erase_if(phases, [&known](const Structure& phase) {
    return !std::ranges::includes(known, elements_of(phase.composition()));
  });
  reader.last().elements = elements_text(system);
  if (reading != nullptr) *reading = std::move(reader.last());
  return phases;
}

Configuration kept_configuration(const RunDirectory& run) {
  return without_program(
      parse_recorded(run.read(run_files::kConfiguration), (run / run_files::kConfiguration).string()));
}

std::string recorded_dft_python(const RunDirectory& run) {
  const std::string of_dft = std::string(run_files::kDft) + run_files::kRelaxationSettings;
  const std::string file = run.has(of_dft) ? of_dft : run_files::kConfiguration;
  return parse_configuration(run.read(file), run.name_of(file)).dft.python;
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
