#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/record/read_limits.hpp"

/// What the readers and writers of all formats agree on. Internal to io.
namespace crystalgan::conventions {

/// Occupancies this near to 1 are 1. Chosen: the third digit.
inline constexpr double kFullOccupancy = 1e-3;

/// Deuterium and tritium are hydrogen here: they share its chemistry, and Element has no isotopes.
inline std::optional<Element> find_species(std::string_view symbol) {
  return Element::find(symbol == "D" || symbol == "T" ? "H" : symbol);
}

inline std::string_view without_byte_order_mark(std::string_view text) {
  return text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
}

/// "expected at most 20000 atoms, got 30000 (...)"; without a number "got more".
inline std::string too_many_atoms(std::optional<std::size_t> atoms = {}) {
  return "expected at most " + std::to_string(read_limits().atoms) + " atoms, got " +
         (atoms ? std::to_string(*atoms) : "more") + limit_advice("atoms");
}

/// Hands out the lines of a text one after the other, counting them: what stands where is the meaning of these formats.
class Lines {
 public:
  /// Of the limits, `limit` is that of a line.
  Lines(std::string_view text, const std::string& file, std::int64_t ReadLimits::*limit = &ReadLimits::line_bytes)
      : rest_(without_byte_order_mark(text)),
        place_{file, 0},
        limit_(limit),
        max_bytes_(static_cast<std::size_t>(read_limits().*limit)) {}

  /// The next line, without its LF. Throws ParseError beyond the end, and beyond the limit.
  std::string_view next(std::string_view expected) {
    ++place_.line;
    if (rest_.empty()) fail("expected " + std::string(expected) + ", got the end of the file");
    const auto end = rest_.find('\n');
    const std::string_view line = rest_.substr(0, end);
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
    if (line.size() > max_bytes_)
      fail("expected a line of at most " + std::to_string(max_bytes_) + " bytes, got " + std::to_string(line.size()) +
           limit_advice(limit_ == &ReadLimits::line_bytes ? "line_bytes" : "json_line_bytes"));
    return line;
  }

  std::vector<std::string_view> next_words(std::string_view expected) { return split_words(next(expected)); }

  /// Whether only blanks and empty lines remain.
  bool ended() const { return rest_.find_first_not_of(" \t\r\n\f\v") == std::string_view::npos; }

  /// Whether the last line, blank or not, was handed out.
  bool exhausted() const { return rest_.empty(); }

  /// The line handed out last.
  const Place& place() const { return place_; }

  /// Throws ParseError naming the line handed out last.
  [[noreturn]] void fail(const std::string& what) const { throw ParseError(place_.file, place_.line, what); }

 private:
  std::string_view rest_;
  Place place_;
  std::int64_t ReadLimits::*limit_;
  std::size_t max_bytes_;
};

/// What `make` gives; its StructureErrors begin with `file`.
template <class Make>
auto naming_file(const std::string& file, Make make) {
  try {
    return make();
  } catch (const StructureError& error) {
    throw StructureError(file + ": " + error.what());
  }
}

/// The same crystal in a right-handed basis: all vectors and all fractional coordinates negated where it was
/// left-handed, which leaves every Cartesian position where it was.
inline std::pair<Basis, std::vector<Site>> right_handed(const Structure& structure) {
  Basis rows = structure.lattice().rows();
  std::vector<Site> sites = structure.sites();
  if (!structure.lattice().right_handed()) {
    for (Cartesian& row : rows) row = Cartesian{} - row;  // not -row, which writes "-0"
    for (Site& site : sites) site.position = Fractional{} - site.position;
  }
  return {rows, std::move(sites)};
}

/// Fit for one line of a file, by any rule of where a line ends: what is not seen is escaped.
inline std::string one_line(std::string_view text) { return printable(text, text.size()); }

/// An id as part of the name of a structure, where '/' and '#' have a meaning already; at most 75 bytes (chosen).
inline std::string name_part(std::string_view id) {
  std::string part = printable(id, 75);
  for (char& letter : part)
    if (letter == '/' || letter == '#') letter = '_';
  return part;
}

/// Fit to follow `data_` in a CIF: printable ASCII without blanks, never empty.
inline std::string block_name(std::string_view name) {
  std::string block(name);
  for (char& letter : block)
    if (letter <= ' ' || letter > '~') letter = '_';
  return block.empty() ? "crystal" : block;
}

}  // namespace crystalgan::conventions
