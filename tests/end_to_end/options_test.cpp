// The options of settings: nothing that the table of settings says may be missing on the command line.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "crystalgan/record/settings.hpp"
#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

std::string help_of(const ScratchFolder& scratch, const std::string& command) {
  const Outcome outcome = run(scratch.path(), {command, "--help"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  return outcome.out;
}

// The line or lines of one option.
std::string told(const std::string& help, const std::string& option) {
  const auto start = help.find("\n  " + option + " ");
  if (start == std::string::npos) return "";
  const auto next = help.find("\n  -", start + 1);
  return help.substr(start, next - start);
}

TEST(Options, DiscoverOffersEverySettingThatHasOneWithItsDefault) {
  const ScratchFolder scratch;
  const std::string help = help_of(scratch, "discover");
  std::set<std::string_view> seen;
  for (const Setting& setting : settings()) {
    if (setting.option.name.empty() || !seen.insert(setting.option.name).second) continue;
    EXPECT_NE(told(help, std::string(setting.option.name)).find(setting.option_described()), std::string::npos)
        << setting.name() << " in " << help;
  }
  EXPECT_GT(seen.size(), 15U);
}

TEST(Options, GenerateAndRelaxTakeTheirDefaultsFromTheRun) {
  const ScratchFolder scratch;
  for (const auto& [command, group] :
       {std::pair<std::string, OptionGroup>{"generate", OptionGroup::generation}, {"relax", OptionGroup::relaxation}}) {
    const std::string help = help_of(scratch, command);
    for (const Setting& setting : settings())
      if (setting.option.group == group) {
        const std::string origin = command == "relax" ? "that of the run" : "that of RUN";
        EXPECT_NE(told(help, std::string(setting.option.name)).find(setting.option_described(origin)),
                  std::string::npos)
            << setting.name() << " in " << help;
      }
  }
}

TEST(Options, SetTheirSettings) {
  const ScratchFolder scratch;
  const Outcome done = run(scratch.path(), {"discover",
                                            "Pd",
                                            "Ni",
                                            "--method",
                                            "random",
                                            "--samples",
                                            "4",
                                            "--members",
                                            "1",
                                            "--epochs",
                                            "7",
                                            "--geometry",
                                            "spring",
                                            "--adversarial",
                                            "0.5",
                                            "--no-repair",
                                            "--relax",
                                            "packing",
                                            "--relax-symmetry",
                                            "kept",
                                            "--rattle",
                                            "0.125",
                                            "--seed",
                                            "3",
                                            "--policy",
                                            "training",
                                            "--quiet",
                                            "-o",
                                            "run"});
  ASSERT_EQ(done.code, 0) << done.err;
  const Configuration read = parse_configuration(read_file(scratch / "run/run.toml"), "run.toml");
  EXPECT_EQ(read.system.a + read.system.b, "PdNi");
  EXPECT_EQ(read.method.name, MethodName::random);
  EXPECT_EQ(read.generation.samples, 4);
  EXPECT_EQ(read.training.epochs_step1, 7);
  EXPECT_EQ(read.training.epochs_step3, 7);
  EXPECT_EQ(read.loss.geometry, GeometryForm::spring);
  EXPECT_EQ(read.loss.adversarial, 0.5);
  EXPECT_FALSE(read.screening.repair);
  EXPECT_EQ(read.relaxation.symmetry, RelaxedSymmetry::kept);
  EXPECT_EQ(read.relaxation.rattle, 0.125);
  EXPECT_EQ(read.seed, 3);
  EXPECT_EQ(read.screening.policy, Policy::training);
}

}  // namespace
}  // namespace crystalgan::test
