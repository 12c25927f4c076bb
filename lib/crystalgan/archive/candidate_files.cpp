#include "crystalgan/archive/candidate_files.hpp"

#include <map>
#include <utility>
#include <variant>
#include <vector>

#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/element_pairs.hpp"
#include "crystalgan/io/extxyz.hpp"
#include "crystalgan/io/neighbor_table.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/require_physical.hpp"
#include "crystalgan/io/symmetric_cif.hpp"
#include "crystalgan/record/summary.hpp"

namespace crystalgan {
namespace {

using namespace run_files;

std::string comment_line(const Candidate& candidate) {
  std::vector<std::string> made_from;
  for (const std::string& source : {candidate.parent_a, candidate.parent_b, candidate.arrangement})
    if (!source.empty()) made_from.push_back(source);
  const bool has_members = candidate.kind.empty();  // the mode symmetry has none
  return candidate.formula + " candidate " + candidate.id + ", " + candidate.origin +
         (has_members ? " of member " + std::to_string(candidate.member) : "") +
         (made_from.empty() ? "" : ", from " + join(made_from, " and "));
}

std::string extxyz_text(const std::string& value) { return value; }
std::string extxyz_text(std::int64_t value) { return std::to_string(value); }
std::string extxyz_text(double value) { return exact_text(value); }
std::string extxyz_text(bool value) { return value ? "T" : "F"; }
template <class Value>
std::string extxyz_text(const std::optional<Value>& value) {
  return value ? extxyz_text(*value) : std::string();
}

std::string frame(const Certified& certified) {
  std::vector<std::pair<std::string, std::string>> keys;
  const auto add = [&](const auto& columns) {
    for (const auto& column : columns)
      if (column.in_extxyz)
        std::visit([&](auto member) { keys.emplace_back(column.name, extxyz_text(certified.candidate.*member)); },
                   column.member);
  };
  add(kCandidateIdentity);
  add(kCandidateMeasures);
  add(kCandidateOrigin);
  if (!certified.candidate.kind.empty()) add(kCandidateSymmetry);
  return extxyz_frame(certified.structure, keys);
}

}  // namespace

void write_candidates(const std::vector<Certified>& certified, const Summary& summary,
                      const Configuration& configuration, const RunDirectory& run) {
  const auto& asked = configuration.system;
  const ChemicalSystem system = ChemicalSystem::from_symbols(asked.a, asked.b, asked.x);
  std::map<std::string, std::string> poscars;
  std::map<std::string, std::string> conventional;
  std::map<std::string, std::string> certificates;
  std::map<std::string, std::string> tables;
  std::vector<Candidate> candidates;
  std::string frames;
  for (const Certified& one : certified) {
    const std::string& id = one.candidate.id;
    poscars[id + ".vasp"] = poscar_text(one.structure, comment_line(one.candidate));
    if (is_symmetry_mode(configuration))
      conventional[id + ".cif"] = symmetric_cif_text(one.structure, one.candidate.formula + "_" + id);
    certificates[id + ".json"] = certificate_json(one.candidate);
    tables[id + ".txt"] = neighbor_table(one.structure, configuration.screening.neighbor_cutoff);
    frames += frame(one);
    candidates.push_back(one.candidate);
  }
  run.write_folder(kCandidates, poscars);
  if (is_symmetry_mode(configuration)) run.write_folder(kConventional, conventional);
  run.write_folder(kCertificates, certificates);
  run.write_folder(kNeighbors, tables);
  run.write(kCandidateFrames, frames);
  run.write(kCandidateTable, candidates_csv(candidates, pair_names(system)));
  run.write(kRejections, rejections_csv(summary.rejections));
  run.write(kSummary, summary_json(summary));
}

void require_finished(const RunDirectory& run) {
  if (!run.has(kSummary))
    throw ConfigError("run", "expected a finished run, got " + run.path().string() + " without " + kSummary +
                                 "; continue with discover --resume, or with generate after train");
}

Summary kept_summary(const RunDirectory& run) {
  require_finished(run);
  return parse_summary(run.read(kSummary), (run / kSummary).string());
}

std::vector<Candidate> kept_candidates(const RunDirectory& run) {
  require_finished(run);
  const std::string file = (run / kCandidateTable).string();
  std::vector<Candidate> candidates = parse_candidates(run.read(kCandidateTable), file);
  for (const Candidate& candidate : candidates) require_id(candidate.id, file);
  return candidates;
}

std::vector<Structure> written_candidates(const RunDirectory& run) {
  std::vector<Structure> structures;
  for (const Candidate& candidate : kept_candidates(run))
    structures.push_back(read_structure(run, kCandidates, candidate.id, kCandidateTable));
  return structures;
}

Structure read_structure(const RunDirectory& run, std::string_view folder, const std::string& id,
                         const std::string& table) {
  require_id(id, (run / table).string());
  const std::string file = structure(folder, id);
  Structure structure = parse_poscar(run.read(file), (run / file).string());
  require_within_limits(structure);
  return structure.named(id);
}

}  // namespace crystalgan
