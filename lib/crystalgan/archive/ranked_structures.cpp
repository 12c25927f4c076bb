#include "crystalgan/archive/ranked_structures.hpp"

#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

using namespace run_files;

// Rows of a table and what they say of a structure in one of the folders of a run.
class Reader {
 public:
  Reader(const RunDirectory& run, const char* table, const char* folder, std::size_t max_count)
      : run_(run), table_(table), folder_(folder), max_count_(max_count) {}

  void add(const std::string& id, std::int64_t space_group, std::optional<double> above_hull) {
    if (found_.size() < max_count_)
      found_.push_back({id, read_structure(run_, folder_, id, table_), space_group, above_hull});
  }

  std::vector<RankedStructure> found() {
    if (found_.empty()) throw ParseError((run_ / table_).string(), 0, "expected at least one structure, got none");
    return std::move(found_);
  }

 private:
  const RunDirectory& run_;
  const char* table_;
  const char* folder_;
  std::size_t max_count_;
  std::vector<RankedStructure> found_;
};

}  // namespace

std::vector<RankedStructure> ranked_structures(const RunDirectory& run, std::size_t max_count) {
  require_finished(run);
  if (run.has(kRanking)) {
    Reader reader(run, kRankingTable, kRelaxed, max_count);
    for (const RankedRow& row : kept_ranking(run).crystals) reader.add(row.id, row.space_group, row.above_hull);
    return reader.found();
  }
  if (const auto energies = kept_energies(run)) {
    Reader reader(run, kRelaxationTable, kRelaxed, max_count);
    for (const RelaxedRow& row : energies->relaxed)
      if (row.certified) reader.add(row.id, row.space_group, std::nullopt);
    return reader.found();
  }
  Reader reader(run, kCandidateTable, kCandidates, max_count);
  for (const Candidate& row : kept_candidates(run)) reader.add(row.id, row.space_group, std::nullopt);
  return reader.found();
}

std::set<Element> elements_of(const std::vector<RankedStructure>& structures) {
  std::set<Element> elements;
  for (const RankedStructure& one : structures)
    for (const Site& site : one.structure.sites()) elements.insert(site.element);
  return elements;
}

}  // namespace crystalgan
