#pragma once

#include <CLI/App.hpp>
#include <map>
#include <memory>

#include "commands.hpp"

namespace crystalgan {

/// The command line: every command with its options and its action.
struct CommandLine {
  std::unique_ptr<CLI::App> app;
  std::map<const CLI::App*, Action> actions;  ///< by sub-command of `app`
};

CommandLine command_line();

}  // namespace crystalgan
