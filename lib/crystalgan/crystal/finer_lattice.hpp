#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "crystalgan/crystal/near_distance.hpp"
#include "crystalgan/crystal/site_grid.hpp"
#include "crystalgan/crystal/supercell.hpp"
#include "crystalgan/crystal/translations.hpp"

namespace crystalgan {

/// A lattice that contains the given one: the given vectors are `multiples` of its own.
class FinerLattice {
 public:
  FinerLattice(const Basis& given, const CellChange& multiples);

  /// Reduces the vectors: all below is in the reduced ones.
  void reduce();
  const Basis& rows() const { return rows_; }
  Fractional position(const Fractional& given) const;  ///< from fractions of the given vectors

 private:
  CellChange multiples_;
  Basis rows_;
};

/// The lattice that translations of a crystal generate, by how they add up.
class GeneratedLattice {
 public:
  /// `max_mismatch` (Å): how far sums may be from the translation that they are. `size`: the atoms of each element are a
  /// multiple of it.
  GeneratedLattice(const Basis& reduced, const std::vector<ApproximateTranslation>& translations, double max_mismatch,
                   int size);

  /// False where the multiples of the translation do not come back to a lattice vector, as they do in a group.
  bool add(const Fractional& generator);

  /// The given vectors in multiples of those of the lattice, in the form of sublattices() transposed.
  CellChange multiples() const;

 private:
  std::optional<std::size_t> nearest_to(const Fractional& place) const;
  void add_row(ImageIndex vector);

  NearDistance distance_;
  double max_mismatch_;
  int size_;
  Points places_;  // of the translations, the first one of none
  SiteGrid grid_;
  CellChange rows_;  // of the lattice, in multiples of the given vectors over size_
};

/// Finer lattices of which all vectors are near translations that were found.
class FinerLattices {
 public:
  FinerLattices(const Basis& given, const Translations& translations, double tolerance);

  /// Visits those of a multiple in the order of sublattices(). False where the steps left are too few.
  bool visit_all(int multiple, std::int64_t& steps, const std::function<void(const FinerLattice&)>& visit) const;

 private:
  std::vector<std::int64_t> third_entries(std::int64_t b, std::int64_t c, std::int64_t& steps) const;
  void visit_first_vectors(CellChange change, const std::vector<std::int64_t>& thirds, std::int64_t& steps,
                           const std::function<void(const FinerLattice&)>& visit) const;
  Points near_along(const Points& places, std::size_t axis, double fraction) const;
  bool near_translations(const Fractional& vector, std::int64_t most, std::int64_t& steps) const;

  Basis given_;
  double tolerance_;
  NearDistance near_;
  Points places_;  // of the translations, the first one of none
  SiteGrid grid_;
  Fractional reach_;  // the tolerance in fractions
};

}  // namespace crystalgan
