#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "crystalgan/archive/inputs.hpp"

namespace crystalgan {

/// "1 file", "2 files"
std::string counted(std::size_t count, const std::string& noun);

/// Lines of one kind on the terminal. Chosen: what is left of a screen says the rest.
inline constexpr std::size_t kMaxNoteLines = 20;

/// Each note as a line of stderr after `kind`, such as "remark: ", equal ones once with their number; of many the first
/// `max_lines` and how many more.
void print_notes(const std::vector<std::string>& notes, const std::string& kind, std::size_t max_lines = kMaxNoteLines);

/// One line on stderr: how many structures of how many files, how many refused and skipped, how many not used. What was
/// refused follows, one line each, with remarks on files.
void print_reading(const InputReading& reading, bool quiet);

/// The same for the inputs of a run, with one line for each kind of oddity in the binaries that were read: atoms too close,
/// unusual volumes, structures that look like another. `quiet`: only what was refused.
void print_readings(const std::vector<InputReading>& readings, const Binaries& binaries, std::size_t threads,
                    bool quiet);

}  // namespace crystalgan
