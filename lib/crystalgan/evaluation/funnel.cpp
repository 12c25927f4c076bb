#include "crystalgan/evaluation/funnel.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <set>
#include <tuple>
#include <variant>

#include "crystalgan/core/parallel.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/evaluation/paper_rule.hpp"
#include "crystalgan/matching/novelty.hpp"
#include "crystalgan/repair/cell_limits.hpp"
#include "crystalgan/repair/certificate.hpp"
#include "crystalgan/repair/refinement.hpp"

namespace crystalgan {
namespace {

double distance_over_limit(const Structure& structure) {
  double smallest = std::numeric_limits<double>::infinity();
  for (const auto& [pair, distance] : shortest_distances(structure))
    smallest = std::min(smallest, distance / radii_limit(pair.first, pair.second));
  return smallest;
}

bool holds_all(const Composition& composition, const ChemicalSystem& system) {
  return composition.contains(system.a) && composition.contains(system.b) && composition.contains(system.x);
}

Candidate measure(const Structure& structure, const ChemicalSystem& system, Certificate certificate) {
  Candidate candidate{};
  const Composition composition = structure.composition();
  candidate.formula = formula(composition);
  const auto group = find_space_group(structure);
  candidate.space_group = group ? group->number : 0;
  candidate.space_group_symbol = group ? group->symbol : "";
  candidate.volume = structure.lattice().volume();
  candidate.volume_ratio = candidate.volume / rule_volume(composition);
  candidate.distance_over_limit = distance_over_limit(structure);
  candidate.good = holds_all(composition, system) && candidate.volume_ratio >= kMinVolumeRatio &&
                   candidate.volume_ratio <= kMaxVolumeRatio;
  candidate.strict = candidate.good && candidate.distance_over_limit >= 1.0;
  candidate.symmetric = candidate.space_group > 2;
  candidate.certificate = std::move(certificate);
  return candidate;
}

class RejectionTally {
 public:
  void add(const Rejection& rejection) {
    for (RejectionCount& row : rows_) {
      if (row.reason != rejection.reason) continue;
      ++row.count;
      return;
    }
    rows_.push_back({rejection.reason, 1, rejection.detail});
  }

  std::vector<RejectionCount> most_frequent_first() const {
    auto rows = rows_;
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& one, const auto& other) { return one.count > other.count; });
    return rows;
  }

 private:
  std::vector<RejectionCount> rows_;
};

// The result for one structure.
struct FunnelVerdict {
  bool decoded = false;
  bool paper_rule = false;
  bool paper_rule_in_cell = false;
  std::variant<Rejection, Certified> outcome;
};

struct CertifiedForm {
  Structure structure;
  Certificate certificate;
};

// Wrapped, then repair, form, cell, limits: the first failure rejects.
std::variant<Rejection, CertifiedForm> certified_form(const Structure& raw, const ChemicalSystem& system,
                                                      const DistanceLimits& limits, const ScreeningSettings& settings) {
  Generated form = wrapped(raw);
  if (settings.repair) form = refined(std::get<Structure>(form), system, limits);
  if (settings.as_written && std::holds_alternative<Structure>(form))
    form = settings.as_written(std::get<Structure>(form));
  if (auto* rejection = std::get_if<Rejection>(&form)) return std::move(*rejection);
  auto& structure = std::get<Structure>(form);
  if (auto rejection = insane_cell(structure)) return *std::move(rejection);
  Certificate certificate = certify(structure, system.x, limits);
  if (auto rejection = broken_limit(certificate)) return *std::move(rejection);
  return CertifiedForm{std::move(structure), std::move(certificate)};
}

std::variant<Rejection, Certified> measured(std::variant<Rejection, CertifiedForm> outcome,
                                            const ChemicalSystem& system) {
  if (auto* rejection = std::get_if<Rejection>(&outcome)) return std::move(*rejection);
  auto& [structure, certificate] = std::get<CertifiedForm>(outcome);
  Candidate candidate = measure(structure, system, std::move(certificate));
  return Certified{0, std::move(structure), std::move(candidate)};
}

FunnelVerdict outcome_of(const Generated& generated, const ChemicalSystem& system, const DistanceLimits& limits,
                         const ScreeningSettings& settings) {
  if (const auto* rejection = std::get_if<Rejection>(&generated)) return {false, false, false, *rejection};
  const auto& structure = std::get<Structure>(generated);
  return {true, keeps_paper_rule(structure, system, settings.d1, settings.d2, true),
          keeps_paper_rule(structure, system, settings.d1, settings.d2, false),
          measured(certified_form(structure, system, limits, settings), system)};
}

// Only good structures can be unique or novel.
void compare(std::vector<Certified>& certified, const ChemicalSystem& system, const ScreeningSettings& settings) {
  std::vector<Certified*> good;
  std::vector<Structure> structures;
  for (Certified& one : certified) {
    if (!one.candidate.good) continue;
    good.push_back(&one);
    structures.push_back(one.structure);
  }
  const auto groups = match_groups(structures, {}, settings.threads).first_of;
  const auto known = find_known(structures, settings.known, system, {}, settings.threads).reference_of;
  const auto referenced = match_references(structures, settings.references, {}, settings.threads).reference_of;
  for (std::size_t i = 0; i < good.size(); ++i) {
    good[i]->candidate.unique = groups[i] == i;
    good[i]->candidate.novel = !known[i] && !referenced[i];
  }
}

void sort_best_first(std::vector<Certified>& certified) {
  std::sort(certified.begin(), certified.end(), [](const Certified& one, const Certified& other) {
    const auto rank = [](const Certified& c) {
      const Candidate& m = c.candidate;
      return std::tuple(!m.strict, !m.good, !m.unique, !m.novel, -m.distance_over_limit, c.index);
    };
    return rank(one) < rank(other);
  });
}

void count(Screened& screened) {
  Summary& summary = screened.summary;
  std::set<std::string> compositions;
  std::set<std::int64_t> space_groups;
  for (const Certified& certified : screened.certified) {
    const Candidate& c = certified.candidate;
    ++summary.certified;
    for (const SummaryCount& row : kSummaryCounts)
      if (row.holds != nullptr && c.*row.holds) ++(summary.*row.count);
    summary.new_and_symmetric += c.unique && c.novel && c.symmetric ? 1 : 0;
    compositions.insert(formula(reduced(certified.structure.composition())));
    if (c.space_group > 0) space_groups.insert(c.space_group);
  }
  summary.compositions = std::ssize(compositions);
  summary.space_groups = std::ssize(space_groups);
}

}  // namespace

std::vector<std::optional<Structure>> certified_structures(const std::vector<Generated>& generated,
                                                           const ChemicalSystem& system, const DistanceLimits& limits,
                                                           const ScreeningSettings& settings) {
  std::vector<std::optional<Structure>> certified(generated.size());
  parallel_for(generated.size(), settings.threads, [&](std::size_t i) {
    const auto* structure = std::get_if<Structure>(&generated[i]);
    if (structure == nullptr) return;
    auto outcome = certified_form(*structure, system, limits, settings);
    if (auto* form = std::get_if<CertifiedForm>(&outcome)) certified[i] = std::move(form->structure);
  });
  return certified;
}

Screened screen(const std::vector<Generated>& generated, const ChemicalSystem& system, const DistanceLimits& limits,
                const ScreeningSettings& settings) {
  std::vector<FunnelVerdict> outcomes(generated.size());
  parallel_for(generated.size(), settings.threads,
               [&](std::size_t i) { outcomes[i] = outcome_of(generated[i], system, limits, settings); });
  Screened screened;
  screened.summary.system = system.name();
  screened.summary.policy = limits.policy;
  screened.summary.generated = std::ssize(generated);
  RejectionTally tally;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    screened.summary.decoded += outcomes[i].decoded ? 1 : 0;
    screened.summary.paper_rule += outcomes[i].paper_rule ? 1 : 0;
    screened.summary.paper_rule_in_cell += outcomes[i].paper_rule_in_cell ? 1 : 0;
    if (const auto* rejection = std::get_if<Rejection>(&outcomes[i].outcome)) {
      tally.add(*rejection);
      continue;
    }
    screened.certified.push_back(std::move(std::get<Certified>(outcomes[i].outcome)));
    screened.certified.back().index = i;
  }
  screened.summary.rejections = tally.most_frequent_first();
  if (!settings.keep_order) sort_best_first(screened.certified);
  compare(screened.certified, system, settings);
  if (!settings.keep_order) sort_best_first(screened.certified);
  count(screened);
  return screened;
}

}  // namespace crystalgan
