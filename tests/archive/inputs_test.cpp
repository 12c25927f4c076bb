#include "crystalgan/archive/inputs.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/io/optimade.hpp"
#include "crystalgan/io/poscar.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_run.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

void write_poscars(const std::vector<Structure>& structures, const fs::path& folder) {
  fs::create_directories(folder);
  for (const Structure& structure : structures)
    std::ofstream(folder / (structure.name() + ".vasp")) << poscar_text(structure, structure.name());
}

std::string message_of(const Configuration& configuration) {
  std::map<std::string, std::string> checksums;
  try {
    read_binaries(configuration, checksums);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Inputs, WithoutFilesTheyAreTheBuiltInOnes) {
  std::map<std::string, std::string> checksums;
  const Binaries binaries = read_binaries(test::small_configuration(), checksums);
  EXPECT_GE(binaries.structures.a.size(), 30U);
  EXPECT_EQ(binaries.structures.a.size(), binaries.structures.b.size());
  EXPECT_TRUE(checksums.empty());
}

TEST(Inputs, FilesMayDifferInNumberAndAreChecksummed) {
  const test::ScratchFolder scratch;
  const Binaries& small = test::small_binaries();
  write_poscars(small.structures.a, scratch / "a");
  write_poscars(small.structures.b, scratch / "b");
  Configuration configuration = test::small_configuration();
  configuration.system.a_structures = {scratch / "a"};
  configuration.system.b_structures = {scratch / "b"};
  std::map<std::string, std::string> checksums;
  const Binaries binaries = read_binaries(configuration, checksums);
  EXPECT_EQ(binaries.structures.a.size(), 6U);
  EXPECT_EQ(binaries.structures.b.size(), 4U);
  EXPECT_EQ(checksums.size(), 10U);
}

TEST(Inputs, WrongOnesAreNamed) {
  const test::ScratchFolder scratch;
  const Binaries& small = test::small_binaries();
  write_poscars({small.structures.a.front()}, scratch / "one");
  write_poscars(small.structures.b, scratch / "nickel");
  Configuration configuration = test::small_configuration();

  configuration.system.a_structures = {scratch / "one"};
  EXPECT_EQ(message_of(configuration), (scratch / "one").string() + ": expected at least 2 structures of Pd-H, got 1");
  configuration.system.a_structures = {scratch / "nickel"};
  EXPECT_NE(message_of(configuration).find(": expected a binary Pd-H, got Ni"), std::string::npos);
  configuration.system.b = "Pd";
  EXPECT_EQ(message_of(configuration), "B: expected an element other than A, got Pd for both");
  configuration.system.b = "Xy";
  EXPECT_EQ(message_of(configuration), "B: expected the symbol of an element such as Pd, got 'Xy'");
}

TEST(Inputs, AreKeptInTheRunToTheLastBit) {
  const test::ScratchFolder scratch;
  const Binaries& small = test::small_binaries();
  const RunDirectory run = RunDirectory::create(scratch / "run", kept_files(small));
  const Binaries kept = kept_binaries(test::small_configuration(), run);
  ASSERT_EQ(kept.structures.a.size(), small.structures.a.size());
  for (std::size_t i = 0; i < kept.structures.a.size(); ++i) {
    const Structure& one = small.structures.a[i];
    const Structure& other = kept.structures.a[i];
    EXPECT_EQ(other.name(), one.name());
    if (one.lattice().right_handed()) {
      EXPECT_EQ(other.lattice().rows(), one.lattice().rows());
    }
    ASSERT_EQ(other.size(), one.size());
    EXPECT_EQ(other.composition(), one.composition());
  }
  // what is kept once is kept for ever: writing it again changes nothing
  EXPECT_EQ(kept_files(kept), kept_files(small));
}

TEST(Inputs, AStudyHasThemAsARunKeepsThem) {
  const test::ScratchFolder scratch;
  Binaries binaries = test::small_binaries();
  Structure& structure = binaries.structures.a.back();
  Basis rows = structure.lattice().rows();
  std::vector<Site> sites = structure.sites();
  if (structure.lattice().right_handed()) std::swap(rows[0], rows[1]);
  for (Site& site : sites) std::swap(site.position[0], site.position[1]);
  std::rotate(sites.begin(), sites.begin() + 1, sites.end());  // elements may no longer be together
  structure = Structure(Lattice(rows), sites, "folder/left.vasp");
  ASSERT_FALSE(structure.lattice().right_handed());
  binaries.prototypes = {structure};
  const RunDirectory run = RunDirectory::create(scratch / "run", kept_files(binaries));
  const Binaries of_run = kept_binaries(test::small_configuration(), run);
  const Binaries of_study = as_kept(binaries);
  EXPECT_TRUE(of_study.structures.a.back().lattice().right_handed());
  const auto expect_equal = [](const std::vector<Structure>& ones, const std::vector<Structure>& others) {
    ASSERT_EQ(ones.size(), others.size());
    for (std::size_t i = 0; i < ones.size(); ++i) {
      EXPECT_EQ(ones[i].name(), others[i].name());
      EXPECT_EQ(ones[i].lattice().rows(), others[i].lattice().rows());
      ASSERT_EQ(ones[i].size(), others[i].size());
      for (std::size_t k = 0; k < ones[i].size(); ++k) {
        EXPECT_EQ(ones[i].sites()[k].element, others[i].sites()[k].element);
        EXPECT_EQ(ones[i].sites()[k].position, others[i].sites()[k].position);
      }
    }
  };
  expect_equal(of_study.structures.a, of_run.structures.a);
  expect_equal(of_study.structures.b, of_run.structures.b);
  expect_equal(of_study.prototypes, of_run.prototypes);
}

Structure decorated(const Structure& structure, std::size_t site, const char* symbol, const std::string& name) {
  std::vector<Site> sites = structure.sites();
  sites.at(site).element = Element::from_symbol(symbol);
  return {structure.lattice(), std::move(sites), name};
}

TEST(Inputs, OfTheReferencesThoseOfTheSystemAreKeptAndOfThePrototypesAll) {
  const test::ScratchFolder scratch;
  const Structure& hydride = test::small_binaries().structures.a.back();
  ASSERT_GE(hydride.composition().at(Element::from_symbol("Pd")), 2);
  std::size_t metal = 0;
  while (hydride.sites()[metal].element == Element::from_symbol("H")) ++metal;
  write_poscars({decorated(hydride, metal, "Ni", "own"), decorated(hydride, metal, "Fe", "other"), hydride},
                scratch / "known");
  Configuration configuration = test::small_configuration();
  configuration.screening.references = {scratch / "known"};
  configuration.system.prototypes = {scratch / "known"};
  configuration.method.name = MethodName::substitute;
  std::map<std::string, std::string> checksums;
  const Binaries binaries = read_binaries(configuration, checksums);
  EXPECT_EQ(checksums.size(), 3U);
  ASSERT_EQ(binaries.references.size(), 1U);
  EXPECT_EQ(binaries.prototypes.size(), 3U);
  for (const char* name : {"run", "elsewhere"}) {
    const RunDirectory run = RunDirectory::create(scratch / name, kept_files(binaries));
    const Binaries kept = kept_binaries(configuration, run);
    ASSERT_EQ(kept.references.size(), 1U);
    EXPECT_EQ(kept.references.front().name(), "own");  // whatever the folder
    ASSERT_EQ(kept.prototypes.size(), 3U);
    EXPECT_EQ(kept.prototypes.back().composition(), binaries.prototypes.back().composition());
  }
}

TEST(Inputs, SeveralPathsAreReadOneAfterTheOther) {
  const test::ScratchFolder scratch;
  const auto& palladium = test::small_binaries().structures.a;
  write_poscars({palladium[0], palladium[1]}, scratch / "one");
  write_poscars({palladium[2]}, scratch / "two/deep");
  scratch.write("more.jsonl", optimade_text({palladium[3]}));
  Configuration configuration = test::small_configuration();
  configuration.system.a_structures = {scratch / "more.jsonl", scratch / "one", scratch / "two"};
  EXPECT_NE(message_of(configuration).find("two: cannot be read: expected structure files"), std::string::npos);
  configuration.system.recursive = true;
  std::map<std::string, std::string> checksums;
  std::vector<InputReading> readings;
  const Binaries binaries = read_binaries(configuration, checksums, &readings);
  ASSERT_EQ(binaries.structures.a.size(), 4U);
  EXPECT_EQ(binaries.structures.a[0].composition(), palladium[3].composition());
  EXPECT_EQ(checksums.size(), 4U);
  ASSERT_EQ(readings.size(), 1U);
  EXPECT_EQ(readings[0].what, "Pd-H");
  EXPECT_EQ(readings[0].files, 4U);
  EXPECT_EQ(readings[0].structures, 4U);
}

TEST(Inputs, WhatCannotBeUsedIsPassedOverWhereRequested) {
  const test::ScratchFolder scratch;
  write_poscars(test::small_binaries().structures.a, scratch / "a");
  const std::string broken = scratch.write("a/broken.vasp", "x\n1\n4 0 0\n").string();
  const std::string nickel =
      scratch.write("a/nickel.vasp", poscar_text(test::small_binaries().structures.b[0], "")).string();
  Configuration configuration = test::small_configuration();
  configuration.system.a_structures = {scratch / "a"};
  EXPECT_EQ(message_of(configuration),
            broken + ":4: expected 3 lattice vectors, got the end of the file (--skip-unusable passes over them)");
  configuration.system.skip_unusable = true;
  std::map<std::string, std::string> checksums;
  std::vector<InputReading> readings;
  EXPECT_EQ(read_binaries(configuration, checksums, &readings).structures.a.size(), 6U);
  ASSERT_EQ(readings.at(0).refusals.size(), 2U);
  EXPECT_TRUE(readings[0].refusals[0].starts_with(broken)) << readings[0].refusals[0];
  EXPECT_TRUE(readings[0].refusals[1].starts_with(nickel + ": expected a binary Pd-H, got Ni"))
      << readings[0].refusals[1];
}

TEST(Inputs, ABrokenReferenceDoesNotHideTheOthers) {
  const test::ScratchFolder scratch;
  const Structure& hydride = test::small_binaries().structures.a.back();
  std::size_t metal = 0;
  while (hydride.sites()[metal].element == Element::from_symbol("H")) ++metal;
  const std::string lines = optimade_text({decorated(hydride, metal, "Ni", "own"), hydride});
  Configuration configuration = test::small_configuration();
  configuration.screening.references = {scratch.write("known.jsonl", lines + "{\"type\":\n")};
  std::map<std::string, std::string> checksums;
  std::vector<InputReading> readings;
  EXPECT_EQ(read_binaries(configuration, checksums, &readings).references.size(), 1U);
  ASSERT_EQ(readings.size(), 1U);
  EXPECT_EQ(readings[0].what, "references");
  EXPECT_EQ(readings[0].refusals.size(), 1U);
  EXPECT_EQ(readings[0].structures, 2U);
  EXPECT_EQ(readings[0].other, 1U);
  EXPECT_EQ(readings[0].elements, "Pd, Ni and H");
}

TEST(Inputs, SourcesOfFetchedStructuresAreKnown) {
  const test::ScratchFolder scratch;
  const auto& palladium = test::small_binaries().structures.a;
  std::string lines = optimade_text({palladium[0], palladium[1]});
  const std::string source =
      R"("meta":{"source":{"database":"D","url":"http://x/v1","licence":"CC0","date":"2026-01-02"}},)";
  for (std::size_t at = 0; (at = lines.find("\"type\"", at)) != std::string::npos; at += source.size() + 1)
    lines.insert(at, source);
  Configuration configuration = test::small_configuration();
  configuration.system.a_structures = {scratch.write("a.jsonl", lines)};
  std::map<std::string, std::string> checksums;
  std::vector<InputReading> readings;
  read_binaries(configuration, checksums, &readings);
  const auto sources = sources_of(readings);
  ASSERT_EQ(sources.size(), 1U);
  EXPECT_EQ(sources[0].inputs, "Pd-H");
  EXPECT_EQ(static_cast<const StructureSource&>(sources[0]),
            (StructureSource{"D", "http://x/v1", "CC0", "2026-01-02", 2}));
}

TEST(Inputs, OfThePhasesThoseOfTheElementsAreUsed) {
  const test::ScratchFolder scratch;
  const auto& palladium = test::small_binaries().structures.a;
  Configuration configuration = test::small_configuration();
  const auto system = test::small_binaries().system;
  EXPECT_TRUE(read_phases(configuration, system).empty());
  configuration.relaxation.phases = {
      scratch.write("a.jsonl", optimade_text({palladium[0], decorated(palladium[1], 0, "Cu", "copper")}))};
  InputReading reading;
  EXPECT_EQ(read_phases(configuration, system, &reading).size(), 1U);
  EXPECT_EQ(reading.structures, 2U);
  EXPECT_EQ(reading.other, 1U);
  configuration.relaxation.phases.push_back(scratch.write("b.vasp", "x"));
  EXPECT_THROW(read_phases(configuration, system), StructureError);
  configuration.system.skip_unusable = true;
  EXPECT_EQ(read_phases(configuration, system, &reading).size(), 1U);
  EXPECT_EQ(reading.refusals.size(), 1U);
}

TEST(Inputs, SubstituteAsksForPrototypes) {
  Configuration configuration = test::small_configuration();
  configuration.method.name = MethodName::substitute;
  EXPECT_EQ(message_of(configuration),
            "system.prototypes: expected a file or folder with known ternaries (--prototypes), got none");
}

}  // namespace
}  // namespace crystalgan
