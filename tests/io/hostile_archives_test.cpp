// Archives that are made to write where they should not, or to hold more than any crystals.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/io/compression.hpp"
#include "crystalgan/io/gzip.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/io/structure_set.hpp"
#include "crystalgan/record/read_limits.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tar_archive.hpp"

namespace crystalgan {
namespace {

const char* const kCrystal = "x\n1\n4 0 0\n0 4 0\n0 0 4\nPd\n1\nDirect\n0 0 0\n";

/// A number of `bytes` bytes, the last first.
std::string little(std::size_t number, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(number >> (8 * i) & 0xff);
  return text;
}

struct ZipEntry {
  std::string name;
  std::string text;
};

/// A zip of deflated entries (APPNOTE 4.3): gzip has the same data between its head and its end of checksum and size.
std::string zip(const std::vector<ZipEntry>& entries) {
  std::string files, directory;
  for (const ZipEntry& entry : entries) {
    const std::string packed = gzipped(entry.text);
    const std::string data = packed.substr(10, packed.size() - 18);
    constexpr std::size_t names_are_utf8 = 0x800;
    const std::string common = little(20, 2) + little(names_are_utf8, 2) + little(8, 2) + little(0, 4) +
                               packed.substr(packed.size() - 8, 4) + little(data.size(), 4) +
                               little(entry.text.size(), 4) + little(entry.name.size(), 2) + little(0, 2);
    directory += "PK\x01\x02" + little(20, 2) + common + little(0, 10) + little(files.size(), 4) + entry.name;
    files += "PK\x03\x04" + common + entry.name + data;
  }
  return files + directory + "PK\x05\x06" + little(0, 4) + little(entries.size(), 2) + little(entries.size(), 2) +
         little(directory.size(), 4) + little(files.size(), 4) + little(0, 2);
}

class HostileArchives : public testing::Test {
 protected:
  void TearDown() override { set_read_limits({}); }

  std::vector<Structure> read(const std::string& bytes) {
    return read_structures(folder_.write("a.zip", bytes), notes_);
  }

  std::string error_of(const std::string& bytes) {
    try {
      read(bytes);
      return notes_.refusals.empty() ? "no error" : notes_.refusals.front();
    } catch (const Error& error) {
      return error.what();
    }
  }

  static void limit(std::string_view name, std::string_view value) {
    ReadLimits limits;
    set_read_limit(limits, name, value);
    set_read_limits(limits);
  }

  test::ScratchFolder folder_;
  ReadNotes notes_;
};

TEST_F(HostileArchives, NamesThatLeadElsewhereWriteNothing) {
  const auto structures =
      read(zip({{"../up.vasp", kCrystal}, {"/tmp/crystalgan-absolute.vasp", kCrystal}, {"a\x1b[31m.vasp", kCrystal}}));
  ASSERT_EQ(structures.size(), 3U);
  EXPECT_FALSE(std::filesystem::exists(folder_.path().parent_path() / "up.vasp"));
  EXPECT_FALSE(std::filesystem::exists("/tmp/crystalgan-absolute.vasp"));
  EXPECT_EQ(structures[2].name().find('\x1b'), std::string::npos);
  for (const Structure& structure : structures) EXPECT_EQ(file_stem(structure.name()).find('/'), std::string::npos);
  EXPECT_EQ(file_stem(structures[0].name()), "up");
}

// In the locale C, that of a test, libarchive warns of the first two and has no name for them.
TEST_F(HostileArchives, MembersWithNamesOfAnyLettersAreRead) {
  const auto structures = read(zip({{"f\xc3\xbc.vasp", kCrystal},
                                    {"../\xe6\x99\xb6.vasp", kCrystal},
                                    {"POSCAR \xff\xfe", kCrystal},
                                    {"a.vasp", kCrystal}}));
  ASSERT_EQ(structures.size(), 4U);
  EXPECT_TRUE(structures[0].name().ends_with("a.zip/f\xc3\xbc.vasp")) << structures[0].name();
  EXPECT_TRUE(structures[1].name().ends_with("a.zip/../\xe6\x99\xb6.vasp")) << structures[1].name();
  EXPECT_TRUE(structures[3].name().ends_with("a.zip/a.vasp"));
  EXPECT_EQ(notes_.refusals, std::vector<std::string>());
}

TEST_F(HostileArchives, LinksInATarAreNotFollowed) {
  const auto outside = folder_.write("outside.vasp", kCrystal).string();
  const auto structures =
      read(test::tar_member("POSCAR", '2', outside) + test::tar_member("b.vasp", '2', "../\xc3\xbc.vasp") +
           test::tar_member("c.vasp", '1', "a.vasp") + test::tar_member("d.vasp", '1', "/etc/passwd") +
           test::tar_member("\xc3\xbc.vasp", '0', "", kCrystal) + std::string(1024, '\0'));
  ASSERT_EQ(structures.size(), 1U);
  EXPECT_TRUE(structures[0].name().ends_with("a.zip/\xc3\xbc.vasp")) << structures[0].name();
  EXPECT_EQ(notes_.refusals, std::vector<std::string>());
}

TEST_F(HostileArchives, WhatHoldsNoStructureIsRefused) {
  EXPECT_NE(error_of(zip({{"inner.zip", zip({{"a.vasp", kCrystal}})}})).find("expected structures, got none"),
            std::string::npos);
  EXPECT_NE(error_of(zip({{"README", "about\n"}})).find("expected structures, got none"), std::string::npos);
  for (const char* name : {"z.vasp.bz2", "z.vasp.xz", "z.vasp.zst", "z.cif.gz", "z.xz"}) {
    const auto path = folder_.write(name, compressed(std::string(100'000, '\0'), name));
    EXPECT_THROW(read_structures(path), ParseError) << name;
  }
}

TEST_F(HostileArchives, InAFolderAnArchiveOfOtherFilesIsPassedOver) {
  folder_.write("a.vasp", kCrystal);
  folder_.write("b.zip", zip({{"README", "about\n"}}));
  folder_.write("c.vasp.xz", compressed(std::string(100'000, '\0'), "c.vasp.xz"));
  const StructureSet set = read_structure_set(folder_.path(), {});
  EXPECT_EQ(set.structures.size(), 1U);
  EXPECT_EQ(set.skipped_kinds.at(kOtherFormat), 2U);  // README, and the archive of nothing else
  ASSERT_EQ(set.refusals.size(), 1U);
  EXPECT_TRUE(set.refusals[0].ends_with("c.vasp.xz: expected structures, got none")) << set.refusals[0];
}

TEST_F(HostileArchives, EntriesAreCounted) {
  std::vector<ZipEntry> entries;
  for (int i = 0; i < 1000; ++i) entries.push_back({std::to_string(i) + ".txt", ""});
  entries.push_back({"a.vasp", kCrystal});
  EXPECT_EQ(read(zip(entries)).size(), 1U);
  limit("archive_entries", "1000");
  EXPECT_NE(error_of(zip(entries)).find("expected at most 1000 files in an archive, got more (--limit archive_entries"),
            std::string::npos);
}

TEST_F(HostileArchives, ABombInAZipIsRefusedByItsRatio) {
  const std::string zeros(std::size_t{40} << 20, '\0');
  EXPECT_NE(error_of(zip({{"a.vasp", kCrystal}, {"b.vasp", zeros}})).find("unpacked_ratio=NUMBER"), std::string::npos);
  limit("unpacked_ratio", "2000");
  EXPECT_EQ(read(zip({{"a.vasp", kCrystal}, {"b.vasp", zeros}})).size(), 1U);
}

TEST_F(HostileArchives, EveryMemberIsSmallButAllAreMany) {
  limit("unpacked_bytes", "10000");
  std::vector<ZipEntry> entries;
  for (int i = 0; i < 20; ++i) entries.push_back({std::to_string(i) + ".vasp", kCrystal + std::string(1000, ' ')});
  EXPECT_NE(error_of(zip(entries)).find("unpacked_bytes=NUMBER"), std::string::npos);
}

TEST_F(HostileArchives, AnArchiveInAnArchiveIsNotOpened) {
  const std::string inner = zip({{"a.vasp", kCrystal}});
  EXPECT_EQ(read(zip({{"inner.zip", inner}, {"a.vasp", kCrystal}})).size(), 1U);
  EXPECT_EQ(notes_.skipped_kinds.at("an archive"), 1U);
}

TEST_F(HostileArchives, ABombInAMemberOfAnArchiveIsRefused) {
  const std::string bomb = gzipped(std::string(std::size_t{64} << 20, '\0'));
  EXPECT_NE(error_of(zip({{"a.vasp.gz", bomb + bomb}})).find("unpacked_ratio=NUMBER"), std::string::npos);
}

TEST_F(HostileArchives, EveryCompressionHasTheRatio) {
  for (const char* name : {"b.vasp.bz2", "b.vasp.xz", "b.vasp.zst"}) {
    const std::string bytes = compressed(std::string(std::size_t{40} << 20, ' '), name);
    try {
      read_structures(folder_.write(name, bytes));
      FAIL() << name;
    } catch (const ParseError& error) {
      EXPECT_NE(std::string(error.what()).find("unpacked_ratio=NUMBER"), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace crystalgan
