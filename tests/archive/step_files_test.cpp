#include "crystalgan/archive/step_files.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/archive/run_record.hpp"
#include "crystalgan/io/poscar.hpp"
#include "tests/report/recorded_run.hpp"
#include "tests/report/steps_example.hpp"

namespace crystalgan {
namespace {

const ChemicalSystem kPdNiH = ChemicalSystem::from_symbols("Pd", "Ni", "H");

TEST(StepFiles, EveryStructureIsAPoscarInTheFolderOfItsStep) {
  const test::RecordedRun run;
  write_steps(test::recorded_steps(), kPdNiH, run.directory());
  for (const char* file : {"step1/0001-AHB1.vasp", "step1/0001-BHA1.vasp", "step2/0001-AHB_g.vasp",
                           "step3/0001-AHB2.vasp", "step3/0002-AHB2.vasp"})
    EXPECT_TRUE(run.directory().has(file)) << file;
  EXPECT_FALSE(run.directory().has("step2/0001-BHA_g.vasp")) << "it is no crystal";
  const std::string text = run.directory().read("step3/0002-AHB2.vasp");
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "AHB2 of pair 2, member 1, from </script><script>alert(1)</script> and NiH & \"friends\"; L_GAN 0.5, "
            "L_R 0.25, L_geo1 0.125, L_geo2 0");
  EXPECT_EQ(parse_poscar(text, "0002-AHB2.vasp").lattice().rows(), test::recorded_structure(117).lattice().rows());
}

TEST(StepFiles, TheTableHasTheMeasuresAndWhatIsNoCrystal) {
  const test::RecordedRun run;
  write_steps(test::recorded_steps(), kPdNiH, run.directory());
  const auto rows = kept_steps(run.directory());
  ASSERT_EQ(rows.size(), test::recorded_steps().size());
  const StepRow& first = rows.front();  // rectangular, 4.0 x 4.1 x 4.2: Pd at a corner, Ni in the centre, H on c's face
  EXPECT_EQ(first.formula, "NiPdH");
  EXPECT_NEAR(*first.volume_per_atom, 4.0 * 4.1 * 4.2 / 3, 1e-9);
  EXPECT_NEAR(*first.shortest, 2.1, 1e-9);  // H-Ni, half of c
  EXPECT_NEAR(*first.nearest_metal_shortest, 0.5 * std::sqrt(4.0 * 4.0 + 4.1 * 4.1 + 4.2 * 4.2), 1e-9);
  EXPECT_EQ(first.nearest_metal_shortest, first.nearest_metal_longest);
  EXPECT_EQ(rows[3].rejected, "not a crystal");
  EXPECT_EQ(rows[3].formula, "");
  EXPECT_FALSE(rows[3].volume_per_atom);
}

TEST(StepFiles, ARunWithoutThemHasNoRowsAndNoWay) {
  const test::RecordedRun run;
  EXPECT_TRUE(kept_steps(run.directory()).empty());
  EXPECT_FALSE(read_run(run.directory(), std::nullopt).way);
}

TEST(StepFiles, TheWayIsThatOfTheBestCandidateOfStep3) {
  const test::RecordedRun run;
  write_steps(test::recorded_steps(), kPdNiH, run.directory());
  const auto way = read_run(run.directory(), std::nullopt).way;
  ASSERT_TRUE(way);
  std::vector<std::string> steps;
  for (const StepRow& row : way->steps) steps.push_back(std::to_string(row.pair) + row.origin);
  EXPECT_EQ(steps, (std::vector<std::string>{"2AHB1", "2BHA1", "2AHB_g", "2AHB2"}));
  EXPECT_EQ(way->candidate_id, "0001");
  EXPECT_EQ(way->candidate->formula, "NiPdH");
}

TEST(StepFiles, ACandidateOfSeveralRoundsMayBeOfALaterOneAndHasNoWay) {
  auto files = test::recorded_files();
  Configuration configuration = parse_configuration(files["run.toml"], "run.toml");
  configuration.feedback.rounds = 2;
  files["run.toml"] = configuration_text(configuration);
  const test::RecordedRun run(files);
  write_steps(test::recorded_steps(), kPdNiH, run.directory());
  EXPECT_FALSE(read_run(run.directory(), std::nullopt).way->candidate);
}

TEST(StepFiles, WithoutSuchACandidateItIsThatOfTheFirstPair) {
  auto files = test::recorded_files();
  files["candidates.csv"] = candidates_csv({}, pair_names(kPdNiH));
  const test::RecordedRun run(files);
  write_steps(test::recorded_steps(), kPdNiH, run.directory());
  const auto way = read_run(run.directory(), std::nullopt).way;
  ASSERT_TRUE(way);
  EXPECT_EQ(way->steps.back().pair, 1);
  EXPECT_EQ(way->binaries.a.formula, "PdH") << "the parent is an input of the run";
  EXPECT_NEAR(*way->binaries.a.volume_per_atom, 4.09 * 4.09 * 4.09 / 8, 1e-9);
  EXPECT_EQ(way->candidate_id, "");
  EXPECT_FALSE(way->candidate);
}

}  // namespace
}  // namespace crystalgan
