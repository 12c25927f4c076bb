#pragma once

namespace crystalgan {

/// Runs a command line to its end: prints what it says, and returns its exit code (docs/reference/running.md). Once per
/// process.
int run_program(int argc, char** argv);

}  // namespace crystalgan
