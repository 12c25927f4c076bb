#include "crystalgan/crystal/averaged_primitive.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/repeating_cell.hpp"
#include "crystalgan/crystal/site_grid.hpp"

namespace crystalgan {
namespace {

// Comparisons of two points each, in the search for translations and in that through sublattices, and those that an atom
// takes to be folded into a smaller cell. Chosen: a second or so, a hundred times what crystals of 100 atoms need.
constexpr std::int64_t kMaxComparisons = 50'000'000;
constexpr std::int64_t kComparisonsPerAtom = 20;

// Larger cells first go to that in which they repeat within kClearCopies (Å), which takes no comparison of all atoms.
// Chosen: crystals that are compared are smaller; well within any tolerance.
constexpr std::size_t kMaxWhole = 500;
constexpr double kClearCopies = 0.1;

// A sublattice of index `size` in Hermite normal form: the given cell is [[a, b, c], [0, e, f], [0, 0, g]] times the
// smaller one. Every sublattice has exactly one such form (Santoro & Mighell, Acta Cryst. A28, 284 (1972)).
struct Division {
  int size;
  int a, b, c, e, f, g;

  // The vectors of the smaller cell in fractions of the given one: the inverse.
  std::array<Fractional, 3> vectors() const {
    const double ae = a * e;
    const double eg = e * g;
    return {Fractional{1.0 / a, -b / ae, (b * f - c * e) / (ae * g)}, Fractional{0.0, 1.0 / e, -f / eg},
            Fractional{0.0, 0.0, 1.0 / g}};
  }

  Fractional position(const Fractional& given) const {
    return {a * given[0], b * given[0] + e * given[1], c * given[0] + f * given[1] + g * given[2]};
  }
};

// Per axis, the distance of two points to the nearest whole number.
Fractional apart(const Fractional& u, const Fractional& v) {
  Fractional difference = u - v;
  for (double& component : difference.components) component = std::fabs(component - std::nearbyint(component));
  return difference;
}

bool below(const Fractional& difference, const Fractional& limit) {
  return difference[0] < limit[0] && difference[1] < limit[1] && difference[2] < limit[2];
}

using Positions = std::vector<Fractional>;

class TranslationSearch {
 public:
  TranslationSearch(const Structure& structure, double tolerance)
      : structure_(structure), tolerance_(tolerance), limit_(fractions(structure.lattice().rows())) {
    for (const Site& site : structure.sites()) sites_[site.element.symbol()].push_back(site.position);
  }

  std::optional<Structure> smaller_cell() const {
    int max_size = 0;
    for (const auto& [symbol, positions] : sites_) max_size = std::gcd(max_size, static_cast<int>(positions.size()));
    if (max_size == 1) return std::nullopt;
    const Positions translations = approximate_translations();
    if (translations.size() < 2) return std::nullopt;  // the first is none
    std::int64_t steps = kMaxComparisons;
    for (int size = 2; size <= max_size && steps > 0; ++size) {
      if (max_size % size != 0) continue;
      if (auto smaller = smaller_by(size, translations, steps)) return smaller;
    }
    return std::nullopt;
  }

 private:
  // The tolerance as fractions of three vectors.
  Fractional fractions(const Basis& vectors) const {
    return {tolerance_ / length(vectors[0]), tolerance_ / length(vectors[1]), tolerance_ / length(vectors[2])};
  }

  // Vectors between atoms of the rarest element that bring every atom near one of its kind; twice the tolerance, since
  // neither end of such a vector is where the mean will be.
  Positions approximate_translations() const {
    const auto rarest = std::min_element(sites_.begin(), sites_.end(), [](const auto& one, const auto& other) {
      return one.second.size() < other.second.size();
    });
    std::map<std::string_view, SiteGrid> grids;
    for (const auto& [symbol, positions] : sites_)
      grids.emplace(symbol, SiteGrid(structure_.lattice().rows(), positions));
    Positions translations;
    std::int64_t steps = kMaxComparisons;
    for (const Fractional& position : rarest->second) {
      const Fractional translation = position - rarest->second.front();
      if (moves_all_onto_their_kind(translation, grids, steps)) translations.push_back(translation);
      if (steps < 0) return {};
    }
    return translations;
  }

  bool moves_all_onto_their_kind(const Fractional& translation, const std::map<std::string_view, SiteGrid>& grids,
                                 std::int64_t& steps) const {
    for (const auto& of_kind : sites_)  // its symbol and positions; clang 14 takes no structured binding into a lambda
      for (const Fractional& from : of_kind.second) {
        bool found = false;
        grids.at(of_kind.first).near(translation + from, 2.0 * tolerance_, [&](std::size_t to) {
          --steps;
          found = below(apart(translation + from, of_kind.second[to]), 2.0 * limit_);
          return !found;
        });
        if (!found || steps < 0) return false;
      }
    return true;
  }

  bool suggested(const Fractional& vector, const Positions& translations) const {
    return std::any_of(translations.begin(), translations.end(),
                       [&](const Fractional& translation) { return below(apart(vector, translation), limit_); });
  }

  // By the first sublattice, in the order of a, e, b, c and f, whose vectors are all translations and that divides the crystal.
  std::optional<Structure> smaller_by(int size, const Positions& translations, std::int64_t& steps) const {
    const auto count = std::ssize(translations);
    for (int a = 1; a <= size; ++a)
      for (int e = 1; size % a == 0 && e <= size / a && steps > 0; ++e) {
        if ((size / a) % e != 0) continue;
        Division division{size, a, 0, 0, e, 0, size / a / e};
        steps -= count;
        if (!suggested(division.vectors()[2], translations)) continue;
        std::vector<int> fs;
        for (division.f = 0; division.f < e; ++division.f)
          if (suggested(division.vectors()[1], translations)) fs.push_back(division.f);
        steps -= count * e;
        if (fs.empty()) continue;
        if (auto smaller = smaller_by(division, fs, translations, steps)) return smaller;
      }
    return std::nullopt;
  }

  std::optional<Structure> smaller_by(Division division, const std::vector<int>& fs, const Positions& translations,
                                      std::int64_t& steps) const {
    const Positions in_plane = near_along(0, division.vectors()[0], translations);
    for (division.b = 0; division.b < division.a && steps > 0; ++division.b) {
      steps -= std::ssize(in_plane) + 1;
      const Positions in_line = near_along(1, division.vectors()[0], in_plane);
      for (division.c = 0; division.c < division.a && !in_line.empty() && steps > 0; ++division.c)
        for (const int f : fs) {
          division.f = f;
          steps -= std::ssize(in_line);
          if (!suggested(division.vectors()[0], in_line)) continue;
          // the atoms of a set are compared with each other
          steps -= (kComparisonsPerAtom + division.size) * std::ssize(structure_.sites());
          if (auto smaller = divided(division)) return smaller;
        }
    }
    return std::nullopt;
  }

  Positions near_along(std::size_t axis, const Fractional& vector, const Positions& translations) const {
    Positions near;
    for (const Fractional& translation : translations)
      if (apart(vector, translation)[axis] < limit_[axis]) near.push_back(translation);
    return near;
  }

  std::optional<Structure> divided(const Division& division) const {
    Basis rows;
    const auto vectors = division.vectors();
    for (std::size_t i = 0; i < 3; ++i) rows[i] = structure_.lattice().cartesian(vectors[i]);
    std::vector<Site> merged;
    for (const auto& [symbol, positions] : sites_) {
      const auto means = merged_copies(positions, division, rows);
      if (means.empty()) return std::nullopt;
      for (const Fractional& mean : means) merged.push_back({Element::from_symbol(symbol), mean});
    }
    return Structure(Lattice(rows), std::move(merged), structure_.name());
  }

  // The mean of each set of copies; nothing unless the atoms fall into sets of `division.size`, all near each other.
  Positions merged_copies(const Positions& positions, const Division& division, const Basis& rows) const {
    const Fractional limit = fractions(rows);
    Positions inside;
    for (const Fractional& position : positions) inside.push_back(wrapped(division.position(position)));
    // Neighbours in the given cell are two atoms, however near.
    const auto copies = [&](std::size_t i, std::size_t j) {
      return i == j ||
             (below(apart(inside[i], inside[j]), limit) && !within(apart(positions[i], positions[j]), 2.0 * limit_));
    };
    const SiteGrid grid(rows, inside);
    Positions means;
    std::vector<bool> taken(positions.size(), false);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      std::vector<std::size_t> set;
      grid.near(inside[i], tolerance_, [&](std::size_t j) {
        if (copies(i, j)) set.push_back(j);
        return true;
      });
      std::sort(set.begin(), set.end());
      if (static_cast<int>(set.size()) != division.size) return {};
      if (taken[i]) continue;  // the set of another atom, all near each other
      for (const std::size_t j : set)
        for (const std::size_t k : set)
          if (!copies(j, k)) return {};
      for (const std::size_t j : set) taken[j] = true;
      means.push_back(mean(inside, set));
    }
    return means;
  }

  static bool within(const Fractional& difference, const Fractional& limit) {
    return difference[0] <= limit[0] && difference[1] <= limit[1] && difference[2] <= limit[2];
  }

  // Of the images nearest to each other.
  static Fractional mean(const Positions& positions, const std::vector<std::size_t>& set) {
    Fractional centre = positions[set.front()];
    for (std::size_t n = 1; n < set.size(); ++n) {
      Fractional offset = positions[set[n]] - centre;
      for (double& component : offset.components) component -= std::nearbyint(component);
      centre = centre + (1.0 / static_cast<double>(n + 1)) * offset;
    }
    return centre;
  }

  const Structure& structure_;
  double tolerance_;
  Fractional limit_;                             // the tolerance in fractions of the given cell
  std::map<std::string_view, Positions> sites_;  // by symbol
};

}  // namespace

Structure averaged_primitive_cell(const Structure& structure, double tolerance) {
  Structure smallest =
      structure.size() > kMaxWhole ? repeating_cell(niggli_reduced(structure), kClearCopies) : structure;
  while (auto smaller = TranslationSearch(smallest, tolerance).smaller_cell()) smallest = std::move(*smaller);
  return smallest;
}

}  // namespace crystalgan
