#include "crystalgan/archive/step_way.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "crystalgan/archive/run_record.hpp"
#include "crystalgan/archive/step_files.hpp"

namespace crystalgan {
namespace {

// A structure of step 3: member, parents, origin.
using Made = std::tuple<std::int64_t, std::string, std::string, std::string>;

struct FoundWay {
  const StepRow* end;  // the row of step 3
  const RecordedCandidate* candidate;
};

FoundWay found_way(const std::vector<StepRow>& rows, const std::vector<RecordedCandidate>& candidates) {
  std::map<Made, const StepRow*> made;
  for (const StepRow& row : rows)
    if (row.step == 3) made.emplace(Made(row.member, row.parent_a, row.parent_b, row.origin), &row);
  for (const RecordedCandidate& recorded : candidates) {
    const Candidate& candidate = recorded.candidate;
    const auto found = made.find({candidate.member, candidate.parent_a, candidate.parent_b, candidate.origin});
    if (found != made.end()) return {found->second, &recorded};
  }
  const auto first = std::ranges::find(rows, std::int64_t{3}, &StepRow::step);
  return {first == rows.end() ? nullptr : &*first, nullptr};
}

StepRow row_of_binary(const std::vector<Structure>& binaries, const std::string& name, Element x) {
  StepRow row{};
  row.origin = name;
  const auto found = std::ranges::find(binaries, name, &Structure::name);
  if (found != binaries.end()) measure(*found, x, row);
  return row;
}

// "AHB" of AHB1, AHB_g and AHB2.
std::string_view side_of(const StepRow& row) { return std::string_view(row.origin).substr(0, 3); }

}  // namespace

std::optional<StepWay> step_way(const std::vector<StepRow>& rows, const ChemicalSystem& system,
                                const PerDomain<std::vector<Structure>>& binaries,
                                const std::vector<RecordedCandidate>& candidates) {
  const auto [end, candidate] = found_way(rows, candidates);
  if (end == nullptr) return std::nullopt;
  StepWay way{{row_of_binary(binaries.a, end->parent_a, system.x), row_of_binary(binaries.b, end->parent_b, system.x)},
              {},
              {},
              std::nullopt};
  for (const StepRow& row : rows)
    if (row.pair == end->pair && (row.step == 1 || side_of(row) == side_of(*end))) way.steps.push_back(row);
  if (candidate != nullptr) {
    way.candidate_id = candidate->candidate.id;
    way.candidate.emplace();
    measure(candidate->structure, system.x, *way.candidate);
  }
  return way;
}

}  // namespace crystalgan
