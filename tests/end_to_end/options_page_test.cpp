// The options in docs/reference/commands.md are what `crystalgan COMMAND --help` prints.
// CRYSTALGAN_OPTIONS_OUTPUT=FILE writes the page as it should read now.
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/generated_block.hpp"
#include "tests/support/program.hpp"

namespace crystalgan::test {
namespace {

// Without the line of --help itself, headings, empty lines, and blanks at the ends of lines.
std::string help_text(const std::vector<std::string>& arguments) {
  const ScratchFolder folder;
  std::istringstream help(run(folder.path(), arguments).out);
  std::string text;
  for (std::string line; std::getline(help, line);)
    if (!line.empty() && line != "Positionals:" && line != "Options:" && !line.starts_with("  -h,--help"))
      text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  return text;
}

// The commands are the indented lines at the end of the program's own help.
std::vector<std::string> commands(const std::string& help) {
  std::vector<std::string> names;
  std::istringstream lines(help.substr(help.find("Subcommands:")));
  std::string heading;
  std::getline(lines, heading);
  for (std::string line; std::getline(lines, line) && line.starts_with("  ");)
    if (line[2] != ' ') names.push_back(line.substr(2, line.find(' ', 2) - 2));
  return names;
}

std::string blocks() {
  const std::string help = help_text({"--help"});
  std::string text = "```text\n" + help + "```\n";
  for (const std::string& command : commands(help))
    text += "\n## " + command + "\n\n```text\n" + help_text({command, "--help"}) + "```\n";
  return text;
}

TEST(OptionsPage, ShowsTheHelpOfEveryCommand) {
  const std::string page = read_file(std::filesystem::path(CRYSTALGAN_SOURCE) / "docs/reference/commands.md");
  EXPECT_EQ(generated_block(page, "options"), blocks());
  if (const char* file = std::getenv("CRYSTALGAN_OPTIONS_OUTPUT"))
    write_file(file, with_generated_block(page, "options", blocks()));
}

TEST(OptionsPage, FindsTheCommandsInTheHelp) {
  EXPECT_EQ(commands("Options:\n  -h  help\n\nSubcommands:\n  relax  a run\n  rank   runs\n         by energy\n"),
            (std::vector<std::string>{"relax", "rank"}));
}

}  // namespace
}  // namespace crystalgan::test
