#include "crystalgan/fetch/locked_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

TEST(LockedFile, BelongsToOneUntilItEnds) {
  const test::ScratchFolder folder;
  std::optional<LockedFile> first(folder / "part");
  try {
    const LockedFile second(folder / "part");
    ADD_FAILURE() << "two have it";
  } catch (const ConfigError& error) {
    EXPECT_EQ(std::string(error.what()),
              (folder / "part").string() + ": in use by another process, which fetches into it");
  }
  first.reset();
  EXPECT_NO_THROW(LockedFile(folder / "part"));
}

TEST(LockedFile, ReplacesItsEnd) {
  const test::ScratchFolder folder;
  folder.write("part", "whole, half");
  const LockedFile file(folder / "part");
  EXPECT_EQ(file.text(), "whole, half");
  file.replace_end(6, " line\n");
  EXPECT_EQ(read_file(folder / "part"), "whole, line\n");
  file.replace_end(0, "");
  EXPECT_EQ(file.text(), "");
}

TEST(LockedFile, DeletesOnlyItself) {
  const test::ScratchFolder folder;
  const LockedFile file(folder / "part");
  std::filesystem::remove(folder / "part");
  folder.write("part", "of another process");
  file.remove();
  EXPECT_EQ(read_file(folder / "part"), "of another process");
  const LockedFile other(folder / "part");
  other.remove();
  EXPECT_FALSE(std::filesystem::exists(folder / "part"));
}

TEST(LockedFile, FollowsNoLink) {
  const test::ScratchFolder folder;
  folder.write("precious", "text");
  std::filesystem::create_symlink(folder / "precious", folder / "part");
  EXPECT_THROW(LockedFile(folder / "part"), OutputError);
  EXPECT_EQ(read_file(folder / "precious"), "text");
  EXPECT_THROW(LockedFile(folder / "nowhere/part"), OutputError);
}

}  // namespace
}  // namespace crystalgan
