#include "program.hpp"

#include <CLI/CLI.hpp>  // the application is created here
#include <string>

#include "campaign.hpp"
#include "limit_options.hpp"
#include "version.hpp"

namespace crystalgan {
namespace {

struct Command {
  const char* name;
  const char* meaning;
  Action (*add)(CLI::App&);
};

constexpr Command kCommands[] = {
    {"discover", "generate certified ternary crystals from two binary systems", add_discover},
    {"train", "train the networks of a run, the first part of discover", add_train},
    {"generate", "generate candidates from a trained run, the second part of discover", add_generate},
    {"formulas", "list the formulas that binaries make likely, with scores and reasons", add_formulas},
    {"learn", "train what the mode symmetry learns from binaries", add_learn},
    {"compare", "compare all methods on the same inputs over many seeds", add_compare},
    {"tune", "find weights of the losses by cross-validation", add_tune},
    {"rediscover", "count how many known ternaries each method finds from their binaries", add_rediscover},
    {"campaign", "discover many systems on many machines, and query what came of them", add_campaign},
    {"energy",
     "energy, forces, stress and magnetic moments of any structures, by CHGNet, a KIM model or an ASE calculator",
     add_energy},
    {"evaluate", "evaluate any set of structures by public measures", add_evaluate},
    {"relax", "relax the candidates of a run, or structures of files", add_relax},
    {"rank", "rank relaxed candidates by energy above the hull", add_rank},
    {"export", "write the best structures of a run as inputs of VASP, Quantum ESPRESSO or GPAW", add_export},
    {"dft", "compute the best candidates of a run by density functional theory (GPAW)", add_dft},
    {"report", "write the report of a run: one HTML page, or its figures", add_report},
    {"match", "compare two structures as pymatgen does: the same crystal or not", add_match},
    {"fetch", "fetch structures from an OPTIMADE database", add_fetch},
    {"inspect", "list structures and their faults", add_inspect},
    {"neighbours", "print the neighbours of every atom, as in the paper's Fig. 5", add_neighbours},
    {"convert", "convert between POSCAR, CIF, extended XYZ, SHELX and OPTIMADE JSON Lines", add_convert},
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
    add_limit_option(*sub);
  }
  return line;
}

}  // namespace crystalgan
