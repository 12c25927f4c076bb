#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// The sites of a cell and those of their periodic images that lie within a reach of any of them, with neighbour lists:
/// a crystal for code that knows no periods. Its memory is kept from one structure to the next.
class PaddedCell {
 public:
  /// Whether images have neighbour lists too.
  enum class Lists { of_sites, of_all };

  /// Lays out `structure`, exactly for any cell: the sites first, in their order, then the images. One list per cutoff
  /// (Å, none above `reach`), each pair in both directions. Throws NumericalError for a cell so small or flat that it
  /// has too many images within reach.
  void lay_out(const Structure& structure, double reach, std::span<const double> cutoffs, Lists lists);

  std::size_t size() const { return sites_.size(); }
  std::size_t site_count() const { return site_count_; }
  /// x, y, z of every atom (Å), in the frame of the structure but for translations by lattice vectors.
  const std::vector<double>& coordinates() const { return coordinates_; }
  /// The site that each atom is, or is an image of.
  const std::vector<std::size_t>& sites() const { return sites_; }
  /// Atoms within the cutoff of this one; none for an image unless there are lists of all.
  std::span<const int> neighbors(std::size_t list, std::size_t atom) const { return lists_[list][atom]; }

 private:
  /// Of a site and a direction: the images that may lie within reach.
  struct Range {
    int first;
    int last;
  };

  void place_sites(const Structure& structure, const Lattice& cell);
  std::array<Range, 3> ranges_of(std::size_t site, const std::array<double, 3>& margin) const;
  void add_images(const Lattice& cell, double reach, std::span<const double> cutoffs);
  void list_pairs(std::span<const double> cutoffs);
  void list_pairs_of_images(std::span<const double> cutoffs);
  /// Writes the squared distances from a point to every site into squares_ and returns the smallest.
  double measure(double x, double y, double z);

  std::size_t site_count_ = 0;
  std::vector<Fractional> fractions_;  // of the sites, inside the reduced cell
  std::array<double, 3> lowest_{};     // of fractions_, axis by axis
  std::array<double, 3> highest_{};
  std::array<std::vector<double>, 3> site_axes_;  // coordinates of the sites, axis by axis
  std::vector<double> squares_;
  std::vector<double> coordinates_;
  std::vector<std::size_t> sites_;
  std::vector<std::vector<std::vector<int>>> lists_;  // list, atom, neighbours
};

}  // namespace crystalgan
