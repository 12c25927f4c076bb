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

/// A text that goes to a terminal: one line, without control characters, C1 characters (U+0080 to U+009F), and characters
/// that turn the direction of the text.
void expect_one_line(std::string_view text);

void expect_one_line(const ReadNotes& notes);

/// Whether `read` ended without an error. Errors of the library are a refusal of the input, in one line; any other exception
/// is a finding.
template <class Read>
bool reads(const Read& read) {
  try {
    read();
    return true;
  } catch (const Error& refusal) {
    expect_one_line(refusal.what());
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
