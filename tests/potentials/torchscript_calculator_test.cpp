#include "crystalgan/potentials/torchscript_calculator.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <thread>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/relaxation.hpp"
#include "crystalgan/core/checksum.hpp"
#include "tests/potentials/calculator_checks.hpp"
#include "tests/potentials/scripted_morse.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;
using test::Morse;

Element element(const std::string& symbol) { return Element::from_symbol(symbol); }

struct Sort {
  std::string name;
  std::function<fs::path(const test::ScratchFolder& folder)> write;
};

void PrintTo(const Sort& sort, std::ostream* stream) { *stream << sort.name; }

Sort nequip_sort(const std::string& name, const std::string& outputs) {
  return {name, [outputs](const test::ScratchFolder& folder) {
            return test::saved(test::nequip_morse(outputs), folder / "morse.pth", test::kNequipFacts);
          }};
}

const Sort kMace{"MACE", [](const test::ScratchFolder& folder) {
                   return test::saved(test::mace_morse(), folder / "morse-lammps.pt");
                 }};

class EverySort : public testing::TestWithParam<Sort> {
 protected:
  test::ScratchFolder folder_;
  std::unique_ptr<Calculator> calculator_ = make_torchscript_calculator(GetParam().write(folder_));
  std::vector<Structure> crystals_ = test::trial_crystals(element("Pd"), element("Ni"));
};

TEST_P(EverySort, DerivesItsOwnEnergy) {
  for (const Structure& structure : crystals_) {
    test::expect_derivatives(*calculator_, structure, 1e-5);
    test::expect_no_net_force(*calculator_, structure);
  }
  test::expect_derivatives(*calculator_, test::other_handed(crystals_[2]), 1e-5);
}

TEST_P(EverySort, FindsTheSumOverPairs) {
  for (const Structure& structure : crystals_) {
    if (structure.size() > 12) continue;
    const double energy = Morse::energy(structure);
    EXPECT_NEAR(calculator_->evaluate(structure).energy, energy, 1e-10 * std::max(1.0, std::abs(energy)))
        << structure.name();
  }
}

TEST_P(EverySort, DoesNotDependOnTheDescription) {
  for (const Structure& structure : crystals_) test::expect_invariance(*calculator_, structure);
}

TEST_P(EverySort, RefusesElementsThatItDoesNotKnow) {
  EXPECT_EQ(calculator_->elements(), (std::set<Element>{element("H"), element("Ni"), element("Pd")}));
  const Structure stranger(crystals_[0].lattice(), {{element("Al"), {0, 0, 0}}}, "stranger");
  EXPECT_THROW(calculator_->evaluate(stranger), StructureError);
}

TEST_P(EverySort, GivesTheSameBytesInEveryThreadAndAtEveryTime) {
  std::vector<CellEnergy> alone;
  for (const Structure& structure : crystals_) alone.push_back(calculator_->evaluate(structure));
  std::vector<int> differing(3, 0);
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < 3; ++thread)
    threads.emplace_back([&, thread] {
      const auto mine = calculator_->another();
      for (int round = 0; round < 3; ++round)
        for (std::size_t i = crystals_.size(); i-- > 0;) {
          const CellEnergy found = mine->evaluate(crystals_[i]);
          const bool same =
              found.energy == alone[i].energy && found.forces == alone[i].forces && found.strain == alone[i].strain;
          differing[thread] += same ? 0 : 1;
        }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(differing, std::vector<int>(3, 0));
}

INSTANTIATE_TEST_SUITE_P(TorchscriptCalculator, EverySort,
                         testing::Values(kMace, nequip_sort("NequIP with virial", test::kVirial),
                                         nequip_sort("NequIP with stress", test::kStress),
                                         nequip_sort("NequIP with forces alone", "")));

TEST(TorchscriptCalculator, SaysWhoItIs) {
  const test::ScratchFolder folder;
  const fs::path file = kMace.write(folder);
  const auto calculator = make_torchscript_calculator(file);
  EXPECT_EQ(calculator->identity().name, "morse-lammps.pt");
  EXPECT_EQ(calculator->identity().version, "SHA-256 " + sha256(read_file(file)).substr(0, 12));
  EXPECT_EQ(calculator->identity().source, "TorchScript file");
  EXPECT_EQ(calculator->identity().trust, Trust::screening);
  EXPECT_EQ(calculator->another()->identity().version, calculator->identity().version);
}

TEST(TorchscriptCalculator, RunsModelsOfSinglePrecision) {
  const test::ScratchFolder folder;
  const auto takes = [](int bytes) {  // of a number of the positions
    return "    assert data[\"pos\"].element_size() == " + std::to_string(bytes) + "\n";
  };
  auto facts = test::kNequipFacts;
  const std::vector<fs::path> old{
      test::saved(test::mace_morse(at::kFloat), folder / "mace.pt"),
      test::saved(test::nequip_morse(test::kVirial + takes(4), at::kFloat), folder / "old.pth", facts)};
  facts["model_dtype"] = "float32";  // since 0.6: positions are float64, what follows is not
  const fs::path mixed =
      test::saved(test::nequip_morse(test::kVirial + takes(8), at::kFloat), folder / "mixed.pth", facts);
  const fs::path bare = test::saved(test::nequip_morse("", at::kFloat), folder / "bare.pth", facts);
  for (const fs::path& file : {old[0], old[1], mixed, bare}) {
    const auto calculator = make_torchscript_calculator(file);
    for (const Structure& structure : test::trial_crystals(element("Pd"), element("Ni"))) {
      if (structure.size() > 12) continue;
      const double energy = Morse::energy(structure);
      const CellEnergy found = calculator->evaluate(structure);
      EXPECT_NEAR(found.energy, energy, 1e-5 * std::max(1.0, std::abs(energy))) << file << structure.name();
      const double up = Morse::energy(test::strained(structure, 0, 1, 1e-4));
      const double down = Morse::energy(test::strained(structure, 0, 1, -1e-4));
      EXPECT_NEAR(found.strain[0][1], (up - down) / 2e-4, 0.02 * static_cast<double>(structure.size()))
          << file << structure.name();
    }
  }
}

TEST(TorchscriptCalculator, MessagesBeyondTheReachAreDerivedToo) {
  const test::ScratchFolder folder;
  for (const std::string& outputs : {test::kVirial, std::string()}) {
    const torch::jit::Module model = test::nequip_morse(outputs, at::kDouble, test::kMessagesText);
    const auto calculator =
        make_torchscript_calculator(test::saved(model, folder / "messages.pth", test::kNequipFacts));
    for (const Structure& structure : test::trial_crystals(element("Pd"), element("Ni")))
      if (structure.size() <= 8) test::expect_derivatives(*calculator, structure, 1e-5);
  }
}

TEST(TorchscriptCalculator, Relaxes) {
  const test::ScratchFolder folder;
  const auto calculator = make_torchscript_calculator(kMace.write(folder));
  RelaxationSettings settings;
  settings.largest_force = 1e-4;
  settings.largest_stress = 1e-6;
  const Relaxation end = relaxed(at_rule_volume(test::rocksalt()), *calculator, settings, Seed(1));
  EXPECT_EQ(end.end, RelaxationEnd::converged) << end.reason;
}

std::string refusal(const fs::path& file) {
  try {
    make_torchscript_calculator(file);
  } catch (const ConfigError& error) {
    return error.what();
  }
  return {};
}

void expect_refused(const fs::path& file, const std::string& because) {
  const std::string said = refusal(file);
  EXPECT_NE(said.find(because), std::string::npos) << said;
  EXPECT_NE(said.find(file.filename().string()), std::string::npos) << said;
  EXPECT_EQ(said.find('\n'), std::string::npos) << said;
  EXPECT_LT(said.size(), 500U) << said;
}

TEST(TorchscriptCalculator, FilesThatAreNoModelAreRefusedInOneLine) {
  const test::ScratchFolder folder;
  EXPECT_THROW(make_torchscript_calculator(folder / "nowhere.pt"), IoError);
  expect_refused(folder.write("empty.pt", ""), "cannot be loaded");
  expect_refused(folder.write("text.pt", "Pd 1.0\nH 2.0\n"), "cannot be loaded");
  const std::string whole = read_file(kMace.write(folder));
  for (const std::size_t share : {1U, 2U, 3U})
    expect_refused(folder.write("cut.pt", whole.substr(0, share * whole.size() / 4)), "cannot be loaded");
}

TEST(TorchscriptCalculator, ModelsOfAnotherKindAreRefusedInOneLine) {
  const test::ScratchFolder folder;
  torch::jit::Module plain("Plain");
  plain.define("def forward(self, x: Tensor) -> Tensor:\n    return x\n");
  expect_refused(test::saved(plain, folder / "plain.pt"), "neither the attributes");
  expect_refused(test::saved(plain, folder / "plain.pth", test::kNequipFacts), "not that of NequIP");
  expect_refused(test::saved(test::mace_morse(at::kDouble, "def forward(self, x: Tensor) -> Tensor:\n    return x\n"),
                             folder / "tensor.pt"),
                 "not that of MACE");

  auto facts = test::kNequipFacts;
  facts["type_names"] = "H Xx Pd";
  const torch::jit::Module nequip = test::nequip_morse(test::kVirial);
  expect_refused(test::saved(nequip, folder / "names.pth", facts), "Xx, which is no element");
  facts = test::kNequipFacts;
  facts["r_max"] = "far";
  expect_refused(test::saved(nequip, folder / "reach.pth", facts), "r_max is not a length");
  facts = test::kNequipFacts;
  facts["per_edge_type_cutoff"] = "5 5 5 5 5 5 5 5 5";
  expect_refused(test::saved(nequip, folder / "edges.pth", facts), "per_edge_type_cutoff");
}

TEST(TorchscriptCalculator, ModelsThatAnswerOtherwiseAreRefusedInOneLine) {
  const test::ScratchFolder folder;
  const auto nequip = [&](const std::string& outputs) {
    return test::saved(test::nequip_morse(outputs), folder / "odd.pth", test::kNequipFacts);
  };
  expect_refused(nequip("    answer.pop(\"forces\")\n"), "expected forces, got none");
  expect_refused(nequip("    answer[\"forces\"] = forces[0]\n"), "forces: expected 6 numbers, got 3");
  expect_refused(nequip("    answer[\"virial\"] = virial[0]\n"), "virial: expected 9 numbers, got 3");
  expect_refused(nequip("    answer[\"virial\"] = data[\"charges\"]\n"), "does not answer as its kind does");
  auto facts = test::kNequipFacts;
  facts["type_names"] = "H Ni Pd Al";  // one more than the model has
  expect_refused(test::saved(test::nequip_morse(test::kVirial), folder / "more.pth", facts),
                 "does not answer as its kind does");
}

TEST(TorchscriptCalculator, NumbersThatAreNotFiniteAreAnError) {
  const test::ScratchFolder folder;
  const auto calculator = make_torchscript_calculator(kMace.write(folder));
  const Lattice cube = Lattice::from_parameters(4, 4, 4, 90, 90, 90);
  const Structure merged(cube, {{element("H"), {0, 0, 0}}, {element("H"), {0, 0, 0}}}, "merged");  // 0/0 in a gradient
  EXPECT_THROW(calculator->evaluate(merged), NumericalError);
}

}  // namespace
}  // namespace crystalgan
