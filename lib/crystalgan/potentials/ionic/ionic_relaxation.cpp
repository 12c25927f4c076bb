#include "crystalgan/potentials/ionic/ionic_relaxation.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace crystalgan {
namespace {

// All chosen: by the binaries that stay what they are when relaxed.
constexpr double kConverged = 0.02;    // eV/Å
constexpr double kFlat = 2e-5;         // eV per atom
constexpr int kFlatAfter = 5;          // steps
constexpr double kFirstStep = 0.02;    // Å² / eV
constexpr double kLongestStep = 0.25;  // Å, of a component
constexpr double kBackTracking = 0.35;
constexpr int kTrials = 6;
constexpr double kAcceptedRise = 1e-6;                     // eV
constexpr int kMostFailures = 3;                           // of a search, each clears the memory
constexpr double kLeastProduct = 1e-9;                     // eV: below it the curvature teaches nothing
constexpr double kLeastVolume = 2.0, kMostVolume = 200.0;  // Å^3 per atom
constexpr double kStrainShare = 0.9;                       // of √N (V/N)^(1/3)

double product(const std::vector<double>& u, const std::vector<double>& v) {
  double sum = 0.0;
  for (std::size_t i = 0; i < u.size(); ++i) sum += u[i] * v[i];
  return sum;
}

double largest_component(const std::vector<double>& u) {
  double most = 0.0;
  for (const double component : u) most = std::max(most, std::abs(component));
  return most;
}

void add_multiple(std::vector<double>& u, double factor, const std::vector<double>& v) {
  for (std::size_t i = 0; i < u.size(); ++i) u[i] += factor * v[i];
}

// 1 + e, where e are nine numbers divided by `length`, as rows.
Basis strain_rows(const double* numbers, double length) {
  Basis rows;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) rows[i][j] = numbers[3 * i + j] / length + (i == j ? 1.0 : 0.0);
  return rows;
}

// The row vector v times the matrix of `rows`.
Cartesian times(const Cartesian& v, const Basis& rows) { return v[0] * rows[0] + v[1] * rows[1] + v[2] * rows[2]; }

}  // namespace

// Σ unknowns · directions
const std::vector<double>& IonicRelaxation::expanded(const std::vector<double>& unknowns) {
  if (symmetry_ == nullptr) return unknowns;
  const std::size_t size = moves_of_atoms_.size();
  std::fill(moves_of_atoms_.begin(), moves_of_atoms_.end(), 0.0);
  for (std::size_t row = 0; row < unknowns.size(); ++row) {
    const double* const direction = symmetry_->directions.data() + row * size;
    for (std::size_t i = 0; i < size; ++i) moves_of_atoms_[i] += unknowns[row] * direction[i];
  }
  return moves_of_atoms_;
}

void IonicRelaxation::project(const std::vector<double>& full, std::vector<double>& unknowns) const {
  if (symmetry_ == nullptr) {
    unknowns = full;
    return;
  }
  for (std::size_t row = 0; row < unknowns.size(); ++row) {
    const double* const direction = symmetry_->directions.data() + row * full.size();
    unknowns[row] = std::inner_product(full.begin(), full.end(), direction, 0.0);
  }
}

void IonicRelaxation::prepare(const IonicCell& cell) {
  energy_.prepare(model_, cell, symmetry_ == nullptr ? std::span<const AtomPair>() : symmetry_->pairs);
}

void IonicRelaxation::begin(const IonicModel& model, const IonicCell& cell, const IonicSymmetry* symmetry) {
  model_ = model;
  symmetry_ = symmetry;
  prepare(cell);
  initial_.rows = cell.rows;
  initial_.positions.assign(cell.positions.begin(), cell.positions.end());
  const double atoms = static_cast<double>(cell.positions.size());
  strain_length_ = kStrainShare * std::sqrt(atoms) * std::cbrt(cell_volume(cell.rows) / atoms);
  const std::size_t full = 3 * cell.positions.size() + 9;
  for (auto* array : {&moves_of_atoms_, &gradient_of_atoms_}) array->assign(full, 0.0);
  const std::size_t size = symmetry == nullptr ? full : symmetry->directions.size() / full;
  for (auto* array : {&unknowns_, &gradient_, &last_unknowns_, &last_gradient_, &direction_}) array->assign(size, 0.0);
  for (auto& array : moves_) array.resize(size);
  for (auto& array : changes_) array.resize(size);
  oldest_ = remembered_ = 0;
}

// L = L₀ (1 + e), r = (r₀ + u)(1 + e)
void IonicRelaxation::place(const std::vector<double>& moves, IonicCell& cell) const {
  const Basis strain = strain_rows(&moves[moves.size() - 9], strain_length_);
  for (std::size_t i = 0; i < 3; ++i) cell.rows[i] = times(initial_.rows[i], strain);
  for (std::size_t atom = 0; atom < cell.positions.size(); ++atom) {
    const Cartesian moved(moves[3 * atom], moves[3 * atom + 1], moves[3 * atom + 2]);
    cell.positions[atom] = times(initial_.positions[atom] + moved, strain);
  }
}

// dE/du = -(1 + e) F; dE/de = (1 + e)⁻¹ W, of which the symmetric part counts.
double IonicRelaxation::evaluate(const std::vector<double>& unknowns, IonicCell& cell, std::vector<double>& gradient) {
  const std::vector<double>& moves = expanded(unknowns);
  place(moves, cell);
  const IonicTerms& terms = energy_.evaluate(cell.rows, cell.positions);
  coulomb_ = terms.coulomb;
  repulsion_ = terms.repulsion;
  const std::size_t strain_at = moves.size() - 9;
  const Basis strain = strain_rows(&moves[strain_at], strain_length_);
  for (std::size_t atom = 0; atom < cell.positions.size(); ++atom)
    for (std::size_t i = 0; i < 3; ++i) gradient_of_atoms_[3 * atom + i] = -dot(strain[i], terms.forces[atom]);
  const Basis inverse = reciprocal_rows(strain);  // its columns are those of the inverse
  double by_strain[3][3];
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) {
      by_strain[i][j] = 0.0;
      for (std::size_t k = 0; k < 3; ++k) by_strain[i][j] += inverse[k][i] * terms.strain[k][j];
    }
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      gradient_of_atoms_[strain_at + 3 * i + j] = 0.5 * (by_strain[i][j] + by_strain[j][i]) / strain_length_;
  project(gradient_of_atoms_, gradient);
  return terms.energy();
}

// Paper:   Liu & Nocedal, Math. Program. 45, 503 (1989)
// Symbols: s moves, y changes of the gradient g, ρ = 1 / s·y
// Here:    direction = H g by the two loops, H₀ = s·y / y·y of the last move; 0.02 g without memory
// Differs: steps are shortened until the energy does not rise; no Wolfe conditions
// Test:    ionic_relaxation_test.cpp
bool IonicRelaxation::choose_direction() {
  direction_ = gradient_;
  std::array<double, kMemory> weights{};
  const auto at = [&](std::size_t age) { return (oldest_ + remembered_ - 1 - age) % kMemory; };  // 0: the last move
  for (std::size_t age = 0; age < remembered_; ++age) {
    weights[age] = inverse_products_[at(age)] * product(moves_[at(age)], direction_);
    add_multiple(direction_, -weights[age], changes_[at(age)]);
  }
  const double scale =
      remembered_ == 0 ? kFirstStep : 1.0 / (inverse_products_[at(0)] * product(changes_[at(0)], changes_[at(0)]));
  for (double& component : direction_) component *= scale;
  for (std::size_t age = remembered_; age-- > 0;) {
    const double weight = inverse_products_[at(age)] * product(changes_[at(age)], direction_);
    add_multiple(direction_, weights[age] - weight, moves_[at(age)]);
  }
  return product(direction_, gradient_) > 0.0;
}

// Trials along the direction; returns how many, 0 where none was accepted. Then the unknowns are the old ones.
int IonicRelaxation::search(IonicCell& cell, double& energy) {
  const double longest = largest_component(expanded(direction_));
  double scale = longest > kLongestStep ? kLongestStep / longest : 1.0;
  last_unknowns_ = unknowns_;
  last_gradient_ = gradient_;
  const double before = energy;
  for (int trial = 1; trial <= kTrials; ++trial) {
    for (std::size_t i = 0; i < unknowns_.size(); ++i) unknowns_[i] = last_unknowns_[i] - scale * direction_[i];
    energy = evaluate(unknowns_, cell, gradient_);
    if (energy < before + kAcceptedRise) return trial;
    scale *= kBackTracking;
  }
  unknowns_ = last_unknowns_;
  energy = evaluate(unknowns_, cell, gradient_);
  return 0;
}

void IonicRelaxation::remember() {
  const std::size_t at = (oldest_ + remembered_) % kMemory;
  for (std::size_t i = 0; i < unknowns_.size(); ++i) {
    moves_[at][i] = unknowns_[i] - last_unknowns_[i];
    changes_[at][i] = gradient_[i] - last_gradient_[i];
  }
  const double curvature = product(moves_[at], changes_[at]);
  if (!(curvature > kLeastProduct)) {
    // the place may hold the oldest move, which is lost then
    if (remembered_ == kMemory) oldest_ = (oldest_ + 1) % kMemory, --remembered_;
    return;
  }
  inverse_products_[at] = 1.0 / curvature;
  if (remembered_ < kMemory)
    ++remembered_;
  else
    oldest_ = (oldest_ + 1) % kMemory;
}

IonicRelaxed IonicRelaxation::relax(const IonicModel& model, IonicCell& cell, int steps,
                                    const IonicSymmetry* symmetry) {
  begin(model, cell, symmetry);
  const double atoms = static_cast<double>(cell.positions.size());
  double energy = evaluate(unknowns_, cell, gradient_);
  const auto result = [&](int taken, IonicEnd end) { return IonicRelaxed{energy, coulomb_, repulsion_, taken, end}; };
  if (!std::isfinite(energy)) return result(0, IonicEnd::out_of_range);
  int failures = 0;
  int step = 0;
  while (step < steps) {
    if (largest_component(expanded(gradient_)) < kConverged) return result(step, IonicEnd::converged);
    if (!choose_direction()) {
      remembered_ = 0;
      choose_direction();
    }
    const double before = energy;
    const int trials = search(cell, energy);
    step += trials > 0 ? trials : kTrials;
    if (trials == 0) {
      if (remembered_ == 0 || ++failures >= kMostFailures) return result(step, IonicEnd::stuck);
      remembered_ = 0;
      continue;
    }
    remember();
    const double volume = cell_volume(cell.rows) / atoms;
    if (!(volume >= kLeastVolume && volume <= kMostVolume)) return result(step, IonicEnd::out_of_range);
    if (before - energy < kFlat * atoms && step > kFlatAfter) return result(step, IonicEnd::flat);
    if (energy_.is_worn(cell.rows)) {
      prepare(cell);
      energy = evaluate(unknowns_, cell, gradient_);
    }
  }
  return result(step, IonicEnd::out_of_steps);
}

}  // namespace crystalgan
