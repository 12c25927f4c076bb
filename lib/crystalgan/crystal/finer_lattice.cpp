#include "crystalgan/crystal/finer_lattice.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "crystalgan/core/matrix3.hpp"

namespace crystalgan {
namespace {

// Of a fraction: so that rounding excludes nothing.
constexpr double kFractionSlack = 1e-9;

CellChange transposed(const CellChange& change) {
  return {{{change[0][0], change[1][0], change[2][0]},
           {change[0][1], change[1][1], change[2][1]},
           {change[0][2], change[1][2], change[2][2]}}};
}

double ratio(std::int64_t number, std::int64_t divisor) {
  return static_cast<double>(number) / static_cast<double>(divisor);
}

Points places_of(const std::vector<ApproximateTranslation>& translations) {
  Points places{Fractional{}};
  for (const ApproximateTranslation& translation : translations) places.push_back(translation.vector);
  return places;
}

}  // namespace

FinerLattice::FinerLattice(const Basis& given, const CellChange& multiples) : multiples_(multiples) {
  const auto adjoint = adjugate(multiples);
  const auto size = static_cast<double>(determinant(multiples));
  for (std::size_t i = 0; i < 3; ++i) {
    Fractional vector;  // in fractions of the given ones
    for (std::size_t j = 0; j < 3; ++j) vector[j] = static_cast<double>(adjoint[i][j]) / size;
    rows_[i] = vector[0] * given[0] + vector[1] * given[1] + vector[2] * given[2];
  }
}

void FinerLattice::reduce() {
  const ClosestImage images(rows_);
  rows_ = images.reduced();
  const auto inverse = whole_inverse(images.transform());
  CellChange product{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k) product[i][j] += multiples_[i][k] * inverse[k][j];
  multiples_ = product;
}

Fractional FinerLattice::position(const Fractional& given) const {
  Fractional result;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) result[j] += given[i] * static_cast<double>(multiples_[i][j]);
  return result;
}

GeneratedLattice::GeneratedLattice(const Basis& reduced, const std::vector<ApproximateTranslation>& translations,
                                   double max_mismatch, int size)
    : distance_(reduced, max_mismatch),
      max_mismatch_(max_mismatch),
      size_(size),
      places_(places_of(translations)),
      grid_(reduced, places_),
      rows_{{{size, 0, 0}, {0, size, 0}, {0, 0, size}}} {}

bool GeneratedLattice::add(const Fractional& generator) {
  ImageIndex whole{};  // lattice vectors that were left out: `order` times the translation, exactly
  std::size_t at = 0;
  int order = 0;
  do {
    const Fractional place = places_[at] + generator;
    const auto next = nearest_to(place);
    if (!next || ++order > size_) return false;
    at = *next;
    const Fractional apart = place - places_[at];
    const Fractional rest = distance_.nearest(apart);
    for (std::size_t axis = 0; axis < 3; ++axis) whole[axis] += std::llround(apart[axis] - rest[axis]);
  } while (at != 0);
  if (size_ % order != 0) return false;
  for (std::int64_t& entry : whole) entry *= size_ / order;
  add_row(whole);
  rows_ = hermite_form(rows_);
  return true;
}

CellChange GeneratedLattice::multiples() const {
  CellChange result = adjugate(rows_);
  const std::int64_t volume = determinant(rows_);
  for (auto& row : result)
    for (std::int64_t& entry : row) entry = entry * size_ / volume;
  return transposed(hermite_form(transposed(result)));
}

std::optional<std::size_t> GeneratedLattice::nearest_to(const Fractional& place) const {
  std::optional<std::size_t> nearest;
  double least = max_mismatch_ * max_mismatch_;
  grid_.near(place, max_mismatch_, [&](std::size_t n) {
    const double square = distance_.square(place - places_[n]);
    if (square <= least) {
      least = square;
      nearest = n;
    }
    return true;
  });
  return nearest;
}

/// Adds a vector to rows that are lower triangular, with positive diagonal entries, and keeps them so.
void GeneratedLattice::add_row(ImageIndex vector) {
  for (std::size_t axis = 3; axis-- > 0;) {
    ImageIndex& row = rows_[axis];
    while (vector[axis] != 0) {
      const std::int64_t times_row = row[axis] / vector[axis];
      for (std::size_t i = 0; i < 3; ++i) row[i] -= times_row * vector[i];
      std::swap(row, vector);
    }
    if (row[axis] < 0)
      for (std::int64_t& entry : row) entry = -entry;
  }
}

FinerLattices::FinerLattices(const Basis& given, const Translations& translations, double tolerance)
    : given_(given),
      tolerance_(tolerance),
      near_(given, tolerance),
      places_(places_of(translations.all)),
      grid_(given, places_) {
  const auto spacings = Lattice(given).spacings();
  for (std::size_t axis = 0; axis < 3; ++axis) reach_[axis] = tolerance / spacings[axis] + kFractionSlack;
}

bool FinerLattices::visit_all(int multiple, std::int64_t& steps,
                              const std::function<void(const FinerLattice&)>& visit) const {
  // Finer lattices are to columns what sublattices are to rows: with (a 0 0; ba b 0; ca cb c) the vectors are
  // (1/a, -ba/ab, (ba cb - ca b)/abc), (0, 1/b, -cb/bc) and (0, 0, 1/c).
  for (std::int64_t a = 1; a <= multiple; ++a)
    for (std::int64_t b = 1; multiple % a == 0 && b <= multiple / a; ++b) {
      if (multiple / a % b != 0) continue;
      const std::int64_t c = multiple / a / b;
      const auto thirds = third_entries(b, c, steps);
      if (!thirds.empty()) visit_first_vectors({{{a, 0, 0}, {0, b, 0}, {0, 0, c}}}, thirds, steps, visit);
      if (steps <= 0) return false;
    }
  return true;
}

/// The cb for which the second and third vector are near translations.
std::vector<std::int64_t> FinerLattices::third_entries(std::int64_t b, std::int64_t c, std::int64_t& steps) const {
  std::vector<std::int64_t> entries;
  if (!near_translations({0.0, 0.0, ratio(1, c)}, c, steps)) return entries;
  for (std::int64_t cb = 0; cb < b; ++cb)
    if (near_translations({0.0, ratio(1, b), ratio(-cb, b * c)}, b * c, steps)) entries.push_back(cb);
  return entries;
}

void FinerLattices::visit_first_vectors(CellChange change, const std::vector<std::int64_t>& thirds, std::int64_t& steps,
                                        const std::function<void(const FinerLattice&)>& visit) const {
  const std::int64_t a = change[0][0], b = change[1][1], c = change[2][2];
  const Points in_plane = near_along(places_, 0, ratio(1, a));
  for (std::int64_t ba = 0; ba < a && !in_plane.empty() && steps > 0; ++ba) {
    steps -= std::ssize(in_plane);
    const Points in_line = near_along(in_plane, 1, ratio(-ba, a * b));
    for (std::int64_t ca = 0; ca < a && !in_line.empty() && steps > 0; ++ca)
      for (const std::int64_t cb : thirds) {
        const Fractional first{ratio(1, a), ratio(-ba, a * b), ratio(ba * cb - ca * b, a * b * c)};
        steps -= std::ssize(in_line);
        if (near_along(in_line, 2, first[2]).empty() || !near_translations(first, a * b * c, steps)) continue;
        change[1][0] = ba;
        change[2][0] = ca;
        change[2][1] = cb;
        visit(FinerLattice(given_, transposed(change)));
      }
  }
}

Points FinerLattices::near_along(const Points& places, std::size_t axis, double fraction) const {
  Points near;
  for (const Fractional& place : places) {
    const double apart = place[axis] - fraction;
    if (std::fabs(apart - std::nearbyint(apart)) <= reach_[axis]) near.push_back(place);
  }
  return near;
}

/// Whether the vector and its multiples are. After `most` of them at the latest they repeat.
bool FinerLattices::near_translations(const Fractional& vector, std::int64_t most, std::int64_t& steps) const {
  for (std::int64_t n = 1; n < most || n == 1; ++n) {
    if (--steps < 0) return false;
    const Fractional place = static_cast<double>(n) * vector;
    bool found = false;
    grid_.near(place, tolerance_, [&](std::size_t other) {
      found = near_.within(place - places_[other]);
      return !found;
    });
    if (!found) return false;
  }
  return true;
}

}  // namespace crystalgan
