#include "crystalgan/archive/energy_files.hpp"

#include <map>
#include <utility>

#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/poscar.hpp"

namespace crystalgan {
namespace {

using namespace run_files;

std::string comment_line(const RelaxedRow& row, const CalculatorRecord& calculator) {
  return row.formula + " candidate " + row.id + ", relaxed by " + calculator.name + " (" + calculator.trust + ")";
}

// Ids are in the file of the certificate.
std::string certificate_text(const RelaxedCandidate& relaxed) {
  Candidate named{};
  named.id = relaxed.row.id;
  named.formula = relaxed.row.formula;
  named.certificate = relaxed.certificate;
  return certificate_json(named);
}

// Throws ParseError unless the rows that say so are those that were relaxed.
std::vector<SinglePointRow> kept_single_points(const RunDirectory& run, const std::string& file,
                                               const std::vector<RelaxedRow>& relaxed) {
  if (!run.has(file)) return {};
  std::vector<SinglePointRow> rows = parse_single_points(run.read(file), run.name_of(file));
  std::vector<std::string> chosen, ids;
  for (const SinglePointRow& row : rows) {
    require_id(row.id, run.name_of(file));
    if (row.relaxed) chosen.push_back(row.id);
  }
  for (const RelaxedRow& row : relaxed) ids.push_back(row.id);
  if (chosen != ids)
    throw ParseError(run.name_of(file), 0,
                     "expected the " + std::to_string(ids.size()) + " candidates of " + kRelaxationTable +
                         " as relaxed, got " + std::to_string(chosen.size()) + " others");
  return rows;
}

}  // namespace

void write_relaxation(const std::vector<RelaxedCandidate>& relaxed, const CalculatorRecord& calculator,
                      const Configuration& configuration, const RunDirectory& run, const std::string& folder,
                      const std::vector<SinglePointRow>& single_points) {
  std::map<std::string, std::string> files;
  std::vector<RelaxedRow> rows;
  for (const RelaxedCandidate& one : relaxed) {
    rows.push_back(one.row);
    if (!one.structure) continue;
    files[one.row.id + ".vasp"] = poscar_text(*one.structure, comment_line(one.row, calculator));
    files[certificate(kCertificates, one.row.id)] = certificate_text(one);
  }
  for (const char* ranking : {kRanking, kRankingTable, kPhaseTable}) run.remove(folder + ranking);
  run.remove(folder + kRelaxation);
  run.remove(folder + kSinglePoints);
  if (!single_points.empty()) run.write(folder + kSinglePoints, single_points_csv(single_points));
  run.write_folder(folder + kRelaxed, files);
  run.write(folder + kRelaxationTable, relaxation_csv(rows));
  run.write(folder + kRelaxationSettings, configuration_text(configuration));
  run.write(folder + kRelaxation, relaxation_json(calculator, rows));
}

void write_ranking(const RankingRecord& record, const RunDirectory& run, const std::string& folder) {
  run.remove(folder + kRanking);
  run.write(folder + kRankingTable, ranking_csv(record));
  run.write(folder + kPhaseTable, phases_csv(record));
  run.write(folder + kRanking, ranking_json(record));
}

std::optional<KeptEnergies> kept_energies(const RunDirectory& run, const std::string& folder) {
  if (!run.has(folder + kRelaxation)) return std::nullopt;
  const std::string record = run.read(folder + kRelaxation);
  const std::string file = run.name_of(folder + kRelaxation);
  const std::string table = run.name_of(folder + kRelaxationTable);
  KeptEnergies energies{parse_relaxation_calculator(record, file),
                        parse_relaxation(run.read(folder + kRelaxationTable), table),
                        std::nullopt,
                        {}};
  const std::int64_t expected = parse_relaxed_count(record, file);
  if (std::ssize(energies.relaxed) != expected)
    throw ParseError(table, 0,
                     "expected " + std::to_string(expected) + " rows, as " + kRelaxation + " says, got " +
                         std::to_string(energies.relaxed.size()));
  for (const RelaxedRow& row : energies.relaxed) require_id(row.id, table);
  energies.single_points = kept_single_points(run, folder + kSinglePoints, energies.relaxed);
  if (run.has(folder + kRanking)) energies.ranking = kept_ranking(run, folder);
  return energies;
}

RankingRecord kept_ranking(const RunDirectory& run, const std::string& folder) {
  if (!run.has(folder + kRanking))
    throw ConfigError("run", "expected a ranked run, got " + run.path().string() + " without " + kRanking +
                                 "; run crystalgan rank first");
  const RankingFiles names{run.name_of(folder + kRanking), run.name_of(folder + kRankingTable),
                           run.name_of(folder + kPhaseTable)};
  RankingRecord record = parse_ranking(
      {run.read(folder + kRanking), run.read(folder + kRankingTable), run.read(folder + kPhaseTable)}, names);
  for (const RankedRow& crystal : record.crystals) {
    require_id(crystal.id, names.crystals);
    for (const std::string_view id : split_words(crystal.found_by)) require_id(id, names.crystals);
  }
  return record;
}

KeptRelaxation kept_relaxation(const RunDirectory& run) {
  auto energies = kept_energies(run);
  if (!energies)
    throw ConfigError("run", "expected a relaxed run, got " + run.path().string() + " without " + kRelaxation +
                                 "; run crystalgan relax first");
  KeptRelaxation kept{without_program(parse_recorded(run.read(kRelaxationSettings), run.name_of(kRelaxationSettings))),
                      std::move(energies->calculator),
                      std::move(energies->relaxed),
                      {}};
  for (const RelaxedRow& row : kept.rows)
    if (row.certified && row.energy)
      kept.crystals.push_back({row, read_structure(run, kRelaxed, row.id, kRelaxationTable)});
  return kept;
}

}  // namespace crystalgan
