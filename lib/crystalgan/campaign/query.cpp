#include "crystalgan/campaign/query.hpp"

#include <algorithm>
#include <set>
#include <variant>

#include "crystalgan/campaign/database.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Thousand instructions of SQLite. Chosen: some ten seconds, enough to sort ten million candidates.
constexpr std::int64_t kMaxQuerySteps = 5'000'000;

// So that those without an energy come last, and the index is used.
constexpr const char* kUsualOrder = "above_hull IS NULL, above_hull";

// A remark in a text of the user ends at the end of the line; the brackets of the expression are on lines of ours.
std::string sql_of(const CampaignQuery& query) {
  std::string sql = "SELECT number, system";
  for (const auto& column : kCampaignCandidateColumns) sql += ", " + std::string(column.name);
  sql += " FROM candidates";
  if (!query.where.empty()) sql += " WHERE (" + query.where + "\n)";
  sql += " ORDER BY " + (query.order.empty() ? std::string(kUsualOrder) : query.order) + "\n, number";
  if (query.limit > 0) sql += " LIMIT " + std::to_string(query.limit);
  return sql;
}

// Each text alone, so that the message names the option it is of.
void require_query(const Database& database, const CampaignQuery& query) {
  if (!query.where.empty())
    database.prepared_query("SELECT 1 FROM candidates WHERE (" + query.where + "\n)", "--where");
  if (!query.order.empty())
    database.prepared_query("SELECT 1 FROM candidates ORDER BY " + query.order + "\n, number", "--order");
}

std::int64_t read_row(const Statement& statement, QueriedCandidate& row) {
  std::int64_t number = 0;
  statement.read(0, number);
  statement.read(1, row.system);
  int column = 2;
  for (const auto& each : kCampaignCandidateColumns)
    std::visit([&](const auto member) { statement.read(column++, row.candidate.*member); }, each.member);
  return number;
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
  const auto database = Database::for_queries(campaign.path(), stop_requested, kMaxQuerySteps);
  require_query(*database, query);
  std::set<std::string> names;
  for (const CampaignSystem& system : campaign.systems()) names.insert(system.name);
  Statement rows = database->prepared_query(sql_of(query), "--where");
  Statement structures = database->prepared("SELECT structure FROM structures WHERE number = ?");
  while (rows.step()) {
    QueriedCandidate row;
    const std::int64_t number = read_row(rows, row);
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
