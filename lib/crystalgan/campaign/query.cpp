#include "crystalgan/campaign/query.hpp"

#include <cstdint>
#include <set>
#include <variant>

#include "crystalgan/campaign/database.hpp"
#include "crystalgan/campaign/query_text.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// So that those without an energy come last, and the index is used.
constexpr const char* kUsualOrder = "above_hull IS NULL, above_hull";

// What is sorted is the numbers alone.
std::string sql_of(const CampaignQuery& query) {
  std::string sql = "SELECT number FROM candidates";
  if (!query.where.empty()) sql += " WHERE (" + query.where + "\n)";
  sql += " ORDER BY " + (query.order.empty() ? std::string(kUsualOrder) : query.order) + "\n, number";
  if (query.limit > 0) sql += " LIMIT " + std::to_string(query.limit);
  return sql;
}

std::string sql_of_row() {
  std::string sql = "SELECT system";
  for (const auto& column : kCampaignCandidateColumns) sql += ", " + std::string(column.name);
  return sql + " FROM candidates WHERE number = ?";
}

// Each text alone, so that the message names the option it is of.
void require_query(const Database& database, const CampaignQuery& query) {
  require_whole_expression(query.where, "--where");
  require_whole_expression(query.order, "--order");
  if (!query.where.empty())
    database.prepared_query("SELECT 1 FROM candidates WHERE (" + query.where + "\n)", "--where");
  if (!query.order.empty())
    database.prepared_query("SELECT 1 FROM candidates ORDER BY " + query.order + "\n, number", "--order");
}

void read_row(Statement& fields, std::int64_t number, QueriedCandidate& row, const Database& database) {
  fields.bind(0, number);
  if (!fields.step())
    throw ParseError(printable(database.path().string(), 4096), 0,
                     "expected the candidate " + std::to_string(number) + " in the table of its index");
  fields.read(0, row.system);
  int column = 1;
  for (const auto& each : kCampaignCandidateColumns)
    std::visit([&](const auto member) { fields.read(column++, row.candidate.*member); }, each.member);
  fields.reset();
}

void read_structure_of(Statement& structures, std::int64_t number, CampaignCandidate& candidate) {
  structures.bind(0, number);
  if (structures.step()) structures.read(0, candidate.structure);
  structures.reset();
}

}  // namespace

void query_campaign(const CampaignFolder& campaign, const CampaignQuery& query,
                    const std::function<void(const QueriedCandidate&)>& found,
                    const std::function<bool()>& stop_requested) {
  const auto database = Database::for_queries(campaign.path(), stop_requested);
  require_query(*database, query);
  std::set<std::string> names;
  for (const CampaignSystem& system : campaign.systems()) names.insert(system.name);
  Statement numbers = database->prepared_query(sql_of(query), "--where");
  Statement fields = database->prepared(sql_of_row());
  Statement structures = database->prepared("SELECT structure FROM structures WHERE number = ?", kMaxStructureBytes);
  while (numbers.step()) {
    std::int64_t number = 0;
    numbers.read(0, number);
    QueriedCandidate row;
    read_row(fields, number, row, *database);
    if (query.structures) read_structure_of(structures, number, row.candidate);
    if (!names.contains(row.system) || !try_parse_count(row.candidate.id) || row.candidate.space_group > 230)
      throw ParseError(printable(database->path().string(), 4096), 0,
                       "expected a candidate of a system of the campaign, got " + printable(row.system) + " " +
                           printable(row.candidate.id));
    found(row);
  }
  database->require_unchanged();
}

}  // namespace crystalgan
