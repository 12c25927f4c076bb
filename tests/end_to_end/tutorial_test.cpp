// docs/tutorial.md as its reader would follow it: every command of its ```console blocks is run, in order and by one bash in
// one empty folder, and what it prints on stdout and stderr must be what stands below it.
//
// * A command begins with "$ ", its further lines with "> ". Blocks of other kinds (```text) are not run.
// * A line "..." stands for any number of lines, also none.
// * A block opened as ```console is compared to the letter. One opened as ```console trained shows what comes from a
//   training, which another processor rounds differently; it is compared with numbers, signs and blanks taken out.
// * A command that fails must be followed by "$ echo $?".
// * Blocks with python3 are left out where the Python of the tests is missing, unless CRYSTALGAN_REQUIRE_WITNESS is set.
//
// CRYSTALGAN_TUTORIAL_OUTPUT=FILE writes the document with what the commands printed now.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/program.hpp"
#include "tests/support/witness.hpp"

namespace crystalgan::test {
namespace {

namespace fs = std::filesystem;

using Lines = std::vector<std::string>;

constexpr const char* kAnyLines = "...";

struct Command {
  std::size_t line;  // of the document, from 0
  std::string text;
  Lines shown;  // what the document has below it
  bool trained;
};

using Block = std::vector<Command>;

struct Result {
  std::string code;  // empty: not reached
  Lines lines;
};

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

[[noreturn]] void fail_at(std::size_t line, const std::string& reason) {
  throw std::runtime_error("line " + std::to_string(line + 1) + ": " + reason);
}

// Reads the block whose fence is line `at`; leaves `at` on the closing fence.
Block parse_block(const Lines& document, std::size_t& at) {
  const std::size_t fence = at;
  const bool trained = document[fence] == "```console trained";
  if (!trained && document[fence] != "```console") fail_at(fence, "expected console or console trained");
  Block block;
  for (++at; at < document.size() && document[at] != "```"; ++at) {
    const std::string& line = document[at];
    if (line.starts_with("$ ")) {
      block.push_back({at, line.substr(2), {}, trained});
    } else if (block.empty()) {
      fail_at(at, "expected a command, got output");
    } else if (line == ">" || line.starts_with("> ")) {
      if (!block.back().shown.empty()) fail_at(at, "a command goes on below its output");
      block.back().text += "\n" + line.substr(std::min<std::size_t>(2, line.size()));
    } else {
      block.back().shown.push_back(line);
    }
  }
  if (at == document.size()) fail_at(fence, "the block does not end");
  if (block.empty()) fail_at(fence, "the block has no command");
  return block;
}

std::vector<Block> parse_blocks(const Lines& document) {
  std::vector<Block> blocks;
  bool in_other_block = false;
  for (std::size_t at = 0; at < document.size(); ++at) {
    if (!in_other_block && document[at].starts_with("```console")) {
      blocks.push_back(parse_block(document, at));
    } else if (document[at].starts_with("```")) {
      in_other_block = !in_other_block;
    }
  }
  if (blocks.empty()) throw std::runtime_error("no ```console block");
  return blocks;
}

std::string compared(const std::string& line, bool trained) {
  static const std::regex numbers_signs_blanks(R"([0-9]+(\.[0-9]+)*(e[-+]?[0-9]+)?|±|[-+\s])");
  return trained ? std::regex_replace(line, numbers_signs_blanks, "") : line;
}

// `shown` with every line replaced by the printed line that it stands for; nothing where they disagree.
std::optional<Lines> refreshed(const Lines& shown, const Lines& printed, bool trained) {
  Lines result = shown;
  std::size_t next_shown = 0;
  std::size_t next_printed = 0;
  std::optional<std::size_t> behind_dots;  // in shown: where to go on after the last "..."
  std::size_t left_to_dots = 0;            // in printed: the first line that the last "..." does not stand for
  while (next_printed < printed.size()) {
    if (next_shown < shown.size() && shown[next_shown] == kAnyLines) {
      behind_dots = ++next_shown;
      left_to_dots = next_printed;
    } else if (next_shown < shown.size() &&
               compared(shown[next_shown], trained) == compared(printed[next_printed], trained)) {
      result[next_shown++] = printed[next_printed++];
    } else if (behind_dots) {
      next_shown = *behind_dots;
      next_printed = ++left_to_dots;
    } else {
      return std::nullopt;
    }
  }
  while (next_shown < shown.size() && shown[next_shown] == kAnyLines) ++next_shown;
  if (next_shown < shown.size()) return std::nullopt;
  return result;
}

std::string in_quotes(const fs::path& path) { return "'" + path.string() + "'"; }

// Runs the commands one after another in one bash; $? is that of the command before.
std::vector<Result> run_commands(const std::vector<Command>& commands) {
  const ScratchFolder folder;
  const ScratchFolder outputs;
  std::string script = "cd " + in_quotes(folder.path()) + "; exec </dev/null; export LC_ALL=C.UTF-8; export PATH=" +
                       in_quotes(fs::path(CRYSTALGAN_PROGRAM).parent_path()) + ":" +
                       in_quotes(fs::path(CRYSTALGAN_PYTHON).parent_path()) + ":$PATH\ntrue\n";
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const fs::path output = outputs / std::to_string(i);
    script += "status_before=$?; exec >" + in_quotes(output) + " 2>&1; (exit $status_before)\n" + commands[i].text +
              "\nstatus_now=$?; echo $status_now >" + in_quotes(output.string() + ".code") + "; (exit $status_now)\n";
  }
  outputs.write("script", script);
  Program(outputs.path(), {"bash", "script"}).wait();

  std::vector<Result> results;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const fs::path output = outputs / std::to_string(i);
    const fs::path code = output.string() + ".code";
    results.push_back({fs::exists(code) ? lines_of(read_file(code)).at(0) : "",
                       fs::exists(output) ? lines_of(read_file(output)) : Lines{}});
  }
  return results;
}

bool has_witnesses() {
  const ScratchFolder scratch;
  return !missing_python() &&
         Program(scratch.path(), {CRYSTALGAN_PYTHON, "-c", "import ase, pymatgen"}).wait().code == 0;
}

bool needs_witnesses(const Block& block) {
  for (const Command& command : block)
    if (command.text.find("python3") != std::string::npos) return true;
  return false;
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

// The document with the output of every command as it is now; lines that "..." stood for stay left out where they were.
std::string with_outputs(const Lines& document, const std::vector<Command>& commands,
                         const std::vector<Result>& results) {
  Lines lines = document;
  for (std::size_t i = commands.size(); i-- > 0;) {
    const Command& command = commands[i];
    const Lines now = refreshed(command.shown, results[i].lines, command.trained).value_or(results[i].lines);
    const auto below = lines.begin() + static_cast<std::ptrdiff_t>(command.line + lines_of(command.text).size());
    const auto at = lines.erase(below, below + static_cast<std::ptrdiff_t>(command.shown.size()));
    lines.insert(at, now.begin(), now.end());
  }
  return joined(lines);
}

TEST(Tutorial, ShowsWhatItsCommandsPrint) {
  const Lines document = lines_of(read_file(fs::path(CRYSTALGAN_SOURCE) / "docs/tutorial.md"));
  const bool witnesses = witness_required() || has_witnesses();
  std::vector<Command> commands;
  for (const Block& block : parse_blocks(document))
    if (witnesses || !needs_witnesses(block)) commands.insert(commands.end(), block.begin(), block.end());

  const std::vector<Result> results = run_commands(commands);
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const Command& command = commands[i];
    const std::string place = "docs/tutorial.md:" + std::to_string(command.line + 1) + ": $ " + command.text;
    ASSERT_NE(results[i].code, "") << place << "\nwas not reached";
    EXPECT_TRUE(refreshed(command.shown, results[i].lines, command.trained)) << place << "\nexpected\n"
                                                                             << joined(command.shown) << "got\n"
                                                                             << joined(results[i].lines);
    const bool code_is_shown = i + 1 < commands.size() && commands[i + 1].text == "echo $?";
    EXPECT_TRUE(results[i].code == "0" || code_is_shown) << place << "\nends with code " << results[i].code;
  }
  if (const char* file = std::getenv("CRYSTALGAN_TUTORIAL_OUTPUT"))
    write_file(file, with_outputs(document, commands, results));
  if (!witnesses)
    GTEST_SKIP() << "the blocks with python3: " << missing_python().value_or("ASE or pymatgen is missing");
}

TEST(Tutorial, IsComparedLineByLineAndLeavesOutWhatDotsStandFor) {
  EXPECT_TRUE(refreshed({"a", "b"}, {"a", "b"}, false));
  EXPECT_FALSE(refreshed({"a"}, {"a", "b"}, false));
  EXPECT_FALSE(refreshed({"a", "b"}, {"a"}, false));
  EXPECT_FALSE(refreshed({}, {"a"}, false));
  EXPECT_TRUE(refreshed({"...", "b", "..."}, {"b"}, false));
  EXPECT_FALSE(refreshed({"...", "b"}, {"a", "b", "c"}, false));
  EXPECT_EQ(refreshed({"a", "...", "b 1"}, {"a", "b 2", "c", "b 3"}, true), (Lines{"a", "...", "b 3"}));
}

TEST(Tutorial, IsComparedByItsWordsWhereATrainingTookPart) {
  EXPECT_TRUE(refreshed({"| relabel | -1.0 ± 2e-05 |"}, {"| relabel  | +10.25 ± 3.0 |"}, true));
  EXPECT_FALSE(refreshed({"464 candidates"}, {"463 candidates"}, false));
  EXPECT_FALSE(refreshed({"464 candidates"}, {"464 candidate"}, true));
}

TEST(Tutorial, MustHaveBlocksThatCanBeRun) {
  EXPECT_THROW(parse_blocks({"text", "```", "$ ls", "```"}), std::runtime_error);
  EXPECT_THROW(parse_blocks({"```console", "```"}), std::runtime_error);
  EXPECT_THROW(parse_blocks({"```console", "$ ls"}), std::runtime_error);
  EXPECT_THROW(parse_blocks({"```console", "output", "$ ls", "```"}), std::runtime_error);
  EXPECT_THROW(parse_blocks({"```console learned", "$ ls", "```"}), std::runtime_error);
  EXPECT_EQ(parse_blocks({"```text", "```", "```console", "$ cat <<END", "> x", ">", "> END", "x", "```"})[0][0].text,
            "cat <<END\nx\n\nEND");
}

}  // namespace
}  // namespace crystalgan::test
