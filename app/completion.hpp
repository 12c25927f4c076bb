#pragma once

#include <CLI/App.hpp>
#include <string>

namespace crystalgan {

enum class Shell { bash, zsh, fish };

/// A script that teaches the shell the program's commands, their options and what these take: one of a set of values,
/// nothing that could be known (a number), or else a file.
std::string completion(const CLI::App& program, Shell shell);

}  // namespace crystalgan
