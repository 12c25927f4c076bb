#include "crystalgan/crystal/translations.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <utility>

#include "crystalgan/crystal/moved_crystal.hpp"
#include "crystalgan/crystal/near_distance.hpp"
#include "crystalgan/crystal/site_grid.hpp"

namespace crystalgan {
namespace {

// Vectors up to this number are all tried. Chosen: below, that takes less time than to think about it.
constexpr std::size_t kMinDeduced = 64;

// Generators from which others are deduced. Chosen: three make a lattice; more make up for mismatches that add up.
constexpr std::size_t kMaxDeducing = 100;

// Atoms moved, each some tens of nanoseconds. Chosen: two seconds or so, twice what 5,000 atoms need where nothing can be
// deduced.
constexpr std::int64_t kMaxSteps = 50'000'000;

const Points& rarest_of(const PointsOfElements& points) {
  return std::ranges::min_element(points, {}, [](const auto& of_element) { return of_element.second.size(); })->second;
}

SymmetryOperation translation(const Fractional& vector) { return {{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, vector}; }

/// The vectors from the first to each other point, tried from the shortest on. What is a sum of translations that were
/// found, but for a mismatch that is no larger than allowed in total, needs no trial.
class TranslationTrials {
 public:
  TranslationTrials(const Basis& reduced, const PointsOfElements& points, double max_mismatch)
      : reduced_(reduced),
        ends_(rarest_of(points)),
        max_mismatch_(max_mismatch),
        distance_(reduced, max_mismatch),
        moved_(reduced, points, max_mismatch),
        bounds_(ends_.size()) {}

  Translations all() {
    if (ends_.size() > kMinDeduced) grid_.emplace(reduced_, ends_);
    for (const std::size_t end : by_length()) {
      if (bounds_[end] || distance_.within(vector_to(end))) continue;
      const double square = moved_.square(translation(vector_to(end)));
      if (moved_.steps() > kMaxSteps || moved_.comparisons() > MovedCrystal::kMaxComparisons)
        return {{}, {}, moved_.steps()};
      if (!(square <= max_mismatch_ * max_mismatch_)) continue;
      generators_.push_back({end, std::sqrt(square)});
      accept(end, std::sqrt(square));
      if (grid_ && generators_.size() <= kMaxDeducing) deduce();
    }
    return found();
  }

 private:
  struct Generator {
    std::size_t end;
    double mismatch;
  };

  Fractional vector_to(std::size_t end) const { return ends_[end] - ends_.front(); }

  /// Without the first; as they stand where all are tried.
  std::vector<std::size_t> by_length() const {
    std::vector<std::size_t> order(ends_.size() - 1);
    std::iota(order.begin(), order.end(), std::size_t{1});
    if (!grid_) return order;
    const ClosestImage images(reduced_);
    std::vector<Cartesian> apart;
    for (std::size_t end = 0; end < ends_.size(); ++end) {
      const Fractional x = vector_to(end);
      apart.push_back(x[0] * reduced_[0] + x[1] * reduced_[1] + x[2] * reduced_[2]);
    }
    std::vector<NearestImage> nearest(ends_.size());
    images.nearest(apart, nearest);
    std::ranges::stable_sort(order, {}, [&](std::size_t end) { return nearest[end].square; });
    return order;
  }

  void accept(std::size_t end, double bound) {
    bounds_[end] = bound;
    accepted_.push_back(end);
  }

  /// With the last generator all sums that were found before are tried again, with each generator the new ones.
  void deduce() {
    const std::size_t before = accepted_.size();
    for (std::size_t n = 0; n < accepted_.size(); ++n) {
      if (n + 1 < before) {
        add(accepted_[n], generators_.back());
        continue;
      }
      for (const Generator& generator : generators_) add(accepted_[n], generator);
    }
  }

  /// Mismatches add up: an atom is moved to near one of its kind, and from there to near another.
  void add(std::size_t end, const Generator& generator) {
    const double bound = *bounds_[end] + generator.mismatch;
    const double left = max_mismatch_ - bound;
    if (!(left > 0.0)) return;
    const Fractional place = ends_[end] + vector_to(generator.end);
    grid_->near(place, left, [&](std::size_t other) {
      if (other == 0 || bounds_[other] || distance_.within(vector_to(other))) return true;
      const double apart = std::sqrt(distance_.square(place - ends_[other]));
      if (apart < left) accept(other, bound + apart);
      return true;
    });
  }

  Translations found() const {
    Translations translations{{}, {}, moved_.steps()};
    std::vector<std::size_t> index(ends_.size());
    for (std::size_t end = 1; end < ends_.size(); ++end) {
      if (!bounds_[end]) continue;
      index[end] = translations.all.size();
      translations.all.push_back({vector_to(end), *bounds_[end]});
    }
    for (const Generator& generator : generators_) translations.generators.push_back(index[generator.end]);
    return translations;
  }

  const Basis& reduced_;
  const Points& ends_;
  double max_mismatch_;
  NearDistance distance_;
  MovedCrystal moved_;
  std::optional<SiteGrid> grid_;               // of ends_, where they are many
  std::vector<std::optional<double>> bounds_;  // Å, on the mismatch of each vector that is a translation
  std::vector<std::size_t> accepted_;
  std::vector<Generator> generators_;
};

}  // namespace

PointsOfElements points_of(const Structure& structure) {
  PointsOfElements points;
  for (const Site& site : structure.sites()) points[site.element].push_back(site.position);
  return points;
}

Translations find_translations(const Basis& reduced, const PointsOfElements& points, double max_mismatch) {
  return TranslationTrials(reduced, points, max_mismatch).all();
}

}  // namespace crystalgan
