// The options in docs/reference/commands.md are what `crystalgan COMMAND --help` prints.
// CRYSTALGAN_OPTIONS_OUTPUT=FILE writes the page as it should read now.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "tests/support/generated_block.hpp"
#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

// Without the line of --help itself, headings, empty lines, and blanks at the ends of lines; what a help continues on the
// next line is on one.
std::vector<std::string> help_lines(const std::vector<std::string>& arguments) {
  const ScratchFolder folder;
  std::istringstream help(run(folder.path(), arguments).out);
  std::vector<std::string> lines;
  for (std::string line; std::getline(help, line);) {
    if (line.empty() || line == "Positionals:" || line == "Options:" || line.starts_with("  -h,--help")) continue;
    line.erase(line.find_last_not_of(' ') + 1);
    const std::size_t text = line.find_first_not_of(' ');
    if (text > 2)
      lines.back() += "  " + line.substr(text);
    else
      lines.push_back(line);
  }
  return lines;
}

// The commands are the indented lines at the end of a help.
std::vector<std::string> commands(const std::vector<std::string>& help) {
  std::vector<std::string> names;
  for (auto line = std::ranges::find(help, "Subcommands:"); line != help.end() && ++line != help.end();)
    names.push_back(line->substr(2, line->find(' ', 2) - 2));
  return names;
}

std::string block(const std::vector<std::string>& lines) {
  std::string text = "```text\n";
  for (const std::string& line : lines) text += line + "\n";
  return text + "```\n";
}

// A command below another is "campaign new".
std::vector<std::string> words_of(const std::string& command) {
  std::vector<std::string> words;
  for (const std::string_view word : split_words(command)) words.emplace_back(word);
  words.emplace_back("--help");
  return words;
}

std::vector<std::string> commands_of_all_levels(const std::vector<std::string>& help) {
  std::vector<std::string> names;
  for (const std::string& command : commands(help)) {
    names.push_back(command);
    for (const std::string& below : commands(help_lines(words_of(command)))) names.push_back(command + " " + below);
  }
  return names;
}

// An option that reads the same in so many commands stands once, with their names. Chosen: most have --threads.
constexpr std::size_t kSeveral = 4;

std::string blocks() {
  const auto help = help_lines({"--help"});
  std::map<std::string, std::vector<std::string>> lines_of;     // command -> lines
  std::map<std::string, std::vector<std::string>> commands_of;  // option -> commands
  const std::vector<std::string> all = commands_of_all_levels(help);
  for (const std::string& command : all) {
    lines_of[command] = help_lines(words_of(command));
    lines_of[command].erase(lines_of[command].begin());  // the meaning, which the program's own help has
    for (const std::string& line : lines_of[command])
      if (line.starts_with("  -")) commands_of[line].push_back(command);
  }
  std::erase_if(commands_of, [](const auto& option) { return option.second.size() < kSeveral; });
  std::vector<std::string> several;
  for (const auto& [line, of] : commands_of)
    several.push_back(line + "\n" + std::string(30, ' ') + "of " + join(of, ", "));
  std::string text = block(help) + "\n## Options of several commands\n\n" + block(several);
  for (const std::string& command : all) {
    std::erase_if(lines_of[command], [&](const std::string& line) { return commands_of.contains(line); });
    text += "\n## " + command + "\n\n" + block(lines_of[command]);
  }
  return text;
}

TEST(OptionsPage, ShowsTheHelpOfEveryCommand) {
  const std::string page = read_file(std::filesystem::path(CRYSTALGAN_SOURCE) / "docs/reference/commands.md");
  EXPECT_EQ(generated_block(page, "options"), blocks());
  if (const char* file = std::getenv("CRYSTALGAN_OPTIONS_OUTPUT"))
    write_file(file, with_generated_block(page, "options", blocks()));
}

TEST(OptionsPage, FindsTheCommandsInTheHelp) {
  EXPECT_EQ(commands({"Usage: program", "  -v  version", "Subcommands:", "  relax  a run", "  rank   runs"}),
            (std::vector<std::string>{"relax", "rank"}));
  EXPECT_EQ(commands({"Usage: program"}), std::vector<std::string>{});
}

}  // namespace
}  // namespace crystalgan::test
