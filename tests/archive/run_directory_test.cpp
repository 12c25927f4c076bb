#include "crystalgan/archive/run_directory.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.insert(entry.path().filename().string());
  return names;
}

TEST(RunDirectory, ANewOneMayBeAnEmptyFolderOrNoneYet) {
  const test::ScratchFolder scratch;
  fs::create_directory(scratch / "empty");
  EXPECT_NO_THROW(RunDirectory::create(scratch / "empty", {{"a/b.txt", "b"}}));
  EXPECT_NO_THROW(RunDirectory::create(scratch / "deep/er/", {{"a/b.txt", "b"}}));
  for (const char* folder : {"empty", "deep/er"}) EXPECT_EQ(read_file(scratch / folder / "a/b.txt"), "b");
}

TEST(RunDirectory, AnExistingOneIsRefusedWithNothingTouched) {
  const test::ScratchFolder scratch;
  std::ofstream(scratch / "mine.txt") << "precious";
  EXPECT_THROW(RunDirectory::create(scratch.path(), {{"a", "b"}}), ConfigError);
  EXPECT_EQ(names_in(scratch.path()), std::set<std::string>{"mine.txt"});
  EXPECT_THROW(RunDirectory::create(scratch / "mine.txt", {{"a", "b"}}), ConfigError);
}

TEST(RunDirectory, AFolderWithoutAConfigurationIsNoRun) {
  const test::ScratchFolder scratch;
  EXPECT_THROW(RunDirectory::open(scratch.path()), IoError);
  EXPECT_THROW(RunDirectory::open(scratch / "nowhere"), IoError);
  RunDirectory::create(scratch / "run", {{"run.toml", "seed = 1\n"}});
  EXPECT_EQ(RunDirectory::open(scratch / "run").read("run.toml"), "seed = 1\n");
}

TEST(RunDirectory, AFolderOfFilesIsReplacedAsAWhole) {
  const test::ScratchFolder scratch;
  const RunDirectory run = RunDirectory::create(scratch / "run", {});
  run.write_folder("candidates", {{"0001.vasp", "a"}, {"0002.vasp", "b"}});
  run.write_folder("candidates", {{"0001.vasp", "c"}});
  EXPECT_EQ(names_in(run / "candidates"), std::set<std::string>{"0001.vasp"});
  EXPECT_EQ(run.read("candidates/0001.vasp"), "c");
  EXPECT_EQ(names_in(run.path()), std::set<std::string>{"candidates"});
}

TEST(RunDirectory, AFileIsRemovedIfItIsThere) {
  const test::ScratchFolder scratch;
  const RunDirectory run = RunDirectory::create(scratch / "run", {{"a.txt", "a"}, {"folder/b.txt", "b"}});
  run.remove("a.txt");
  run.remove("a.txt");
  run.remove("nowhere/c.txt");
  EXPECT_EQ(names_in(run.path()), std::set<std::string>{"folder"});
  EXPECT_THROW(run.remove("folder"), OutputError) << "it holds something";
}

TEST(RunDirectory, WhatCannotBeWrittenLeavesNoTrace) {
  const test::ScratchFolder scratch;
  const RunDirectory run = RunDirectory::create(scratch / "run", {});
  run.write_folder("candidates", {{"0001.vasp", "kept"}});
  // a name that no file system takes, after one that it does
  EXPECT_THROW(run.write_folder("candidates", {{"0001.vasp", "new"}, {std::string(300, 'x'), "b"}}), OutputError);
  EXPECT_EQ(names_in(run.path()), std::set<std::string>{"candidates"});
  EXPECT_EQ(run.read("candidates/0001.vasp"), "kept");
}

TEST(RunDirectory, BelongsToOneAtATimeAndClearsWhatAKilledOneLeft) {
  const test::ScratchFolder scratch;
  const RunDirectory run = RunDirectory::create(scratch / "run", {{"run.toml", ""}, {"notes.partial", "a user's"}});
  const fs::path half_file = partial_path(run / "history.csv", 0);
  const fs::path half_folder = partial_path(run / "candidates", 3);
  write_file(half_file, "half");
  fs::create_directory(half_folder);
  write_file(half_folder / "0001.vasp", "half");
  {
    const RunLock lock = run.lock();
    EXPECT_EQ(names_in(run.path()), (std::set<std::string>{"run.toml", "notes.partial"}));
    EXPECT_THROW(run.lock(), ConfigError);
  }
  EXPECT_NO_THROW(run.lock());
}

TEST(RunDirectory, LinksInARunAreReplacedOrRefused) {
  const test::ScratchFolder scratch;
  std::ofstream(scratch / "precious") << "mine";
  fs::create_directory(scratch / "folder");
  const RunDirectory run = RunDirectory::create(scratch / "run", {{"run.toml", "seed = 1\n"}});
  fs::create_symlink(scratch / "precious", run / "report.html");
  fs::create_symlink(scratch / "folder", run / "export-vasp");
  fs::create_symlink(scratch / "nowhere", run / "export-qe");
  run.write("report.html", "page");
  for (const char* name : {"export-vasp", "export-qe"})
    EXPECT_THROW(run.write_new_folder(name, {{"a", "b"}}), ConfigError);
  fs::create_directory(run / "export-gpaw");
  run.write_new_folder("export-gpaw", {{"a", "b"}});
  EXPECT_THROW(run.write_new_folder("export-gpaw", {{"a", "b"}}), ConfigError);
  EXPECT_EQ(read_file(scratch / "precious"), "mine");
  EXPECT_TRUE(fs::is_empty(scratch / "folder"));
  EXPECT_FALSE(fs::exists(scratch / "nowhere"));
}

TEST(RunDirectory, ANewOneMayBeALinkOfTheUserButNotToNowhere) {
  const test::ScratchFolder scratch;
  fs::create_directory(scratch / "disk");
  fs::create_symlink("disk", scratch / "run");
  RunDirectory::create(scratch / "run", {{"a", "b"}});
  EXPECT_EQ(read_file(scratch / "disk/a"), "b");
  EXPECT_TRUE(fs::is_symlink(scratch / "run"));
  fs::create_symlink("nowhere", scratch / "other");
  EXPECT_THROW(RunDirectory::create(scratch / "other", {{"a", "b"}}), OutputError);
}

TEST(RunDirectory, AManifestReadsBackAsItWasWritten) {
  const Manifest manifest{"0.1.0", "abc", "crystalgan discover Pd Ni", 7, {{"x.vasp", "00"}}, {{"lib", "1"}}};
  EXPECT_EQ(manifest_json(parse_manifest(manifest_json(manifest), "manifest.json")), manifest_json(manifest));
  EXPECT_THROW(parse_manifest("{}", "manifest.json"), ParseError);
  Manifest fetched = manifest;
  fetched.sources = {{{"D", "http://x/v1", "CC0", "2026-01-02", 2}, "Pd-H"}};
  EXPECT_NE(manifest_json(fetched), manifest_json(manifest));
  EXPECT_EQ(manifest_json(parse_manifest(manifest_json(fetched), "manifest.json")), manifest_json(fetched));
}

TEST(RunDirectory, TheManifestHoldsNoTimeAndNoPlace) {
  const std::string one =
      manifest_json({"0.1.0", "abc", "crystalgan discover Pd Ni", 7, {{"x.vasp", "00"}}, {{"lib", "1"}}});
  EXPECT_EQ(one,
            "{\n  \"version\": \"0.1.0\",\n  \"commit\": \"abc\",\n  \"command\": \"crystalgan discover Pd Ni\",\n"
            "  \"seed\": 7,\n  \"inputs\": {\n    \"x.vasp\": \"00\"\n  },\n  \"libraries\": {\n    \"lib\": \"1\"\n  "
            "}\n}\n");
}

}  // namespace
}  // namespace crystalgan
