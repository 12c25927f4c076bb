#include "crystalgan/io/compression.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/output_file.hpp"
#include "crystalgan/io/cif.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "tests/io/example_crystals.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tar_archive.hpp"

namespace crystalgan {
namespace {

std::string bytes_of(const std::string& hexadecimal) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hexadecimal.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hexadecimal.substr(i, 2), nullptr, 16));
  return bytes;
}

// printf PdH | PROGRAM -9 | xxd -p, with bzip2 1.0.8, xz 5.4.1, zstd 1.5.4
const std::string kBzip2 =
    bytes_of("425a683931415926535915758d430000008700004040000400200021981984617724538509015758d430");
const std::string kXz = bytes_of(
    "fd377a585a000004e6d6b446020021011c00000010cf58cc0100025064480000cc90ff6eff9d89dd00011b030b2fb9101fb6f37d0100000000"
    "0459"
    "5a");
const std::string kZstandard = bytes_of("28b52ffd0460190000506448f36b8ca0");
// Python 3.11: zipfile, the text PdH as d/README
const std::string kZip = bytes_of(
    "504b030414000000000000002100a3906bea030000000300000008000000642f524541444d45506448504b01021403140000000000000021"
    "00a3906bea0300000003000000080000000000000000000000800100000000642f524541444d45504b050600000000010001003600000029"
    "0000000000");

std::string unpacked_text(const std::string& bytes) {
  const auto members = unpacked(bytes, "a");
  EXPECT_EQ(members.size(), 1U);
  return members.front().text;
}

TEST(Compression, WhatOtherProgramsWroteIsRead) {
  for (const std::string& bytes : {kBzip2, kXz, kZstandard, kZip}) {
    EXPECT_TRUE(is_packed(bytes));
    EXPECT_EQ(unpacked_text(bytes), "PdH");
  }
  EXPECT_EQ(unpacked(kZip, "a.zip").front().name, "d/README");
  EXPECT_EQ(unpacked(kXz, "a.xz").front().name, "");
}

TEST(Compression, TextIsNotPacked) {
  for (const std::string& text :
       {std::string(), std::string("PdH\n1.0\n"), std::string("BZh9 and more text\n"), std::string("PK\n1.0\n")})
    EXPECT_FALSE(is_packed(text)) << text;
}

TEST(Compression, EveryCutIsNoticed) {
  for (const std::string& bytes : {kBzip2, kXz, kZstandard, kZip})
    for (std::size_t cut = 12; cut < bytes.size(); ++cut) {
      try {
        EXPECT_EQ(unpacked_text(bytes.substr(0, cut)), "PdH") << cut;  // xz, zip: what follows the data
      } catch (const ParseError&) {
      }
    }
}

TEST(Compression, WhatGrowsBeyondTheBoundIsRefused) {
  for (const char* name : {"a.gz", "a.bz2", "a.xz", "a.zst"}) {
    const std::string bytes = compressed(std::string(5'000'000, ' '), name);
    EXPECT_LT(bytes.size(), 100'000U) << name;
    EXPECT_THROW(unpacked(bytes, name, 1'000'000), ParseError) << name;
    EXPECT_EQ(unpacked(bytes, name, 5'000'000).front().text.size(), 5'000'000U) << name;
  }
}

TEST(Compression, EveryFormatReadsBackFromEveryCompressedFile) {
  const test::ScratchFolder folder;
  for (const char* name : {"a.cif", "a.extxyz", "POSCAR", "a.jsonl"}) {
    write_structures(folder / name, {cubic_crystal()});
    for (const char* ending : {".gz", ".bz2", ".xz", ".zst", ".XZ"}) {
      const auto path = folder / (name + std::string(ending));
      write_structures(path, {cubic_crystal()});
      const std::string bytes = read_file(path);
      EXPECT_TRUE(is_packed(bytes)) << path;
      EXPECT_EQ(bytes, compressed(read_file(folder / name), path)) << path;  // the same each time
      const auto back = read_structures(path);
      ASSERT_EQ(back.size(), 1U);
      expect_same_positions(back[0], read_structures(folder / name)[0], 1e-15);
      EXPECT_TRUE(back[0].name().starts_with(path.string())) << back[0].name();
      // the content tells, not the name
      EXPECT_EQ(read_structures(folder.write("unknown", bytes)).size(), 1U);
    }
  }
}

/// A tar archive of POSIX with these files.
std::string tar_of(const std::vector<PackedMember>& members) {
  std::string all;
  for (const auto& [name, text] : members) all += test::tar_member(name, '0', "", text);
  return all + std::string(1024, '\0');
}

TEST(Compression, TheFilesOfAnArchiveStandAlone) {
  const test::ScratchFolder folder;
  const std::string tar = tar_of({{"d/a.cif", cif_text(cubic_crystal(), "a")},
                                  {"d/README", "about\n"},
                                  {"d/b.vasp", "PdH\nx\n"},
                                  {"d/CONTCAR", poscar_text(hexagonal_crystal(), "")}});
  for (const char* name : {"x.tar", "x.tar.gz", "x.tar.xz"}) {
    const std::string path = folder.write(name, compressed(tar, name)).string();
    ReadNotes notes;
    const auto structures = read_structures(path, notes);
    ASSERT_EQ(structures.size(), 2U) << name;
    EXPECT_EQ(structures[0].name(), path + "/d/a.cif");
    EXPECT_EQ(structures[1].name(), path + "/d/CONTCAR");
    EXPECT_EQ(notes.refusals,
              std::vector<std::string>{path + "/d/b.vasp:2: scale factor: expected a finite number, got 'x'"});
    ASSERT_EQ(notes.skipped.size(), 1U);
    EXPECT_TRUE(notes.skipped[0].starts_with(path + "/d/README: not one of ")) << notes.skipped[0];
  }
}

TEST(Compression, CompressedFilesOfAnArchiveAreReadHiddenOnesAndArchivesSkipped) {
  const test::ScratchFolder folder;
  const std::string poscar = poscar_text(hexagonal_crystal(), "");
  const std::string path = folder
                               .write("x.tar", tar_of({{"./a/POSCAR.gz", compressed(poscar, "x.gz")},
                                                       {"a/CONTCAR", compressed(poscar, "x.xz")},
                                                       {"b.vasp.gz", compressed(poscar, "x.gz").substr(0, 30)},
                                                       {"a/._POSCAR", "\x05\x16\x07"},
                                                       {"__MACOSX/a/POSCAR", "x"},
                                                       {".git/POSCAR", poscar},
                                                       {"c.tar", tar_of({{"POSCAR", poscar}})},
                                                       {"d.zip", kZip}}))
                               .string();
  ReadNotes notes;
  const auto structures = read_structures(path, notes);
  ASSERT_EQ(structures.size(), 2U);
  EXPECT_EQ(structures[0].name(), path + "/./a/POSCAR.gz");
  EXPECT_EQ(structures[1].name(), path + "/a/CONTCAR");
  EXPECT_EQ(notes.refusals,
            std::vector<std::string>{path + "/b.vasp.gz: expected more gzip data, got the end of the file at byte 30"});
  const std::string archive = ": an archive in an archive; unpack it first";
  EXPECT_EQ(notes.skipped, (std::vector<std::string>{path + "/a/._POSCAR: hidden", path + "/__MACOSX/a/POSCAR: hidden",
                                                     path + "/.git/POSCAR: hidden", path + "/c.tar" + archive,
                                                     path + "/d.zip" + archive}));
  EXPECT_EQ(notes.skipped_kinds, (std::map<std::string, std::size_t>{{"an archive", 2}, {"hidden", 3}}));
}

}  // namespace
}  // namespace crystalgan
