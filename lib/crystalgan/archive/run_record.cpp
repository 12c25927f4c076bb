#include "crystalgan/archive/run_record.hpp"

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/structure_set.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

std::string name_in(const RunDirectory& run, const std::string& name) { return (run / name).string(); }

std::vector<Structure> inputs_of(const RunDirectory& run, Element metal, Element x) {
  const fs::path folder = run / ("inputs/" + std::string(metal.symbol()) + "-" + std::string(x.symbol()));
  StructureSet set = read_structure_set(folder);
  if (!set.refusals.empty()) throw ParseError(folder.string(), 0, set.refusals.front());
  return set.structures;
}

// An id names files: a number can name none outside the run.
void require_number(std::string_view id, const std::string& file) {
  if (!try_parse_count(id)) throw ParseError(file, 0, "id: expected a number, got '" + printable(id) + "'");
}

// A row of the table and the atoms of its file must be of one crystal, and that of the system.
void require_agreement(const Candidate& candidate, const Structure& structure, const ChemicalSystem& system) {
  const Composition composition = structure.composition();
  if (formula(composition) != candidate.formula)
    throw ParseError(structure.name(), 0,
                     "expected " + printable(candidate.formula) + " as in candidates.csv, got " + formula(composition));
  for (const auto& [element, count] : composition)
    if (element != system.a && element != system.b && element != system.x)
      throw ParseError(structure.name(), 0,
                       "expected atoms of " + system.name() + ", got " + std::string(element.symbol()));
}

std::vector<RecordedCandidate> recorded_candidates(const RunDirectory& run, const ChemicalSystem& system) {
  std::vector<RecordedCandidate> recorded;
  for (Candidate& candidate : parse_candidates(run.read("candidates.csv"), name_in(run, "candidates.csv"))) {
    require_number(candidate.id, name_in(run, "candidates.csv"));
    const std::string certificate = "certificates/" + candidate.id + ".json";
    candidate.certificate = parse_certificate(run.read(certificate), name_in(run, certificate));
    const std::string file = "candidates/" + candidate.id + ".vasp";
    std::string poscar = run.read(file);
    Structure structure = parse_poscar(poscar, name_in(run, file));
    require_agreement(candidate, structure, system);
    recorded.push_back({std::move(candidate), std::move(structure), std::move(poscar)});
  }
  return recorded;
}

void require_candidate_numbers(const RankingRecord& ranking, const std::string& file) {
  for (const RankedRow& crystal : ranking.crystals) {
    require_number(crystal.id, file);
    for (const std::string_view id : split_words(crystal.found_by)) require_number(id, file);
  }
}

// What relaxing and ranking left below `folder` of the run; relaxing comes first.
std::optional<RecordedEnergies> energies_of(const RunDirectory& run, const std::string& folder) {
  const std::string relaxation = folder + "relaxation.json";
  if (!run.has(relaxation)) return std::nullopt;
  const std::string table = folder + "relaxation.csv";
  RecordedEnergies energies{parse_relaxation_calculator(run.read(relaxation), name_in(run, relaxation)),
                            parse_relaxation(run.read(table), name_in(run, table)), std::nullopt};
  for (const RelaxedRow& row : energies.relaxed) require_number(row.id, name_in(run, table));
  const std::string ranking = folder + "ranking.json";
  if (!run.has(ranking)) return energies;
  const std::string crystals = folder + "ranking.csv";
  energies.ranking =
      parse_ranking(run.read(ranking), run.read(crystals), run.read(folder + "phases.csv"), name_in(run, ranking));
  require_candidate_numbers(*energies.ranking, name_in(run, crystals));
  return energies;
}

std::optional<ComparisonShares> comparison_of(const RunDirectory& run, const std::optional<fs::path>& folder,
                                              const Configuration& configuration, const std::string& system) {
  const fs::path file = folder.value_or(run / "compare") / "compare.json";
  if (!folder && !fs::exists(file)) return std::nullopt;
  const auto& screening = configuration.screening;
  const Judged judged = screening.repair ? Judged::repaired : Judged::as_generated;
  ComparisonShares comparison = parse_comparison(read_file(file), file.string(), judged);
  const auto require_same = [&](const std::string& what, const std::string& expected, const std::string& got) {
    if (got != expected)
      throw ConfigError("comparison",
                        "expected the " + what + " " + expected + ", got " + got + " in " + file.string());
  };
  require_same("system", system, comparison.system);
  require_same("policy", std::string(name_of(screening.policy)), comparison.policy);
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
  return {configuration,
          parse_manifest(run.read("manifest.json"), name_in(run, "manifest.json")),
          system,
          {inputs_of(run, system.a, system.x), inputs_of(run, system.b, system.x)},
          parse_summary(run.read("summary.json"), name_in(run, "summary.json")),
          recorded_candidates(run, system),
          run.has("history.csv") ? parse_history(run.read("history.csv"), name_in(run, "history.csv"))
                                 : std::vector<HistoryRow>(),
          comparison_of(run, comparison, configuration, system.name()),
          energies_of(run, ""),
          energies_of(run, "judge/")};
}

}  // namespace crystalgan
