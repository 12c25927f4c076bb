#include "crystalgan/archive/energy_files.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/io/poscar.hpp"

namespace crystalgan {
namespace {

std::string name_in(const RunDirectory& run, const std::string& name) { return (run / name).string(); }

// FOLDER/ID.vasp. An id names files: a number can name none outside the run.
Structure structure_of(const RunDirectory& run, const std::string& folder, const std::string& id,
                       const std::string& table) {
  if (!try_parse_count(id))
    throw ParseError(name_in(run, table), 0, "id: expected a number, got '" + printable(id) + "'");
  const std::string file = folder + "/" + id + ".vasp";
  return parse_poscar(run.read(file), name_in(run, file)).named(id);
}

std::string comment_line(const RelaxedRow& row, const CalculatorRecord& calculator) {
  return row.formula + " candidate " + row.id + ", relaxed by " + calculator.name + " (" + calculator.trust + ")";
}

// The certificate's file says whose it is.
std::string certificate_text(const RelaxedCandidate& relaxed) {
  Candidate named{};
  named.id = relaxed.row.id;
  named.formula = relaxed.row.formula;
  named.certificate = relaxed.certificate;
  return certificate_json(named);
}

}  // namespace

std::vector<Structure> written_candidates(const RunDirectory& run) {
  if (!run.has("summary.json"))
    throw ConfigError("run", "expected a finished run, got " + run.path().string() + " without summary.json");
  std::vector<Structure> structures;
  for (const Candidate& candidate : parse_candidates(run.read("candidates.csv"), name_in(run, "candidates.csv")))
    structures.push_back(structure_of(run, "candidates", candidate.id, "candidates.csv"));
  return structures;
}

void write_relaxation(const std::vector<RelaxedCandidate>& relaxed, const CalculatorRecord& calculator,
                      const Configuration& configuration, const RunDirectory& run, const std::string& folder) {
  std::map<std::string, std::string> files;
  std::vector<RelaxedRow> rows;
  for (const RelaxedCandidate& one : relaxed) {
    rows.push_back(one.row);
    if (!one.structure) continue;
    files[one.row.id + ".vasp"] = poscar_text(*one.structure, comment_line(one.row, calculator));
    files["certificates/" + one.row.id + ".json"] = certificate_text(one);
  }
  for (const char* ranking : {kRankingFile, "ranking.csv", "phases.csv"}) run.remove(folder + ranking);
  run.remove(folder + kRelaxationFile);
  run.write_folder(folder + "relaxed", files);
  run.write(folder + "relaxation.csv", relaxation_csv(rows));
  run.write(folder + "relaxation.toml", configuration_text(configuration));
  run.write(folder + kRelaxationFile, relaxation_json(calculator, rows));
}

KeptRelaxation kept_relaxation(const RunDirectory& run) {
  if (!run.has(kRelaxationFile))
    throw ConfigError("run", "expected a relaxed run, got " + run.path().string() + " without " + kRelaxationFile +
                                 "; crystalgan relax makes it one");
  KeptRelaxation kept{parse_configuration(run.read("relaxation.toml"), name_in(run, "relaxation.toml")),
                      parse_relaxation_calculator(run.read(kRelaxationFile), name_in(run, kRelaxationFile)),
                      parse_relaxation(run.read("relaxation.csv"), name_in(run, "relaxation.csv")),
                      {}};
  const std::int64_t relaxed = parse_relaxed_count(run.read(kRelaxationFile), name_in(run, kRelaxationFile));
  if (std::ssize(kept.rows) != relaxed)
    throw ParseError(name_in(run, "relaxation.csv"), 0,
                     "expected " + std::to_string(relaxed) + " rows, as " + kRelaxationFile + " says, got " +
                         std::to_string(kept.rows.size()));
  for (const RelaxedRow& row : kept.rows)
    if (row.certified && row.energy)
      kept.crystals.push_back({row, structure_of(run, "relaxed", row.id, "relaxation.csv")});
  return kept;
}

void write_ranking(const RankingRecord& record, const RunDirectory& run, const std::string& folder) {
  run.remove(folder + kRankingFile);
  run.write(folder + "ranking.csv", ranking_csv(record));
  run.write(folder + "phases.csv", phases_csv(record));
  run.write(folder + kRankingFile, ranking_json(record));
}

RankingRecord kept_ranking(const RunDirectory& run, const std::string& folder) {
  if (!run.has(folder + kRankingFile))
    throw ConfigError("run", "expected a ranked run, got " + run.path().string() + " without " + kRankingFile +
                                 "; crystalgan rank makes it one");
  return parse_ranking(run.read(folder + kRankingFile), run.read(folder + "ranking.csv"),
                       run.read(folder + "phases.csv"), name_in(run, folder + kRankingFile));
}

std::vector<Contestant> contestants(const RunDirectory& run) {
  std::vector<Contestant> all;
  if (run.has(kRankingFile)) {
    for (const RankedRow& row : kept_ranking(run).crystals)
      all.push_back({row.id, structure_of(run, "relaxed", row.id, "ranking.csv"), row.space_group, row.above_hull});
  } else if (run.has(kRelaxationFile)) {
    for (const RelaxedRow& row : parse_relaxation(run.read("relaxation.csv"), name_in(run, "relaxation.csv")))
      if (row.certified)
        all.push_back({row.id, structure_of(run, "relaxed", row.id, "relaxation.csv"), row.space_group, std::nullopt});
  } else {
    for (const Structure& structure : written_candidates(run)) {
      const auto group = find_space_group(structure);
      all.push_back({structure.name(), structure, group ? group->number : 0, std::nullopt});
    }
  }
  return all;
}

}  // namespace crystalgan
