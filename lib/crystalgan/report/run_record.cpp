#include "crystalgan/report/run_record.hpp"

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/structure_set.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

std::string name_in(const RunDirectory& run, const std::string& name) { return (run / name).string(); }

std::vector<Structure> kept_binaries(const RunDirectory& run, Element metal, Element x) {
  const fs::path folder = run / ("inputs/" + std::string(metal.symbol()) + "-" + std::string(x.symbol()));
  StructureSet set = read_structure_set(folder);
  if (!set.refusals.empty()) throw ParseError(folder.string(), 0, set.refusals.front());
  return set.structures;
}

std::vector<RecordedCandidate> recorded_candidates(const RunDirectory& run) {
  std::vector<RecordedCandidate> recorded;
  for (Candidate& candidate : parse_candidates(run.read("candidates.csv"), name_in(run, "candidates.csv"))) {
    const std::string certificate = "certificates/" + candidate.id + ".json";
    candidate.certificate = parse_certificate(run.read(certificate), name_in(run, certificate));
    const std::string file = "candidates/" + candidate.id + ".vasp";
    std::string poscar = run.read(file);
    Structure structure = parse_poscar(poscar, name_in(run, file));
    recorded.push_back({std::move(candidate), std::move(structure), std::move(poscar)});
  }
  return recorded;
}

std::optional<ComparisonShares> comparison_of(const RunDirectory& run, const std::optional<fs::path>& folder,
                                              const ChemicalSystem& system, Judged judged) {
  const fs::path file = folder.value_or(run / "compare") / "compare.json";
  if (!folder && !fs::exists(file)) return std::nullopt;
  ComparisonShares comparison = parse_comparison(read_file(file), file.string(), judged);
  if (comparison.system != system.name())
    throw ConfigError("comparison",
                      "expected one of " + system.name() + ", got " + file.string() + " of " + comparison.system);
  return comparison;
}

}  // namespace

RunRecord read_run(const RunDirectory& run, const std::optional<fs::path>& comparison) {
  if (!run.has("summary.json"))
    throw ConfigError("run", "expected a finished run, got " + run.path().string() +
                                 " without summary.json; it goes on with discover --resume, or, where it is trained "
                                 "only, with generate");
  const Configuration configuration = parse_configuration(run.read("run.toml"), name_in(run, "run.toml"));
  const auto& asked = configuration.system;
  const ChemicalSystem system = ChemicalSystem::from_symbols(asked.a, asked.b, asked.x);
  const Judged judged = configuration.screening.repair ? Judged::repaired : Judged::as_generated;
  return {configuration,
          parse_manifest(run.read("manifest.json"), name_in(run, "manifest.json")),
          system,
          {kept_binaries(run, system.a, system.x), kept_binaries(run, system.b, system.x)},
          parse_summary(run.read("summary.json"), name_in(run, "summary.json")),
          recorded_candidates(run),
          run.has("history.csv") ? parse_history(run.read("history.csv"), name_in(run, "history.csv"))
                                 : std::vector<HistoryRow>(),
          comparison_of(run, comparison, system, judged)};
}

}  // namespace crystalgan
