#include "crystalgan/gan/geometry.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "crystalgan/core/check_shape.hpp"

namespace crystalgan {
namespace {

// Å². Below this squared distance the square root has no useful slope: coinciding atoms get gradient 0, not NaN.
constexpr double kSmallestSquare = 1e-12;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

template <class Number>
Cartesian vector_at(const std::vector<Number>& features, std::size_t row) {
  return {static_cast<double>(features[3 * row]), static_cast<double>(features[3 * row + 1]),
          static_cast<double>(features[3 * row + 2])};
}

// A lattice has three rows: fewer slots would overlap the next block.
template <class Number>
void require_shapes(const CellBatch<Number>& cells) {
  if (cells.size > 0 && cells.slots < 3)
    check_shape("slots of a cell with a lattice", std::array{3}, std::array{cells.slots});
  check_shape("cells", std::array{cells.size * cells.numbers_per_cell()}, std::array{std::ssize(cells.features)});
  check_shape("mask of the cells", std::array{cells.size * cells.rows_per_cell()}, std::array{std::ssize(cells.mask)});
}

void require_shapes(const AtomBatch& atoms) {
  const std::array expected{atoms.size() * atoms.rows};
  check_shape("atom positions", expected, std::array{std::ssize(atoms.positions)});
  check_shape("atom mask", expected, std::array{std::ssize(atoms.present)});
}

// The current nearest neighbour of an atom.
struct Nearest {
  std::int64_t to = 0;
  ImageIndex image{};
  double square = kInfinity;
};

// Finds the nearest neighbours of one structure at a time.
class NeighborSearch {
 public:
  NeighborSearch(const AtomBatch& atoms, bool images) : atoms_(atoms), images_(images) {}

  // Per row of the structure; valid until the next call.
  const std::vector<Nearest>& of(std::int64_t structure) {
    const std::int64_t first = structure * atoms_.rows;
    nearest_.assign(static_cast<std::size_t>(atoms_.rows), {});
    pairs_.clear();
    apart_.clear();
    for (std::int64_t i = first; i < first + atoms_.rows; ++i) {
      if (!present(i)) continue;
      for (std::int64_t j = i + 1; j < first + atoms_.rows; ++j) {
        if (!present(j)) continue;
        pairs_.push_back({i, j});
        apart_.push_back(position(j) - position(i));
      }
    }
    closest_.resize(apart_.size());
    if (images_)
      with_images(structure);
    else
      for (std::size_t k = 0; k < apart_.size(); ++k) closest_[k] = {{0, 0, 0}, dot(apart_[k], apart_[k])};
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
      const auto [i, j] = pairs_[k];
      const auto& [a, b, c] = closest_[k].index;
      offer(i - first, j, closest_[k].index, closest_[k].square);
      offer(j - first, i, {-a, -b, -c}, closest_[k].square);
    }
    if (images_) offer_own_images(first);
    return nearest_;
  }

 private:
  bool present(std::int64_t row) const { return atoms_.present[static_cast<std::size_t>(row)] != 0; }
  const Cartesian& position(std::int64_t row) const { return atoms_.positions[static_cast<std::size_t>(row)]; }

  void with_images(std::int64_t structure) {
    const ClosestImage closest(atoms_.lattices[static_cast<std::size_t>(structure)]);
    closest.nearest(apart_, closest_);
    shortest_ = closest.shortest();
    const Cartesian& own = closest.reduced().front();
    shortest_square_ = dot(own, own);
  }

  void offer_own_images(std::int64_t first) {
    for (std::int64_t i = first; i < first + atoms_.rows; ++i)
      if (present(i)) offer(i - first, i, shortest_, shortest_square_);
  }

  void offer(std::int64_t slot, std::int64_t to, const ImageIndex& image, double square) {
    Nearest& nearest = nearest_[static_cast<std::size_t>(slot)];
    if (square < nearest.square) nearest = {to, image, square};
  }

  const AtomBatch& atoms_;
  bool images_;
  std::vector<Nearest> nearest_;
  std::vector<std::array<std::int64_t, 2>> pairs_;
  std::vector<Cartesian> apart_;
  std::vector<NearestImage> closest_;
  ImageIndex shortest_{};
  double shortest_square_ = kInfinity;
};

NearestDistance measured(const AtomBatch& atoms, std::int64_t structure, std::int64_t from, const Nearest& nearest) {
  const auto& [i, j, k] = nearest.image;
  const auto& [a, b, c] = atoms.lattices[static_cast<std::size_t>(structure)];
  const Cartesian apart = atoms.positions[static_cast<std::size_t>(nearest.to)] -
                          atoms.positions[static_cast<std::size_t>(from)] + static_cast<double>(i) * a +
                          static_cast<double>(j) * b + static_cast<double>(k) * c;
  const double square = dot(apart, apart);
  const bool together = square <= kSmallestSquare;
  const double distance = std::sqrt(together ? kSmallestSquare : square);
  return {structure, from, nearest.to, nearest.image, distance, together ? Cartesian{} : (1.0 / distance) * apart};
}

// A term sign/B Σ (s - wanted)² over the distances that are added, and its gradient times λ.
class SquareSum {
 public:
  SquareSum(double sign, std::int64_t structures, double wanted, double lambda, std::span<double> gradient)
      : factor_(sign / static_cast<double>(structures)), wanted_(wanted), lambda_(lambda), gradient_(gradient) {}

  void add(std::size_t i, double distance) {
    const double off = distance - wanted_;
    value_ += factor_ * off * off;
    if (lambda_ != 0.0) gradient_[i] += 2.0 * factor_ * off * lambda_;
  }
  double value() const { return value_; }

 private:
  double factor_;
  double wanted_;
  double lambda_;
  std::span<double> gradient_;
  double value_ = 0.0;
};

// The distance of a structure that is nearest to a limit.
struct NearestToLimit {
  double limit;
  double square = kInfinity;
  std::size_t index = 0;

  void offer(std::size_t i, double distance) {
    const double off = (limit - distance) * (limit - distance);
    if (off >= square) return;
    square = off;
    index = i;
  }
};

}  // namespace

template <class Number>
AtomBatch atoms_of(const CellBatch<Number>& cells, std::span<const Block> blocks) {
  require_shapes(cells);
  AtomBatch atoms{std::ssize(blocks) * cells.slots, {}, {}, {}};
  atoms.positions.reserve(static_cast<std::size_t>(cells.size * atoms.rows));
  for (std::int64_t structure = 0; structure < cells.size; ++structure) {
    const std::size_t lattice = cells.row(structure, Block::lattice, 0);
    atoms.lattices.push_back({vector_at(cells.features, lattice), vector_at(cells.features, lattice + 1),
                              vector_at(cells.features, lattice + 2)});
    for (const Block block : blocks)
      for (std::int64_t slot = 0; slot < cells.slots; ++slot) {
        const std::size_t row = cells.row(structure, block, slot);
        atoms.positions.push_back(cells.mask[row] != 0 ? vector_at(cells.features, row) : Cartesian{});
        atoms.present.push_back(cells.mask[row]);
      }
  }
  return atoms;
}

std::vector<NearestDistance> nearest_distances(const AtomBatch& atoms, bool images) {
  require_shapes(atoms);
  std::vector<NearestDistance> distances;
  NeighborSearch search(atoms, images);
  for (std::int64_t structure = 0; structure < atoms.size(); ++structure) {
    const auto& nearest = search.of(structure);
    for (std::int64_t row = 0; row < atoms.rows; ++row) {
      const Nearest& found = nearest[static_cast<std::size_t>(row)];
      if (found.square < kInfinity)
        distances.push_back(measured(atoms, structure, structure * atoms.rows + row, found));
    }
  }
  return distances;
}

AtomGradient gradient_by_atoms(const AtomBatch& atoms, std::span<const NearestDistance> distances,
                               std::span<const double> of_distances) {
  AtomGradient gradient{std::vector<Basis>(atoms.lattices.size()), std::vector<Cartesian>(atoms.positions.size())};
  for (std::size_t i = 0; i < distances.size(); ++i) {
    const NearestDistance& s = distances[i];
    const Cartesian pull = of_distances[i] * s.slope;
    Cartesian& to = gradient.positions[static_cast<std::size_t>(s.to)];
    to = to + pull;
    Cartesian& from = gradient.positions[static_cast<std::size_t>(s.from)];
    from = from - pull;
    Basis& lattice = gradient.lattices[static_cast<std::size_t>(s.structure)];
    for (std::size_t k = 0; k < 3; ++k) lattice[k] = lattice[k] + static_cast<double>(s.image[k]) * pull;
  }
  return gradient;
}

GeometryTerms literal_geometry(std::span<const NearestDistance> s, std::int64_t structures,
                               const DistanceWindow& window, const GeometryWeights& weights,
                               std::span<double> gradient) {
  SquareSum geo1(1.0, structures, window.smallest, weights.geo1, gradient);
  SquareSum geo2(-1.0, structures, window.largest, weights.geo2, gradient);
  for (std::size_t i = 0; i < s.size();) {
    NearestToLimit to_smallest{window.smallest};
    NearestToLimit to_largest{window.largest};
    const std::int64_t structure = s[i].structure;
    for (; i < s.size() && s[i].structure == structure; ++i) {
      to_smallest.offer(i, s[i].distance);
      to_largest.offer(i, s[i].distance);
    }
    if (to_smallest.square < kInfinity) geo1.add(to_smallest.index, s[to_smallest.index].distance);
    if (to_largest.square < kInfinity) geo2.add(to_largest.index, s[to_largest.index].distance);
  }
  return {geo1.value(), geo2.value()};
}

GeometryTerms spring_geometry(std::span<const NearestDistance> s, std::int64_t structures, const DistanceWindow& window,
                              const GeometryWeights& weights, std::span<double> gradient) {
  SquareSum geo1(1.0, structures, window.smallest, weights.geo1, gradient);
  SquareSum geo2(1.0, structures, window.largest, weights.geo2, gradient);
  for (std::size_t i = 0; i < s.size(); ++i) {
    geo1.add(i, s[i].distance);
    geo2.add(i, s[i].distance);
  }
  return {geo1.value(), geo2.value()};
}

GeometryTerms hinge_geometry(std::span<const NearestDistance> s, std::int64_t structures, const DistanceWindow& window,
                             const GeometryWeights& weights, std::span<double> gradient) {
  SquareSum geo1(1.0, structures, window.smallest, weights.geo1, gradient);
  SquareSum geo2(1.0, structures, window.largest, weights.geo2, gradient);
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (!(s[i].distance >= window.smallest)) geo1.add(i, s[i].distance);
    if (!(s[i].distance <= window.largest)) geo2.add(i, s[i].distance);
  }
  return {geo1.value(), geo2.value()};
}

GeometryTerms geometry_of_form(GeometryForm form, std::span<const NearestDistance> s, std::int64_t structures,
                               const DistanceWindow& window, const GeometryWeights& weights,
                               std::span<double> gradient) {
  switch (form) {
    case GeometryForm::literal:
      return literal_geometry(s, structures, window, weights, gradient);
    case GeometryForm::spring:
      return spring_geometry(s, structures, window, weights, gradient);
    case GeometryForm::hinge:
      return hinge_geometry(s, structures, window, weights, gradient);
    case GeometryForm::none:
      break;
  }
  return {};
}

template <class Number>
GeometryTerms geometry_loss(const CellBatch<Number>& cells, const GeometryConstraint& constraint,
                            const GeometryWeights& weights, std::span<Number> gradient) {
  check_shape("gradient by the cells", std::array{std::ssize(cells.features)}, std::array{std::ssize(gradient)});
  GeometryTerms sum;
  std::vector<double> of_features(cells.features.size());  // [B, K, S, 3]
  const auto add = [&of_features](std::size_t row, const Cartesian& pull) {
    for (std::size_t axis = 0; axis < 3; ++axis) of_features[3 * row + axis] += pull[axis];
  };
  for (const auto& blocks : constraint.groups) {
    const AtomBatch atoms = atoms_of(cells, std::span<const Block>(blocks));
    const auto distances = nearest_distances(atoms, constraint.images);
    std::vector<double> of_distances(distances.size());
    const GeometryTerms terms =
        geometry_of_form(constraint.form, distances, cells.size, constraint.window, weights, of_distances);
    sum.geo1 += terms.geo1;
    sum.geo2 += terms.geo2;
    const AtomGradient of_atoms = gradient_by_atoms(atoms, distances, of_distances);
    std::size_t atom = 0;
    for (std::int64_t structure = 0; structure < cells.size; ++structure) {
      const Basis& lattice = of_atoms.lattices[static_cast<std::size_t>(structure)];
      for (std::size_t k = 0; k < 3; ++k) add(cells.row(structure, Block::lattice, 0) + k, lattice[k]);
      for (const Block block : blocks)
        for (std::int64_t slot = 0; slot < cells.slots; ++slot, ++atom)
          add(cells.row(structure, block, slot), of_atoms.positions[atom]);
    }
  }
  for (std::size_t i = 0; i < of_features.size(); ++i) gradient[i] = static_cast<Number>(of_features[i]);
  return sum;
}

template AtomBatch atoms_of(const CellBatch<float>&, std::span<const Block>);
template AtomBatch atoms_of(const CellBatch<double>&, std::span<const Block>);
template GeometryTerms geometry_loss(const CellBatch<float>&, const GeometryConstraint&, const GeometryWeights&,
                                     std::span<float>);
template GeometryTerms geometry_loss(const CellBatch<double>&, const GeometryConstraint&, const GeometryWeights&,
                                     std::span<double>);

}  // namespace crystalgan
