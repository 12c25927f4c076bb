#pragma once

#include <string>
#include <vector>

#include "crystalgan/archive/step_files.hpp"
#include "tests/report/recorded_run.hpp"

// The steps of the recorded run, written by hand: two pairs; the second has the parents of its candidates. One structure
// is no crystal.
namespace crystalgan::test {

inline KeptStep recorded_step(std::int64_t pair, std::int64_t step, const std::string& origin, double angle) {
  StepRow row{};
  row.pair = pair;
  row.step = step;
  row.origin = origin;
  row.member = pair - 1;
  row.parent_a = pair == 2 ? recorded_candidate("0001").parent_a : "PdH";
  row.parent_b = pair == 2 ? recorded_candidate("0001").parent_b : "NiH";
  if (step != 2) {
    row.adversarial = 0.5;
    row.reconstruction = 0.25;
  }
  if (step == 3) {
    row.geo1 = 0.125;
    row.geo2 = 0.0;
  }
  return {row, recorded_structure(angle)};
}

inline std::vector<KeptStep> recorded_steps() {
  std::vector<KeptStep> steps;
  for (const std::int64_t pair : {1, 2}) {
    const double angle = pair == 1 ? 90 : 117;
    for (const char* origin : {"AHB1", "BHA1"}) steps.push_back(recorded_step(pair, 1, origin, angle));
    for (const char* origin : {"AHB_g", "BHA_g"}) steps.push_back(recorded_step(pair, 2, origin, angle));
    for (const char* origin : {"AHB2", "BHA2"}) steps.push_back(recorded_step(pair, 3, origin, angle));
  }
  steps[3].structure = Rejection{"not a crystal", "no volume"};
  return steps;
}

}  // namespace crystalgan::test
