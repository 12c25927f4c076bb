#include "crystalgan/crystal/lattice_rotations.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>

namespace crystalgan {
namespace {

// Every lattice vector that is about as long as a basis vector may be its image.
class Search {
 public:
  Search(const Basis& basis, double tolerance) : basis_(basis), tolerance_(tolerance) {
    for (std::size_t i = 0; i < 3; ++i) lengths_[i] = length(basis[i]);
    for (int i = -1; i <= 1; ++i)
      for (int j = -1; j <= 1; ++j)
        for (int k = -1; k <= 1; ++k) sort_in({i, j, k});
  }

  // In a reduced cell entries of -1, 0 and 1 suffice (Grosse-Kunstleve, Sauter & Adams, Acta Cryst. A60, 1 (2004)).
  std::vector<LatticeRotation> all() const {
    std::vector<LatticeRotation> found;
    for (const Image& a : images_[0]) {
      for (const Image& b : images_[1]) {
        const double ab = turn(a, b, 0, 1);
        if (!(ab <= tolerance_)) continue;
        for (const Image& c : images_[2]) {
          const double turned = std::max({ab, turn(a, c, 0, 2), turn(b, c, 1, 2)});
          if (!(turned <= tolerance_)) continue;
          Rotation rotation;
          for (std::size_t i = 0; i < 3; ++i) rotation[i] = {a.multiples[i], b.multiples[i], c.multiples[i]};
          if (std::abs(determinant(rotation)) != 1) continue;
          found.push_back({rotation, std::max({turned, a.stretch, b.stretch, c.stretch})});
        }
      }
    }
    return found;
  }

 private:
  // A lattice vector of about the length of a basis vector.
  struct Image {
    std::array<int, 3> multiples;
    Cartesian vector;
    double stretch;  // Å
  };

  void sort_in(const std::array<int, 3>& multiples) {
    const Cartesian vector = static_cast<double>(multiples[0]) * basis_[0] +
                             static_cast<double>(multiples[1]) * basis_[1] +
                             static_cast<double>(multiples[2]) * basis_[2];
    const double size = length(vector);
    for (std::size_t i = 0; i < 3; ++i)
      if (std::abs(size - lengths_[i]) <= tolerance_)
        images_[i].push_back({multiples, vector, std::abs(size - lengths_[i])});
  }

  // Å that the tip of the longer side moves: |Δ(a_i · a_j)| over the shorter side.
  double turn(const Image& one, const Image& other, std::size_t i, std::size_t j) const {
    return std::abs(dot(one.vector, other.vector) - dot(basis_[i], basis_[j])) / std::min(lengths_[i], lengths_[j]);
  }

  Basis basis_;
  double tolerance_;
  std::array<double, 3> lengths_;
  std::array<std::vector<Image>, 3> images_;
};

}  // namespace

std::vector<LatticeRotation> lattice_rotations(const Basis& reduced, double tolerance) {
  return Search(reduced, tolerance).all();
}

}  // namespace crystalgan
