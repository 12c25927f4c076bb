#include "crystalgan/record/formula_record.hpp"

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {

std::string formulas_csv(const std::vector<FormulaRow>& rows) {
  std::string text = csv_header(kFormulaColumns) + "\n";
  for (const FormulaRow& row : rows) text += csv_fields(row, kFormulaColumns) + "\n";
  return text;
}

std::vector<FormulaRow> parse_formulas(std::string_view csv, const std::string& file) {
  require_last_row_ends(csv, file);
  const CsvTable table(csv, file);
  std::vector<FormulaRow> rows(table.size());
  for (std::size_t row = 0; row < table.size(); ++row) {
    read_fields(table, row, kFormulaColumns, rows[row]);
    if (rows[row].a < 1 || rows[row].b < 1 || rows[row].x < 1)
      throw ParseError(file, 0,
                       "expected atoms of A, B and X in every formula, got none in row " + std::to_string(row + 1));
  }
  return rows;
}

}  // namespace crystalgan
