#include "crystalgan/archive/step_files.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/repair/distance_limits.hpp"

namespace crystalgan {
namespace {

using namespace run_files;

constexpr std::int64_t kLastStep = 3;

// "AHB1 of pair 7, member 0, from PdH and NiH; L_GAN 0.69, L_R 0.012"
std::string comment_of(const StepRow& row) {
  std::string text = row.origin + " of pair " + std::to_string(row.pair) + ", member " + std::to_string(row.member) +
                     ", from " + row.parent_a + " and " + row.parent_b;
  std::vector<std::string> losses;
  for (const auto& [name, loss] :
       {std::pair{"L_GAN", row.adversarial}, {"L_R", row.reconstruction}, {"L_geo1", row.geo1}, {"L_geo2", row.geo2}})
    if (loss) losses.push_back(std::string(name) + " " + exact_text(*loss));
  return losses.empty() ? text : text + "; " + join(losses, ", ");
}

}  // namespace

void measure(const Structure& structure, Element x, StepRow& row) {
  row.formula = formula(structure.composition());
  row.volume_per_atom = structure.volume_per_atom();
  if (const double shortest = shortest_distance(structure); std::isfinite(shortest)) row.shortest = shortest;
  for (const Neighbor& nearest : nearest_metals(structure, x)) {
    row.nearest_metal_shortest = std::min(row.nearest_metal_shortest.value_or(nearest.distance), nearest.distance);
    row.nearest_metal_longest = std::max(row.nearest_metal_longest.value_or(nearest.distance), nearest.distance);
  }
}

void write_steps(std::vector<KeptStep> steps, const ChemicalSystem& system, const RunDirectory& run) {
  std::map<std::int64_t, std::map<std::string, std::string>> poscars;
  std::vector<StepRow> rows;
  for (auto& [row, structure] : steps) {
    if (const auto* rejection = std::get_if<Rejection>(&structure)) {
      row.rejected = rejection->reason;
    } else {
      const auto& crystal = std::get<Structure>(structure);
      measure(crystal, system.x, row);
      poscars[row.step][step_file(row.pair, row.origin)] = poscar_text(crystal, comment_of(row));
    }
    rows.push_back(std::move(row));
  }
  for (std::int64_t step = 1; step <= kLastStep; ++step) run.write_folder(step_folder(step), poscars[step]);
  run.write(kStepTable, steps_csv(rows));
}

std::vector<StepRow> kept_steps(const RunDirectory& run) {
  if (!run.has(kStepTable)) return {};
  return parse_steps(run.read(kStepTable), (run / kStepTable).string());
}

}  // namespace crystalgan
