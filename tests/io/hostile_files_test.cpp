// Files that are made to cost more time or memory than any crystal: each is refused, with the limit that it passes.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/io/cif.hpp"
#include "crystalgan/io/gzip.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/record/read_limits.hpp"
#include "tests/io/example_crystals.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

class HostileFiles : public testing::Test {
 protected:
  void TearDown() override {
    set_read_limits({});
    // Processor time, as other tests may run beside. Chosen: ten times what the longest takes.
    EXPECT_LT(static_cast<double>(std::clock() - start_) / CLOCKS_PER_SEC, 10.0);
  }

  /// The first refusal of a file, or "no error", without its path.
  std::string refusal_of(const std::string& name, const std::string& text) {
    const auto path = folder_.write(name, text);
    const auto without_path = [&](std::string message) {
      return message.starts_with(path.string()) ? message.substr(path.string().size()) : message;
    };
    try {
      ReadNotes notes;
      count_ = read_structures(path, notes).size();
      return notes.refusals.empty() ? "no error" : without_path(notes.refusals.front());
    } catch (const Error& error) {
      return without_path(error.what());
    }
  }

  static void limit(std::string_view name, std::string_view value) {
    ReadLimits limits = read_limits();
    set_read_limit(limits, name, value);
    set_read_limits(limits);
  }

  test::ScratchFolder folder_;
  std::size_t count_ = 0;  ///< structures of the file that was read last
  std::clock_t start_ = std::clock();
};

std::string poscar(const std::string& cell, const std::string& rest = "Pd\n1\nDirect\n0 0 0\n") {
  return "x\n1\n" + cell + "\n" + rest;
}

const char* const kCell = "4 0 0\n0 4 0\n0 0 4";
const char* const kCifCell =
    "_cell_length_a 4\n_cell_length_b 4\n_cell_length_c 4\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
    "_cell_angle_gamma 90\n";
const char* const kCifAtoms =
    "loop_\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n";

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// A vector of the reduced cell is short where none of the cell is: b - 1000 a is (0, 0.19, 0).
TEST_F(HostileFiles, AShortVectorOfTheReducedCellIsRefusedBeforeASymmetrySearch) {
  EXPECT_EQ(refusal_of("a.vasp", poscar("4 0 0\n400 0.19 0\n0 0 40")),
            ": expected a shortest lattice vector of at least 0.5 A, got a lattice vector of 0.19 A (--limit "
            "min_lattice_vector=NUMBER changes this limit)");
  EXPECT_EQ(refusal_of("b.vasp", poscar("4 0 0\n0 0.5 0\n0 0 4")), "no error");
}

TEST_F(HostileFiles, AFlatCellIsRefusedByTheAngleOfItsVectors) {
  EXPECT_NE(refusal_of("a.vasp", poscar("1.1 0 0\n8800 1.1 0\n0 0 1.1")).find("got 0.0072 (a reduced cell has more)"),
            std::string::npos);
  // all angles are large, yet c is nearly in the plane of a and b
  EXPECT_NE(refusal_of("b.vasp", poscar("1.1 0 0\n0 1.1 0\n6600 6600 1.1")).find("min_angle"), std::string::npos);
  limit("min_angle", "0.005");
  EXPECT_EQ(refusal_of("b.vasp", poscar("1.1 0 0\n0 1.1 0\n6600 6600 1.1")), "no error");
}

TEST_F(HostileFiles, AVolumeThatNoAtomHasIsRefused) {
  EXPECT_EQ(
      refusal_of("a.vasp", "x\n1e2\n4 0 0\n0 4 0\n0 0 4\nPd\n1\nDirect\n0 0 0\n"),
      ": expected a volume of at most 10000 A^3 per atom, got 6.4e+07 (--limit max_volume_per_atom=NUMBER changes "
      "this limit)");
  EXPECT_NE(refusal_of("b.vasp", "x\n1e5\n4 0 0\n0 4 0\n0 0 4\nPd\n1\nDirect\n0 0 0\n").find("max_lattice_vector"),
            std::string::npos);
  EXPECT_NE(refusal_of("c.vasp", poscar("0.9 0 0\n0 0.9 0\n0 0 0.9")).find("min_volume_per_atom"), std::string::npos);
}

TEST_F(HostileFiles, OneShortCellOfSeveralLinesOfJsonIsRefusedByName) {
  const auto line = [](const std::string& id, const std::string& b) {
    return "{\"id\":\"" + id + "\",\"type\":\"structures\",\"attributes\":{\"lattice_vectors\":[[4,0,0]," + b +
           ",[0,0,4]],\"cartesian_site_positions\":[[0,0,0]],\"species_at_sites\":[\"Pd\"]}}\n";
  };
  EXPECT_EQ(refusal_of("a.jsonl", line("good", "[0,4,0]") + line("bad", "[0,0.19,0]")).substr(0, 58),
            ":2: expected a shortest lattice vector of at least 0.5 A, ");
  EXPECT_EQ(count_, 1U);
}

TEST_F(HostileFiles, CountsOfAtomsAreNotBelieved) {
  for (const char* count : {"1000000000000000000", "9223372036854775807", "20001", "9223372036854775808", "-5"})
    EXPECT_TRUE(
        refusal_of("a.vasp", poscar(kCell, std::string("Pd\n") + count + "\nDirect\n0 0 0\n")).starts_with(":7: "))
        << count;
  for (const char* count : {"9223372036854775808", "9223372036854775807", "20001"})
    EXPECT_TRUE(
        refusal_of("a.xyz", std::string(count) + "\nLattice=\"4 0 0 0 4 0 0 0 4\"\nPd 0 0 0\n").starts_with(":1: "))
        << count;
  limit("atoms", "30000");
  EXPECT_EQ(refusal_of("b.vasp", poscar(kCell, "Pd\n20001\nDirect\n0 0 0\n")),
            ":10: expected the coordinates of 20001 atoms, got the end of the file");
}

TEST_F(HostileFiles, AMillionColumnsOfElementsCostNoTime) {
  EXPECT_EQ(refusal_of("a.vasp", poscar(kCell, repeated("Pd ", 300'000) + "\n" + repeated("1 ", 300'000) + "\n"))
                .substr(0, 3),
            ":7:");
  // blocks without atoms are gone through once, not for every frame
  EXPECT_EQ(refusal_of("XDATCAR", poscar(kCell, repeated("H ", 200'000) + "\n1 " + repeated("0 ", 199'999) + "\n" +
                                                    repeated("Direct configuration= 1\n0 0 0\n", 5000))),
            "no error");
  EXPECT_EQ(count_, 5000U);
}

// Each line looked as if a further POSCAR could begin there, and all that follow were read to see whether one does.
TEST_F(HostileFiles, ZeroVelocitiesAreReadOnce) {
  EXPECT_EQ(refusal_of("a.vasp", poscar(kCell) + "\n" + repeated("1 1 1\n", 200'000)), "no error");
  EXPECT_EQ(count_, 1U);
}

TEST_F(HostileFiles, OperatorsAndAtomsAreCountedBeforeTheWork) {
  std::string operators = "loop_\n_symmetry_equiv_pos_as_xyz\n";
  for (int i = 0; i < 1000; ++i) operators += "x+" + std::to_string(i) + "/1000,y,z\n";
  std::string sites = kCifAtoms;
  for (int i = 0; i < 100; ++i) sites += "Pd 0 " + std::to_string(0.01 * i) + " 0\n";
  const std::string cell =
      "data_x\n_cell_length_a 1000\n_cell_length_b 400\n_cell_length_c 4\n_cell_angle_alpha 90\n_cell_angle_beta 90\n"
      "_cell_angle_gamma 90\n";
  EXPECT_EQ(refusal_of("a.cif", cell + operators + sites),
            ":8: expected at most 500 symmetry operators, got 1000 (--limit operators=NUMBER changes this limit)");
  std::string many =
      "data_x\n_cell_length_a 400\n_cell_length_b 400\n_cell_length_c 400\n_cell_angle_alpha 90\n"
      "_cell_angle_beta 90\n_cell_angle_gamma 90\n_symmetry_space_group_name_H-M 'F m -3 m'\n" +
      std::string(kCifAtoms);
  for (int i = 0; i < 2000; ++i) many += "Pd 0.1 0.2 " + std::to_string(0.0001 * i) + "\n";
  EXPECT_EQ(refusal_of("b.cif", many),
            ": expected at most 20000 atoms, got more (--limit atoms=NUMBER changes this limit)");
}

TEST_F(HostileFiles, EqualNamesOfBlocksBecomeDifferentOnes) {
  const auto path = folder_.write("a.cif", repeated("data_x\n" + std::string(kCifCell) + kCifAtoms + "Pd 0 0 0\n", 3));
  const auto structures = read_structures(path);
  ASSERT_EQ(structures.size(), 3U);
  EXPECT_EQ(structures[0].name(), path.string() + "#x");
  EXPECT_EQ(structures[1].name(), path.string() + "#x_2");
  EXPECT_EQ(structures[2].name(), path.string() + "#x_3");
}

TEST_F(HostileFiles, ColumnsLoopsAndRepeatedTagsOfACifCostNoTime) {
  const std::string crystal = std::string(kCifCell) + kCifAtoms + "Pd 0 0 0\n";
  std::string columns = "loop_\n";
  for (int i = 0; i < 100'000; ++i) columns += "_c" + std::to_string(i) + "\n";
  EXPECT_EQ(refusal_of("a.cif", "data_x\n" + columns + repeated("1 ", 100'000) + "\n" + crystal), "no error");
  EXPECT_EQ(refusal_of("b.cif", "data_x\n" + repeated("loop_ _a 1\n", 100'000) + crystal), "no error");
  // 250,000 unknown values and one known, against each repetition of the tag
  EXPECT_EQ(refusal_of("c.cif",
                       "data_x\nloop_ _a\n" + repeated("? ", 250'000) + "1\n" + repeated("_a ?\n", 50'000) + crystal),
            "no error");
  EXPECT_EQ(refusal_of("d.cif",
                       "data_x\nloop_ _a\n" + repeated("? ", 250'000) + "1\n" + repeated("_a 2\n", 50'000) + crystal),
            "no error");
}

TEST_F(HostileFiles, WordsAndValuesAreCountedBeforeTheyAreKept) {
  limit("values", "1000");
  EXPECT_NE(refusal_of("a.cif", "data_x\nloop_ _a\n" + repeated("1 ", 2000) + kCifCell).find("values=NUMBER"),
            std::string::npos);
  EXPECT_NE(refusal_of("a.json", "{\n\"lattice\": [\n" + repeated("1,\n", 2000) + "1]}").find("values=NUMBER"),
            std::string::npos);
}

TEST_F(HostileFiles, ShortWordsAndValuesAreRefusedByTheDefaultLimit) {
  EXPECT_NE(refusal_of("a.cif", "data_x\nloop_\n_a\n" + repeated("1 ", 2'100'000)).find("values=NUMBER"),
            std::string::npos);
  EXPECT_EQ(refusal_of("a.jsonl", "{\"lattice\":[" + repeated("[],", 2'100'000) + "1]}\n{\"sites\":[]}\n"),
            ":1: expected at most 2000000 values of JSON, got more (--limit values=NUMBER changes this limit)");
}

TEST_F(HostileFiles, LongFilesOfLongWordsMayHaveMoreButNotIfTheyArePackedWell) {
  limit("values", "1000");
  const std::string crystal = std::string(kCifCell) + kCifAtoms + "Pd 0 0 0\n";
  const std::string text = "data_x\nloop_\n_a\n" + repeated("1.23456 ", 5000) + "\n" + crystal;
  EXPECT_EQ(refusal_of("a.cif", text), "no error");
  EXPECT_NE(refusal_of("a.cif.gz", gzipped(text))
                .find("expected at most 1000 words in a compressed file of this size, got 50"),
            std::string::npos);
  EXPECT_NE(refusal_of("b.cif", text + "data_y\nloop_\n_a\n" + repeated("1.23456 ", 5000)).find("at most 10000 words"),
            std::string::npos);
}

TEST_F(HostileFiles, GzipOfMegabytesThatRepeatOneWordIsRefusedByItsRatio) {
  for (const auto& [name, text] : {std::pair("a.cif.gz", "data_x\nloop_\n_a\n" + repeated("1 ", 5'000'000)),
                                   std::pair("a.jsonl.gz", "{\"lattice\":[" + repeated("[],", 3'000'000) + "1]}\n"),
                                   std::pair("a.vasp.gz", repeated(poscar(kCell), 300'000))})
    EXPECT_NE(refusal_of(name, gzipped(text)).find("unpacked_ratio=NUMBER"), std::string::npos) << name;
}

TEST_F(HostileFiles, AZeroByteInALongTextEndsTheReading) {
  const std::string cif = "data_x\n" + std::string(kCifCell) + kCifAtoms + "Pd 0 0 0\n";
  for (const auto& [name, text] : {std::pair("a.vasp", poscar(kCell)), std::pair("a.cif", cif),
                                   std::pair("a.jsonl", std::string("{\"sites\":1}\n")),
                                   std::pair("a.xyz", std::string("1\nLattice=\"4 0 0 0 4 0 0 0 4\"\nPd 0 0 0\n")),
                                   std::pair("a.res", std::string("TITL x\nCELL 1 4 4 4 90 90 90\n"))}) {
    const auto path = folder_.write(name, text);
    std::error_code failure;
    std::filesystem::resize_file(path, std::uintmax_t{900} << 20, failure);
    if (failure) GTEST_SKIP() << "no sparse files here";
    const std::string line = std::to_string(1 + std::count(text.begin(), text.end(), '\n'));
    try {
      read_structures(path);
      FAIL() << name;
    } catch (const ParseError& error) {
      EXPECT_EQ(error.what(), path.string() + ":" + line + ": expected text, got a zero byte");
    }
  }
  EXPECT_NE(refusal_of("b.cif", cif + repeated("# remark\n", 300'000) + std::string(1, '\0') + "\n")
                .find(":300014: expected text, got a zero byte"),
            std::string::npos);
}

TEST_F(HostileFiles, JsonOfManyLevelsOrOneLineOfManyMegabytesIsRefused) {
  EXPECT_NE(refusal_of("a.jsonl", "{\"lattice\": " + std::string(1'000'000, '[')).find("json_depth=NUMBER"),
            std::string::npos);
  EXPECT_NE(
      refusal_of("b.jsonl", "{\"lattice\": " + std::string(1'000'000, '[') + "\n1" + std::string(1'000'000, ']') + "}")
          .find("json_depth=NUMBER"),
      std::string::npos);
  EXPECT_NE(
      refusal_of("c.jsonl", "{\"lattice\": \"" + std::string(21'000'000, 'x') + "\"}").find("json_line_bytes=NUMBER"),
      std::string::npos);
}

// A P m m m list with the name of another group: every table of the same size was compared with 13,824 origins.
TEST_F(HostileFiles, ManyContradictionsOfSymmetryCostNoTime) {
  std::string blocks;
  for (int i = 0; i < 200; ++i)
    blocks += "data_" + std::to_string(i) + "\n" + kCifCell +
              "_symmetry_space_group_name_H-M 'P n n n:1'\nloop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\nx,-y,-z\n-x,y,-z\n"
              "-x,-y,z\n-x,-y,-z\n-x,y,z\nx,-y,z\nx,y,-z\n" +
              kCifAtoms + "Pd 0 0 0\n";
  EXPECT_NE(refusal_of("a.cif", blocks).find("those of 'P m m m'"), std::string::npos);
}

TEST_F(HostileFiles, GzipThatGrowsAThousandfoldIsRefusedEarly) {
  const std::string member = gzipped(std::string(64 << 20, '\0'));
  const std::string message = refusal_of("a.vasp.gz", repeated(member, 20));
  EXPECT_NE(message.find("unpacked_ratio=NUMBER"), std::string::npos) << message;
}

TEST_F(HostileFiles, AFileOfZerosIsReadNoFurtherThanItsBeginning) {
  const auto path = folder_.write("a.vasp", "");
  std::error_code failure;
  std::filesystem::resize_file(path, std::uintmax_t{1} << 29, failure);
  if (failure) GTEST_SKIP() << "no sparse files here";
  EXPECT_THROW(read_structures(path), UnknownFormatError);
  std::filesystem::resize_file(path, std::uintmax_t{1} << 40, failure);
  EXPECT_THROW(read_structures(path), ParseError);
  for (const char* name : {"x.vasp", "x.cif", "x.jsonl", "x.xyz", "x.res", "x"}) {
    std::filesystem::create_symlink("/dev/zero", folder_ / name);
    EXPECT_THROW(read_structures(folder_ / name), UnknownFormatError) << name;
  }
}

TEST_F(HostileFiles, PipesDevicesAndLoopsOfLinksInAFolderAreSkipped) {
  folder_.write("a.vasp", poscar(kCell));
  ASSERT_EQ(::mkfifo((folder_ / "b.vasp").c_str(), 0600), 0);
  std::filesystem::create_directory(folder_ / "c");
  std::filesystem::create_directory_symlink("..", folder_ / "c/up");
  std::filesystem::create_symlink("d.vasp", folder_ / "d.vasp");
  std::filesystem::create_symlink("/dev/zero", folder_ / "e.vasp");
  std::filesystem::create_symlink("/proc/self/status", folder_ / "f.vasp");  // a regular file, as /proc/kmsg is
  std::filesystem::create_symlink("f.vasp", folder_ / "g.vasp");
  const StructureSet set = read_structure_set(folder_.path(), {.recursive = true});
  EXPECT_EQ(set.structures.size(), 1U);
  EXPECT_EQ(set.skipped.size(), 6U);
  EXPECT_THROW(read_structures(folder_ / "b.vasp"), IoError);
}

TEST_F(HostileFiles, StructuresAndAtomsOfAFileAreCounted) {
  const std::string frames = poscar(kCell) + repeated("Direct configuration= 2\n0 0 0\n", 9);
  limit("structures", "9");
  EXPECT_EQ(refusal_of("XDATCAR", frames),
            ": expected at most 9 structures, got more (--limit structures=NUMBER changes this limit)");
  set_read_limits({});
  limit("total_atoms", "9");
  EXPECT_NE(refusal_of("XDATCAR", frames).find("total_atoms=NUMBER"), std::string::npos);
}

TEST_F(HostileFiles, AtomsInChosenBoxesCostNoTime) {
  // boxes of 1 Å whose numbers, (first 20011 + second) 20011 + third, are equal modulo a prime
  std::string sites;
  int count = 0;
  for (std::int64_t first = 1; count < 9990; ++first)
    for (std::int64_t second = 1; second < 200 && count < 9990; ++second) {
      const std::int64_t third = 20'753 - (first * 20'011 + second) * 20'011 % 20'753;
      if (third >= 9999) continue;
      ++count;
      sites += fmt::format("Pd {:.5f} {:.5f} {:.5f}\n", (static_cast<double>(first) + 0.5) * 1e-4,
                           (static_cast<double>(second) + 0.5) * 1e-4, (static_cast<double>(third) + 0.5) * 1e-4);
    }
  const std::string cell = "data_x\n_cell_length_a 10000\n_cell_length_b 10000\n_cell_length_c 10000\n";
  const std::string operators = "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\n-x,-y,-z\n";
  EXPECT_NE(refusal_of("a.cif", cell + operators + kCifAtoms + sites).find("max_volume_per_atom"), std::string::npos);
  EXPECT_LT(static_cast<double>(std::clock() - start_) / CLOCKS_PER_SEC, 3.0);
}

TEST_F(HostileFiles, OverlapsOfAtomsInChosenBoxesCostNoTime) {
  // boxes of 0.01 Å whose numbers are equal modulo a prime, as in the test before
  constexpr std::int64_t kBoxes = 10'000, kFactor = (std::int64_t{1} << 20) % 20'753;
  std::string sites;
  int count = 0;
  for (std::int64_t first = 1; count < 19'000; first += 2)
    for (std::int64_t second = 1; second < 9999 && count < 19'000; second += 50) {
      const std::int64_t third = 20'753 - (first * kFactor + second) % 20'753 * kFactor % 20'753;
      if (third >= kBoxes) continue;
      ++count;
      sites += fmt::format("{:.6f} {:.6f} {:.6f}\n", (static_cast<double>(first) + 0.5) / kBoxes,
                           (static_cast<double>(second) + 0.5) / kBoxes, (static_cast<double>(third) + 0.5) / kBoxes);
    }
  EXPECT_EQ(refusal_of("a.vasp", poscar("100 0 0\n0 100 0\n0 0 100", "H\n19000\nDirect\n" + sites)), "no error");
  EXPECT_LT(static_cast<double>(std::clock() - start_) / CLOCKS_PER_SEC, 3.0);
}

TEST_F(HostileFiles, AtomsThatHaveNoRoomAreRefusedBeforeAllAreCompared) {
  std::string sites;
  for (int i = 0; i < 9000; ++i)
    sites += fmt::format("Pd {:.5f} {:.5f} {:.5f}\n", i % 10 * 0.052, i / 10 % 19 / 19.0, i / 190 / 97.0);
  EXPECT_NE(refusal_of("a.cif", std::string("data_x\n_cell_length_a 1.99\n_cell_length_b 1.99\n_cell_length_c 9.9\n") +
                                    "loop_\n_symmetry_equiv_pos_as_xyz\nx,y,z\nx+1/2,y,z\n" + kCifAtoms + sites)
                .find("min_volume_per_atom"),
            std::string::npos);
}

TEST_F(HostileFiles, AtomsThatSymmetryMakesAreCountedInAllBlocks) {
  const std::string block = std::string("data_x\n_cell_length_a 40\n_cell_length_b 40\n_cell_length_c 40\n") +
                            "_symmetry_Int_Tables_number 225\n" + kCifAtoms + "Pd .01 .12 .23\n";
  EXPECT_EQ(refusal_of("a.cif", repeated(block, 3)), "no error");
  limit("made_atoms", "100");  // and one for each 2 bytes
  EXPECT_EQ(refusal_of("b.cif", repeated(block, 3)),
            fmt::format(": expected symmetry to add at most {} atoms in all blocks, got more (--limit "
                        "made_atoms=NUMBER changes this limit)",
                        100 + 3 * block.size() / 2));
  EXPECT_EQ(refusal_of("c.cif", block), "no error");
}

TEST_F(HostileFiles, ManyElementsAreRefused) {
  std::string symbols, counts, places;
  for (int z = 1; z <= 41; ++z) {
    symbols += std::string(Element::from_atomic_number(z).symbol()) + " ";
    counts += "1 ";
    places += "0.5 0.5 " + std::to_string(z / 50.0) + "\n";
  }
  EXPECT_NE(refusal_of("a.vasp", poscar("10 0 0\n0 10 0\n0 0 100", symbols + "\n" + counts + "\nDirect\n" + places))
                .find("elements=NUMBER"),
            std::string::npos);
}

}  // namespace
}  // namespace crystalgan
