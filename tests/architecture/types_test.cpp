// One name, one type: two types of one name in one namespace are undefined behaviour where a linker meets both, and puzzle
// the reader where it does not. What stands in a class or in a function has a longer name and is left out.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "tests/architecture/source_files.hpp"

namespace crystalgan::test {
namespace {

// Comments, characters and strings blanked: a brace in one opens nothing.
std::string without_text(const std::string& source) {
  static const std::regex text(
      R"re(//[^\n]*|/\*[^]*?\*/|R"([A-Za-z_]*)\([^]*?\)\1"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])')re");
  return std::regex_replace(source, text, " ");
}

struct Scope {
  enum class Kind { named_namespace, anonymous_namespace, other } kind = Kind::other;
  std::string name;
};

// What the words before a '{' open.
Scope scope_of(const std::string& words) {
  static const std::regex space(R"(\bnamespace\s*([A-Za-z_:0-9]*)\s*$)");
  std::smatch match;
  if (!std::regex_search(words, match, space)) return {};
  if (match[1].length() == 0) return {Scope::Kind::anonymous_namespace, ""};
  return {Scope::Kind::named_namespace, match[1].str() + "::"};
}

// The type that the words before a '{' define.
std::optional<std::string> type_of(const std::string& words) {
  static const std::regex type(
      R"(^\s*(?:template\s*<[^;{}]*>\s*)?(?:struct|class|union|enum(?:\s+class|\s+struct)?)\s+([A-Za-z_]\w*(?:::\w+)*)\s*(?:final\s*)?(?::[^;{}]*)?$)");
  std::smatch match;
  if (!std::regex_match(words, match, type)) return std::nullopt;
  return match[1].str();
}

/// Types that a source defines in namespaces, with the named ones: "crystalgan::cif::Block".
std::vector<std::string> types_in(const std::string& source) {
  std::vector<std::string> found;
  std::vector<Scope> scopes;
  std::string words;
  static const std::regex preprocessor(R"(#[^\n]*(?:\\\n[^\n]*)*)");
  for (const char character : std::regex_replace(without_text(source), preprocessor, "")) {
    if (character == '{') {
      const auto in_namespace = [](const Scope& scope) { return scope.kind != Scope::Kind::other; };
      const auto type = type_of(words);
      if (type && std::all_of(scopes.begin(), scopes.end(), in_namespace)) {
        std::string name;
        for (const Scope& scope : scopes) name += scope.name;
        found.push_back(name + *type);
      }
      scopes.push_back(scope_of(words));
      words.clear();
    } else if (character == '}') {
      if (!scopes.empty()) scopes.pop_back();
      words.clear();
    } else if (character == ';') {
      words.clear();
    } else {
      words += character;
    }
  }
  return found;
}

TEST(Types, AreFoundInNamespacesAndNotInTypesOrFunctions) {
  const std::string source = R"source(
#define OPEN {
namespace a::b {
template <class T>
struct Whole final : Base<T> { struct Inner { int x; }; enum class Kind { one, two }; };
struct Declared;
Whole<int> made{};  // struct Comment {
namespace {
enum Choice : int { yes };
const char* text = "struct Text {"; char brace = '{';
void function() { struct Local {}; }
}  // namespace
}
class Outside { };
struct Outside::Parts { };
)source";
  EXPECT_EQ(types_in(source), (std::vector<std::string>{"a::b::Whole", "a::b::Choice", "Outside", "Outside::Parts"}));
}

TEST(Types, NoNameIsDefinedTwice) {
  std::map<std::string, std::vector<std::string>> files_of;
  for (const char* folder : {"lib", "app", "bench"})
    for (const auto& file : sources_below(kSource / folder))
      for (const auto& type : types_in(text_of(file)))
        files_of[type].push_back(std::filesystem::relative(file, kSource).string());
  EXPECT_GT(files_of.size(), 200U);
  for (const auto& [type, files] : files_of) {
    std::string where;
    for (const auto& file : files) where += " " + file;
    EXPECT_EQ(files.size(), 1U) << type << " is defined in" << where;
  }
}

}  // namespace
}  // namespace crystalgan::test
