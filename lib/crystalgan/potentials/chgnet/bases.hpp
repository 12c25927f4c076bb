#pragma once

#include <array>
#include <span>

#include "crystalgan/potentials/chgnet/arrays.hpp"

namespace crystalgan::chgnet {

/// 32 numbers, of a basis.
using Row32 = std::array<double, 32>;

/// Sines and cosines to 1e-15, for angles from 0 to 1e3.
void sines_and_cosines(const Row32& angles, Row32& sines, Row32& cosines);

// Paper:   Gasteiger et al., arXiv:2003.03123 (DimeNet), equation 8; Deng et al. (2023), "Graph embedding"
// Symbols: s = r / rc; p the power of the envelope
// Here:    u(s) = 1 - 45 s⁸ + 80 s⁹ - 36 s¹⁰ below 1, else 0 (p = 8): value and two derivatives vanish at 1
// Differs: nothing
// Test:    chgnet_bases_test.cpp, Envelope
struct Envelope {
  double value;
  double derivative;  ///< by s
};
Envelope envelope(double s);

// Paper:   the same, equation 7
// Symbols: rc the cut-off, f the frequencies
// Here:    b_k(r) = sqrt(2/rc) sin(f_k r/rc) / r · u(r/rc); f was learned, there is no π beside it
// Differs: a 32nd function, 0
// Test:    chgnet_bases_test.cpp, RadialBasis
/// The basis at `length` (Å) and its derivative (1/Å), 32 numbers each.
template <class Number>
void radial_basis(double length, double cutoff, const std::array<double, 31>& frequencies, Number* values,
                  Number* derivatives);

// Paper:   Deng et al. (2023), "Graph embedding": a Fourier basis
// Symbols: g the frequencies
// Here:    1/√2, sin(g_n θ), cos(g_n θ), n = 1 to 15, all over √π; g was learned
// Differs: a 32nd function, 0
// Test:    chgnet_bases_test.cpp, AngleBasis
/// The basis at the angle θ (rad) and its derivative, 32 numbers each.
template <class Number>
void angle_basis(double angle, const std::array<double, 15>& frequencies, Number* values, Number* derivatives);

// Paper:   none; package chgnet 0.4.2, model/encoders.py
// Symbols: v, v' two bonds seen from their centre
// Here:    θ = acos((1 - 1e-6) v̂ · v̂'): the factor bounds the derivative at 0 and 180°
// Differs: nothing
// Test:    chgnet_bases_test.cpp, BondAngle
inline constexpr double kCosineFactor = 1.0 - 1e-6;

}  // namespace crystalgan::chgnet
