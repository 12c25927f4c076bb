#include "clear_errors.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace crystalgan::fuzz {
namespace {

/// The characters of UTF-8 that turn or break a line: LRM, RLM, line and paragraph separators, embeddings, isolates.
constexpr std::array<std::string_view, 14> kTurning{"\u200e", "\u200f", "\u2028", "\u2029", "\u202a",
                                                    "\u202b", "\u202c", "\u202d", "\u202e", "\u2066",
                                                    "\u2067", "\u2068", "\u2069", "\u061c"};

bool is_control(std::string_view text, std::size_t i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  if ((byte < 0x20 && byte != '\t') || byte == 0x7f) return true;
  return byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
         static_cast<unsigned char>(text[i + 1]) < 0xa0;
}

}  // namespace

void finding(const std::string& what) {
  std::fprintf(stderr, "finding: %s\n", what.c_str());
  std::abort();
}

void expect(bool holds, const std::string& what) {
  if (!holds) finding(what);
}

void expect_one_line(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (is_control(text, i)) finding("control character in: " + std::string(text));
  for (const std::string_view turning : kTurning)
    if (text.find(turning) != std::string_view::npos) finding("direction of text changed in: " + std::string(text));
}

void expect_message(std::string_view text) {
  constexpr std::size_t max_bytes = 4000;
  expect(!text.empty(), "a message without words");
  if (text.size() > max_bytes) finding("a message of " + std::to_string(text.size()) + " bytes: " + std::string(text));
}

void expect_messages(const ReadNotes& notes) {
  for (const auto* lines : {&notes.refusals, &notes.remarks, &notes.skipped})
    for (const std::string& line : *lines) expect_message(line);
}

}  // namespace crystalgan::fuzz
