#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "crystalgan/core/random.hpp"
#include "tests/faults/fault.hpp"
#include "tests/faults/long_command.hpp"
#include "tests/support/database.hpp"
#include "tests/support/program.hpp"

namespace crystalgan::test {

/// A long command that is disturbed again and again, always in a fresh copy of the same folder.
class Trials {
 public:
  /// Runs the command undisturbed.
  explicit Trials(LongCommand command);

  /// Why there are no trials; empty where the undisturbed run has ended well.
  const std::string& missing() const { return missing_; }

  const LongCommand& command() const { return command_; }
  const FileCalls& calls() const { return calls_; }

  /// Disturbs the command and lets it go on. Expects:
  /// - a kill leaves no file half-written under its final name, and loses nothing that was there before;
  /// - after an error the exit code is one that docs/reference/running.md has, messages are lines that name the reason, and no
  ///   temporary file is left;
  /// - where it ended well in spite of the fault, its files are those of the undisturbed run;
  /// - afterwards the command, or its --resume, ends well and leaves the files of the undisturbed run.
  void expect_recovers(const Fault& fault);

  /// As expect_recovers(), for a fault that must not show.
  void expect_unharmed(const Fault& fault);

  /// SIGTERM at a call. Expects that it ends or is done, that no folder is left half-made, and that it goes on.
  void expect_ends_cleanly(std::int64_t call);

  /// Two processes of the command at once. Expects that they leave the files of one, and that a loser says why in one line.
  void expect_one_wins();

 private:
  using Files = std::map<std::string, std::string>;  ///< folders end with '/'

  std::filesystem::path folder() const { return scratch_ / "work"; }
  Outcome run(const Words& words, const std::optional<Fault>& fault = std::nullopt, bool counted = false) const;
  void prepare_child(const std::optional<Fault>& fault, bool counted) const;
  void start_anew() const;
  Files files() const;
  void expect_whole(const Files& now, bool killed) const;
  void expect_same(const Files& now) const;
  void expect_message(const Outcome& outcome, const Fault& fault) const;
  void expect_goes_on() const;

  LongCommand command_;
  ScratchFolder scratch_;
  std::optional<Database> database_;
  std::string missing_;
  Files before_;
  Files after_;
  FileCalls calls_;
};

}  // namespace crystalgan::test
