#pragma once

#include <cstdio>
#include <string>

namespace crystalgan::test {

/// A member of a tar archive of POSIX: type '0' is a file, '1' a hard link and '2' a link, to `target`.
inline std::string tar_member(const std::string& name, char type, const std::string& target,
                              const std::string& text = "") {
  std::string header(512, '\0');
  const auto put = [&header](std::size_t at, const std::string& field) { header.replace(at, field.size(), field); };
  char octal[12];
  std::snprintf(octal, sizeof octal, "%011zo", text.size());
  put(0, name);
  put(100, "0000644");
  put(124, octal);
  put(136, "00000000000");
  put(148, "        ");
  put(156, std::string(1, type) + target);
  put(257, std::string("ustar\0"
                       "00",
                       8));
  unsigned sum = 0;
  for (const char letter : header) sum += static_cast<unsigned char>(letter);
  std::snprintf(octal, sizeof octal, "%06o", sum);
  put(148, std::string(octal, 7));
  return header + text + std::string((512 - text.size() % 512) % 512, '\0');
}

}  // namespace crystalgan::test
