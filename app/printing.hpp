#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <type_traits>

#include "crystalgan/core/text.hpp"

// All that the program writes to the terminal passes here, so that no name of a file, structure or database can steer
// it: each text among the values is printable() on its own line, and what is written is printable_lines() once more.
// Nothing else in app/ writes to standard output or standard error, as a test of the sources says. CLI11 prints --help
// and --version itself; these have no text of a file.
namespace crystalgan {

/// What stands for a value: texts are escaped, newlines included; all others stay.
template <class Value>
using Printed =
    std::conditional_t<std::is_convertible_v<const Value&, std::string_view>, std::string, std::decay_t<Value>>;

template <class Value>
Printed<Value> printed(const Value& value) {
  if constexpr (std::is_convertible_v<const Value&, std::string_view>) {
    const std::string_view text = value;
    return printable(text, text.size());
  } else {
    return value;
  }
}

/// A text of several lines, such as tables and JSON, to standard output. Throws OutputError.
void print_text(std::string_view text);

/// The same to standard error. What cannot be written is lost.
void print_error_text(std::string_view text);

/// Writes this text at the start of the present line of the terminal (standard error).
void redraw_line(std::string_view text);

/// To standard output, formatted. Throws OutputError.
template <class... Values>
void print(fmt::format_string<Printed<Values>...> text, const Values&... values) {
  print_text(fmt::format(text, printed(values)...));
}

/// To standard error.
template <class... Values>
void print_error(fmt::format_string<Printed<Values>...> text, const Values&... values) {
  print_error_text(fmt::format(text, printed(values)...));
}

}  // namespace crystalgan
