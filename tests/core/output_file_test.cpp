#include "crystalgan/core/output_file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for every test.
class OutputFile : public ::testing::Test {
 protected:
  OutputFile() {
    std::string pattern = (fs::temp_directory_path() / "crystalgan-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
  }
  ~OutputFile() override { fs::remove_all(folder_); }

  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  fs::path folder_;
};

/// No file may grow beyond `bytes` meanwhile: write() then fails as on a full disk, with EFBIG in place of ENOSPC.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

TEST_F(OutputFile, WhatIsWrittenIsReadBackByteForByte) {
  std::string text = "Pd\r\n\n\xc3\x85 and a zero ";
  text.push_back('\0');
  for (const std::string& each : {std::string(), text, std::string(300'000, 'x') + "end"}) {
    write_file(folder_ / "a.txt", each);
    EXPECT_EQ(read_file(folder_ / "a.txt"), each);
  }
  EXPECT_EQ(files(), 1U);
}

TEST_F(OutputFile, AFullDiskLeavesTheOldFileWholeAndNothingBeside) {
  write_file(folder_ / "a.txt", "old");
  {
    const SmallDisk disk(4096);
    EXPECT_THROW(write_file(folder_ / "a.txt", std::string(100'000, 'x')), OutputError);
  }
  EXPECT_EQ(read_file(folder_ / "a.txt"), "old");
  EXPECT_EQ(files(), 1U);
}

TEST_F(OutputFile, AFullDiskLeavesNothingWhereNothingWas) {
  {
    const SmallDisk disk(4096);
    EXPECT_THROW(write_file(folder_ / "a.txt", std::string(4097, 'x')), OutputError);
    EXPECT_NO_THROW(write_file(folder_ / "b.txt", std::string(4096, 'x')));
  }
  EXPECT_FALSE(fs::exists(folder_ / "a.txt"));
  EXPECT_EQ(files(), 1U);
}

TEST_F(OutputFile, AMissingFolderIsAnOutputErrorThatNamesTheFile) {
  try {
    write_file(folder_ / "none" / "a.txt", "text");
    FAIL();
  } catch (const OutputError& error) {
    EXPECT_NE(std::string(error.what()).find("none/a.txt: cannot be written: "), std::string::npos) << error.what();
  }
}

TEST_F(OutputFile, AFolderIsNotReplaced) {
  fs::create_directory(folder_ / "a.txt");
  EXPECT_THROW(write_file(folder_ / "a.txt", "text"), OutputError);
  EXPECT_TRUE(fs::is_directory(folder_ / "a.txt"));
  EXPECT_EQ(files(), 1U);
}

TEST_F(OutputFile, ADeviceOrPipeIsNotReplacedByAFile) {
  // as /dev/stdout would be, were the program run by root
  ASSERT_EQ(::mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_THROW(write_file(folder_ / "pipe", "text"), OutputError);
  EXPECT_TRUE(fs::is_fifo(folder_ / "pipe"));
  EXPECT_EQ(files(), 1U);
}

TEST_F(OutputFile, ASymbolicLinkStaysOneAndItsTargetIsWritten) {
  fs::create_directory(folder_ / "elsewhere");
  write_file(folder_ / "elsewhere" / "a.txt", "old");
  fs::create_symlink("elsewhere/a.txt", folder_ / "link");
  write_file(folder_ / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_EQ(read_file(folder_ / "elsewhere" / "a.txt"), "new");
}

TEST_F(OutputFile, AMissingFileIsAnIoErrorThatNamesIt) {
  try {
    read_file(folder_ / "none.cif");
    FAIL();
  } catch (const IoError& error) {
    EXPECT_NE(std::string(error.what()).find("none.cif: cannot be read: "), std::string::npos) << error.what();
  }
}

TEST_F(OutputFile, AFolderCannotBeReadAsAFile) { EXPECT_THROW(read_file(folder_), IoError); }

TEST_F(OutputFile, AFileWithoutPermissionIsAnIoError) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  write_file(folder_ / "a.txt", "text");
  fs::permissions(folder_ / "a.txt", fs::perms::none);
  EXPECT_THROW(read_file(folder_ / "a.txt"), IoError);
}

}  // namespace
}  // namespace crystalgan
