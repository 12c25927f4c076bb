#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace crystalgan {

/// Three components in a frame. Vectors of different frames are different types and do not mix; only `Lattice`
/// converts between them.
template <class Frame>
struct Vector {
  std::array<double, 3> components{};

  constexpr Vector() = default;
  constexpr Vector(double x, double y, double z) : components{x, y, z} {}

  constexpr double operator[](std::size_t axis) const { return components[axis]; }
  constexpr double& operator[](std::size_t axis) { return components[axis]; }

  friend constexpr Vector operator+(const Vector& u, const Vector& v) {
    return {u[0] + v[0], u[1] + v[1], u[2] + v[2]};
  }
  friend constexpr Vector operator-(const Vector& u, const Vector& v) {
    return {u[0] - v[0], u[1] - v[1], u[2] - v[2]};
  }
  friend constexpr Vector operator-(const Vector& u) { return {-u[0], -u[1], -u[2]}; }
  friend constexpr Vector operator*(double s, const Vector& v) { return {s * v[0], s * v[1], s * v[2]}; }
  friend constexpr bool operator==(const Vector& u, const Vector& v) { return u.components == v.components; }
};

struct CartesianFrame;
struct FractionalFrame;
using Cartesian = Vector<CartesianFrame>;    ///< Å
using Fractional = Vector<FractionalFrame>;  ///< in units of the lattice vectors

/// Lattice vectors a, b, c as rows (Å).
using Basis = std::array<Cartesian, 3>;

constexpr double dot(const Cartesian& u, const Cartesian& v) { return u[0] * v[0] + u[1] * v[1] + u[2] * v[2]; }

constexpr Cartesian cross(const Cartesian& u, const Cartesian& v) {
  return {u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]};
}

inline double length(const Cartesian& v) { return std::sqrt(dot(v, v)); }

/// a · (b x c): the volume of the cell, negative for a left-handed basis.
constexpr double triple_product(const Basis& basis) { return dot(basis[0], cross(basis[1], basis[2])); }

}  // namespace crystalgan
