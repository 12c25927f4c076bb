#include "crystalgan/record/single_point_record.hpp"

#include "crystalgan/core/csv.hpp"

namespace crystalgan {

std::string single_points_csv(const std::vector<SinglePointRow>& rows) {
  std::string text = csv_header(kSinglePointColumns) + "\n";
  for (const SinglePointRow& row : rows) text += csv_fields(row, kSinglePointColumns) + "\n";
  return text;
}

std::vector<SinglePointRow> parse_single_points(std::string_view csv, const std::string& file) {
  require_last_row_ends(csv, file);
  const CsvTable table(csv, file);
  std::vector<SinglePointRow> rows(table.size());
  for (std::size_t row = 0; row < table.size(); ++row) read_fields(table, row, kSinglePointColumns, rows[row]);
  return rows;
}

}  // namespace crystalgan
