#include "crystalgan/gan/geometry.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "crystalgan/gan/contacts.hpp"
#include "crystalgan/gan/misfits.hpp"
#include "crystalgan/gan/plain_numbers.hpp"

namespace crystalgan {
namespace {

// The contact of every atom with its nearest neighbour; a row without one has itself, and an infinite square.
struct Nearest {
  std::vector<Contact> contacts;  // M B P
  std::vector<double> squares;    // Å²
};

Nearest nearest_contacts(const AtomNumbers& numbers, bool images) {
  const std::int64_t rows = numbers.rows_per_cell();
  Nearest nearest;
  nearest.contacts.reserve(static_cast<std::size_t>(numbers.cells() * rows));
  for (std::int64_t row = 0; row < numbers.cells() * rows; ++row)
    nearest.contacts.push_back({row / rows, row, row, {0, 0, 0}});
  nearest.squares.assign(nearest.contacts.size(), std::numeric_limits<double>::infinity());
  const auto offer = [&nearest](const Contact& contact, double square) {
    const auto row = static_cast<std::size_t>(contact.from);
    if (!(square < nearest.squares[row])) return;
    nearest.squares[row] = square;
    nearest.contacts[row] = contact;
  };
  ContactSearch search(numbers, images);
  for (std::int64_t cell = 0; cell < numbers.cells(); ++cell)
    for (const auto& [contact, square] : search.of(cell)) {
      offer(contact, square);
      offer(reversed(contact), square);
    }
  return nearest;
}

// Calls `of_distance(place, member, distance)` for every valid distance and `of_structure()` behind every structure.
template <class OfDistance, class OfStructure>
void for_each(const NearestDistances& s, const OfDistance& of_distance, const OfStructure& of_structure) {
  const auto distances = plain_numbers(s.distance);      // [M, B, P]
  const auto valid = plain_numbers(s.valid, at::kBool);  // [M, B, P]
  const std::int64_t structures = distances.size(1);
  const std::int64_t rows = distances.size(2);
  const double* distance = distances.data_ptr<double>();
  const bool* counts = valid.data_ptr<bool>();
  for (std::int64_t cell = 0; cell < distances.size(0) * structures; ++cell) {
    for (std::int64_t place = cell * rows; place < (cell + 1) * rows; ++place)
      if (counts[place]) of_distance(place, cell / structures, distance[place]);
    of_structure();
  }
}

// The mean over structures of what counts: [M] each.
GeometryTerms terms_of(const NearestDistances& s, Misfits geo1, Misfits geo2) {
  geo1.factor /= static_cast<double>(s.distance.size(1));
  geo2.factor /= static_cast<double>(s.distance.size(1));
  return misfit_terms(s.distance, std::move(geo1), std::move(geo2), s.distance.size(0));
}

}  // namespace

NearestDistances nearest_distances(const AtomBatch& atoms, bool images) {
  const AtomNumbers numbers(atoms);
  Nearest nearest = nearest_contacts(numbers, images);
  auto valid = at::empty(atoms.present.sizes(), at::kBool);  // [M, B, P]
  std::ranges::transform(nearest.squares, valid.data_ptr<bool>(),
                         [](double square) { return square < std::numeric_limits<double>::infinity(); });
  const auto distances = contact_distances(atoms, numbers, std::move(nearest.contacts));
  return {distances.view(valid.sizes()), valid.to(atoms.positions.device())};
}

GeometryTerms literal_geometry(const NearestDistances& s, const DistanceWindow& window) {
  Misfits geo1{1.0};
  Misfits geo2{-1.0};
  // Of one structure: the distance nearest to a limit.
  struct Least {
    double limit;
    double square = std::numeric_limits<double>::infinity();
    Misfit misfit{};

    void offer(std::int64_t place, std::int64_t member, double distance) {
      const double off = (limit - distance) * (limit - distance);
      if (off >= square) return;
      square = off;
      misfit = {place, member, limit};
    }
    void end(Misfits& misfits) {
      if (square < std::numeric_limits<double>::infinity()) misfits.all.push_back(misfit);
      square = std::numeric_limits<double>::infinity();
    }
  };
  Least to_smallest{window.smallest};
  Least to_largest{window.largest};
  for_each(
      s,
      [&](std::int64_t place, std::int64_t member, double distance) {
        to_smallest.offer(place, member, distance);
        to_largest.offer(place, member, distance);
      },
      [&] {
        to_smallest.end(geo1);
        to_largest.end(geo2);
      });
  return terms_of(s, std::move(geo1), std::move(geo2));
}

GeometryTerms spring_geometry(const NearestDistances& s, const DistanceWindow& window) {
  Misfits geo1;
  Misfits geo2;
  for_each(
      s,
      [&](std::int64_t place, std::int64_t member, double) {
        geo1.all.push_back({place, member, window.smallest});
        geo2.all.push_back({place, member, window.largest});
      },
      [] {});
  return terms_of(s, std::move(geo1), std::move(geo2));
}

GeometryTerms hinge_geometry(const NearestDistances& s, const DistanceWindow& window) {
  Misfits geo1;
  Misfits geo2;
  for_each(
      s,
      [&](std::int64_t place, std::int64_t member, double distance) {
        if (!(distance >= window.smallest)) geo1.all.push_back({place, member, window.smallest});
        if (!(distance <= window.largest)) geo2.all.push_back({place, member, window.largest});
      },
      [] {});
  return terms_of(s, std::move(geo1), std::move(geo2));
}

}  // namespace crystalgan
