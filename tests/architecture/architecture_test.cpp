// The house rules as tests: docs/architecture.md says who may include whom, and these read the #include lines.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kSource = CRYSTALGAN_SOURCE;

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<fs::path> sources_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> found;
  const std::regex word("[A-Za-z_]+");
  for (auto it = std::sregex_iterator(text.begin(), text.end(), word); it != std::sregex_iterator(); ++it)
    found.push_back(it->str());
  return found;
}

std::string between(const std::string& text, const std::string& start, const std::string& end) {
  const auto from = text.find(start);
  const auto to = text.find(end, from + start.size());
  if (from == std::string::npos || to == std::string::npos) return {};
  return text.substr(from + start.size(), to - from - start.size());
}

// module -> modules it may include, from the table of docs/architecture.md
std::map<std::string, std::set<std::string>> allowed_includes() {
  std::map<std::string, std::set<std::string>> table;
  std::istringstream lines(between(text_of(kSource / "docs/architecture.md"), "<!-- modules -->", "<!-- /modules -->"));
  const std::regex row(R"(^\|\s*([a-z_]+)\s*\|([^|]*)\|.*)");
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (!std::regex_match(line, match, row) || match[1] == "module") continue;
    const auto names = words(match[2]);
    table[match[1]] = {names.begin(), names.end()};
  }
  return table;
}

std::set<std::string> torch_modules() {
  const auto names = words(between(text_of(kSource / "docs/architecture.md"), "<!-- torch:", "-->"));
  return {names.begin(), names.end()};
}

std::vector<std::string> includes_of(const fs::path& file) {
  const std::string text = text_of(file);
  const std::regex include(R"re(#include\s+[<"]([^>"]+)[>"])re");
  std::vector<std::string> found;
  for (auto it = std::sregex_iterator(text.begin(), text.end(), include); it != std::sregex_iterator(); ++it)
    found.push_back((*it)[1]);
  return found;
}

bool is_torch(const std::string& include) {
  return include.starts_with("torch/") || include.starts_with("ATen/") || include.starts_with("c10/");
}

std::vector<fs::path> modules() {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(kSource / "lib/crystalgan"))
    if (entry.is_directory()) folders.push_back(entry.path());
  return folders;
}

TEST(Architecture, EveryModuleHasARowInTheTable) {
  const auto table = allowed_includes();
  for (const auto& module : modules()) EXPECT_TRUE(table.contains(module.filename().string())) << module;
}

TEST(Architecture, ModulesIncludeOnlyWhatTheTableAllows) {
  const auto table = allowed_includes();
  ASSERT_FALSE(table.empty());
  for (const auto& module : modules()) {
    const std::string name = module.filename().string();
    for (const auto& file : sources_below(module)) {
      for (const auto& include : includes_of(file)) {
        if (!include.starts_with("crystalgan/")) continue;
        const std::string target = include.substr(11, include.find('/', 11) - 11);
        EXPECT_TRUE(target == name || table.at(name).contains(target)) << file << " includes " << include;
      }
    }
  }
}

TEST(Architecture, TorchStaysInItsModulesAndOutOfHeaders) {
  const auto allowed = torch_modules();
  ASSERT_FALSE(allowed.empty());
  for (const auto& file : sources_below(kSource / "lib/crystalgan")) {
    const std::string module = file.parent_path().filename().string();
    for (const auto& include : includes_of(file)) {
      if (!is_torch(include)) continue;
      EXPECT_TRUE(allowed.contains(module)) << file << " includes " << include;
      if (file.extension() == ".hpp") {
        EXPECT_EQ(include, "ATen/core/Tensor.h") << file;
      }
    }
  }
}

TEST(Architecture, TheLibraryNeitherPrintsNorExitsNorAsserts) {
  const std::regex forbidden(R"((std::cout|std::cerr|\bprintf\(|\bassert\(|std::exit|std::abort|\bfprintf\())");
  for (const auto& file : sources_below(kSource / "lib/crystalgan"))
    EXPECT_FALSE(std::regex_search(text_of(file), forbidden)) << file;
}

TEST(Architecture, RandomnessIsExplicit) {
  const std::regex forbidden(R"((manual_seed|nn::init|nn::Dropout|_distribution<|random_device|\bstd::rand\b))");
  for (const auto& file : sources_below(kSource / "lib/crystalgan"))
    EXPECT_FALSE(std::regex_search(text_of(file), forbidden)) << file;
}

TEST(Architecture, NoRoomForOddsAndEnds) {
  const std::set<std::string> forbidden{"utils", "util", "common", "misc", "helpers"};
  for (const auto& folder : {"lib", "app", "tests"})
    for (const auto& entry : fs::recursive_directory_iterator(kSource / folder))
      EXPECT_FALSE(forbidden.contains(entry.path().stem().string())) << entry.path();
}

TEST(Architecture, FilesStayReadable) {
  for (const auto& folder : {"lib", "app", "tests"}) {
    for (const auto& file : sources_below(kSource / folder)) {
      const std::string text = text_of(file);
      EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 600) << file;
    }
  }
}

TEST(Architecture, EverySourceOfTheLibraryIsListedInItsModule) {
  for (const auto& module : modules()) {
    const auto listed = words(text_of(module / "CMakeLists.txt"));
    const std::set<std::string> names(listed.begin(), listed.end());
    for (const auto& file : sources_below(module)) {
      if (file.filename().string() == "element_table.hpp") continue;  // not for users: seen by its two sources only
      EXPECT_TRUE(names.contains(file.stem().string())) << file;
    }
  }
}

TEST(Architecture, EveryTestFileBelongsToAModuleOrARoomOfItsOwn) {
  for (const auto& file : sources_below(kSource / "tests")) {
    if (!file.stem().string().ends_with("_test")) continue;
    const auto room = file.parent_path();
    EXPECT_TRUE(text_of(room / "CMakeLists.txt").find(file.filename().string()) != std::string::npos) << file;
  }
}

TEST(Architecture, ThePaperMapNamesFunctionsThatExist) {
  std::string library;
  for (const auto& file : sources_below(kSource / "lib/crystalgan")) library += text_of(file);
  const std::string map = text_of(kSource / "docs/paper-map.md");
  ASSERT_FALSE(map.empty());
  const std::regex code(R"(`([a-z_]+)\(\)`)");
  std::size_t named = 0;
  for (auto it = std::sregex_iterator(map.begin(), map.end(), code); it != std::sregex_iterator(); ++it, ++named)
    EXPECT_NE(library.find((*it)[1].str() + "("), std::string::npos) << it->str();
  EXPECT_GT(named, 8U);
}

}  // namespace
