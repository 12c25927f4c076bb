#include "crystalgan/wyckoff/normaliser.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

namespace crystalgan::wyckoff {
namespace {

// Whole numbers throughout: translations and shifts are in units of 1/24 of the axes.
constexpr int kUnit = 24;
using IntVector = std::array<int, 3>;
using IntMatrix = std::array<IntVector, 3>;  // rows

constexpr IntMatrix kIdentity{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};

// x -> rotation x + translation
struct IntMap {
  IntMatrix rotation;
  IntVector translation;
};

int modulo(int value) { return ((value % kUnit) + kUnit) % kUnit; }

IntVector product(const IntMatrix& m, const IntVector& v) {
  IntVector result{};
  for (std::size_t i = 0; i < 3; ++i) result[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
  return result;
}

IntMatrix product(const IntMatrix& one, const IntMatrix& other) {
  IntMatrix result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k) result[i][j] += one[i][k] * other[k][j];
  return result;
}

IntVector cross_product(const IntVector& u, const IntVector& v) {
  return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

int determinant(const IntMatrix& m) {
  const IntVector normal = cross_product(m[1], m[2]);
  return m[0][0] * normal[0] + m[0][1] * normal[1] + m[0][2] * normal[2];
}

/// Of a matrix with determinant 1 or -1.
IntMatrix inverse(const IntMatrix& m) {
  const int sign = determinant(m);
  const std::array columns{cross_product(m[1], m[2]), cross_product(m[2], m[0]), cross_product(m[0], m[1])};
  IntMatrix result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) result[i][j] = sign * columns[j][i];
  return result;
}

IntMap in_units(const AffineMap& map) {
  IntMap result{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) result.rotation[i][j] = static_cast<int>(std::lround(map.linear[i][j]));
    result.translation[i] = static_cast<int>(std::lround(kUnit * map.shift[i]));
  }
  return result;
}

std::vector<IntMatrix> signed_permutations() {
  std::vector<IntMatrix> found;
  std::array<std::size_t, 3> order{0, 1, 2};
  do {
    for (int signs = 0; signs < 8; ++signs) {
      IntMatrix matrix{};
      for (std::size_t i = 0; i < 3; ++i) matrix[i][order[i]] = (signs >> i) & 1 ? -1 : 1;
      found.push_back(matrix);
    }
  } while (std::ranges::next_permutation(order).found);
  return found;
}

/// The 24 symmetries of the hexagonal lattice.
std::vector<IntMatrix> hexagonal_rotations() {
  const std::array<IntMatrix, 3> generators{{{{{1, -1, 0}, {1, 0, 0}, {0, 0, 1}}},
                                             {{{0, 1, 0}, {1, 0, 0}, {0, 0, 1}}},
                                             {{{1, 0, 0}, {0, 1, 0}, {0, 0, -1}}}}};
  std::vector<IntMatrix> found{kIdentity};
  for (std::size_t next = 0; next < found.size(); ++next)
    for (const IntMatrix& generator : generators)
      if (const IntMatrix image = product(found[next], generator); std::ranges::find(found, image) == found.end())
        found.push_back(image);
  return found;
}

/// b kept, a and c mixed. Entries of 2 are needed: z + 2x exchanges letters e and f of group 12 and keeps all others, as x + 2z
/// does in group 13.
std::vector<IntMatrix> monoclinic_maps() {
  constexpr int kMost = 2;
  std::vector<IntMatrix> found;
  for (int i = -kMost; i <= kMost; ++i)
    for (int j = -kMost; j <= kMost; ++j)
      for (int k = -kMost; k <= kMost; ++k)
        for (int l = -kMost; l <= kMost; ++l)
          if (std::abs(i * l - j * k) == 1) found.push_back({{{i, 0, j}, {0, 1, 0}, {k, 0, l}}});
  return found;
}

std::vector<IntMatrix> candidate_rotations(int space_group) {
  switch (crystal_system(space_group)) {
    case CrystalSystem::triclinic: {
      auto found = signed_permutations();
      found.push_back({{{1, 1, 0}, {0, 1, 0}, {0, 0, 1}}});
      return found;
    }
    case CrystalSystem::monoclinic:
      return monoclinic_maps();
    case CrystalSystem::trigonal:
    case CrystalSystem::hexagonal:
      return hexagonal_rotations();
    default:
      return signed_permutations();
  }
}

std::vector<IntVector> candidate_translations(int space_group) {
  std::vector<IntVector> found;
  const CrystalSystem system = crystal_system(space_group);
  if (system != CrystalSystem::trigonal && system != CrystalSystem::hexagonal) {
    for (int i = 0; i < kUnit; i += kUnit / 4)
      for (int j = 0; j < kUnit; j += kUnit / 4)
        for (int k = 0; k < kUnit; k += kUnit / 4) found.push_back({i, j, k});
    return found;
  }
  for (int k = 0; k < kUnit; k += kUnit / 4) found.push_back({0, 0, k});
  for (const int third : {kUnit / 3, 2 * kUnit / 3})
    for (const int k : {0, 12, 8, 4, 16, 20}) found.push_back({third, kUnit - third, k});
  found.push_back({kUnit / 2, 0, 0});
  found.push_back({0, 0, kUnit / 3});
  found.push_back({0, 0, kUnit / 6});
  return found;
}

/// The operations by rotation: for each its translations, which differ by the centring.
using OperationsByRotation = std::map<IntMatrix, std::set<IntVector>>;

/// Where x -> R x + τ takes the operations of one rotation W: (W, w) goes to (R W R⁻¹, R w + τ - R W R⁻¹ τ).
struct Conjugates {
  IntMatrix rotation;                       // R W R⁻¹
  std::vector<IntVector> translations;      // R w
  const std::set<IntVector>& of_the_group;  // the translations that the group has with this rotation
};

/// Empty where R takes some rotation to none of the group.
std::vector<Conjugates> conjugates(const OperationsByRotation& operations, const IntMatrix& r) {
  const IntMatrix r_inverse = inverse(r);
  std::vector<Conjugates> found;
  for (const auto& [rotation, translations] : operations) {
    const auto known = operations.find(product(product(r, rotation), r_inverse));
    if (known == operations.end()) return {};
    found.push_back({known->first, {}, known->second});
    for (const IntVector& translation : translations) found.back().translations.push_back(product(r, translation));
  }
  return found;
}

/// Whether the group has all conjugates, with the origin shifted by τ.
bool normalises(const std::vector<Conjugates>& conjugated, const IntVector& tau) {
  return std::ranges::all_of(conjugated, [&](const Conjugates& conjugate) {
    const IntVector turned_tau = product(conjugate.rotation, tau);
    return std::ranges::all_of(conjugate.translations, [&](IntVector moved) {
      for (std::size_t i = 0; i < 3; ++i) moved[i] = modulo(moved[i] + tau[i] - turned_tau[i]);
      return conjugate.of_the_group.contains(moved);
    });
  });
}

/// Equal for the same point, line or plane up to lattice vectors: dimension, direction or normal, and what is constant
/// along it.
using SubspaceKey = std::array<int, 7>;

SubspaceKey subspace_key(const IntMap& map, int parameters) {
  const IntVector& start = map.translation;
  if (parameters == 0) return {0, 0, 0, 0, modulo(start[0]), modulo(start[1]), modulo(start[2])};
  if (parameters == 3) return {3, 0, 0, 0, 0, 0, 0};
  const auto column = [&](std::size_t j) {
    return IntVector{map.rotation[0][j], map.rotation[1][j], map.rotation[2][j]};
  };
  // the columns span all lattice vectors of the line or plane, so this has no common divisor
  IntVector v = parameters == 1 ? column(0) : cross_product(column(0), column(1));
  const auto pivot = std::ranges::find_if(v, [](int entry) { return std::abs(entry) == 1; });
  if (pivot == v.end()) throw std::logic_error("Wyckoff position: a direction without an entry of 1");
  const int sign = *pivot;
  for (int& entry : v) entry *= sign;
  SubspaceKey key{parameters, v[0], v[1], v[2], 0, 0, 0};
  if (parameters == 2) {
    key[4] = modulo(v[0] * start[0] + v[1] * start[1] + v[2] * start[2]);
  } else {
    const int along = start[static_cast<std::size_t>(pivot - v.begin())];
    for (std::size_t i = 0; i < 3; ++i) key[4 + i] = modulo(start[i] - v[i] * along);
  }
  return key;
}

/// Where (R, τ) takes the positions; nothing where it takes one to no other, which is so for no map of the normaliser.
std::optional<LetterPermutation> permutation_of(const IntMatrix& r, const IntVector& tau,
                                                const std::vector<IntMap>& first_points,
                                                const std::vector<Position>& positions,
                                                const std::map<SubspaceKey, std::uint8_t>& owners) {
  LetterPermutation permutation{};
  std::set<std::uint8_t> images;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    IntMap image{product(r, first_points[i].rotation), product(r, first_points[i].translation)};
    for (std::size_t k = 0; k < 3; ++k) image.translation[k] += tau[k];
    const auto owner = owners.find(subspace_key(image, positions[i].parameters));
    if (owner == owners.end() || positions[owner->second].multiplicity != positions[i].multiplicity)
      return std::nullopt;
    permutation[i] = owner->second;
    images.insert(owner->second);
  }
  if (images.size() != positions.size()) return std::nullopt;
  return permutation;
}

/// All products.
std::vector<LetterPermutation> closed(const std::set<LetterPermutation>& generators, std::size_t positions) {
  LetterPermutation identity{};
  for (std::size_t i = 0; i < positions; ++i) identity[i] = static_cast<std::uint8_t>(i);
  std::set<LetterPermutation> found{identity};
  std::vector<LetterPermutation> open{identity};
  while (!open.empty()) {
    const LetterPermutation known = open.back();
    open.pop_back();
    for (const LetterPermutation& generator : generators) {
      LetterPermutation image{};
      for (std::size_t i = 0; i < positions; ++i) image[i] = known[generator[i]];
      if (found.insert(image).second) open.push_back(image);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace

std::vector<LetterPermutation> letter_permutations(int space_group, const std::vector<Position>& positions) {
  OperationsByRotation operations;
  for (const AffineMap& point : positions.front().points) {
    const IntMap operation = in_units(point);
    operations[operation.rotation].insert(operation.translation);
  }
  std::map<SubspaceKey, std::uint8_t> owners;
  std::vector<IntMap> first_points;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    first_points.push_back(in_units(positions[i].points.front()));
    for (const AffineMap& point : positions[i].points)
      owners.emplace(subspace_key(in_units(point), positions[i].parameters), static_cast<std::uint8_t>(i));
  }
  const auto translations = candidate_translations(space_group);
  std::set<LetterPermutation> generators;
  for (const IntMatrix& r : candidate_rotations(space_group)) {
    const auto conjugated = conjugates(operations, r);
    if (conjugated.empty()) continue;
    for (const IntVector& tau : translations) {
      if (!normalises(conjugated, tau)) continue;
      if (const auto permutation = permutation_of(r, tau, first_points, positions, owners))
        generators.insert(*permutation);
      if (r != kIdentity) break;  // the other translations are products with those of the identity
    }
  }
  return closed(generators, positions.size());
}

}  // namespace crystalgan::wyckoff
