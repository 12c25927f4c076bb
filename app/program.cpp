#include "program.hpp"

#include <CLI/CLI.hpp>  // of CLI11 the whole: here the application is made
#include <string>

#include "version.hpp"

namespace crystalgan {
namespace {

struct Command {
  const char* name;
  const char* meaning;
  Action (*add)(CLI::App&);
};

constexpr Command kCommands[] = {
    {"discover", "two binary domains in, certified ternary crystals out", add_discover},
    {"train", "the first half of discover: train, write checkpoints", add_train},
    {"generate", "the second half: candidates from a trained run", add_generate},
    {"compare", "all methods on the same inputs over many seeds, with intervals", add_compare},
    {"tune", "weights of the losses by cross-validation", add_tune},
    {"rediscover", "known ternaries from binaries alone, over many systems", add_rediscover},
    {"evaluate", "any set of structures judged by the public measures", add_evaluate},
    {"relax", "the candidates of a run relaxed, and certified again", add_relax},
    {"rank", "relaxed candidates by their energy above the hull", add_rank},
    {"export", "the best structures of a run as inputs of VASP, Quantum ESPRESSO or GPAW", add_export},
    {"judge", "the best of a run by density functional theory (GPAW)", add_judge},
    {"report", "a run as one page that any browser shows, or its figures", add_report},
    {"match", "whether two structures are the same crystal, as pymatgen says", add_match},
    {"inspect", "what is in these structures, and what is wrong with them", add_inspect},
    {"convert", "between POSCAR, CIF, extended XYZ and OPTIMADE JSON Lines", add_convert},
};

std::string version_text() {
  std::string text = std::string("crystalgan ") + program_version() + " (" + program_commit() + ")";
  for (const auto& [name, version] : library_versions()) text += "\n" + name + " " + version;
  return text;
}

}  // namespace

CommandLine command_line() {
  CommandLine line{
      std::make_unique<CLI::App>("New ternary crystals A-B-X from the binaries A-X and B-X.", "crystalgan"), {}};
  line.app->set_version_flag("--version", version_text);
  line.app->require_subcommand(0, 1);
  line.app->failure_message(CLI::FailureMessage::simple);
  for (const Command& command : kCommands) {
    CLI::App* sub = line.app->add_subcommand(command.name, command.meaning);
    line.actions[sub] = command.add(*sub);
  }
  return line;
}

}  // namespace crystalgan
