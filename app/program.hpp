#pragma once

#include <CLI/App.hpp>
#include <map>
#include <memory>

#include "commands.hpp"

namespace crystalgan {

/// The command line: every command with its options, and what it does once they are read.
struct CommandLine {
  std::unique_ptr<CLI::App> app;
  std::map<const CLI::App*, Action> actions;  ///< by sub-command of `app`
};

CommandLine command_line();

}  // namespace crystalgan
