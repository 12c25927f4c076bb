#pragma once

#include <string>
#include <vector>

#include "run_options.hpp"

namespace crystalgan {

/// Relaxes the structures of files and folders by CHGNet, or the calculator that the options name, and writes those that
/// converged to the new file `options.output`. One line for each on stdout; returns the exit code. Throws ConfigError.
int relax_structures(const std::vector<std::string>& paths, const RunOptions& options);

}  // namespace crystalgan
