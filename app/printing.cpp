#include "printing.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

bool write_to(std::FILE* stream, std::string_view text) {
  const std::string shown = printable_lines(text);
  return std::fwrite(shown.data(), 1, shown.size(), stream) == shown.size();
}

}  // namespace

void print_text(std::string_view text) {
  if (!write_to(stdout, text)) throw OutputError("standard output", std::strerror(errno));
}

void print_error_text(std::string_view text) { write_to(stderr, text); }

void redraw_line(std::string_view text) {
  std::fputc('\r', stderr);
  write_to(stderr, text);
  std::fflush(stderr);
}

}  // namespace crystalgan
