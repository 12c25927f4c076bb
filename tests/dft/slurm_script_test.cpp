#include "crystalgan/dft/slurm_script.hpp"

#include <gtest/gtest.h>

namespace crystalgan {
namespace {

const Launch kLaunch{"vasp", "POTCAR", "module load vasp", "srun vasp_std", "> vasp.out"};

// What it does when bash runs it is tested with the program: tests/end_to_end/export_test.cpp.
TEST(SlurmScript, HasOneTaskPerStructure) {
  EXPECT_NE(slurm_script(kLaunch, 17).find("\n#SBATCH --array=1-17\n"), std::string::npos);
}

TEST(SlurmScript, DirectivesStandBeforeTheFirstCommand) {
  const std::string text = slurm_script(kLaunch, 3);
  ASSERT_TRUE(text.starts_with("#!/bin/bash\n#SBATCH "));
  EXPECT_LT(text.rfind("#SBATCH "), text.find("\nexport "));  // Slurm reads none behind it
}

TEST(SlurmScript, AsksOnlyForTheFilesThatAUserMakes) {
  EXPECT_NE(slurm_script(kLaunch, 3).find("if [ ! -s POTCAR ]"), std::string::npos);
  EXPECT_EQ(slurm_script({"qe", "", "module load qe", "srun pw.x", "-in pw.in"}, 3).find("if [ ! -s"),
            std::string::npos);
}

}  // namespace
}  // namespace crystalgan
