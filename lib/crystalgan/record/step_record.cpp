#include "crystalgan/record/step_record.hpp"

#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {

std::string steps_csv(const std::vector<StepRow>& rows) {
  std::string text = csv_header(kStepColumns) + "\n";
  for (const StepRow& row : rows) text += csv_fields(row, kStepColumns) + "\n";
  return text;
}

std::vector<StepRow> parse_steps(std::string_view csv, const std::string& file) {
  require_last_row_ends(csv, file);
  const CsvTable table(csv, file);
  std::vector<StepRow> rows(table.size());
  for (std::size_t row = 0; row < table.size(); ++row) {
    read_fields(table, row, kStepColumns, rows[row]);
    if (rows[row].step < 1 || rows[row].step > 3)
      throw ParseError(file, 0, "expected steps 1, 2 and 3, got " + std::to_string(rows[row].step));
  }
  return rows;
}

}  // namespace crystalgan
