#pragma once

#include <CLI/App.hpp>

#include "crystalgan/record/read_limits.hpp"

namespace crystalgan {

/// Adds --limit NAME=NUMBER, which changes a limit of reading; it may be repeated.
void add_limit_option(CLI::App& command);

/// Puts limits into force: those of a configuration, and over them those of --limit.
void use_read_limits(ReadLimits limits);

}  // namespace crystalgan
