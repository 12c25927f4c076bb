#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <map>
#include <new>
#include <string>

#include "commands.hpp"
#include "crystalgan/core/error.hpp"
#include "version.hpp"

namespace {

struct Command {
  const char* name;
  const char* meaning;
  crystalgan::Action (*add)(CLI::App&);
};

constexpr Command kCommands[] = {
    {"discover", "two binary domains in, certified ternary crystals out", crystalgan::add_discover},
    {"train", "the first half of discover: train, write checkpoints", crystalgan::add_train},
    {"generate", "the second half: candidates from a trained run", crystalgan::add_generate},
    {"compare", "all methods on the same inputs over many seeds, with intervals", crystalgan::add_compare},
    {"tune", "weights of the losses by cross-validation", crystalgan::add_tune},
    {"rediscover", "known ternaries from binaries alone, over many systems", crystalgan::add_rediscover},
    {"evaluate", "any set of structures judged by the public measures", crystalgan::add_evaluate},
    {"relax", "the candidates of a run relaxed, and certified again", crystalgan::add_relax},
    {"rank", "relaxed candidates by their energy above the hull", crystalgan::add_rank},
    {"export", "the best structures of a run as inputs of VASP, Quantum ESPRESSO or GPAW", crystalgan::add_export},
    {"dft", "the best of a run by density functional theory (GPAW)", crystalgan::add_dft},
    {"report", "a run as one page that any browser shows, or its figures", crystalgan::add_report},
    {"match", "whether two structures are the same crystal, as pymatgen says", crystalgan::add_match},
    {"bench", "speed on this machine, as JSON", crystalgan::add_bench},
    {"inspect", "what is in these structures, and what is wrong with them", crystalgan::add_inspect},
    {"convert", "between POSCAR, CIF, extended XYZ and OPTIMADE JSON Lines", crystalgan::add_convert},
    {"manual", "the manual page of this program, in roff", crystalgan::add_manual},
    {"completion", "completion of commands and options for a shell", crystalgan::add_completion},
};

std::string version_text() {
  std::string text =
      std::string("crystalgan ") + crystalgan::program_version() + " (" + crystalgan::program_commit() + ")";
  for (const auto& [name, version] : crystalgan::library_versions()) text += "\n" + name + " " + version;
  return text;
}

int fail(int code, const char* message) {
  std::fprintf(stderr, "crystalgan: %s\n", message);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace crystalgan;
  CLI::App app("New ternary crystals A-B-X from the binaries A-X and B-X.", "crystalgan");
  app.set_version_flag("--version", version_text);
  app.require_subcommand(0, 1);
  app.failure_message(CLI::FailureMessage::simple);
  std::map<const CLI::App*, Action> actions;
  for (const Command& command : kCommands) {
    CLI::App* sub = app.add_subcommand(command.name, command.meaning);
    actions[sub] = command.add(*sub);
  }
  try {
    app.parse(argc, argv);
    if (app.get_subcommands().empty())
      return fail(kWrongUsage, "expected a command, such as discover Pd Ni (see --help)");
    const int code = actions.at(app.get_subcommands().front())();
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
      throw OutputError("standard output", std::strerror(errno));
    return code;
  } catch (const CLI::Success& success) {
    return app.exit(success);
  } catch (const CLI::ParseError& error) {
    return fail(kWrongUsage, (std::string(error.what()) + " (see --help)").c_str());
  } catch (const ConfigError& error) {
    return fail(kWrongUsage, error.what());
  } catch (const OutputError& error) {
    return fail(kWrongUsage, error.what());
  } catch (const ParseError& error) {
    return fail(kWrongInput, error.what());
  } catch (const StructureError& error) {
    return fail(kWrongInput, error.what());
  } catch (const IoError& error) {
    return fail(kWrongInput, error.what());
  } catch (const NumericalError& error) {
    return fail(kNumericalFailure, error.what());
  } catch (const std::bad_alloc&) {
    return fail(kDefect, "not enough memory");
  } catch (const std::exception& error) {
    // fmt tells of a full disk in its own way
    if (std::ferror(stdout) != 0) return fail(kWrongUsage, OutputError("standard output", error.what()).what());
    // LibTorch's messages carry a backtrace behind the first line
    const std::string what = error.what();
    return fail(kDefect, ("a defect of the program, please report it: " + what.substr(0, what.find('\n'))).c_str());
  }
}
