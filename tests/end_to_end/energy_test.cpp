// energy, and CHGNet in discover, relax and rank.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "tests/support/program.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

using nlohmann::json;

// The package chgnet in float64, tests/data/chgnet/PROVENANCE; the program computes in float32.
constexpr double kEnergyTolerance = 2e-5;  // eV/atom
constexpr double kForceTolerance = 5e-4;   // eV/Å
constexpr double kStressTolerance = 0.02;  // GPa
constexpr double kMomentTolerance = 1e-4;  // µB

std::vector<json> references() {
  const auto all = json::parse(read_file(fs::path(CRYSTALGAN_SOURCE) / "tests/data/chgnet/reference.json"));
  std::vector<json> kept;
  for (const json& one : all.at("structures"))
    if (one.at("species").front() != "Po") kept.push_back(one);
  return kept;
}

// With the sites in the order of the reference.
std::string frame(const json& reference) {
  std::string text = std::to_string(reference.at("species").size()) + "\nLattice=\"";
  for (const json& row : reference.at("lattice_A"))
    for (const json& component : row) text += component.dump() + " ";
  text += "\" Properties=species:S:1:pos:R:3 pbc=\"T T T\"\n";
  for (std::size_t i = 0; i < reference.at("species").size(); ++i) {
    text += reference.at("species")[i].get<std::string>();
    for (std::size_t c = 0; c < 3; ++c) {
      double position = 0.0;
      for (std::size_t k = 0; k < 3; ++k)
        position += reference.at("fractional")[i][k].get<double>() * reference.at("lattice_A")[k][c].get<double>();
      text += " " + exact_text(position);
    }
    text += "\n";
  }
  return text;
}

void expect_near(const json& found, const json& expected, double tolerance, const std::string& name) {
  ASSERT_EQ(found.size(), expected.size()) << name;
  if (expected.is_number()) {
    EXPECT_NEAR(found.get<double>(), expected.get<double>(), tolerance) << name;
    return;
  }
  for (std::size_t i = 0; i < expected.size(); ++i) expect_near(found[i], expected[i], tolerance, name);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(Energy, GivesTheReferenceValuesAsJson) {
  const ScratchFolder scratch;
  std::string frames;
  for (const json& reference : references()) frames += frame(reference);
  write_file(scratch / "all.extxyz", frames);
  const Outcome outcome = run(scratch.path(), {"energy", "all.extxyz", "--json", "--threads", "2"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.out, run(scratch.path(), {"energy", "all.extxyz", "--json", "--threads", "1"}).out);
  const auto lines = lines_of(outcome.out);
  const auto expected = references();
  ASSERT_EQ(lines.size(), expected.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const json found = json::parse(lines[i]);
    const std::string name = expected[i].at("name");
    for (const auto& [key, tolerance] : {std::pair{"energy_eV_per_atom", kEnergyTolerance},
                                         {"forces_eV_per_A", kForceTolerance},
                                         {"stress_GPa", kStressTolerance},
                                         {"magmoms_muB", kMomentTolerance}})
      expect_near(found.at(key), expected[i].at(key), tolerance, name + ", " + key);
    EXPECT_NEAR(found.at("energy_eV").get<double>(),
                found.at("energy_eV_per_atom").get<double>() * static_cast<double>(found.at("magmoms_muB").size()),
                1e-9);
  }
}

const std::string kIron = "Fe\n1\n-1.42 1.42 1.42\n1.42 -1.42 1.42\n1.42 1.42 -1.42\nFe\n1\nDirect\n0 0 0\n";

// -8.3564982026 eV/atom, 0.68256649 GPa and 2.423835915 µB: reference.json, "bcc Fe".
TEST(Energy, IsOneLineForPeople) {
  const ScratchFolder scratch;
  write_file(scratch / "Fe.vasp", kIron);
  const Outcome outcome = run(scratch.path(), {"energy", "Fe.vasp"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const auto lines = lines_of(outcome.out);
  ASSERT_EQ(lines.size(), 2U) << outcome.out;
  EXPECT_TRUE(lines[0].starts_with("Fe.vasp  Fe  1 atoms  -8.3565 eV  -8.3565 eV/atom  force 0.0000 eV/Å  "))
      << lines[0];
  EXPECT_NE(lines[0].find("  pressure 0.68"), std::string::npos) << lines[0];
  EXPECT_TRUE(lines[0].ends_with("  moments 2.424 µB, largest 2.424 µB")) << lines[0];
  EXPECT_EQ(lines[1],
            "by CHGNet 0.3.0 (universal potential: MP2020-corrected, ±30 meV/atom, trained on the Materials Project)");
}

TEST(Energy, NamesWhatItRefusesAndComputesTheRest) {
  const ScratchFolder scratch;
  fs::create_directory(scratch / "all");
  write_file(scratch / "all/0.vasp", "Fe\n1\n9 0 0\n0 9 0\n0 0 9\nFe\n1\nDirect\n0 0 0\n");
  write_file(scratch / "all/1.vasp", "Rn\n1\n4 0 0\n0 4 0\n0 0 4\nRn\n1\nDirect\n0 0 0\n");
  write_file(scratch / "all/2.vasp", "x\n1\n4 0\n");
  write_file(scratch / "all/3.vasp", "Fe\n1\n4 0 0\n0 4 0\n0 0 4\nFe\n2\nDirect\n0 0 0\n.1 0 0\n");
  write_file(scratch / "all/4.vasp", kIron);
  write_file(scratch / "all/5.vasp", "Am\n1\n4 0 0\n0 4 0\n0 0 4\nAm\n1\nDirect\n0 0 0\n");
  write_file(scratch / "all/6.cif",
             "data_x\n_cell_length_a 4\n_cell_length_b 4\n_cell_length_c 4\n_cell_angle_alpha 90\n_cell_angle_beta "
             "90\n_cell_angle_gamma 90\nloop_\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n"
             "_atom_site_fract_z\n_atom_site_occupancy\nFe 0 0 0 0.5\n");
  write_file(scratch / "all/7.vasp", "Fe\n1\n4 0 0\n0 4 0\n0 0 4\nFe\n2\nDirect\n0 0 0\n1 1 1\n");
  const Outcome outcome = run(scratch.path(), {"energy", "all"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_TRUE(outcome.out.starts_with("all/4.vasp  Fe  1 atoms  -8.3565 eV")) << outcome.out;
  EXPECT_NE(outcome.err.find("0.vasp: expected every atom to have a neighbour within 6 Å"), std::string::npos);
  EXPECT_NE(outcome.err.find("1.vasp: expected elements that CHGNet knows"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("2.vasp:3: "), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("3.vasp: atoms too close: expected at least 0.5 Å"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("5.vasp: expected elements that CHGNet knows"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("6.cif"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("occupan"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("7.vasp"), std::string::npos) << outcome.err;
  EXPECT_EQ(lines_of(outcome.err).size(), 7U) << outcome.err;
  EXPECT_EQ(run(scratch.path(), {"energy", "nowhere.vasp"}).code, 3);
}

TEST(Energy, WarnsWhereTheNetworkHasSeenLittle) {
  const ScratchFolder scratch;
  write_file(scratch / "Xe.vasp", "Xe\n1\n0 3 3\n3 0 3\n3 3 0\nXe\n1\nDirect\n0 0 0\n");
  write_file(scratch / "pressed.vasp",
             "Fe\n1\n-1.15 1.15 1.15\n1.15 -1.15 1.15\n1.15 1.15 -1.15\nFe\n1\nDirect\n0 0 0\n");
  const Outcome outcome = run(scratch.path(), {"energy", "Xe.vasp", "pressed.vasp", "--threads", "2"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  const auto lines = lines_of(outcome.err);
  ASSERT_EQ(lines.size(), 2U) << outcome.err;
  EXPECT_EQ(lines[0],
            "crystalgan: Xe.vasp: warning: CHGNet hardly knows Xe: it is in 2100 of the 1580395 structures of "
            "its training set");
  EXPECT_TRUE(
      lines[1].starts_with("crystalgan: pressed.vasp: warning: CHGNet extrapolates: expected a stress of at most "
                           "50 GPa, got "))
      << lines[1];
}

TEST(Energy, OfAKimModelIsItsOwn) {
  const ScratchFolder scratch;
  write_file(scratch / "Ni.vasp", "Ni\n1\n0 1.76 1.76\n1.76 0 1.76\n1.76 1.76 0\nNi\n1\nDirect\n0 0 0\n");
  write_file(scratch / "Pd.vasp", "Pd\n1\n0 2 2\n2 0 2\n2 2 0\nPd\n1\nDirect\n0 0 0\n");
  const Outcome missing = run(scratch.path(), {"energy", "Ni.vasp", "--kim", "EAM_of_nobody"});
  EXPECT_EQ(missing.code, 2);
  const std::string model = "EAM_Dynamo_AngeloMoodyBaskes_1995_NiAlH__MO_418978237058_005";
  const Outcome outcome = run(scratch.path(), {"energy", "Ni.vasp", "Pd.vasp", "--kim", model});
  if (outcome.code == 2) GTEST_SKIP() << outcome.err;
  EXPECT_EQ(outcome.code, 3);
  // -4.45 eV: cohesive energy of nickel, to which the model was fitted
  EXPECT_TRUE(outcome.out.starts_with("Ni.vasp  Ni  1 atoms  -4.45")) << outcome.out;
  EXPECT_NE(outcome.out.find("by " + model + " KIM API"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("(screening: "), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.err.find("Pd.vasp: expected elements that " + model + " knows"), std::string::npos) << outcome.err;
}

TEST(Energy, DiscoverRelaxesAndRanksByChgnet) {
  const ScratchFolder scratch;
  // 157 known phases: loose limits, for time
  write_file(scratch / "loose.toml", "[relaxation]\nlargest_force = 0.1\nlargest_stress = 0.01\n");
  const std::vector<std::string> words{"discover",     "Pd",       "Ni",         "--candidates", "12",     "--relax",
                                       "chgnet",       "--config", "loose.toml", "--quiet",      "--seed", "7",
                                       "--relax-best", "2",        "-o",         "run"};
  const Outcome outcome = run(scratch.path(), words);
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_NE(outcome.out.find("energies by CHGNet\n(universal potential: MP2020-corrected, ±30 meV/atom"),
            std::string::npos)
      << outcome.out;
  EXPECT_NE(outcome.out.find("H2 molecule by the calculator"), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find(" rank  id "), std::string::npos) << outcome.out;
  auto files = files_below(scratch / "run");
  const json ranking = json::parse(files.at("ranking.json"));
  EXPECT_EQ(ranking.at("calculator").at("name"), "CHGNet");
  EXPECT_GT(ranking.at("distinct").get<int>(), 0);
  EXPECT_GT(ranking.at("known_phases").get<int>(), 30);
  EXPECT_NE(outcome.out.find("The best 2 of "), std::string::npos) << outcome.out;
  EXPECT_EQ(lines_of(files.at("relaxation.csv")).size(), 3U) << "two steps: the best two";
  EXPECT_EQ(lines_of(files.at("single-points.csv")).size(), lines_of(files.at("candidates.csv")).size());
  EXPECT_NE(files.at("relaxation.toml").find("symmetry = 'auto'"), std::string::npos);
  const Outcome again = run(scratch.path(), {"rank", "run", "--json", "--quiet"});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(again.out, files.at("ranking.json"));
  expect_witness_agrees(scratch.path(), CRYSTALGAN_SOURCE "/tests/end_to_end/verify_energies.py", {"run"});

  const Outcome relaxed = run(scratch.path(), {"relax", "run", "--replace", "--quiet"});
  EXPECT_EQ(relaxed.code, 0) << relaxed.err;
  for (const char* file : {"single-points.csv", "relaxation.csv"})
    EXPECT_EQ(files_below(scratch / "run").at(file), files.at(file));
  const Outcome all = run(scratch.path(), {"relax", "run", "--replace", "--relax-best", "0", "--quiet"});
  EXPECT_EQ(all.code, 0) << all.err;
  files = files_below(scratch / "run");
  EXPECT_FALSE(files.contains("single-points.csv"));
  EXPECT_EQ(lines_of(files.at("relaxation.csv")).size(), lines_of(files.at("candidates.csv")).size());
}

TEST(Energy, ASystemThatChgnetDoesNotKnowIsRefusedBeforeAnythingIsDone) {
  const ScratchFolder scratch;
  const Outcome outcome =
      run(scratch.path(), {"discover", "Pd", "Ra", "--mode", "repaired", "--relax", "chgnet", "-o", "run"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_EQ(outcome.err.find("crystalgan: relaxation.relax: expected elements that CHGNet knows"), 0U) << outcome.err;
  EXPECT_EQ(lines_of(outcome.err).size(), 1U) << outcome.err;
  EXPECT_FALSE(fs::exists(scratch / "run"));
}

}  // namespace
}  // namespace crystalgan::test
