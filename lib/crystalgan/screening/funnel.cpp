#include "crystalgan/screening/funnel.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <set>
#include <tuple>

#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/screening/certificate.hpp"

namespace crystalgan {
namespace {

// A sane cell after Niggli reduction: lengths in Å, angles in degrees. Chosen for this project; the lengths are those
// of LeMat-GenBench's validity.
constexpr double kLeastLength = 1.0;
constexpr double kMostLength = 100.0;
constexpr double kLeastAngle = 30.0;
constexpr double kMostAngle = 150.0;

// Volume over the volume rule of a good structure. Chosen: wide enough for the known hydrides' own scatter.
constexpr double kLeastVolume = 0.7;
constexpr double kMostVolume = 1.4;

std::optional<Rejection> insane_cell(const Structure& structure) {
  const Structure reduced = niggli_reduced(structure);
  for (const double length : reduced.lattice().lengths())
    if (!(length >= kLeastLength && length <= kMostLength))
      return Rejection{"cell out of range",
                       "length after Niggli reduction: expected 1 to 100 A, got " + exact_text(length)};
  for (const double angle : reduced.lattice().angles())
    if (!(angle >= kLeastAngle && angle <= kMostAngle))
      return Rejection{"cell out of range",
                       "angle after Niggli reduction: expected 30 to 150 degrees, got " + exact_text(angle)};
  return std::nullopt;
}

double tightness(const Structure& structure) {
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [pair, distance] : shortest_distances(structure))
    least = std::min(least, distance / radii_limit(pair.first, pair.second));
  return least;
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
  candidate.tightness = tightness(structure);
  candidate.good =
      holds_all(composition, system) && candidate.volume_ratio >= kLeastVolume && candidate.volume_ratio <= kMostVolume;
  candidate.strict = candidate.good && candidate.tightness >= 1.0;
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

void count(Screened& screened) {
  Summary& summary = screened.summary;
  std::set<std::string> compositions;
  std::set<std::int64_t> space_groups;
  for (const Certified& certified : screened.certified) {
    ++summary.certified;
    summary.good += certified.candidate.good ? 1 : 0;
    summary.strict += certified.candidate.strict ? 1 : 0;
    summary.symmetric += certified.candidate.symmetric ? 1 : 0;
    compositions.insert(formula(reduced(certified.structure.composition())));
    if (certified.candidate.space_group > 0) space_groups.insert(certified.candidate.space_group);
  }
  summary.compositions = std::ssize(compositions);
  summary.space_groups = std::ssize(space_groups);
}

}  // namespace

Screened screen(const std::vector<Generated>& generated, const ChemicalSystem& system, const DistanceLimits& limits) {
  Screened screened;
  screened.summary.system = system.name();
  screened.summary.policy = limits.policy;
  screened.summary.generated = std::ssize(generated);
  RejectionTally tally;
  for (std::size_t index = 0; index < generated.size(); ++index) {
    if (const auto* rejection = std::get_if<Rejection>(&generated[index])) {
      tally.add(*rejection);
      continue;
    }
    ++screened.summary.decoded;
    const auto& structure = std::get<Structure>(generated[index]);
    if (const auto rejection = insane_cell(structure)) {
      tally.add(*rejection);
      continue;
    }
    Certificate certificate = certify(structure, system.x, limits);
    if (const auto rejection = broken_limit(certificate)) {
      tally.add(*rejection);
      continue;
    }
    screened.certified.push_back({index, structure, measure(structure, system, std::move(certificate))});
  }
  screened.summary.rejections = tally.most_frequent_first();
  std::sort(screened.certified.begin(), screened.certified.end(), [](const Certified& one, const Certified& other) {
    const auto rank = [](const Certified& c) {
      return std::tuple(!c.candidate.strict, !c.candidate.good, -c.candidate.tightness, c.index);
    };
    return rank(one) < rank(other);
  });
  count(screened);
  return screened;
}

}  // namespace crystalgan
