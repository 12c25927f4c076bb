#include "crystalgan/gan/pair_geometry.hpp"

#include <ATen/ATen.h>

#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "crystalgan/gan/contacts.hpp"
#include "crystalgan/gan/misfits.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kX = 0;

// The contacts of a batch that break a limit, and what their distances should be.
struct Broken {
  std::vector<Contact> contacts;
  Misfits too_short;
  Misfits too_long;

  void add(Misfits& misfits, const Contact& contact, std::int64_t member, double wanted) {
    misfits.all.push_back({std::ssize(contacts), member, wanted});
    contacts.push_back(contact);
  }
};

class PairSearch {
 public:
  PairSearch(const AtomNumbers& numbers, const std::vector<std::int64_t>& kinds, const PairWindow& window)
      : search_(numbers, true), kinds_(kinds), most_(window.most_metal - window.margin) {
    for (std::size_t one = 0; one < 3; ++one)
      for (std::size_t other = 0; other < 3; ++other)
        if (const double limit = window.least[one][other]; limit > 0.0) least_[one][other] = limit + window.margin;
  }

  void run(std::int64_t cell, std::int64_t member, Broken& broken) {
    const std::int64_t first = cell * std::ssize(kinds_);
    nearest_.assign(kinds_.size(), {{}, std::numeric_limits<double>::infinity()});
    for (const auto& [contact, square] : search_.of(cell)) {
      const auto from = static_cast<std::size_t>(contact.from - first);
      const auto to = static_cast<std::size_t>(contact.to - first);
      const double least = least_[kind(from)][kind(to)];
      if (square < least * least) broken.add(broken.too_short, contact, member, least);
      if (kind(from) == kX || kind(to) == kX) continue;
      if (square < nearest_[from].square) nearest_[from] = {contact, square};
      if (square < nearest_[to].square) nearest_[to] = {reversed(contact), square};
    }
    for (const auto& [contact, square] : nearest_)
      if (square < std::numeric_limits<double>::infinity() && std::sqrt(square) > most_)
        broken.add(broken.too_long, contact, member, most_);
  }

 private:
  std::size_t kind(std::size_t row) const { return static_cast<std::size_t>(kinds_[row]); }

  ContactSearch search_;
  const std::vector<std::int64_t>& kinds_;
  double most_;                                   // Å, from a metal to its nearest metal
  std::array<std::array<double, 3>, 3> least_{};  // Å; 0: the pair is free
  std::vector<FoundContact> nearest_;             // metal, of every row of the cell
};

}  // namespace

GeometryTerms pair_geometry(const AtomBatch& atoms, const std::vector<std::int64_t>& kinds, const PairWindow& window) {
  const AtomNumbers numbers(atoms, std::ssize(kinds));
  const auto structures = atoms.positions.size(1);
  PairSearch search(numbers, kinds, window);
  Broken broken;
  broken.too_short.factor = broken.too_long.factor = 1.0 / static_cast<double>(structures);
  for (std::int64_t cell = 0; cell < numbers.cells(); ++cell) search.run(cell, cell / structures, broken);
  const auto distances = contact_distances(atoms, numbers, std::move(broken.contacts));  // [contacts]
  return misfit_terms(distances, std::move(broken.too_short), std::move(broken.too_long), atoms.positions.size(0));
}

}  // namespace crystalgan
