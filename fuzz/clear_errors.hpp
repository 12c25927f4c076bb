#pragma once

#include <string>
#include <string_view>

#include "crystalgan/core/error.hpp"
#include "crystalgan/io/read_notes.hpp"

// What every target expects, whatever the input.
namespace crystalgan::fuzz {

/// Ends the process: libFuzzer keeps the input as a finding, and the test of the input fails.
[[noreturn]] void finding(const std::string& what);

void expect(bool holds, const std::string& what);

/// A line as it stands on the terminal: without control characters but tabs, C1 characters (U+0080 to U+009F), and characters that
/// turn the direction of the text.
void expect_one_line(std::string_view text);

/// A message, which is escaped where it is printed (decision 0049): not empty, and of at most 4,000 bytes, whatever the
/// file holds. Chosen: some lines of the terminal.
void expect_message(std::string_view text);

void expect_messages(const ReadNotes& notes);

/// Whether `read` ended without an error. Errors of the library are a refusal of the input; any other exception is a finding.
template <class Read>
bool reads(const Read& read) {
  try {
    read();
    return true;
  } catch (const Error& refusal) {
    expect_message(refusal.what());
    return false;
  }
}

/// Expects that what the library wrote is read again.
template <class Read>
auto read_again(const std::string& written, const Read& read) {
  try {
    return read(written);
  } catch (const Error& refusal) {
    finding(std::string("refuses what it wrote: ") + refusal.what() + "\n" + written);
  }
}

}  // namespace crystalgan::fuzz
