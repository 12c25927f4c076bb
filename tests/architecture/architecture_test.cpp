// The house rules as tests; the ladder of modules is in ladder_test.cpp, the names of types in types_test.cpp.
#include <gtest/gtest.h>

#include <string>

#include "tests/architecture/source_files.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

TEST(Architecture, TheLibraryNeitherPrintsNorExitsNorAsserts) {
  const std::regex forbidden(R"((std::cout|std::cerr|\bprintf\(|\bassert\(|std::exit|std::abort|\bfprintf\())");
  for (const auto& file : sources_below(kSource / "lib/crystalgan")) {
    if (file.filename() == "submissions.cpp") continue;  // the name of a folder that nobody may foresee
    EXPECT_FALSE(std::regex_search(text_of(file), forbidden)) << file;
  }
}

// Names of strangers must not steer a terminal: app/printing.hpp escapes them.
TEST(Architecture, TheProgramPrintsInOnePlaceOnly) {
  const std::regex printing(
      R"(\bfmt::print\b|\bv?f?printf\b|\bf?puts\b|\bf?putc(har)?\b|\bfwrite\b|std::(cout|cerr|clog)\b)");
  for (const auto& file : sources_below(kSource / "app")) {
    // the second runs at build time and has no names of others
    if (file.filename() == "printing.cpp" || file.filename() == "write_documents.cpp") continue;
    EXPECT_FALSE(std::regex_search(text_of(file), printing)) << file;
  }
}

// A run directory may come from a stranger: core/directory.hpp alone opens files in it, and follows no link.
TEST(Architecture, FilesAreOpenedInFewPlaces) {
  const std::set<std::string> opens{
      "lib/crystalgan/core/claim.cpp",  // in a folder that directory.cpp opened
      "lib/crystalgan/core/directory.cpp",
      "lib/crystalgan/core/whole_file.cpp",
      "lib/crystalgan/core/output_file.cpp",
      "lib/crystalgan/core/input_file.cpp",  // what the user names
      "lib/crystalgan/fetch/locked_file.cpp",
      "lib/crystalgan/io/structure_file.cpp",
      "lib/crystalgan/core/child_process.cpp",
      "lib/crystalgan/archive/run_directory.cpp",  // the folder itself, for its lock
      "lib/crystalgan/potentials/kim/kim_library.cpp",
      "lib/crystalgan/campaign/database_files.cpp",  // in a folder that directory.cpp opened
      "app/run_program.cpp"};                        // /dev/null, the current folder
  const std::regex opening(R"(\bofstream|\bifstream|\bfstream\b|\bfopen|[^A-Za-z]::open(at)?\(|::creat\()");
  const std::regex by_path(
      R"((read_file|write_file|read_structures|read_structure_set|exists|is_regular_file|is_directory|remove_all)\((fs::|std::filesystem::)?(run|run_|directory|run\.directory)( /|\.path\(\)))");
  for (const char* folder : {"lib/crystalgan", "app"})
    for (const auto& file : sources_below(kSource / folder)) {
      const std::string text = text_of(file);
      if (!opens.contains(fs::relative(file, kSource).string())) {
        EXPECT_FALSE(std::regex_search(text, opening)) << file;
      }
      EXPECT_FALSE(std::regex_search(text, by_path)) << file;
    }
}

TEST(Architecture, RandomnessIsExplicit) {
  const std::regex forbidden(R"((manual_seed|nn::init|nn::Dropout|_distribution<|random_device|\bstd::rand\b))");
  for (const auto& file : sources_below(kSource / "lib/crystalgan")) {
    if (file.filename() == "submissions.cpp") continue;  // the name of a folder that nobody may foresee
    EXPECT_FALSE(std::regex_search(text_of(file), forbidden)) << file;
  }
}

TEST(Architecture, NoTestSleeps) {
  // Asleep, a test is slow on an idle machine and wrong on a busy one: it waits for a condition, wait_until(). A child
  // process that is to be stopped may be `exec sleep`.
  const std::regex asleep(R"(sleep_for|sleep_until|[a-z]sleep\(|\bsleep\(|[\n;&|)]\s*sleep )");
  for (const auto& file : files_below(kSource / "tests", {".cpp", ".hpp", ".py", ".cmake", ".sh"})) {
    if (file.filename() == "wait_until.hpp" || file.filename() == "architecture_test.cpp") continue;
    EXPECT_FALSE(std::regex_search(text_of(file), asleep)) << file;
  }
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
}  // namespace crystalgan::test
