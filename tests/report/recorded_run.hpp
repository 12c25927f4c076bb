#pragma once

#include <string>
#include <vector>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/element_pairs.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/record/candidate.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/history.hpp"
#include "crystalgan/record/summary.hpp"
#include "tests/support/scratch_folder.hpp"

// A finished run of Pd-Ni-H written by hand: two candidates, one skewed, one rejection, a history of two members.
namespace crystalgan::test {

inline Structure recorded_structure(double angle) {
  const auto element = [](const char* symbol) { return Element::from_symbol(symbol); };
  return {Lattice::from_parameters(4.0, 4.1, 4.2, 90, angle, 90),
          {{element("Pd"), {0, 0, 0}}, {element("Ni"), {0.5, 0.5, 0.5}}, {element("H"), {0.5, 0.5, 0}}},
          "recorded"};
}

inline Candidate recorded_candidate(const std::string& id) {
  Candidate candidate{};
  candidate.id = id;
  candidate.formula = "NiPdH";
  candidate.origin = "AHB2";
  candidate.member = 1;
  candidate.parent_a = "</script><script>alert(1)</script>";
  candidate.parent_b = "NiH & \"friends\"";
  candidate.space_group = 47;
  candidate.space_group_symbol = "Pmmm";
  candidate.volume = 68.88;
  candidate.volume_ratio = 1.25;
  candidate.distance_over_limit = 1.1;
  candidate.good = candidate.strict = candidate.unique = candidate.novel = candidate.symmetric = true;
  candidate.certificate = {
      "radii",
      {{"H-Ni", 2.1, 1.288, "0.8 (r_i + r_j), contact radii"}, {"H-Pd", 2.86, std::nullopt, "free"}},
      NearestMetalWindow{3.5, 3.5, 0.0, 3.6, "1.15 times the largest"}};
  return candidate;
}

inline Summary recorded_summary() {
  Summary summary;
  summary.system = "Pd-Ni-H";
  summary.policy = "radii";
  summary.generated = 4;
  summary.decoded = 3;
  summary.certified = summary.good = summary.strict = summary.unique = summary.novel = summary.symmetric = 2;
  summary.new_and_symmetric = 1;
  summary.compositions = 1;
  summary.space_groups = 1;
  summary.rejections = {{"atoms too close: <H-H>", 2, "expected at least 1 A, got 0.5"}};
  return summary;
}

inline std::vector<HistoryRow> recorded_history() {
  std::vector<HistoryRow> rows;
  for (const std::int64_t member : {0, 1})
    for (const std::int64_t epoch : {10, 20}) {
      HistoryRow row = empty_row(member, 1, epoch);
      row.terms[static_cast<std::size_t>(LossTerm::gan_b)] = 0.5 + 0.01 * static_cast<double>(member + epoch);
      rows.push_back(row);
    }
  return rows;
}

/// The files of the run as a run leaves them.
inline std::map<std::string, std::string> recorded_files() {
  Configuration configuration = default_configuration(Mode::repaired);
  configuration.system.a = "Pd";
  configuration.system.b = "Ni";
  configuration.seed = 11;
  const std::vector<Candidate> candidates{recorded_candidate("0001"), recorded_candidate("0002")};
  std::map<std::string, std::string> files{
      {"run.toml", configuration_text(configuration)},
      {"manifest.json", manifest_json({"0.1.0", "abc", "crystalgan discover Pd Ni", 11, {}, {}})},
      {"summary.json", summary_json(recorded_summary())},
      {"history.csv", history_csv(recorded_history())},
      {"candidates.csv", candidates_csv(candidates, pair_names(ChemicalSystem::from_symbols("Pd", "Ni", "H")))},
      {"inputs/Pd-H/0001-PdH.vasp", "PdH\n4.09\n0 .5 .5\n.5 0 .5\n.5 .5 0\nPd H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n"},
      {"inputs/Ni-H/0001-NiH.vasp", "NiH\n3.72\n0 .5 .5\n.5 0 .5\n.5 .5 0\nNi H\n1 1\nDirect\n0 0 0\n.5 .5 .5\n"}};
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const std::string& id = candidates[i].id;
    files["certificates/" + id + ".json"] = certificate_json(candidates[i]);
    files["candidates/" + id + ".vasp"] = poscar_text(recorded_structure(i == 0 ? 90 : 117), "candidate " + id);
  }
  return files;
}

/// A scratch folder with that run in it.
class RecordedRun {
 public:
  explicit RecordedRun(const std::map<std::string, std::string>& files = recorded_files())
      : run_(RunDirectory::create(scratch_ / "run", files)) {}

  const RunDirectory& directory() const { return run_; }

 private:
  ScratchFolder scratch_;
  RunDirectory run_;
};

}  // namespace crystalgan::test
