#include "manual.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>
#include <vector>

#include "commands.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Escapes roff's special characters. Dashes stay ASCII, so that commands can be copied.
std::string escaped(char character) {
  switch (character) {
    case '\\':
      return "\\e";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '`':
      return "\\(ga";
    case '^':
      return "\\(ha";
    case '~':
      return "\\(ti";
    case '"':
      return "\\(dq";
    case '\n':
      return " ";
    default:
      return {character};
  }
}

// UTF-8 to roff; other characters than ASCII by number: λ is \[u03BB].
std::string roff(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (length == 1) {
      out += escaped(text[i]);
    } else {
      unsigned code = first & (0xFFU >> (length + 1));
      for (const char next : text.substr(i + 1, length - 1)) code = code << 6 | (static_cast<unsigned>(next) & 0x3FU);
      out += fmt::format("\\[u{:04X}]", code);
    }
    i += length;
  }
  return out;
}

std::string bold(std::string_view text) { return "\\fB" + roff(text) + "\\fR"; }
std::string slanted(std::string_view text) { return "\\fI" + roff(text) + "\\fR"; }

// Maximum columns of the source, as mandoc -T lint.
constexpr std::size_t kColumns = 78;

// Fills roff lines. A dot may not begin a line.
std::string paragraph(const std::string& text) {
  std::string out;
  std::string line;
  const auto end_line = [&] {
    if (line.empty()) return;
    out += (line.front() == '.' ? "\\&" : "") + line + "\n";
    line.clear();
  };
  for (const std::string_view word : split_words(text)) {
    if (line.size() + 1 + word.size() > kColumns) end_line();
    line += (line.empty() ? "" : " ") + std::string(word);
  }
  end_line();
  return out;
}

std::string section(std::string_view title) { return fmt::format(".SH {}\n", title); }
std::string item(const std::string& tag, std::string_view meaning) {
  return ".TP\n" + tag + "\n" + paragraph(roff(meaning));
}

bool takes_many(const CLI::Option& option) { return option.get_items_expected_max() > 1; }

// "TEXT" and "in [1 - 1024]" of CLI11's "UINT:INT in [1 - 1024]".
struct ValueOfOption {
  std::string name;
  std::string check;
};

ValueOfOption value_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const auto colon = type.find(':');
  return {type.substr(0, colon), colon == std::string::npos ? "" : type.substr(colon + 1)};
}

std::string names_of(const CLI::Option& option) {
  if (option.get_positional()) return slanted(option.get_name(true)) + (takes_many(option) ? " ..." : "");
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back(bold("-" + name));
  for (const std::string& name : option.get_lnames()) names.push_back(bold("--" + name));
  std::string text = join(names, ", ");
  if (const std::string value = value_of(option).name; !value.empty()) text += " " + slanted(value);
  return text;
}

// Sorted: CLI11 has sets of pointers.
std::string names_of(const std::set<CLI::Option*>& options) {
  std::vector<std::string> names;
  for (const CLI::Option* option : options) names.push_back(option->get_name());
  std::sort(names.begin(), names.end());
  return join(names, " or ");
}

std::string meaning_of(const CLI::Option& option) {
  std::string text = option.get_description();
  if (const std::string check = value_of(option).check; !check.empty()) text += "; allowed: " + check;
  if (const std::string preset = option.get_default_str(); !preset.empty()) text += "; default: " + preset;
  if (option.get_required()) text += "; required";
  if (!option.get_excludes().empty()) text += "; not together with " + names_of(option.get_excludes());
  if (!option.get_needs().empty()) text += "; only together with " + names_of(option.get_needs());
  return text;
}

// `name`: "discover" or "campaign new".
std::string synopsis_of(const CLI::App& command, const std::string& name) {
  std::string text = bold("crystalgan") + " " + bold(name);
  text += command.get_subcommands({}).empty() ? " [" + slanted("OPTIONS") + "]" : " " + slanted("COMMAND") + " ...";
  for (const CLI::Option* option : command.get_options()) {
    if (!option->get_positional() || option->get_group().empty()) continue;
    text += option->get_required() ? " " + names_of(*option) : " [" + names_of(*option) + "]";
  }
  return text;
}

std::string options_of(const CLI::App& command) {
  std::string positionals;
  std::string options;
  for (const CLI::Option* option : command.get_options()) {
    const bool repeated = command.get_parent() != nullptr && option == command.get_help_ptr();
    if (option->get_group().empty() || repeated) continue;
    (option->get_positional() ? positionals : options) += item(names_of(*option), meaning_of(*option));
  }
  return positionals + options;
}

// A command, then those below it.
std::string command_part(const CLI::App& command, const std::string& name) {
  std::string text = fmt::format(".SS {}\n", roff(name)) + paragraph(roff(command.get_description())) + ".PP\n" +
                     paragraph(synopsis_of(command, name)) + options_of(command);
  for (const CLI::App* below : command.get_subcommands({}))
    text += command_part(*below, name + " " + below->get_name());
  return text;
}

std::string head(const CLI::App& program) {
  std::string purpose = program.get_description();
  if (purpose.ends_with('.')) purpose.pop_back();
  if (!purpose.empty()) purpose[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(purpose[0])));
  const std::string version = program.version();  // "crystalgan 0.1.0 (commit)"
  const auto words = split_words(version);
  // No date: equal programs have equal manuals. No hyphenation: it would change names.
  return fmt::format(".TH CRYSTALGAN 1 \"\" \"CrystalGAN {}\" \"User Commands\"\n.nh\n.ad l\n",
                     words.size() > 1 ? roff(words[1]) : "") +
         section("NAME") + paragraph("crystalgan \\- " + roff(purpose)) + section("SYNOPSIS") +
         paragraph(bold("crystalgan") + " " + slanted("COMMAND") + " [" + slanted("OPTIONS") + "] [" +
                   slanted("ARGUMENTS") + "]") +
         ".br\n" + paragraph(bold("crystalgan") + " " + bold("--help") + " | " + bold("--version"));
}

std::string description() {
  return section("DESCRIPTION") +
         paragraph(roff(
             "crystalgan learns from structures of two binary domains, A-X and B-X (such as Ba-O and Ti-O), "
             "and writes ternary structures A-B-X, each with a certificate of its interatomic "
             "distances. A certificate is a statement about geometry. Energies come from relax and rank, by classical "
             "potentials for screening, and from dft, by density functional theory.")) +
         ".PP\n" +
         paragraph(roff("Results go to standard output or to the run directory, messages and progress to standard "
                        "error. No result is overwritten; report replaces the page and the "
                        "figures that it made of a run. The same seed gives the same bytes on the same machine."));
}

std::string examples() {
  const auto example = [](std::string_view line, std::string_view meaning) { return item(bold(line), meaning); };
  return section("EXAMPLES") +
         example("crystalgan discover Ba Ti --with O",
                 "Ba-Ti-O from the binaries that ship with the program; the run directory is run-Ba-Ti-O.") +
         example("crystalgan discover Mg Ti --a-structures Mg-H --b-structures Ti-H -o run",
                 "Mg-Ti-H from two folders of structures.") +
         example("crystalgan discover Pd Ni --mode published",
                 "The three steps of the paper, from built-in prototypes.") +
         example("crystalgan discover --resume run", "Continues an interrupted run.");
}

struct ExitStatus {
  int code;
  const char* meaning;
};

constexpr ExitStatus kExitStatus[] = {
    {kDone, "Done, also without candidates."},
    {kDefect, "Internal error."},
    {kWrongUsage, "Wrong usage or setting, or an output that exists or cannot be written."},
    {kWrongInput, "Wrong input: a file that cannot be read, or an unphysical structure."},
    {kNumericalFailure, "Numerical failure: a loss or weight is no longer finite."},
    {kInterrupted, "Interrupted."},
};

std::string exit_status() {
  std::string text = section("EXIT STATUS");
  for (const auto& [code, meaning] : kExitStatus) text += item(bold(std::to_string(code)), meaning);
  return text;
}

struct RunFile {
  const char* path;
  const char* meaning;
};

constexpr RunFile kRunFiles[] = {
    {run_files::kConfiguration, "Every setting, resolved; itself valid for --config."},
    {run_files::kManifest, "Version, commit, command, seed, checksums of the inputs, versions of the libraries."},
    {"inputs/", "The binaries used."},
    {"checkpoint/", "The state of the training, for --resume."},
    {run_files::kHistory, "The losses by member, step and epoch."},
    {"step1/, step2/, step3/, steps.csv", "The structures of the three steps, with --keep-steps."},
    {"candidates/", "One POSCAR per certified candidate, best first."},
    {"conventional/", "Mode symmetry: the candidates as CIF, in conventional standard cells with their symmetry."},
    {"certificates/", "The distances and limits of each candidate."},
    {"neighbours/", "The neighbours of every atom of each candidate."},
    {"candidates.csv, candidates.extxyz", "All candidates with their measures."},
    {run_files::kRejections, "Why the others were rejected."},
    {run_files::kSummary, "The counts; written when the run is done."},
    {run_files::kReport, "The report, one page for a browser."},
};

std::string files() {
  std::string text = section("FILES") + paragraph("A run directory holds:");
  for (const auto& [path, meaning] : kRunFiles) text += item(slanted(path), meaning);
  return text;
}

std::string see_also() {
  return section("SEE ALSO") +
         paragraph(roff("A. Nouira, N. Sokolovska, J.-C. Crivello, CrystalGAN: Learning to Discover Crystallographic "
                        "Structures with Generative Adversarial Networks, AAAI-MAKE 2019, CEUR Workshop Proceedings "
                        "2350, arXiv:1810.11203."));
}

}  // namespace

std::string manual(const CLI::App& program) {
  std::string text = head(program) + description() + section("OPTIONS") + options_of(program) + section("COMMANDS");
  for (const CLI::App* command : program.get_subcommands({})) text += command_part(*command, command->get_name());
  return text + examples() + exit_status() + files() + see_also();
}

}  // namespace crystalgan
