#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "campaign.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/campaign/compact_structure.hpp"
#include "crystalgan/campaign/query.hpp"
#include "crystalgan/core/csv.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/extxyz.hpp"
#include "crystalgan/io/symmetric_cif.hpp"
#include "interrupt.hpp"
#include "printing.hpp"

namespace crystalgan {
namespace {

struct CampaignQueryOptions {
  std::string folder;
  CampaignQuery query;
  std::string format = "table";
};

constexpr std::size_t kUsualTop = 20;  // of a table: one screen

std::string energy_text(const std::optional<double>& energy) { return energy ? fmt::format("{:.4f}", *energy) : "-"; }

// Writes rows as they come; the structures of a CIF or of extended XYZ are one text each.
class QueryOutput {
 public:
  explicit QueryOutput(const std::string& format) : format_(format) {}

  /// Before the first row, once the query is found right; or where there is none.
  void begin() {
    if (begun_) return;
    begun_ = true;
    if (format_ == "table")
      print("{:<10} {:>6}  {:<16} {:>5}  {:<11} {:>12} {:>12} {:>12}  {}\n", "system", "id", "formula", "atoms",
            "space group", "above hull", "above known", "of formation", "template");
    if (format_ == "csv") print_text("system," + csv_header(kCampaignCandidateColumns) + "\n");
  }

  void add(const QueriedCandidate& row) {
    begin();
    ++count_;
    const CampaignCandidate& candidate = row.candidate;
    if (format_ == "table")
      print("{:<10} {:>6}  {:<16} {:>5}  {:<11} {:>12} {:>12} {:>12}  {}\n", row.system, candidate.id,
            candidate.formula, candidate.atoms, candidate.space_group_symbol, energy_text(candidate.above_hull),
            energy_text(candidate.above_known), energy_text(candidate.formation_energy), candidate.arrangement);
    else if (format_ == "csv")
      print_text(csv_text(row.system) + "," + csv_fields(candidate, kCampaignCandidateColumns) + "\n");
    else
      add_structure(row);
  }

  std::size_t count() const { return count_; }

 private:
  void add_structure(const QueriedCandidate& row) {
    const std::string name = row.system + "_" + row.candidate.id;
    const Structure structure = parse_compact(row.candidate.structure, name);
    if (format_ == "cif") {
      print_text(symmetric_cif_text(structure, name));
      return;
    }
    std::vector<std::pair<std::string, std::string>> keys{{"name", name}, {"system", row.system}};
    for (const auto& column : kCampaignCandidateColumns)
      std::visit(
          [&](const auto member) {
            std::string text = csv_text(row.candidate.*member);
            if (!text.empty()) keys.emplace_back(column.name, std::move(text));
          },
          column.member);
    print_text(extxyz_frame(structure, keys));
  }

  std::string format_;
  bool begun_ = false;
  std::size_t count_ = 0;
};

int answer(const CampaignQueryOptions& options) {
  const CampaignFolder campaign = CampaignFolder::open(options.folder);
  CampaignQuery query = options.query;
  query.structures = options.format == "cif" || options.format == "extxyz";
  const InterruptGuard guard;
  QueryOutput output(options.format);
  query_campaign(
      campaign, query, [&output](const QueriedCandidate& row) { output.add(row); }, interrupted);
  if (interrupted()) return kInterrupted;
  output.begin();
  if (options.format == "table" && query.limit > 0 && output.count() == query.limit)
    print("The first {}; --top gives more, 0 all.\n", query.limit);
  return kDone;
}

}  // namespace

Action add_campaign_query(CLI::App& command) {
  auto options = std::make_shared<CampaignQueryOptions>();
  auto top = std::make_shared<std::optional<std::size_t>>();
  command.add_option("FOLDER", options->folder, "folder of the campaign, merged")->required();
  command.add_option(
      "--where", options->query.where,
      "which candidates: an SQL expression of their columns, such as 'above_hull < 0.05 and spacegroup > "
      "100' (default: all)");
  command.add_option("--order", options->query.order,
                     "in which order: SQL expressions, such as 'above_known, formula desc' (default: by above_hull)");
  command.add_option("--top", *top, "rows at most (default: 20 in a table, else all; 0: all)");
  command.add_option("--format", options->format, "form of the answer (default: table)")
      ->check(CLI::IsMember({"table", "csv", "extxyz", "cif"}));
  return [options, top] {
    options->query.limit = top->value_or(options->format == "table" ? kUsualTop : 0);
    return answer(*options);
  };
}

}  // namespace crystalgan
