#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// A field of a CSV row (RFC 4180): quoted where needed, quotes doubled, printable(). Text that a spreadsheet would take
/// for a formula (=, +, -, @ first, and no number) gets an apostrophe before it, which CsvTable takes away.
std::string csv_field(const std::string& text);

/// Throws ParseError where the last row of a table of our own does not end: the file was cut.
void require_last_row_ends(std::string_view text, const std::string& file);

/// A CSV text (RFC 4180) whose first row names the columns. Errors name the file and the line where a row begins.
class CsvTable {
 public:
  /// Throws ParseError: no first row, a quote that does not end, a row with other fields than the first has.
  CsvTable(std::string_view text, std::string file);

  const std::vector<std::string>& columns() const { return columns_; }
  std::size_t size() const { return rows_.size(); }  ///< rows below the first

  /// A field. Throws ParseError where there is no such column.
  const std::string& text(std::size_t row, std::string_view column) const;
  /// The same as a finite number, as a whole number >= 0, as yes or no. Throw ParseError for anything else.
  double real(std::size_t row, std::string_view column) const;
  std::int64_t count(std::size_t row, std::string_view column) const;
  bool yes(std::size_t row, std::string_view column) const;

 private:
  struct Row {
    std::int64_t line;
    std::vector<std::string> fields;
  };

  std::string file_;
  std::vector<std::string> columns_;
  std::map<std::string, std::size_t, std::less<>> places_;
  std::vector<Row> rows_;
};

}  // namespace crystalgan
