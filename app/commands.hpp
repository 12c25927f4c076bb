#pragma once

#include <CLI/App.hpp>
#include <functional>

namespace crystalgan {

/// Runs a sub-command with the options read; returns the exit code.
using Action = std::function<int()>;

// Each adds its options to its sub-command and returns its action.
Action add_discover(CLI::App& command);
Action add_train(CLI::App& command);
Action add_generate(CLI::App& command);
Action add_compare(CLI::App& command);
Action add_tune(CLI::App& command);
Action add_rediscover(CLI::App& command);
Action add_formulas(CLI::App& command);
Action add_learn(CLI::App& command);
Action add_energy(CLI::App& command);
Action add_evaluate(CLI::App& command);
Action add_relax(CLI::App& command);
Action add_rank(CLI::App& command);
Action add_export(CLI::App& command);
Action add_dft(CLI::App& command);
Action add_report(CLI::App& command);
Action add_match(CLI::App& command);
Action add_fetch(CLI::App& command);
Action add_inspect(CLI::App& command);
Action add_neighbours(CLI::App& command);
Action add_convert(CLI::App& command);

// Exit codes (docs/reference/running.md).
inline constexpr int kDone = 0;
inline constexpr int kDefect = 1;
inline constexpr int kWrongUsage = 2;
inline constexpr int kWrongInput = 3;
inline constexpr int kNumericalFailure = 4;
inline constexpr int kInterrupted = 130;  // as shells report SIGINT

}  // namespace crystalgan
