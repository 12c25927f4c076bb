#pragma once

#include <string>
#include <vector>

namespace crystalgan::test {

using Words = std::vector<std::string>;

/// A command that takes long in earnest, made short; its inputs are those of write_inputs().
struct LongCommand {
  std::string name;
  std::vector<Words> before;  ///< what makes the run that it works in
  Words words;
  Words resume = {};      ///< continues once the folder "run" exists; empty: the same words again
  int kills_in_gate = 4;  ///< 1: also a full disk and a read-only folder, no other faults; 0: only in scripts/faults
  bool counts_refusals = false;  ///< a file that cannot be read or removed is a line and part of the result
  bool needs_model = false;      ///< a KIM model of Ni, Al and H
  bool needs_database = false;   ///< with kDatabase for its URL
  bool needs_python = false;     ///< for a program that stands in for GPAW
};

/// Stands for the URL of the database in the words of a command.
inline constexpr char kDatabase[] = "URL";

/// Names a parametrised test.
inline void PrintTo(const LongCommand& command, std::ostream* out) { *out << command.name; }

std::vector<LongCommand> long_commands();

/// Binaries of Ni-H and Al-H, binaries and ternaries for rediscover, settings, and a program that stands in for GPAW.
void write_inputs(const std::string& folder);

}  // namespace crystalgan::test
