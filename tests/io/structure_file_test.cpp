#include "crystalgan/io/structure_file.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/io/cif.hpp"
#include "crystalgan/io/extxyz.hpp"
#include "crystalgan/io/gzip.hpp"
#include "crystalgan/io/optimade.hpp"
#include "crystalgan/io/poscar.hpp"
#include "tests/io/example_crystals.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

std::string_view format_name(const std::filesystem::path& path) {
  const StructureFormat* const format = format_of(path);
  return format == nullptr ? "none" : format->name;
}

TEST(StructureFile, TheNameTellsTheFormat) {
  for (const char* name : {"a.vasp", "a.poscar", "POSCAR", "POSCAR_7", "CONTCAR", "x/CONTCAR.relaxed", "a.VASP",
                           "Pd4H4_POSCAR", "poscar_5", "gatheredPOSCARS", "mp-1.POSCAR", "PdH.contcar", "PdH.CONTCAR",
                           "XDATCAR", "XDATCAR_2", "a.xdatcar"})
    EXPECT_EQ(format_name(name), "POSCAR") << name;
  for (const char* name : {"a.cif", "a.b.cif", "POSCAR.cif", "A.CIF"}) EXPECT_EQ(format_name(name), "CIF") << name;
  for (const char* name : {"a.xyz", "a.extxyz"}) EXPECT_EQ(format_name(name), "extended XYZ") << name;
  for (const char* name : {"a.jsonl", "POSCAR.jsonl", "A.JSONL"})
    EXPECT_EQ(format_name(name), "JSON (OPTIMADE, pymatgen, ASE)") << name;
  for (const auto& [name, format] :
       {std::pair{"x/a.cif.gz", "CIF"}, std::pair{"a.xyz.GZ", "extended XYZ"}, std::pair{"POSCAR.gz", "POSCAR"},
        std::pair{"a.jsonl.gz", "JSON (OPTIMADE, pymatgen, ASE)"}})
    EXPECT_EQ(format_name(name), format) << name;
  for (const char* name :
       {"README.md", "a.txt", "vasp", "", "x.POSCAR.txt", "a.gz", "a.cif.gz.gz", "a.cif.zip", "a.json", "jsonl"})
    EXPECT_EQ(format_name(name), "none") << name;
}

/// Names that the row claims, such as "a.vasp" and "POSCAR_a".
std::vector<std::string> names_of(const StructureFormat& format) {
  std::vector<std::string> names;
  for (const std::string_view ending : format.endings) names.push_back("a" + std::string(ending));
  for (const std::string_view word : format.words) {
    names.push_back(std::string(word) + "_a");
    names.push_back("a_" + in_lower_case(std::string(word)));
  }
  return names;
}

TEST(StructureFile, EveryRowIsRecognisedAndOffered) {
  for (const StructureFormat& format : structure_formats()) {
    ASSERT_FALSE(format.endings.empty()) << format.name;
    for (const std::string& name : names_of(format)) {
      EXPECT_EQ(format_of(name), &format) << name;
      EXPECT_EQ(format_of(name + ".gz"), &format) << name;
    }
    for (const std::string_view ending : format.endings) {
      EXPECT_EQ(ending, in_lower_case(std::string(ending)));
      EXPECT_EQ(file_stem("x/PdH" + std::string(ending)), "PdH");
      EXPECT_NE(structure_file_patterns().find("*" + std::string(ending)), std::string::npos) << ending;
    }
    for (const std::string_view word : format.words)
      EXPECT_NE(structure_file_patterns().find("*" + std::string(word)), std::string::npos) << word;
    EXPECT_NE(structure_format_names().find(format.name), std::string::npos) << format.name;
  }
  EXPECT_EQ(structure_format_names(), "POSCAR, CIF, extended XYZ, SHELX or JSON (OPTIMADE, pymatgen, ASE)");
}

TEST(StructureFile, EveryRowReadsBackFromAFile) {
  const test::ScratchFolder folder;
  for (const StructureFormat& format : structure_formats()) {
    for (const std::string& name : names_of(format)) {
      for (const Structure& crystal : example_crystals()) {
        write_structures(folder / name, {crystal});
        EXPECT_EQ(read_file(folder / name), structures_text({crystal}, format));
        const auto back = read_structures(folder / name);
        ASSERT_EQ(back.size(), 1U);
        EXPECT_TRUE(back[0].name().starts_with((folder / name).string())) << back[0].name();
        // a CIF has the conventional standard cell, of 10 digits; the others have the given cell
        const bool is_cif = format.name == "CIF";
        const double tolerance = is_cif ? 1e-8 : 1e-9;
        EXPECT_EQ(reduced(back[0].composition()), reduced(crystal.composition()));
        EXPECT_NEAR(back[0].volume_per_atom(), crystal.volume_per_atom(), tolerance);
        if (!is_cif) {
          EXPECT_EQ(back[0].composition(), crystal.composition());
        }
        const auto expected = shortest_distances(crystal);
        for (const auto& [pair, distance] : shortest_distances(back[0]))
          EXPECT_NEAR(distance, expected.at(pair), tolerance);
      }
    }
  }
}

TEST(StructureFile, EveryRowHoldsAsManyAsItSays) {
  const test::ScratchFolder folder;
  for (const StructureFormat& format : structure_formats()) {
    const std::string name = names_of(format).front();
    if (format.holds_several) {
      write_structures(folder / name, example_crystals());
      EXPECT_EQ(read_structures(folder / name).size(), example_crystals().size()) << format.name;
    } else {
      EXPECT_THROW(write_structures(folder / name, example_crystals()), ConfigError) << format.name;
      EXPECT_FALSE(std::filesystem::exists(folder / name)) << format.name;
    }
  }
}

TEST(StructureFile, NoRowReadsAtomsOnTopOfEachOther) {
  const test::ScratchFolder folder;
  const Structure near(cubic_crystal().lattice(), {site("H", 0, 0, 0), site("H", 1, 0, 0)}, "near");
  for (const StructureFormat& format : structure_formats())
    EXPECT_THROW(read_structures(folder.write(names_of(format).front(), structures_text({near}, format))),
                 StructureError)
        << format.name;
}

TEST(StructureFile, EveryFormatReadsBackFromAGzippedFile) {
  const test::ScratchFolder folder;
  for (const Structure& crystal : example_crystals()) {
    for (const char* name : {"a.cif", "a.extxyz", "POSCAR", "a.jsonl", "a.res"}) {
      write_structures(folder / name, {crystal});
      write_structures(folder / (name + std::string(".gz")), {crystal});
      EXPECT_EQ(gunzipped(read_file(folder / (name + std::string(".gz"))), ""), read_file(folder / name));
      const auto plain = read_structures(folder / name);
      const auto back = read_structures(folder / (name + std::string(".gz")));
      ASSERT_EQ(back.size(), 1U);
      expect_same_positions(back[0], plain[0], 1e-15);
      EXPECT_TRUE(back[0].name().starts_with((folder / name).string() + ".gz")) << back[0].name();
    }
  }
}

TEST(StructureFile, DamagedGzipIsOneParseError) {
  const test::ScratchFolder folder;
  const std::string bytes = gzipped(poscar_text(cubic_crystal(), ""));
  for (const char* name : {"a.vasp.gz", "a.jsonl.gz"}) {
    const auto path = folder.write(name, bytes.substr(0, 30));
    EXPECT_EQ(message_of<ParseError>([&] { read_structures(path); }),
              path.string() + ": expected more gzip data, got the end of the file at byte 30");
  }
}

TEST(StructureFile, OfSeveralLinesTheFirstRefusedOneRefusesAllUnlessAskedFor) {
  const test::ScratchFolder folder;
  const Structure near(cubic_crystal().lattice(), {site("H", 0, 0, 0), site("H", 1, 0, 0)}, "near");
  const auto path = folder.write("a.jsonl", optimade_text({cubic_crystal(), near, hexagonal_crystal()}));
  const std::string message =
      path.string() + ":3: atoms 1 (H) and 2 (H): expected at least 0.01 A between them, got 0.0000";
  EXPECT_EQ(message_of<StructureError>([&] { read_structures(path); }), message);
  ReadNotes notes;
  const auto structures = read_structures(path, notes);
  ASSERT_EQ(structures.size(), 2U);
  EXPECT_EQ(structures[1].name(), path.string() + "#hexagonal");
  EXPECT_EQ(notes.refusals, std::vector<std::string>{message});
}

TEST(StructureFile, WhatHasNoFormatIsNotWritten) {
  const test::ScratchFolder folder;
  EXPECT_EQ(message_of<ConfigError>([&] { write_structures(folder / "a.pdb", {cubic_crystal()}); }),
            "output format: expected the name of a structure file (" + structure_file_patterns() + "), got " +
                (folder / "a.pdb").string());
  EXPECT_FALSE(std::filesystem::exists(folder / "a.pdb"));
}

TEST(StructureFile, StemsKeepWhatTellsStructuresApart) {
  EXPECT_EQ(file_stem("x/PdH.cif"), "PdH");
  EXPECT_EQ(file_stem("x/PdH.cif.gz"), "PdH");
  EXPECT_EQ(file_stem("POSCAR.gz"), "POSCAR");
  EXPECT_EQ(file_stem("x/ternaries.jsonl.gz#mp-626680"), "ternaries_mp-626680");
  EXPECT_EQ(file_stem("many.xyz#2"), "many_2");
}

TEST(StructureFile, AnUnknownNameIsReadByItsContent) {
  const test::ScratchFolder folder;
  for (const StructureFormat& format : structure_formats()) {
    const auto read = read_structures(folder.write("pd.txt", structures_text({cubic_crystal()}, format)));
    ASSERT_EQ(read.size(), 1U) << format.name;
    EXPECT_EQ(formula(reduced(read[0].composition())), "PdH");
  }
}

TEST(StructureFile, AContentOfNoFormatIsRefusedAsSuch) {
  const test::ScratchFolder folder;
  for (const char* text : {"CRYST1 4.0 4.0 4.0\n", "{\"a\": 1}\n", "", "data\n1\n2 3\n"}) {
    const auto path = folder.write("x.cssr", text);
    EXPECT_EQ(message_of<UnknownFormatError>([&] { read_structures(path); }),
              path.string() + ": not one of " + structure_format_names() + " by its name or content: it begins with '" +
                  std::string(text).substr(0, std::string(text).find('\n')) + "'");
  }
}

TEST(StructureFile, AContentThatIsPlainlyOfAnotherFormatThanTheNameIsReadWithARemark) {
  const test::ScratchFolder folder;
  const auto path = folder.write("a.cif", poscar_text(cubic_crystal(), ""));
  ReadNotes notes;
  EXPECT_EQ(read_structures(path, notes).size(), 1U);
  EXPECT_EQ(notes.remarks,
            std::vector<std::string>{path.string() + ": read as POSCAR by its content, not as CIF by its name"});
}

TEST(StructureFile, SeveralStructuresShareAFileWhereTheFormatAllows) {
  const test::ScratchFolder folder;
  const std::vector<Structure> twice{cubic_crystal(), cubic_crystal().named("CUBIC")};
  const auto cif = read_structures(folder.write("two.cif", cif_text(twice)));
  ASSERT_EQ(cif.size(), 2U);
  EXPECT_TRUE(cif[0].name().ends_with("two.cif#cubic"));
  EXPECT_TRUE(cif[1].name().ends_with("two.cif#CUBIC_2"));  // block names have no case
  EXPECT_EQ(read_structures(folder.write("two.xyz", extxyz_text(twice))).size(), 2U);
  EXPECT_EQ(message_of<ConfigError>([&] { structures_text(twice, *format_of("POSCAR")); }),
            "output format: a file of the format POSCAR holds exactly one structure, got 2; CIF, extended XYZ, SHELX "
            "and JSON "
            "(OPTIMADE, pymatgen, ASE) hold several");
}

TEST(StructureFile, WhatCannotBeOpenedIsAnIoError) {
  const test::ScratchFolder folder;
  EXPECT_EQ(message_of<IoError>([&] { read_structures(folder.path() / "none.cif"); }),
            (folder.path() / "none.cif").string() + ": cannot be read: No such file or directory");
  EXPECT_EQ(message_of<IoError>([&] { read_structures(folder.path()); }),
            folder.path().string() + ": cannot be read: Is a directory");
}

std::string refusal_of(const Structure& structure) {
  const test::ScratchFolder folder;
  const auto path = folder.write("a.vasp", poscar_text(structure, ""));
  const std::string message = message_of<StructureError>([&] { read_structures(path); });
  const std::string prefix = path.string() + ": ";
  return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

TEST(StructureFile, OverlappingAtomsAreRefusedByNumber) {
  for (const Structure& crystal : example_crystals()) {
    std::vector<Site> sites = crystal.sites();
    sites.push_back({sites[0].element, sites[0].position + Fractional{2.0005, -1.0, 3.0}});
    EXPECT_NE(refusal_of({crystal.lattice(), sites, ""}).find("expected at least 0.01 A between them"),
              std::string::npos);
    sites.back().position = sites[0].position + Fractional{0.1, 0.1, 0.1};
    EXPECT_EQ(refusal_of({crystal.lattice(), sites, ""}), "no error");
  }
  // across the border of the cell
  EXPECT_EQ(refusal_of({cubic_crystal().lattice(), {site("Pd", 0.0001, 0.5, 0), site("H", 0.9999, 0.5, 1.0)}, ""}),
            "atoms 1 (Pd) and 2 (H): expected at least 0.01 A between them, got 0.0008");
}

// |a - 2b| = 0.005 Å: no edge of the cell is short, but atoms of neighbouring cells meet.
TEST(StructureFile, AnAtomOnItsOwnImageIsRefused) {
  const Lattice lattice({Cartesian{2, 0, 0}, Cartesian{1, 0.0025, 0}, Cartesian{0, 0, 300}});
  EXPECT_EQ(refusal_of({lattice, {site("Pd", 0, 0, 0)}, ""}),
            "expected a shortest lattice vector of at least 0.5 A, got a lattice vector of 0.005 A"
            " (--limit min_lattice_vector=NUMBER changes this limit)");
}

TEST(StructureFile, VectorsBeyondAllCrystalsAreRefused) {
  EXPECT_EQ(refusal_of({Lattice::from_parameters(1e5, 3, 3, 90, 90, 90), {site("Pd", 0, 0, 0)}, ""}),
            "expected lattice vectors of at most 10000 A, got 1e+05"
            " (--limit max_lattice_vector=NUMBER changes this limit)");
}

TEST(StructureFile, TheSearchForOverlapsIsQuickInBigCells) {
  std::vector<Site> sites;
  for (int i = 0; i < 27; ++i)
    for (int j = 0; j < 27; ++j)
      for (int k = 0; k < 27; ++k) sites.push_back(site("Pd", i / 27.0, j / 27.0, k / 27.0));
  const Structure big(skewed_crystal().lattice().scaled(30), std::move(sites), "big");
  const test::ScratchFolder folder;
  const auto path = folder.write("big.xyz", extxyz_frame(big, {}));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(read_structures(path)[0].size(), 19683U);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST(StructureFile, MagneticCifIsCif) { EXPECT_EQ(format_of("x.mcif"), format_of("x.cif")); }

}  // namespace
}  // namespace crystalgan
