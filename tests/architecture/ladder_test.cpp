// The ladder of docs/architecture.md beside the #include lines. A module is a folder of lib/crystalgan with all below it,
// or app.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "tests/architecture/source_files.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;
using Modules = std::set<std::string>;

struct Rung {
  int level = 0;
  Modules may_include;
};

// | module | level | what is in it | may include |
std::map<std::string, Rung> ladder() {
  std::map<std::string, Rung> rungs;
  std::istringstream lines(between(text_of(kSource / "docs/architecture.md"), "<!-- ladder -->", "<!-- /ladder -->"));
  const std::regex row(R"(^\|\s*([a-z_]+)\s*\|\s*([0-9]+)\s*\|[^|]*\|([^|]*)\|\s*$)");
  const std::regex name("[a-z_]+");
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (!std::regex_match(line, match, row)) continue;
    Rung& rung = rungs[match[1]];
    rung.level = std::stoi(match[2]);
    const std::string names = match[3];
    for (auto it = std::sregex_iterator(names.begin(), names.end(), name); it != std::sregex_iterator(); ++it)
      rung.may_include.insert(it->str());
  }
  return rungs;
}

std::map<std::string, fs::path> module_folders() {
  std::map<std::string, fs::path> folders{{"app", kSource / "app"}};
  for (const auto& entry : fs::directory_iterator(kSource / "lib/crystalgan"))
    if (entry.is_directory()) folders[entry.path().filename()] = entry.path();
  return folders;
}

// Other modules that the files of one include, each with a file that does.
std::map<std::string, fs::path> included_modules(const std::string& module, const fs::path& folder) {
  const std::string root = "crystalgan/";
  std::map<std::string, fs::path> found;
  for (const auto& file : sources_below(folder))
    for (const auto& include : includes_of(file)) {
      if (!include.starts_with(root)) continue;
      const std::string other = include.substr(root.size(), include.find('/', root.size()) - root.size());
      if (other != module) found.emplace(other, file);
    }
  return found;
}

// What follows DEPENDS in a module's CMakeLists.txt.
Modules linked_modules(const fs::path& folder) {
  const std::string text = text_of(folder / "CMakeLists.txt");
  const std::regex depends(R"(crystalgan_module\([^)]*\bDEPENDS\s([a-z_\s]+))"), name("[a-z_]+");
  std::smatch match;
  if (!std::regex_search(text, match, depends)) return {};
  const std::string names = match[1];
  Modules linked;
  for (auto it = std::sregex_iterator(names.begin(), names.end(), name); it != std::sregex_iterator(); ++it)
    linked.insert(it->str());
  return linked;
}

TEST(Ladder, HasEveryModuleAndNoOther) {
  Modules in_table;
  for (const auto& [module, rung] : ladder()) in_table.insert(module);
  Modules on_disk;
  for (const auto& [module, folder] : module_folders()) on_disk.insert(module);
  EXPECT_EQ(in_table, on_disk);
}

TEST(Ladder, TheTableHasWhatIsIncludedAndNoMore) {
  const auto rungs = ladder();
  for (const auto& [module, folder] : module_folders()) {
    Modules included;
    for (const auto& [other, file] : included_modules(module, folder)) included.insert(other);
    EXPECT_EQ(included, rungs.at(module).may_include) << "expected of " << module << ": what its files include";
  }
}

TEST(Ladder, AModuleLinksWhatItIncludes) {
  for (const auto& [module, rung] : ladder()) {
    if (module == "app") continue;
    EXPECT_EQ(linked_modules(kSource / "lib/crystalgan" / module), rung.may_include)
        << "expected after DEPENDS of " << module;
  }
}

TEST(Ladder, EveryIncludeGoesToALowerLevel) {
  const auto rungs = ladder();
  for (const auto& [module, folder] : module_folders())
    for (const auto& [other, file] : included_modules(module, folder)) {
      ASSERT_TRUE(rungs.contains(other)) << file << " includes " << other;
      EXPECT_LT(rungs.at(other).level, rungs.at(module).level) << file << ": " << module << " includes " << other;
    }
}

TEST(Ladder, WhoMakesStructuresDoesNotSeeHowTheyAreEvaluated) {
  for (const char* module : {"features", "gan", "training", "methods"})
    EXPECT_FALSE(included_modules(module, kSource / "lib/crystalgan" / module).contains("evaluation")) << module;
}

}  // namespace
}  // namespace crystalgan::test
