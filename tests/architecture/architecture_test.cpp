// The house rules as tests: docs/architecture.md says who may include whom, and these read the #include lines.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
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

// Everything of ours; what npm installs is not.
std::vector<fs::path> entries_below(const fs::path& folder) {
  std::vector<fs::path> entries;
  for (fs::recursive_directory_iterator entry(folder); entry != fs::recursive_directory_iterator(); ++entry) {
    if (entry->path().filename() == "node_modules")
      entry.disable_recursion_pending();
    else
      entries.push_back(entry->path());
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<fs::path> files_below(const fs::path& folder, const std::set<std::string>& endings) {
  std::vector<fs::path> files = entries_below(folder);
  std::erase_if(files, [&](const fs::path& file) { return !endings.contains(file.extension().string()); });
  return files;
}

std::vector<fs::path> sources_below(const fs::path& folder) { return files_below(folder, {".cpp", ".hpp"}); }

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

// "module/file.cpp" of modules that may not use LibTorch otherwise
std::set<std::string> torch_files() {
  std::istringstream names(between(text_of(kSource / "docs/architecture.md"), "<!-- torch files:", "-->"));
  return {std::istream_iterator<std::string>(names), std::istream_iterator<std::string>()};
}

bool may_use_torch(const std::string& module, const std::string& file) {
  return torch_modules().contains(module) || torch_files().contains(module + "/" + file);
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
  std::vector<fs::path> folders{kSource / "app"};
  for (const auto& entry : fs::directory_iterator(kSource / "lib/crystalgan"))
    if (entry.is_directory()) folders.push_back(entry.path());
  return folders;
}

TEST(Architecture, EveryModuleHasARowInTheTable) {
  const auto table = allowed_includes();
  for (const auto& module : modules()) EXPECT_TRUE(table.contains(module.filename().string())) << module;
  EXPECT_EQ(table.size(), modules().size());
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
  ASSERT_FALSE(torch_modules().empty());
  for (const auto& file : sources_below(kSource / "lib/crystalgan")) {
    const std::string module = fs::relative(file, kSource / "lib/crystalgan").begin()->string();
    for (const auto& include : includes_of(file)) {
      if (!is_torch(include)) continue;
      EXPECT_TRUE(may_use_torch(module, file.filename().string())) << file << " includes " << include;
      if (file.extension() == ".hpp") {
        EXPECT_EQ(include, "ATen/core/Tensor.h") << file;
      }
    }
  }
}

TEST(Architecture, TorchEntersOtherModulesByNamedFilesAlone) {
  EXPECT_EQ(torch_files(), std::set<std::string>{"potentials/torchscript_calculator.cpp"});
  for (const auto& name : torch_files()) {
    const auto includes = includes_of(kSource / "lib/crystalgan" / name);
    EXPECT_TRUE(std::any_of(includes.begin(), includes.end(), is_torch)) << name;
  }
  EXPECT_TRUE(may_use_torch("gan", "game.cpp"));
  EXPECT_TRUE(may_use_torch("potentials", "torchscript_calculator.cpp"));
  EXPECT_FALSE(may_use_torch("potentials", "torchscript_calculator.hpp"));
  EXPECT_FALSE(may_use_torch("potentials", "relaxation.cpp"));
  EXPECT_FALSE(may_use_torch("crystal", "torchscript_calculator.cpp"));
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
  for (const auto& folder : {"lib", "app", "bench", "tests", "examples"})
    for (const auto& path : entries_below(kSource / folder))
      EXPECT_FALSE(forbidden.contains(path.stem().string())) << path;
}

TEST(Architecture, FilesStayReadable) {
  for (const auto& folder : {"lib", "app", "bench", "tests", "examples"}) {
    for (const auto& file : files_below(kSource / folder, {".cpp", ".hpp", ".js", ".mjs", ".css", ".html", ".py"})) {
      const std::string text = text_of(file);
      EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 600) << file;
    }
  }
}

TEST(Architecture, AnExampleIsOnePage) {
  for (const auto& file : sources_below(kSource / "examples")) {
    const std::string text = text_of(file);
    EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 70) << file;
  }
}

TEST(Architecture, EveryHeaderOfTheLibraryIsListedInItsModule) {
  // Sources that are not listed do not link; headers that are not listed would not be installed.
  const std::set<std::string> internal{"element_table.hpp", "cif_symmetry.hpp", "cif_syntax.hpp"};
  for (const auto& file : sources_below(kSource / "lib/crystalgan")) {
    const std::string name = file.filename().string();
    const fs::path below = fs::relative(file, kSource / "lib/crystalgan");
    const std::string listing = " " + text_of(kSource / "lib/crystalgan" / *below.begin() / "CMakeLists.txt");
    const std::regex as_word("[\\s/]" + std::regex_replace(name, std::regex("\\."), "\\.") + "[\\s)]");
    EXPECT_TRUE(internal.contains(name) || std::regex_search(listing, as_word)) << file;
  }
}

TEST(Architecture, LinksInTheDocumentsLeadSomewhere) {
  const std::regex link(R"(\]\(([^)#:]+)\))");
  std::size_t followed = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kSource / "docs")) {
    if (entry.path().extension() != ".md") continue;
    const std::string text = text_of(entry.path());
    for (auto it = std::sregex_iterator(text.begin(), text.end(), link); it != std::sregex_iterator(); ++it, ++followed)
      EXPECT_TRUE(fs::exists(entry.path().parent_path() / (*it)[1].str())) << entry.path() << ": " << (*it)[1];
  }
  for (const char* name : {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/README.md"}) {
    const fs::path document = kSource / name;
    const std::string text = text_of(document);
    for (auto it = std::sregex_iterator(text.begin(), text.end(), link); it != std::sregex_iterator(); ++it, ++followed)
      EXPECT_TRUE(fs::exists(document.parent_path() / (*it)[1].str())) << name << ": " << (*it)[1];
  }
  EXPECT_GT(followed, 10U);
}

TEST(Architecture, TheTestsThatThePaperMapNamesExist) {
  const std::string map = text_of(kSource / "docs/paper-map.md");
  const std::regex named(R"(([a-z_]+/[a-z_]+_test\.cpp)(?:, ([A-Z][A-Za-z]+))?)");
  std::size_t count = 0;
  for (auto it = std::sregex_iterator(map.begin(), map.end(), named); it != std::sregex_iterator(); ++it, ++count) {
    const std::string text = text_of(kSource / "tests" / (*it)[1].str());
    EXPECT_FALSE(text.empty()) << it->str();
    EXPECT_NE(text.find((*it)[2].str()), std::string::npos) << it->str();
  }
  EXPECT_GT(count, 15U);
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
