// The manual page and the completion of shells: nothing that --help tells may be missing.
#include "app/manual.hpp"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

struct HelpLine {
  std::vector<std::string> names;  // "-o", "--output", or the name of an argument
  std::string meaning;
};

struct Help {
  std::string meaning;
  std::vector<HelpLine> lines;
};

std::string help_text(const ScratchFolder& scratch, std::vector<std::string> words) {
  words.emplace_back("--help");
  const Outcome outcome = run(scratch.path(), std::move(words));
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  return outcome.out;
}

// "  -o,--output TEXT            run directory" or, where that is too long, the meaning in the next line.
Help help_of(const std::string& text) {
  Help help;
  std::istringstream lines(text);
  std::getline(lines, help.meaning);
  for (std::string line; std::getline(lines, line);) {
    const bool goes_on = line.starts_with("      ");
    if (goes_on && !help.lines.empty()) {
      help.lines.back().meaning = line.substr(line.find_first_not_of(' '));
    } else if (line.starts_with("  ")) {
      HelpLine option;
      const std::string names = line.substr(2, line.find(' ', 2) - 2);
      std::istringstream each(names);
      for (std::string name; std::getline(each, name, ',');) option.names.push_back(name);
      if (const auto gap = line.find("  ", 2); gap != std::string::npos)
        option.meaning = line.substr(line.find_first_not_of(' ', gap));
      help.lines.push_back(option);
    }
  }
  return help;
}

// What the program says of its commands; asked once, each answer takes half a second.
const std::map<std::string, Help>& commands() {
  static const std::map<std::string, Help> all = [] {
    const ScratchFolder scratch;
    std::map<std::string, Help> helps;
    const auto below = [](const std::string& text) {
      const auto start = text.find("Subcommands:");
      return start == std::string::npos ? std::vector<HelpLine>() : help_of(text.substr(start)).lines;
    };
    for (const HelpLine& line : below(help_text(scratch, {}))) {
      const std::string command = line.names.front();
      const std::string text = help_text(scratch, {command});
      helps[command] = help_of(text.substr(0, text.find("Subcommands:")));
      for (const HelpLine& inner : below(text))
        helps[command + " " + inner.names.front()] = help_of(help_text(scratch, {command, inner.names.front()}));
    }
    return helps;
  }();
  return all;
}

// What the build writes below /usr/share; written once.
const std::map<std::string, std::string>& documents() {
  static const std::map<std::string, std::string> all = [] {
    const ScratchFolder scratch;
    const Outcome outcome = Program(scratch.path(), {CRYSTALGAN_WRITE_DOCUMENTS, "share"}).wait();
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return files_below(scratch / "share");
  }();
  return all;
}

const std::string& manual_page() { return documents().at("man/man1/crystalgan.1"); }
const std::string& bash_completion() { return documents().at("bash-completion/completions/crystalgan"); }
const std::string& zsh_completion() { return documents().at("zsh/vendor-completions/_crystalgan"); }
const std::string& fish_completion() { return documents().at("fish/vendor_completions.d/crystalgan.fish"); }

// Roff read back: escapes undone, the lines of a paragraph in one.
std::string without_escapes(std::string text) {
  const std::pair<std::string, std::string> escapes[] = {{"\\-", "-"},    {"\\(aq", "'"},     {"\\(ha", "^"},
                                                         {"\\(dq", "\""}, {"\\(ti", "~"},     {"\\(ga", "`"},
                                                         {"\\e", "\\"},   {"\\[u00C5]", "Å"}, {"\n", " "}};
  for (const auto& [escape, character] : escapes)
    for (std::size_t place = 0; (place = text.find(escape, place)) != std::string::npos; place += character.size())
      text.replace(place, escape.size(), character);
  return text;
}

bool has_groff() {
  const ScratchFolder scratch;
  return Program(scratch.path(), {"groff", "--version"}).wait().code == 0;
}

// The page as man shows it in 200 columns, without bold and italics; warnings are in `err`.
Outcome shown(const std::string& page) {
  const ScratchFolder scratch;
  write_file(scratch / "page.1", page);
  return Program(scratch.path(), {"groff", "-man", "-Tutf8", "-ww", "-rLL=200n", "-P-cbou", "page.1"}).wait();
}

TEST(Manual, TellsEverythingThatHelpTells) {
  const std::string& page = manual_page();
  ASSERT_GE(commands().size(), 13U);
  for (const auto& [command, help] : commands()) {
    const auto start = page.find(".SS " + command + "\n");
    ASSERT_NE(start, std::string::npos) << command;
    const std::string part = without_escapes(page.substr(start, page.find("\n.S", start) - start));
    EXPECT_NE(part.find(help.meaning), std::string::npos) << command << ": " << help.meaning;
    for (const HelpLine& option : help.lines) {
      if (option.names.back() == "--help") continue;  // told once, under OPTIONS
      for (const std::string& name : option.names)
        EXPECT_NE(part.find((name.front() == '-' ? "\\fB" : "\\fI") + name + "\\fR"), std::string::npos)
            << command << " " << name;
      EXPECT_FALSE(option.meaning.empty()) << command << " " << option.names.front();
      EXPECT_NE(part.find(option.meaning), std::string::npos) << command << ": " << option.meaning;
    }
  }
}

TEST(Manual, IsTheSameEveryTimeAndAscii) {
  const std::string& page = manual_page();
  const ScratchFolder scratch;
  ASSERT_EQ(Program(scratch.path(), {CRYSTALGAN_WRITE_DOCUMENTS, "again"}).wait().code, 0);
  EXPECT_EQ(files_below(scratch / "again"), documents());
  EXPECT_TRUE(std::all_of(page.begin(), page.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
}

TEST(Manual, IsShownByGroffWithoutWarnings) {
  if (!has_groff()) GTEST_SKIP() << "no groff here";
  const Outcome outcome = shown(manual_page());
  EXPECT_EQ(outcome.code, 0);
  EXPECT_EQ(outcome.err, "");
  for (const char* title : {"NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "EXIT STATUS", "FILES", "SEE ALSO"})
    EXPECT_NE(outcome.out.find("\n" + std::string(title) + "\n"), std::string::npos) << title;
}

TEST(Manual, ShowsEveryCharacterAsItIs) {
  if (!has_groff()) GTEST_SKIP() << "no groff here";
  CLI::App program("A program.", "crystalgan");
  program.set_version_flag("--version", "crystalgan 1.2.3 (unknown)");
  CLI::App* command = program.add_subcommand("act", "λ in Å, C:\\new\\dir, .start 'quoted' `so` \"so\" ~^ a-b");
  int number = 3;
  command->add_option("--first-number", number, ".TH is no request\n'br nor this")
      ->check(CLI::Range(1, 9))
      ->capture_default_str();
  const Outcome outcome = shown(manual(program));
  EXPECT_EQ(outcome.err, "");
  for (const char* text : {"λ in Å, C:\\new\\dir, .start 'quoted' `so` \"so\" ~^ a-b", "--first-number INT",
                           ".TH is no request 'br nor this; allowed: INT in [1 - 9]; default: 3", "CrystalGAN 1.2.3"})
    EXPECT_NE(outcome.out.find(text), std::string::npos) << text << "\nin\n" << outcome.out;
}

class Completion : public testing::Test {
 protected:
  // What bash offers behind these words of a command line.
  std::vector<std::string> offered(const std::vector<std::string>& words) const {
    write_file(scratch_ / "completion", bash_completion());
    std::string script = "set -u\nsource ./completion\nCOMP_WORDS=(crystalgan";
    for (const std::string& word : words) script += " '" + word + "'";
    script += ")\nCOMP_CWORD=" + std::to_string(words.size()) +
              "\n_crystalgan\nprintf '%s\\n' ${COMPREPLY[@]+\"${COMPREPLY[@]}\"}\n";
    write_file(scratch_ / "script", script);
    const Outcome outcome = Program(scratch_.path(), {"bash", "--norc", "script"}).wait();
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    std::vector<std::string> words_offered;
    std::istringstream lines(outcome.out);
    for (std::string line; std::getline(lines, line);)
      if (!line.empty()) words_offered.push_back(line);
    return words_offered;
  }

  ScratchFolder scratch_;
};

using Words = std::vector<std::string>;

TEST_F(Completion, FinishesCommandsAndOptions) {
  EXPECT_EQ(offered({"dis"}), Words{"discover"});
  EXPECT_EQ(offered({"--v"}), Words{"--version"});
  EXPECT_EQ(offered({"discover", "--me"}), (Words{"--method", "--members"}));
  EXPECT_EQ(offered({"match", "--no"}), (Words{"--no-primitive", "--no-scale"}));
  EXPECT_EQ(offered({"nonsense", "--no"}), Words{});
}

TEST_F(Completion, FinishesCommandsBelowACommand) {
  EXPECT_EQ(offered({"camp"}), Words{"campaign"});
  EXPECT_EQ(offered({"campaign", "ne"}), Words{"new"});
  EXPECT_EQ(offered({"campaign", "query", "folder", "--fo"}), Words{"--format"});
  EXPECT_EQ(offered({"campaign", "query", "folder", "--format", "e"}), Words{"extxyz"});
}

TEST_F(Completion, OffersTheValuesOfASetting) {
  EXPECT_EQ(offered({"discover", "--mode", ""}), (Words{"symmetry", "repaired", "published"}));
  EXPECT_EQ(offered({"discover", "Pd", "Ni", "--mode", "=", "pu"}), Words{"published"});
  EXPECT_EQ(offered({"discover", "--mode", "="}), (Words{"symmetry", "repaired", "published"}));
  EXPECT_EQ(offered({"train", "--method", "random"}), (Words{"random", "random-symmetric"}));
}

TEST_F(Completion, LeavesFilesToTheShell) {
  EXPECT_EQ(offered({"discover", "-o", ""}), Words{});
  EXPECT_EQ(offered({"convert", ""}), Words{});
  // contenders of a study are no values of the setting of that name
  EXPECT_EQ(offered({"rediscover", "--method", ""}), Words{});
  EXPECT_NE(bash_completion().find("complete -o default -F _crystalgan crystalgan"), std::string::npos);
}

TEST_F(Completion, KnowsEveryOptionThatHelpTells) {
  const std::string& zsh = zsh_completion();
  const std::string& fish = fish_completion();
  for (const auto& [command, help] : commands()) {
    Words names;
    for (const HelpLine& option : help.lines)
      if (option.names.front().starts_with('-')) names.insert(names.end(), option.names.begin(), option.names.end());
    std::vector<std::string> typed;
    for (const std::string_view word : split_words(command)) typed.emplace_back(word);
    typed.emplace_back("-");
    EXPECT_EQ(offered(typed), names) << command;
    const auto start = zsh.find("    '" + command + "')\n");
    ASSERT_NE(start, std::string::npos) << command;
    const std::string of_zsh = zsh.substr(start, zsh.find(";;", start) - start);
    for (const std::string& name : names) {
      const bool in_zsh = of_zsh.find(name + "[") != std::string::npos ||
                          of_zsh.find(name + "=[") != std::string::npos ||
                          of_zsh.find(name + "+[") != std::string::npos;
      EXPECT_TRUE(in_zsh) << command << " " << name;
      const std::string of_fish = name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
      const std::string last = command.substr(command.find(' ') + 1);
      const auto line = fish.find("__fish_seen_subcommand_from " + last + "'");
      EXPECT_NE(fish.find(of_fish + " ", line), std::string::npos) << command << " " << name;
    }
  }
}

}  // namespace
}  // namespace crystalgan::test
