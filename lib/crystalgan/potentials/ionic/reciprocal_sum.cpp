#include "crystalgan/potentials/ionic/reciprocal_sum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crystalgan/core/vectorised.hpp"

namespace crystalgan {
namespace {

constexpr double kTurn = 2.0 * std::numbers::pi;

// Paper:   Ewald, Ann. Phys. 369, 253 (1921)
// Symbols: G reciprocal vector, V volume, α screening, S(G) = Σ q exp(iG·r)
// Here:    E = Σ_G A(G) |S|² over one of each ±G, A = (4π/V) exp(-G²/4α²) / G² · e²/4πε₀; dE/dε at fixed h, k, l
// Differs: -
// Test:    ionic_energy_test.cpp
CRYSTALGAN_VECTORISED void write_weights(const double* h, const double* k, const double* l, std::size_t count,
                                         const Basis& reciprocal, double scale, double screening, double* weights) {
  const double width = 1.0 / (4.0 * screening * screening);
  for (std::size_t at = 0; at < count; at += kLanes) {
    const Lanes a = lanes_at(h + at), b = lanes_at(k + at), c = lanes_at(l + at);
    const Lanes x = a * reciprocal[0][0] + b * reciprocal[1][0] + c * reciprocal[2][0];
    const Lanes y = a * reciprocal[0][1] + b * reciprocal[1][1] + c * reciprocal[2][1];
    const Lanes z = a * reciprocal[0][2] + b * reciprocal[1][2] + c * reciprocal[2][2];
    const Lanes square = x * x + y * y + z * z;
    Lanes gauss = -width * square;
    take_exponential(gauss);
    lanes_at(weights + at) = scale * gauss / square;
  }
}

// What one line of G needs of all atoms, arrays of `padded` numbers each.
struct LineOfAtoms {
  double* cosine;  // of the phase h f1 + k f2
  double* sine;
  double* pull;      // Σ over the line of q (cs S - sn C), where A(cs² + sn²) is the energy
  double* pull_l;    // the same times l
  double* cosine_g;  // of one G
  double* sine_g;
};

CRYSTALGAN_INLINED void multiply_phases(const double* one, const double* other, std::size_t padded, double* cosine,
                                        double* sine) {
  for (std::size_t at = 0; at < padded; at += kLanes) {
    const Lanes c1 = lanes_at(one + at), s1 = lanes_at(one + padded + at);
    const Lanes c2 = lanes_at(other + at), s2 = lanes_at(other + padded + at);
    lanes_at(cosine + at) = c1 * c2 - s1 * s2;
    lanes_at(sine + at) = s1 * c2 + c1 * s2;
  }
}

// Adds the G of one line to atoms.pull and atoms.pull_l and writes |S|² of each.
CRYSTALGAN_VECTORISED void add_line(const LineOfAtoms& atoms, const double* charges, std::size_t padded,
                                    const double* phase_h, const double* phase_k, const double* phase_l, int first_l,
                                    const double* weights, std::size_t count, double* squares) {
  multiply_phases(phase_h, phase_k, padded, atoms.cosine, atoms.sine);
  for (std::size_t at = 0; at < padded; at += kLanes) lanes_at(atoms.pull + at) = lanes_at(atoms.pull_l + at) = Lanes{};
  for (std::size_t g = 0; g < count; ++g) {
    const double* const phase = phase_l + 2 * padded * g;
    Lanes real{}, imaginary{};
    for (std::size_t at = 0; at < padded; at += kLanes) {
      const Lanes c1 = lanes_at(atoms.cosine + at), s1 = lanes_at(atoms.sine + at);
      const Lanes c2 = lanes_at(phase + at), s2 = lanes_at(phase + padded + at);
      const Lanes charge = lanes_at(charges + at);
      const Lanes cosine = charge * (c1 * c2 - s1 * s2), sine = charge * (s1 * c2 + c1 * s2);
      lanes_at(atoms.cosine_g + at) = cosine;
      lanes_at(atoms.sine_g + at) = sine;
      real += cosine;
      imaginary += sine;
    }
    const double cs = sum_of(real), sn = sum_of(imaginary);
    squares[g] = cs * cs + sn * sn;
    const double a = 2.0 * weights[g] * cs, b = 2.0 * weights[g] * sn;
    const double l = static_cast<double>(first_l + static_cast<int>(g));
    for (std::size_t at = 0; at < padded; at += kLanes) {
      const Lanes pull = a * lanes_at(atoms.sine_g + at) - b * lanes_at(atoms.cosine_g + at);
      lanes_at(atoms.pull + at) += pull;
      lanes_at(atoms.pull_l + at) += l * pull;
    }
  }
}

// E = Σ A |S|² and its strain derivative.
CRYSTALGAN_VECTORISED void add_reciprocal_strain(const double* h, const double* k, const double* l,
                                                 const double* weights, const double* squares, std::size_t count,
                                                 const Basis& reciprocal, double screening, IonicTerms& terms) {
  const double width = 1.0 / (4.0 * screening * screening);
  Lanes energy{}, xx{}, yy{}, zz{}, yz{}, xz{}, xy{};
  for (std::size_t at = 0; at < count; at += kLanes) {
    const Lanes a = lanes_at(h + at), b = lanes_at(k + at), c = lanes_at(l + at);
    const Lanes x = a * reciprocal[0][0] + b * reciprocal[1][0] + c * reciprocal[2][0];
    const Lanes y = a * reciprocal[0][1] + b * reciprocal[1][1] + c * reciprocal[2][1];
    const Lanes z = a * reciprocal[0][2] + b * reciprocal[1][2] + c * reciprocal[2][2];
    const Lanes part = lanes_at(weights + at) * lanes_at(squares + at);
    const Lanes along = 2.0 * part * (1.0 / (x * x + y * y + z * z) + width);
    energy += part;
    xx += along * x * x, yy += along * y * y, zz += along * z * z;
    yz += along * y * z, xz += along * x * z, xy += along * x * y;
  }
  const double sum = sum_of(energy);
  terms.coulomb += sum;
  const double off[3] = {sum_of(yz), sum_of(xz), sum_of(xy)};
  const StrainDerivative added{
      {{sum_of(xx) - sum, off[2], off[1]}, {off[2], sum_of(yy) - sum, off[0]}, {off[1], off[0], sum_of(zz) - sum}}};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) terms.strain[i][j] += added[i][j];
}

}  // namespace

void ReciprocalSum::list(const Basis& rows, double screening, double cutoff) {
  screening_ = screening;
  lines_.clear();
  for (auto& array : indices_) array.clear();
  Basis reciprocal = reciprocal_rows(rows);
  for (Cartesian& row : reciprocal) row = kTurn * row;
  for (std::size_t axis = 0; axis < 3; ++axis) largest_[axis] = static_cast<int>(cutoff * length(rows[axis]) / kTurn);
  for (int h = 0; h <= largest_[0]; ++h)
    for (int k = h == 0 ? 0 : -largest_[1]; k <= largest_[1]; ++k) {
      // h a* + k b* + l c* within the cutoff: an interval of l
      const Cartesian start = static_cast<double>(h) * reciprocal[0] + static_cast<double>(k) * reciprocal[1];
      const double c = dot(reciprocal[2], reciprocal[2]);
      const double middle = -dot(start, reciprocal[2]) / c;
      const double square = middle * middle + (cutoff * cutoff - dot(start, start)) / c;
      if (!(square >= 0.0)) continue;
      const int lowest = h == 0 && k == 0 ? 1 : -largest_[2];
      const int first = std::max(lowest, static_cast<int>(std::ceil(middle - std::sqrt(square))));
      const int last = std::min(largest_[2], static_cast<int>(std::floor(middle + std::sqrt(square))));
      if (last < first) continue;
      const auto begin = static_cast<std::uint32_t>(indices_[0].size());
      for (int l = first; l <= last; ++l) {
        indices_[0].push_back(h);
        indices_[1].push_back(k);
        indices_[2].push_back(l);
      }
      lines_.push_back({h, k, first, begin, static_cast<std::uint32_t>(indices_[0].size())});
    }
  count_ = indices_[0].size();
  for (auto& array : indices_)
    if (count_ > 0) array.resize(whole_lanes(count_), array.back());
  weights_.resize(whole_lanes(count_));
  squares_.assign(whole_lanes(count_), 0.0);  // what fills a vector stays 0
}

void ReciprocalSum::write_phases(const Basis& reciprocal, std::span<const Cartesian> positions) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t largest = static_cast<std::size_t>(largest_[axis]);
    const std::size_t row = 2 * padded_;
    phases_[axis].assign((2 * largest + 1) * row, 0.0);
    double* const zero = phases_[axis].data() + largest * row;
    for (std::size_t atom = 0; atom < positions.size(); ++atom) {
      const double turns = dot(positions[atom], reciprocal[axis]);
      const double angle = kTurn * (turns - std::floor(turns));
      const double c = std::cos(angle), s = std::sin(angle);
      double cosine = 1.0, sine = 0.0;
      zero[atom] = 1.0;
      double* up = zero + atom;
      double* down = zero + atom;
      for (std::size_t n = 1; n <= largest; ++n) {
        const double next = cosine * c - sine * s;
        sine = sine * c + cosine * s;
        cosine = next;
        up += row, down -= row;
        up[0] = down[0] = cosine;
        up[padded_] = sine;
        down[padded_] = -sine;
      }
    }
  }
}

void ReciprocalSum::add(const Basis& rows, std::span<const Cartesian> positions, std::span<const double> charges,
                        IonicTerms& terms) {
  if (count_ == 0) return;
  padded_ = whole_lanes(positions.size());
  charges_.assign(padded_, 0.0);
  std::copy(charges.begin(), charges.end(), charges_.begin());
  work_.resize(6 * padded_);
  const LineOfAtoms atoms{&work_[0],           &work_[padded_],     &work_[2 * padded_],
                          &work_[3 * padded_], &work_[4 * padded_], &work_[5 * padded_]};
  Basis reciprocal = reciprocal_rows(rows);
  write_phases(reciprocal, positions);
  for (Cartesian& row : reciprocal) row = kTurn * row;
  const double scale = 2.0 * kTurn * kCoulombConstant / cell_volume(rows);
  write_weights(indices_[0].data(), indices_[1].data(), indices_[2].data(), weights_.size(), reciprocal, scale,
                screening_, weights_.data());
  for (const Line& line : lines_) {
    const auto phase = [&](std::size_t axis, int n) {
      return phases_[axis].data() + 2 * padded_ * static_cast<std::size_t>(n + largest_[axis]);
    };
    add_line(atoms, charges_.data(), padded_, phase(0, line.h), phase(1, line.k), phase(2, line.first_l), line.first_l,
             weights_.data() + line.begin, line.end - line.begin, squares_.data() + line.begin);
    const Cartesian plane = static_cast<double>(line.h) * reciprocal[0] + static_cast<double>(line.k) * reciprocal[1];
    for (std::size_t atom = 0; atom < positions.size(); ++atom)
      terms.forces[atom] = terms.forces[atom] + atoms.pull[atom] * plane + atoms.pull_l[atom] * reciprocal[2];
  }
  add_reciprocal_strain(indices_[0].data(), indices_[1].data(), indices_[2].data(), weights_.data(), squares_.data(),
                        weights_.size(), reciprocal, screening_, terms);
}

}  // namespace crystalgan
