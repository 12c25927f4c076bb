#include "crystalgan/potentials/kim/kim_calculator.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "crystalgan/core/error.hpp"
#include "tests/potentials/calculator_checks.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

const std::string kHale = "EAM_Dynamo_HaleWongZimmerman_2008PairHybrid_PdAgH__MO_104806802344_005";
const std::string kZhou = "EAM_Dynamo_ZhouZimmermanWong_2008_PdH__MO_114797992931_000";
const std::string kAngelo = "EAM_Dynamo_AngeloMoodyBaskes_1995_NiAlH__MO_418978237058_005";
const std::string kShimNickel = "MEAM_LAMMPS_ShimKoKim_2013_NiVH__MO_612225165948_000";
const std::string kShimAluminium = "MEAM_LAMMPS_ShimKoKim_2013_AlVH__MO_344724145339_000";

Element element(const std::string& symbol) { return Element::from_symbol(symbol); }

struct ModelAndMetals {
  std::string model;
  std::string one;
  std::string other;
};

void PrintTo(const ModelAndMetals& shown, std::ostream* stream) { *stream << shown.model; }

class EveryModel : public testing::TestWithParam<ModelAndMetals> {
 protected:
  std::unique_ptr<Calculator> calculator_ = make_kim_calculator(GetParam().model);
  std::vector<Structure> crystals_ = test::trial_crystals(element(GetParam().one), element(GetParam().other));
};

TEST_P(EveryModel, DerivesItsOwnEnergy) {
  for (const Structure& structure : crystals_) {
    test::expect_derivatives(*calculator_, structure, 1e-5);
    test::expect_no_net_force(*calculator_, structure);
  }
}

TEST_P(EveryModel, DoesNotDependOnTheDescription) {
  for (const Structure& structure : crystals_) test::expect_invariance(*calculator_, structure);
}

TEST_P(EveryModel, SaysWhoItIs) {
  const CalculatorIdentity& identity = calculator_->identity();
  EXPECT_EQ(identity.name, GetParam().model);
  EXPECT_EQ(identity.trust, Trust::screening);
  EXPECT_NE(identity.source.find("https://doi.org/10.25950/"), std::string::npos) << identity.source;
  EXPECT_TRUE(identity.version.starts_with("KIM API 2.")) << identity.version;
  const std::set<Element> expected{element("H"), element(GetParam().one), element(GetParam().other)};
  EXPECT_TRUE(
      std::includes(calculator_->elements().begin(), calculator_->elements().end(), expected.begin(), expected.end()));
}

INSTANTIATE_TEST_SUITE_P(KimCalculator, EveryModel,
                         testing::Values(ModelAndMetals{kHale, "Pd", "Ag"}, ModelAndMetals{kZhou, "Pd", "Pd"},
                                         ModelAndMetals{kAngelo, "Ni", "Al"}, ModelAndMetals{kShimNickel, "Ni", "V"},
                                         ModelAndMetals{kShimAluminium, "Al", "V"}));

TEST(KimCalculator, FindsTheEnergiesAndForcesOfLammps) {
  const auto reference = nlohmann::json::parse(std::ifstream(std::string(CRYSTALGAN_TEST_REFERENCE) + "/physics.json"));
  ASSERT_FALSE(reference["crystals"].empty());
  for (const auto& crystal : reference["crystals"]) {
    Basis rows;
    for (std::size_t i = 0; i < 3; ++i) rows[i].components = crystal["rows"][i];
    std::vector<Site> sites;
    for (const auto& site : crystal["sites"])
      sites.push_back(
          {element(site[0]), {site[1][0].get<double>(), site[1][1].get<double>(), site[1][2].get<double>()}});
    const std::string where = crystal["model"].get<std::string>() + ", " + crystal["name"].get<std::string>();
    const CellEnergy found = make_kim_calculator(crystal["model"])->evaluate({Lattice(rows), sites, where});
    const double energy = crystal["energy"];
    EXPECT_NEAR(found.energy, energy, 1e-8 * std::abs(energy)) << where;
    for (std::size_t atom = 0; atom < sites.size(); ++atom)
      for (std::size_t axis = 0; axis < 3; ++axis)
        EXPECT_NEAR(found.forces[atom][axis], crystal["forces"][atom][axis].get<double>(), 1e-8) << where;
  }
}

/// Å: where the energy of the crystal, all lengths scaled alike, is least between these cubic lattice constants.
double lattice_constant(Calculator& calculator, const Structure& of_unit_length, double low, double high) {
  const double golden = 0.6180339887498949;
  const auto energy = [&](double a) {
    return calculator.evaluate({of_unit_length.lattice().scaled(a), of_unit_length.sites(), of_unit_length.name()})
        .energy;
  };
  while (high - low > 1e-4) {
    const double left = high - golden * (high - low);
    const double right = low + golden * (high - low);
    (energy(left) < energy(right) ? high : low) = energy(left) < energy(right) ? right : left;
  }
  return 0.5 * (low + high);
}

Structure face_centred(Element metal) {
  return {
      Lattice({Cartesian{0, 0.5, 0.5}, Cartesian{0.5, 0, 0.5}, Cartesian{0.5, 0.5, 0}}), {{metal, {0, 0, 0}}}, "fcc"};
}

Structure body_centred(Element metal) {
  return {Lattice({Cartesian{-0.5, 0.5, 0.5}, Cartesian{0.5, -0.5, 0.5}, Cartesian{0.5, 0.5, -0.5}}),
          {{metal, {0, 0, 0}}},
          "bcc"};
}

Structure rocksalt_hydride(Element metal) {
  return {face_centred(metal).lattice(), {{metal, {0, 0, 0}}, {element("H"), {0.5, 0.5, 0.5}}}, "rocksalt"};
}

TEST(KimCalculator, FindsTheKnownLatticeConstants) {
  const auto constant = [](const std::string& model, const Structure& structure) {
    return lattice_constant(*make_kim_calculator(model), structure, 2.7, 4.8);
  };
  EXPECT_NEAR(constant(kHale, face_centred(element("Pd"))), 3.885, 0.005);
  EXPECT_NEAR(constant(kZhou, face_centred(element("Pd"))), 3.885, 0.005);
  EXPECT_NEAR(constant(kAngelo, face_centred(element("Ni"))), 3.52, 0.005);
  EXPECT_NEAR(constant(kShimNickel, face_centred(element("Ni"))), 3.52, 0.005);
  EXPECT_NEAR(constant(kAngelo, face_centred(element("Al"))), 4.05, 0.005);
  EXPECT_NEAR(constant(kShimAluminium, face_centred(element("Al"))), 4.045, 0.005);
  EXPECT_NEAR(constant(kShimNickel, body_centred(element("V"))), 3.03, 0.005);
  EXPECT_NEAR(constant(kShimAluminium, body_centred(element("V"))), 3.03, 0.005);
  EXPECT_NEAR(constant(kHale, rocksalt_hydride(element("Pd"))), 4.225, 0.005);
  EXPECT_NEAR(constant(kAngelo, rocksalt_hydride(element("Ni"))), 3.725, 0.02);
  EXPECT_NEAR(constant(kShimNickel, rocksalt_hydride(element("Ni"))), 3.725, 0.02);
}

TEST(KimCalculator, RefusesElementsThatItDoesNotKnow) {
  const auto calculator = make_kim_calculator(kAngelo);
  try {
    calculator->evaluate(test::rocksalt());
    FAIL();
  } catch (const StructureError& error) {
    EXPECT_NE(std::string(error.what()).find("(H, Al, Ni), got Pd"), std::string::npos) << error.what();
  }
}

TEST(KimCalculator, RefusesModelsThatAreNotThere) {
  EXPECT_THROW(make_kim_calculator("EAM_of_nobody"), ConfigError);
  EXPECT_THROW(make_kim_calculator(""), ConfigError);
}

// Models are shared libraries: one in a run directory of somebody else would be a program of theirs.
TEST(KimCalculator, LoadsNoModelOfTheCurrentFolderAndNoneByAPath) {
  namespace fs = std::filesystem;
  const fs::path installed = "/usr/lib/x86_64-linux-gnu/kim-api/portable-models/" + kZhou;  // of Debian
  if (!fs::exists(installed)) GTEST_SKIP() << "no models in " << installed;
  const test::ScratchFolder run;
  fs::copy(installed, run / "Model_of_the_run");
  const fs::path before = fs::current_path();
  fs::current_path(run.path());
  EXPECT_THROW(make_kim_calculator("Model_of_the_run"), ConfigError);
  for (const fs::path& name :
       {run / "Model_of_the_run", fs::path("./Model_of_the_run"), fs::path("../../portable-models/" + kZhou),
        fs::path("../../../../../../../" + (run / "Model_of_the_run").string())})
    EXPECT_THROW(make_kim_calculator(name.string()), ConfigError) << name;
  EXPECT_NO_THROW(make_kim_calculator(kZhou));
  EXPECT_EQ(fs::current_path(), fs::canonical(run.path())) << "of the process";
  fs::current_path(before);
}

TEST(KimCalculator, SaysThatAtomsOnTopOfEachOtherHaveNoEnergy) {
  const auto calculator = make_kim_calculator(kHale);
  const Structure overlapping(Lattice(test::three_cells()[0].basis),
                              {{element("Pd"), {0, 0, 0}}, {element("H"), {0, 0, 0}}}, "overlapping");
  EXPECT_THROW(calculator->evaluate(overlapping), NumericalError);
  EXPECT_THROW(calculator->evaluate(test::rocksalt(0.05)), NumericalError);
  EXPECT_LT(calculator->evaluate(test::rocksalt()).energy, 0.0);  // and can be used again
}

TEST(KimCalculator, CalculatorsOfSeveralThreadsFindTheSame) {
  const auto first = make_kim_calculator(kShimNickel);
  const auto crystals = test::trial_crystals(element("Ni"), element("V"));
  std::vector<double> expected;
  for (const Structure& structure : crystals) expected.push_back(first->evaluate(structure).energy);
  std::vector<std::vector<double>> found(4);
  std::vector<std::thread> threads;
  for (auto& energies : found)
    threads.emplace_back([&] {
      for (int turn = 0; turn < 5; ++turn) {
        const auto calculator = first->another();
        energies.clear();
        for (const Structure& structure : crystals) energies.push_back(calculator->evaluate(structure).energy);
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const auto& energies : found) EXPECT_EQ(energies, expected);
}

}  // namespace
}  // namespace crystalgan
