#pragma once

#include <string>
#include <string_view>

#include "clear_errors.hpp"

namespace crystalgan::fuzz {

/// Reads, writes, and reads again: the same text.
template <class Parse, class Write>
void read_and_write(const Parse& parse, const Write& write, std::string_view text) {
  std::string written;
  if (!reads([&] { written = write(parse(std::string(text), "input")); })) return;
  const std::string again = read_again(written, [&](const std::string& own) { return write(parse(own, "written")); });
  expect(again == written, "another text than\n" + written + "\nis\n" + again);
}

}  // namespace crystalgan::fuzz
