// Runs a target on files, or all files of folders, without libFuzzer: a finding stays a test for every compiler.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "crystalgan/core/output_file.hpp"
#include "target.hpp"

namespace {

std::vector<std::filesystem::path> files_of(int count, char** paths) {
  std::vector<std::filesystem::path> files;
  for (int i = 0; i < count; ++i) {
    if (std::filesystem::is_directory(paths[i]))
      for (const auto& entry : std::filesystem::directory_iterator(paths[i])) files.push_back(entry.path());
    else
      files.emplace_back(paths[i]);
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  const auto files = files_of(argc - 1, argv + 1);
  for (const auto& file : files) {
    std::fprintf(stderr, "%s\n", file.c_str());
    try {
      const std::string input = crystalgan::read_file(file);
      LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    } catch (const std::exception& exception) {
      std::fprintf(stderr, "%s: expected an error of the library, got %s\n", file.c_str(), exception.what());
      return 1;
    }
  }
  std::printf("%zu inputs\n", files.size());
  return files.empty() ? 1 : 0;
}
