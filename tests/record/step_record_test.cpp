#include "crystalgan/record/step_record.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

StepRow of_step3() {
  return {7, 3, "AHB2", 1, "PdH, \"odd\"", "NiH", "NiPdH", 10.5, 0.81, 1.9, 2.8, 0.7, 1.0 / 3.0, 0.0, 0.25, ""};
}

StepRow no_crystal() {
  StepRow row{};
  row.pair = 8;
  row.step = 2;
  row.origin = "BHA_g";
  row.rejected = "not a crystal";
  return row;
}

TEST(StepRecord, TheTableIsOneRowPerStructure) {
  EXPECT_EQ(steps_csv({of_step3(), no_crystal()}),
            "pair,step,origin,member,parent_a,parent_b,formula,volume_per_atom_angstrom3,shortest_angstrom,"
            "nearest_metal_shortest_angstrom,nearest_metal_longest_angstrom,L_GAN,L_R,L_geo1,L_geo2,rejected\n"
            "7,3,AHB2,1,\"PdH, \"\"odd\"\"\",NiH,NiPdH,10.5,0.81,1.9,2.8,0.7,0.3333333333333333,0,0.25,\n"
            "8,2,BHA_g,0,,,,,,,,,,,,not a crystal\n");
}

TEST(StepRecord, TheTableReadsBack) {
  const std::string csv = steps_csv({of_step3(), no_crystal()});
  const auto read = parse_steps(csv, "steps.csv");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(steps_csv(read), csv);
  EXPECT_EQ(read[0].reconstruction, 1.0 / 3.0);
  EXPECT_FALSE(read[1].adversarial);
}

TEST(StepRecord, ACutTableIsRefusedOrShorter) {
  const std::string csv = steps_csv({of_step3(), no_crystal()});
  for (std::size_t length = 0; length < csv.size(); ++length) {
    try {
      EXPECT_LT(parse_steps(csv.substr(0, length), "steps.csv").size(), 2U) << length;
    } catch (const ParseError&) {
    }
  }
}

TEST(StepRecord, AStepThatThePaperDoesNotHaveIsRefused) {
  StepRow row = of_step3();
  row.step = 4;
  EXPECT_THROW(parse_steps(steps_csv({row}), "steps.csv"), ParseError);
}

}  // namespace
}  // namespace crystalgan
