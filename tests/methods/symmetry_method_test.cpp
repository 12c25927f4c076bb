#include "crystalgan/methods/symmetry_method.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "crystalgan/core/error.hpp"
#include "tests/chemistry/binaries.hpp"

namespace crystalgan {
namespace {

Configuration of_system(const char* a, const char* b, const char* x) {
  Configuration configuration = default_configuration(Mode::symmetry);
  configuration.system.a = a;
  configuration.system.b = b;
  configuration.system.x = x;
  return configuration;
}

Binaries no_files(const Configuration& configuration) {
  const auto& system = configuration.system;
  return {ChemicalSystem::from_symbols(system.a, system.b, system.x), {}};
}

std::vector<ListedFormula> formulas_of(const Configuration& configuration) {
  return SymmetryMethod(configuration, no_files(configuration)).formulas();
}

TEST(SymmetryMethod, TheFormulasAreThoseOfTheSetting) {
  Configuration configuration = of_system("Sr", "Ti", "O");
  configuration.symmetry.formulas = "SrTiO3, O4TiSr2,SrTiO3";
  const auto formulas = formulas_of(configuration);
  ASSERT_EQ(formulas.size(), 2U);
  EXPECT_EQ(formulas[0].ranked.formula, (RoleCounts{1, 1, 3}));
  EXPECT_EQ(formulas[1].ranked.formula, (RoleCounts{2, 1, 4}));
  configuration.symmetry.formulas = "BaTiO3";
  EXPECT_THROW(formulas_of(configuration), ConfigError);
}

TEST(SymmetryMethod, TheNumberOfFormulasIsThatOfTheSetting) {
  Configuration configuration = of_system("Sr", "Ti", "S");
  EXPECT_EQ(formulas_of(configuration).size(), 40U);
  configuration.symmetry.formulas_count = 7;
  const auto few = formulas_of(configuration);
  EXPECT_EQ(few.size(), 7U);
  EXPECT_TRUE(std::ranges::all_of(
      few, [](const ListedFormula& each) { return each.ranked.source == FormulaSource::valences; }));
  configuration.symmetry.formulas_count = 33;
  const auto more = formulas_of(configuration);
  EXPECT_EQ(more.size(), 33U);
  EXPECT_EQ(
      std::ranges::count_if(more, [](const ListedFormula& each) { return each.ranked.source == FormulaSource::host; }),
      3);
  configuration.symmetry.max_atoms = 6;
  for (const ListedFormula& each : formulas_of(configuration)) EXPECT_LE(each.ranked.formula.total(), 6);
}

TEST(SymmetryMethod, SpaceGroupsAtomsAndSeedReachTheSearch) {
  Configuration configuration = of_system("Sr", "Ti", "O");
  configuration.symmetry.formulas = "SrTiO3";
  configuration.symmetry.space_groups = "221, 62-63";
  configuration.symmetry.max_atoms = 10;
  const auto result_of = [](const Configuration& settings) {
    return SymmetryMethod(settings, no_files(settings)).result(40, 2);
  };
  const SymmetryResult one = result_of(configuration);
  ASSERT_FALSE(one.candidates.empty());
  for (const SymmetryCandidate& each : one.candidates) {
    EXPECT_LE(each.structure.size(), 10U);
    const bool wanted = each.kind != 'T' || each.origin.starts_with("221 ") || each.origin.starts_with("6");
    EXPECT_TRUE(wanted) << each.origin;
  }
  const auto energies = [](const SymmetryResult& result) {
    std::vector<double> all;
    for (const SymmetryCandidate& each : result.candidates) all.push_back(each.energy);
    return all;
  };
  EXPECT_EQ(energies(one), energies(result_of(configuration)));
  configuration.symmetry.space_groups = "62-63";
  const SymmetryResult first = result_of(configuration);
  configuration.seed = 1;
  EXPECT_NE(energies(first), energies(result_of(configuration)));
}

TEST(SymmetryMethod, FilesOfTheUserStandInPlaceOfTheKnownBinaries) {
  Configuration configuration = of_system("Sr", "Ti", "O");
  Binaries binaries = no_files(configuration);
  const auto known = SymmetryMethod(configuration, binaries).with_known_binaries();
  EXPECT_GT(known.structures.a.size(), 1U);
  EXPECT_GT(known.structures.b.size(), 1U);
  configuration.system.a_structures = {"files"};
  binaries.structures.a = {test::rocksalt_of("Sr", "O", 5.2).structure, test::rocksalt_of("Sr", "O", 5.3).structure};
  const auto own = SymmetryMethod(configuration, binaries).with_known_binaries();
  EXPECT_EQ(own.structures.a.size(), 2U);
  EXPECT_EQ(own.structures.b.size(), known.structures.b.size());
}

TEST(SymmetryMethod, BuiltInPrototypesTeachNothing) {
  Configuration configuration = of_system("Au", "Ti", "H");
  configuration.symmetry.formulas_count = 1;
  const auto without = formulas_of(configuration);
  Binaries binaries = no_files(configuration);
  binaries.structures.a = {test::rocksalt_of("Au", "H", 4.5).structure};
  const auto with = SymmetryMethod(configuration, binaries).formulas();
  EXPECT_EQ(with[0].ranked.log_probability, without[0].ranked.log_probability);
  EXPECT_NE(with[0].ranked.reason.find("no binary of Au and H, sizes estimated"), std::string::npos);
}

TEST(SymmetryMethod, RefusesWhatItCannotDo) {
  const auto expect_refused = [](const Configuration& configuration, const std::string& part) {
    try {
      SymmetryMethod(configuration, no_files(configuration));
      FAIL() << part;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
    }
  };
  expect_refused(of_system("Sr", "Ti", "Br"), "--mode repaired takes any X");
  expect_refused(of_system("Au", "Pt", "H"), "a binary of Au or Pt with H, found none");
  Configuration groups = of_system("Sr", "Ti", "O");
  groups.symmetry.space_groups = "231";
  expect_refused(groups, "symmetry.space_groups");
}

}  // namespace
}  // namespace crystalgan
