#include "crystalgan/core/input_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "crystalgan/core/error.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

TEST(InputFile, GivesPiecesUntilTheEnd) {
  const test::ScratchFolder folder;
  InputFile file(folder.write("a", "PdNiH"));
  std::string text;
  EXPECT_EQ(file.size(), 5U);
  EXPECT_TRUE(file.read_more(text, 2));
  EXPECT_EQ(text, "Pd");
  EXPECT_FALSE(file.read_more(text, 100));
  EXPECT_EQ(text, "PdNiH");
}

TEST(InputFile, AFileOfATerabyteIsRefusedAtOnce) {
  const test::ScratchFolder folder;
  const auto path = folder.write("sparse", "x");
  std::error_code failure;
  std::filesystem::resize_file(path, std::uintmax_t{1} << 40, failure);
  if (failure) GTEST_SKIP() << "no sparse files here: " << failure.message();
  EXPECT_THROW(read_file(path), IoError);
}

TEST(InputFile, ADeviceWithoutEndIsReadUpToTheBound) {
  EXPECT_THROW(read_file("/dev/zero", 1'000'000), IoError);
  EXPECT_EQ(read_file("/dev/null"), "");
}

TEST(InputFile, AFileOfExactlyTheBoundIsRead) {
  const test::ScratchFolder folder;
  const auto path = folder.write("a", "PdNiH");
  EXPECT_EQ(read_file(path, 5), "PdNiH");
  EXPECT_THROW(read_file(path, 4), IoError);
}

TEST(InputFile, ANamedPipeIsRefusedWithoutWaitingForAWriter) {
  const test::ScratchFolder folder;
  const auto path = folder.path() / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_THROW(read_file(path), IoError);
}

TEST(InputFile, APipeOfTheShellIsRead) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "PdH", 3), 3);
  ::close(ends[1]);
  EXPECT_EQ(read_file("/dev/fd/" + std::to_string(ends[0])), "PdH");
  ::close(ends[0]);
}

}  // namespace
}  // namespace crystalgan
