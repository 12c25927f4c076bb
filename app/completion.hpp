#pragma once

#include <CLI/App.hpp>
#include <string>

namespace crystalgan {

enum class Shell { bash, zsh, fish };

/// A script that completes the program's commands, options and values: one of a set, nothing for a number, else a file.
std::string completion(const CLI::App& program, Shell shell);

}  // namespace crystalgan
