#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "clear_errors.hpp"
#include "target.hpp"

namespace crystalgan::fuzz {

/// Reads, writes, and reads again: the same text.
template <class Parse, class Write>
void read_and_write(const Parse& parse, const Write& write, std::string_view text) {
  std::string written;
  if (!reads([&] { written = write(parse(std::string(text), "input")); })) return;
  const std::string again = read_again(written, [&](const std::string& own) { return write(parse(own, "written")); });
  expect(again == written, "another text than\n" + written + "\nis\n" + again);
}

/// Gives the input to the reader that its first byte chooses: 'a' is the first.
template <class Readers>
void read_by_first_byte(const Readers& readers, const std::uint8_t* bytes, std::size_t size) {
  if (size == 0 || bytes[0] < 'a') return;
  const auto reader = static_cast<std::size_t>(bytes[0] - 'a');
  if (reader < readers.size()) readers[reader](text_of(bytes + 1, size - 1));
}

}  // namespace crystalgan::fuzz
