#include "crystalgan/repair/symmetrise.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "crystalgan/crystal/lattice_rotations.hpp"
#include "crystalgan/crystal/symmetry_average.hpp"
#include "crystalgan/repair/reduced_cell.hpp"

namespace crystalgan {
namespace {

// Fractional; by how much an averaged structure may miss its symmetry through rounding. Chosen, not derived: positions
// are near one, and a wrong choice of image is off by a tenth and more.
constexpr double kRounding = 1e-9;

constexpr Rotation kIdentity{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

Rotation negative(Rotation rotation) {
  for (auto& row : rotation)
    for (int& entry : row) entry = -entry;
  return rotation;
}

Rotation product(const Rotation& one, const Rotation& other) {
  Rotation result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      result[i][j] = one[i][0] * other[0][j] + one[i][1] * other[1][j] + one[i][2] * other[2][j];
  return result;
}

// One number per matrix of entries from -1 to 1, another for all others.
int code(const Rotation& rotation) {
  int number = 0;
  for (const auto& row : rotation) {
    for (const int entry : row) {
      if (entry < -1 || entry > 1) return -1;
      number = 3 * number + entry + 1;
    }
  }
  return number;
}

double squared_length(const Metric& metric, const Fractional& x) {
  return x[0] * (metric[0][0] * x[0] + 2.0 * (metric[0][1] * x[1] + metric[0][2] * x[2])) +
         x[1] * (metric[1][1] * x[1] + 2.0 * metric[1][2] * x[2]) + metric[2][2] * x[2] * x[2];
}

// An operation maps atom j, rotated and translated, onto atom target[j].
struct AtomOperation {
  std::size_t rotation;
  std::size_t targets;  // where its targets begin
  double furthest;      // Å, the largest displacement or the mismatch of the lattice
};

// Operations of a crystal within a tolerance, and a group of them.
class Symmetries {
 public:
  Symmetries(const Structure& structure, const ReducedCell& cell, double tolerance);

  // The largest group found, of which operations() then holds no more than its members; false where it holds only
  // translations and inversions.
  bool find_group();

  std::vector<NearSymmetry> group() const;
  std::size_t anchor() const { return order_[0]; }
  const std::vector<Fractional>& positions() const { return positions_; }
  // Whether the generators of the group map these positions onto each other exactly.
  bool exact(const std::vector<Fractional>& positions) const;

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  void find_operations();
  bool match(const Rotation& rotation, std::size_t anchor_target, double& furthest);
  std::size_t nearest_free(const Fractional& place, std::size_t atom, double& square);
  NearSymmetry near_symmetry(std::size_t operation) const;
  std::size_t composed(std::size_t one, std::size_t other) const;
  bool extend(std::size_t generator);

  const Rotation& rotation_of(const AtomOperation& operation) const { return rotations_[operation.rotation].rotation; }
  std::size_t target(const AtomOperation& operation, std::size_t atom) const {
    return targets_[operation.targets + atom];
  }

  Metric metric_;
  double tolerance_;
  std::vector<Fractional> positions_;
  std::vector<LatticeRotation> rotations_;
  std::vector<int> codes_;  // of the rotations

  std::vector<std::size_t> order_;                          // atoms, rarest element first
  std::vector<std::pair<std::size_t, std::size_t>> alike_;  // per atom: where in order_ its element begins and ends

  std::vector<AtomOperation> operations_;
  std::vector<std::size_t> targets_;
  std::vector<std::size_t> index_;  // [rotation · atoms + target of the anchor] -> operation

  std::vector<std::size_t> group_;
  std::vector<std::size_t> generators_;
  std::vector<bool> member_;

  std::vector<std::size_t> matched_;
  std::vector<bool> taken_;
  std::vector<Fractional> moves_;
};

Symmetries::Symmetries(const Structure& structure, const ReducedCell& cell, double tolerance)
    : metric_(metric_of(cell.lattice().rows())),
      tolerance_(tolerance),
      rotations_(lattice_rotations(cell.lattice().rows(), tolerance)),
      order_(structure.size()),
      alike_(structure.size()),
      matched_(structure.size()),
      taken_(structure.size()),
      moves_(structure.size()) {
  for (const LatticeRotation& known : rotations_) codes_.push_back(code(known.rotation));
  for (const Fractional& position : cell.positions()) positions_.push_back(wrapped(position));
  const auto& sites = structure.sites();
  std::vector<std::size_t> count(sites.size());
  for (std::size_t i = 0; i < sites.size(); ++i)
    for (const Site& other : sites) count[i] += other.element == sites[i].element ? 1 : 0;
  std::iota(order_.begin(), order_.end(), 0);
  std::sort(order_.begin(), order_.end(), [&](std::size_t i, std::size_t j) {
    return std::tuple(count[i], sites[i].element, i) < std::tuple(count[j], sites[j].element, j);
  });
  for (std::size_t begin = 0; begin < order_.size(); begin += count[order_[begin]])
    for (std::size_t i = begin; i < begin + count[order_[begin]]; ++i)
      alike_[order_[i]] = {begin, begin + count[order_[begin]]};
}

std::size_t Symmetries::nearest_free(const Fractional& place, std::size_t atom, double& square) {
  std::size_t nearest = kNone;
  for (std::size_t i = alike_[atom].first; i < alike_[atom].second; ++i) {
    if (taken_[order_[i]]) continue;
    const Fractional apart = nearest_to_zero(place - positions_[order_[i]]);
    const double its = squared_length(metric_, apart);
    if (!(its < square)) continue;
    square = its;
    nearest = order_[i];
    moves_[atom] = apart;
  }
  return nearest;
}

// Whether the rotation, with the translation that brings the anchor onto `anchor_target`, maps every atom to within
// twice the tolerance of an atom of its element, and to within the tolerance when the mean displacement is taken off.
bool Symmetries::match(const Rotation& rotation, std::size_t anchor_target, double& furthest) {
  std::fill(taken_.begin(), taken_.end(), false);
  const Fractional translation = positions_[anchor_target] - rotated(rotation, positions_[order_[0]]);
  Fractional mean;
  for (const std::size_t atom : order_) {
    double square = 4.0 * tolerance_ * tolerance_;
    const std::size_t nearest = nearest_free(rotated(rotation, positions_[atom]) + translation, atom, square);
    if (nearest == kNone) return false;
    matched_[atom] = nearest;
    taken_[nearest] = true;
    mean = mean + moves_[atom];
  }
  mean = (1.0 / static_cast<double>(order_.size())) * mean;
  double largest = 0.0;
  for (const Fractional& move : moves_) largest = std::max(largest, squared_length(metric_, move - mean));
  furthest = std::sqrt(largest);
  return furthest <= tolerance_;
}

void Symmetries::find_operations() {
  const std::size_t atoms = order_.size();
  index_.assign(rotations_.size() * atoms, kNone);
  for (std::size_t r = 0; r < rotations_.size(); ++r) {
    for (std::size_t i = alike_[order_[0]].first; i < alike_[order_[0]].second; ++i) {
      double furthest = 0.0;
      if (!match(rotations_[r].rotation, order_[i], furthest)) continue;
      if (index_[r * atoms + matched_[order_[0]]] != kNone) continue;
      index_[r * atoms + matched_[order_[0]]] = operations_.size();
      operations_.push_back({r, targets_.size(), std::max(furthest, rotations_[r].mismatch)});
      targets_.insert(targets_.end(), matched_.begin(), matched_.end());
    }
  }
}

// The operation that does `other`, then `one`; kNone where it is not among those found.
std::size_t Symmetries::composed(std::size_t one, std::size_t other) const {
  const AtomOperation& first = operations_[other];
  const AtomOperation& then = operations_[one];
  const Rotation rotation = product(rotation_of(then), rotation_of(first));
  const auto known = std::find(codes_.begin(), codes_.end(), code(rotation));
  if (known == codes_.end()) return kNone;
  const auto r = static_cast<std::size_t>(known - codes_.begin());
  const std::size_t found = index_[r * order_.size() + target(then, target(first, order_[0]))];
  if (found == kNone) return kNone;
  for (std::size_t atom = 0; atom < order_.size(); ++atom)
    if (target(operations_[found], atom) != target(then, target(first, atom))) return kNone;
  return found;
}

// Adds an operation and all that follows from it to the group; leaves the group alone where something that follows is
// no operation of the crystal.
bool Symmetries::extend(std::size_t generator) {
  const std::size_t before = group_.size();
  generators_.push_back(generator);
  bool closed = true;
  for (std::size_t i = 0; i < group_.size() && closed; ++i) {
    // what was a group before is closed under the old generators
    for (std::size_t g = i < before ? generators_.size() - 1 : 0; g < generators_.size() && closed; ++g) {
      const std::size_t next = composed(group_[i], generators_[g]);
      closed = next != kNone;
      if (!closed || member_[next]) continue;
      member_[next] = true;
      group_.push_back(next);
    }
  }
  if (closed) return true;
  for (std::size_t i = before; i < group_.size(); ++i) member_[group_[i]] = false;
  group_.resize(before);
  generators_.pop_back();
  return false;
}

bool Symmetries::find_group() {
  const auto trivial = [&](const AtomOperation& operation) {
    return rotation_of(operation) == kIdentity || rotation_of(operation) == negative(kIdentity);
  };
  find_operations();
  if (std::all_of(operations_.begin(), operations_.end(), trivial)) return false;
  // Operations that displace least come first: where not all of them together make a group, the better ones stay.
  std::vector<std::size_t> best(operations_.size());
  std::iota(best.begin(), best.end(), 0);
  std::stable_sort(best.begin(), best.end(),
                   [&](std::size_t i, std::size_t j) { return operations_[i].furthest < operations_[j].furthest; });
  member_.assign(operations_.size(), false);
  const auto identity =
      static_cast<std::size_t>(std::find(codes_.begin(), codes_.end(), code(kIdentity)) - codes_.begin());
  group_.push_back(index_[identity * order_.size() + order_[0]]);
  member_[group_.front()] = true;
  for (const std::size_t operation : best)
    if (!member_[operation]) extend(operation);
  return std::any_of(group_.begin(), group_.end(), [&](std::size_t i) { return !trivial(operations_[i]); });
}

NearSymmetry Symmetries::near_symmetry(std::size_t operation) const {
  const AtomOperation& found = operations_[operation];
  return {rotation_of(found), std::span(targets_).subspan(found.targets, order_.size())};
}

std::vector<NearSymmetry> Symmetries::group() const {
  std::vector<NearSymmetry> operations;
  for (const std::size_t member : group_) operations.push_back(near_symmetry(member));
  return operations;
}

bool Symmetries::exact(const std::vector<Fractional>& positions) const {
  for (const std::size_t generator : generators_)
    for (const Fractional& move : displacements(near_symmetry(generator), positions, anchor()))
      for (const double component : move.components)
        if (!(std::abs(component) < kRounding)) return false;
  return true;
}

}  // namespace

std::optional<Structure> symmetrised(const Structure& structure, double tolerance) {
  const ReducedCell cell(structure);
  if (!(tolerance < 0.5 * length(cell.lattice().rows()[0]))) return std::nullopt;
  Symmetries symmetries(structure, cell, tolerance);
  if (!symmetries.find_group()) return std::nullopt;
  const auto group = symmetries.group();
  const auto positions = averaged_positions(symmetries.positions(), group, symmetries.anchor());
  if (!symmetries.exact(positions)) return std::nullopt;
  const Lattice averaged(averaged_basis(cell.lattice().rows(), group));
  const double scale = std::cbrt(cell.lattice().volume() / averaged.volume());
  return cell.restored(structure, averaged.scaled(scale).rows(), positions);
}

}  // namespace crystalgan
