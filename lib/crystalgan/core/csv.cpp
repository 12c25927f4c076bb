#include "crystalgan/core/csv.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Whether a spreadsheet may take the cell for a formula (OWASP, CSV Injection; the last four are full-width forms).
// Apostrophes before it count, so that the one that csv_field() sets can be told from those of the text.
bool begins_formula(std::string_view field) {
  const std::size_t start = field.find_first_not_of(" '");
  if (start == std::string_view::npos) return false;
  const std::string_view rest = field.substr(start);
  return std::ranges::any_of(
      std::array<std::string_view, 8>{"=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"},
      [rest](std::string_view sign) { return rest.starts_with(sign); });
}

// Without the apostrophe that csv_field() sets.
std::string without_guard(std::string field) {
  if (field.starts_with('\'') && begins_formula(std::string_view(field).substr(1))) field.erase(0, 1);
  return field;
}

// Walks over a text row by row.
class CsvReader {
 public:
  CsvReader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  bool at_end() const { return place_ == text_.size(); }
  std::int64_t line() const { return line_; }

  std::vector<std::string> row() {
    std::vector<std::string> fields{without_guard(field())};
    while (!at_end() && text_[place_] == ',') {
      ++place_;
      fields.push_back(without_guard(field()));
    }
    end_of_row();
    return fields;
  }

 private:
  std::string field() {
    if (!at_end() && text_[place_] == '"') return quoted();
    const std::size_t begin = place_;
    place_ = std::min(text_.find_first_of(",\r\n", place_), text_.size());
    return std::string(text_.substr(begin, place_ - begin));
  }

  std::string quoted() {
    const std::int64_t begin = line_;
    std::string field;
    for (++place_; !at_end(); ++place_) {
      if (text_[place_] == '\n') ++line_;
      if (text_[place_] == '"') {
        ++place_;
        if (at_end() || text_[place_] != '"') return field;
      }
      field += text_[place_];
    }
    throw ParseError(file_, begin, "expected the end of a quoted field, got the end of the file");
  }

  void end_of_row() {
    if (at_end()) return;
    if (text_.substr(place_).starts_with("\r\n")) ++place_;
    if (text_[place_] != '\n')
      throw ParseError(
          file_, line_,
          "expected a comma or the end of the row after a field, got '" + printable(text_.substr(place_, 1)) + "'");
    ++place_;
    ++line_;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t place_ = 0;
  std::int64_t line_ = 1;
};

}  // namespace

std::string csv_field(const std::string& text) {
  std::string field = printable(text, text.size());
  if (begins_formula(field) && !try_parse_real(field)) field.insert(field.begin(), '\'');
  if (field.find_first_of(",;\"") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char letter : field) {
    quoted += letter;
    if (letter == '"') quoted += '"';
  }
  return quoted + "\"";
}

void require_last_row_ends(std::string_view text, const std::string& file) {
  if (!text.ends_with('\n')) throw ParseError(file, 0, "expected the end of the last row, got the end of the file");
}

CsvTable::CsvTable(std::string_view text, std::string file) : file_(std::move(file)) {
  if (text.empty()) throw ParseError(file_, 1, "expected a row that names the columns, got an empty file");
  CsvReader reader(text, file_);
  columns_ = reader.row();
  for (std::size_t i = 0; i < columns_.size(); ++i) places_.emplace(columns_[i], i);
  while (!reader.at_end()) {
    const std::int64_t line = reader.line();
    rows_.push_back({line, reader.row()});
    if (rows_.back().fields.size() != columns_.size())
      throw ParseError(
          file_, line,
          "expected " + std::to_string(columns_.size()) + " fields, got " + std::to_string(rows_.back().fields.size()));
  }
}

const std::string& CsvTable::text(std::size_t row, std::string_view column) const {
  const auto place = places_.find(column);
  if (place == places_.end()) throw ParseError(file_, 1, "expected a column " + std::string(column) + ", got none");
  return rows_.at(row).fields[place->second];
}

double CsvTable::real(std::size_t row, std::string_view column) const {
  return parse_real(text(row, column), column, {file_, rows_.at(row).line});
}

std::int64_t CsvTable::count(std::size_t row, std::string_view column) const {
  const std::string& field = text(row, column);
  if (const auto number = try_parse_count(field)) return *number;
  throw ParseError(file_, rows_[row].line,
                   std::string(column) + ": expected a whole number, got '" + printable(field) + "'");
}

bool CsvTable::yes(std::size_t row, std::string_view column) const {
  const std::string& field = text(row, column);
  if (field == "yes" || field == "no") return field == "yes";
  throw ParseError(file_, rows_[row].line,
                   std::string(column) + ": expected yes or no, got '" + printable(field) + "'");
}

}  // namespace crystalgan
