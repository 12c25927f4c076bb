#pragma once

#include <map>
#include <string>
#include <vector>

#include "crystalgan/record/ranking_record.hpp"
#include "crystalgan/record/relaxation_record.hpp"

// Energies of the recorded run, written by hand: both candidates relaxed to one crystal.
namespace crystalgan::test {

inline CalculatorRecord recorded_calculator(const std::string& trust) {
  return {"EAM <" + trust + ">", "1.2", "J. Phys. & \"more\"", trust};
}

inline RelaxedRow relaxed_row(const std::string& id) {
  return {id, "NiPdH", "converged", "", 40, -4.5, 0.001, 0.0001, 0.98, 47, 123, "P4/mmm", true, ""};
}

/// A candidate whose relaxation came to no end.
inline RelaxedRow unfinished_row(const std::string& id, const std::string& reason) {
  return {id, "NiPdH", "failed", reason, 3, std::nullopt, 9.0, 0.5, 1.0, 47, 0, "", false, ""};
}

inline RankingRecord recorded_ranking(const CalculatorRecord& calculator) {
  RankingRecord ranking;
  ranking.system = "Pd-Ni-H";
  ranking.calculator = calculator;
  ranking.candidates = ranking.converged = ranking.certified = 2;
  ranking.elements = {{"Pd", -3.5, "Pd-fcc"}, {"Ni", -4.25, "Ni-fcc"}, {"H", -2.125, "H2 <molecule>"}};
  ranking.phases = {{"Pd-fcc", "element", "Pd", "Fm-3m", -3.5, 0, 0}};
  ranking.left_out = {"NiH-<NaCl>: exploded"};
  ranking.crystals = {{"0002", "NiPdH", 123, "P4/mmm", -4.5, -0.03125, 0.0625, -0.00004, "0002 0001"}};
  ranking.hull = {
      {{"Pd-fcc", "element", "Pd"}, {"Ni", "element", "Ni"}, {"H", "element", "H"}, {"NiH-<NaCl>", "input", "NiH"}},
      {{0, 1, 3}, {0, 2, 3}}};
  return ranking;
}

using Files = std::map<std::string, std::string>;

inline void add_relaxation(Files& files, const std::string& folder, const CalculatorRecord& calculator,
                           const std::vector<RelaxedRow>& rows) {
  files[folder + "relaxation.json"] = relaxation_json(calculator, rows);
  files[folder + "relaxation.csv"] = relaxation_csv(rows);
}

inline void add_ranking(Files& files, const std::string& folder, const RankingRecord& ranking) {
  files[folder + "ranking.json"] = ranking_json(ranking);
  files[folder + "ranking.csv"] = ranking_csv(ranking);
  files[folder + "phases.csv"] = phases_csv(ranking);
}

/// `files` relaxed and ranked.
inline Files with_energies(Files files) {
  const CalculatorRecord calculator = recorded_calculator("screening");
  add_relaxation(files, "", calculator, {relaxed_row("0001"), relaxed_row("0002")});
  add_ranking(files, "", recorded_ranking(calculator));
  return files;
}

/// `files` with both candidates computed by first principles, of which one failed.
inline Files with_dft(Files files) {
  const CalculatorRecord calculator = recorded_calculator("first principles");
  add_relaxation(files, "dft/", calculator, {relaxed_row("0001"), unfinished_row("0002", "no <b>density</b>")});
  RankingRecord ranking = recorded_ranking(calculator);
  ranking.crystals.front().id = ranking.crystals.front().found_by = "0001";
  add_ranking(files, "dft/", ranking);
  return files;
}

}  // namespace crystalgan::test
