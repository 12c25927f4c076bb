#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

// The files of this project as text, for tests of the house rules.
namespace crystalgan::test {

inline const std::filesystem::path kSource = CRYSTALGAN_SOURCE;

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Everything of ours below a folder, sorted; what npm installs is left out.
inline std::vector<std::filesystem::path> entries_below(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> entries;
  using Iterator = std::filesystem::recursive_directory_iterator;
  for (Iterator entry(folder); entry != Iterator(); ++entry) {
    if (entry->path().filename() == "node_modules")
      entry.disable_recursion_pending();
    else
      entries.push_back(entry->path());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

inline std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder,
                                                      const std::set<std::string>& endings) {
  std::vector<std::filesystem::path> files = entries_below(folder);
  std::erase_if(files, [&](const std::filesystem::path& file) { return !endings.contains(file.extension().string()); });
  return files;
}

inline std::vector<std::filesystem::path> sources_below(const std::filesystem::path& folder) {
  return files_below(folder, {".cpp", ".hpp"});
}

inline std::vector<std::string> includes_of(const std::filesystem::path& file) {
  const std::string text = text_of(file);
  const std::regex include(R"re(#include\s+[<"]([^>"]+)[>"])re");
  std::vector<std::string> found;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), include); it != std::sregex_iterator(); ++it)
    found.push_back((*it)[1]);
  return found;
}

/// Between two marks; empty where one is missing.
inline std::string between(const std::string& text, const std::string& start, const std::string& end) {
  const auto from = text.find(start);
  const auto to = text.find(end, from + start.size());
  if (from == std::string::npos || to == std::string::npos) return {};
  return text.substr(from + start.size(), to - from - start.size());
}

}  // namespace crystalgan::test
