#include "crystalgan/archive/candidate_files.hpp"

#include <map>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/element_pairs.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/io/extxyz.hpp"
#include "crystalgan/io/neighbor_table.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/repair/certificate.hpp"

namespace crystalgan {
namespace {

std::string comment_line(const Candidate& candidate) {
  return candidate.formula + " candidate " + candidate.id + ", " + candidate.origin + " of member " +
         std::to_string(candidate.member) + ", from " + candidate.parent_a + " and " + candidate.parent_b;
}

std::string frame(const Certified& certified) {
  const Candidate& c = certified.candidate;
  return extxyz_frame(certified.structure, {{"id", c.id},
                                            {"formula", c.formula},
                                            {"space_group", std::to_string(c.space_group)},
                                            {"volume_over_rule", exact_text(c.volume_ratio)},
                                            {"tightness", exact_text(c.tightness)},
                                            {"good", c.good ? "T" : "F"},
                                            {"strict", c.strict ? "T" : "F"},
                                            {"unique", c.unique ? "T" : "F"},
                                            {"novel", c.novel ? "T" : "F"},
                                            {"origin", c.origin},
                                            {"member", std::to_string(c.member)},
                                            {"parent_a", c.parent_a},
                                            {"parent_b", c.parent_b}});
}

}  // namespace

Generated as_written(const Structure& structure) {
  try {
    return parse_poscar(poscar_text(niggli_reduced(structure), structure.name()), structure.name());
  } catch (const StructureError& error) {
    return Rejection{std::string(kNotACrystal), error.what()};
  }
}

void write_candidates(const Screened& screened, const Configuration& configuration, const RunDirectory& run) {
  const auto& asked = configuration.system;
  const ChemicalSystem system = ChemicalSystem::from_symbols(asked.a, asked.b, asked.x);
  std::map<std::string, std::string> poscars;
  std::map<std::string, std::string> certificates;
  std::map<std::string, std::string> tables;
  std::vector<Candidate> candidates;
  std::string frames;
  for (const Certified& certified : screened.certified) {
    const std::string& id = certified.candidate.id;
    poscars[id + ".vasp"] = poscar_text(certified.structure, comment_line(certified.candidate));
    certificates[id + ".json"] = certificate_json(certified.candidate);
    tables[id + ".txt"] = neighbor_table(certified.structure, configuration.screening.neighbor_cutoff);
    frames += frame(certified);
    candidates.push_back(certified.candidate);
  }
  run.write_folder("candidates", poscars);
  run.write_folder("certificates", certificates);
  run.write_folder("neighbours", tables);
  run.write("candidates.extxyz", frames);
  run.write("candidates.csv", candidates_csv(candidates, pair_names(system)));
  run.write("rejected.csv", rejections_csv(screened.summary.rejections));
  run.write("summary.json", summary_json(screened.summary));
}

}  // namespace crystalgan
