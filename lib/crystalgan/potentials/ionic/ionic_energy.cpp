#include "crystalgan/potentials/ionic/ionic_energy.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// Å. Pairs are listed this much further than they reach. Chosen by time: less lists them anew too often.
constexpr double kSkin = 0.7;
// By how much a cell may be strained before it is worn, and by how much more G are listed. Chosen by time.
constexpr double kStrainMargin = 0.06;
// Time of a pair over that of an atom and a G: more than 1 moves work to the reciprocal sum. Chosen by time.
constexpr double kPairCost = 4.0;

void require_cell(const IonicCell& cell) {
  const auto finite = [](const Cartesian& v) {
    return std::isfinite(v[0]) && std::isfinite(v[1]) && std::isfinite(v[2]);
  };
  if (cell.positions.empty() || cell.positions.size() != cell.kinds.size())
    throw StructureError("ionic energy: expected atoms, each with a kind, got " +
                         std::to_string(cell.positions.size()) + " positions and " + std::to_string(cell.kinds.size()) +
                         " kinds");
  if (!std::all_of(cell.kinds.begin(), cell.kinds.end(), [](std::uint8_t kind) { return kind < 3; }))
    throw StructureError("ionic energy: expected kinds 0, 1 and 2");
  if (!(cell_volume(cell.rows) > 0.0) || !std::all_of(cell.rows.begin(), cell.rows.end(), finite) ||
      !std::all_of(cell.positions.begin(), cell.positions.end(), finite))
    throw StructureError("ionic energy: expected a cell with a volume and finite positions");
}

void list_all_pairs(std::size_t atoms, std::vector<AtomPair>& pairs) {
  pairs.clear();
  for (std::uint32_t first = 0; first < atoms; ++first)
    for (std::uint32_t second = first; second < atoms; ++second) pairs.push_back({first, second, 1.0});
}

}  // namespace

IonicEnergy::IonicEnergy(double accuracy) : reach_in_screenings_(std::sqrt(-std::log(accuracy))) {
  if (!(accuracy > 0.0 && accuracy < 0.1)) throw ConfigError("accuracy", "expected above 0 and below 0.1");
}

// Paper:   Ewald, Ann. Phys. 369, 253 (1921)
// Symbols: N atoms, V volume, α screening, p share of the pairs that symmetry leaves
// Here:    α = √π (w p N / V²)^(1/6): both sums have as many terms, each of which is below the accuracy beyond x/α and 2αx
// Differs: -
// Test:    ionic_energy_test.cpp
void IonicEnergy::prepare(const IonicModel& model, const IonicCell& cell, std::span<const AtomPair> pairs) {
  require_cell(cell);
  model_ = model;
  kinds_ = cell.kinds;
  prepared_rows_ = cell.rows;
  charges_.resize(kinds_.size());
  for (std::size_t atom = 0; atom < kinds_.size(); ++atom) charges_[atom] = model.charges[kinds_[atom]];
  terms_.forces.resize(kinds_.size());
  if (pairs.empty())
    list_all_pairs(kinds_.size(), atom_pairs_);
  else
    atom_pairs_.assign(pairs.begin(), pairs.end());

  const double volume = cell_volume(cell.rows);
  const double atoms = static_cast<double>(kinds_.size());
  const double share = 2.0 * static_cast<double>(atom_pairs_.size()) / (atoms * (atoms + 1.0));
  screening_ = std::sqrt(std::numbers::pi) * std::pow(kPairCost * share * atoms / (volume * volume), 1.0 / 6.0);
  reciprocal_.list(cell.rows, screening_, 2.0 * screening_ * reach_in_screenings_ * (1.0 + kStrainMargin));
  pairs_.list(model_, cell.rows, cell.positions, kinds_, atom_pairs_, screening_, reach_in_screenings_ / screening_,
              kSkin);
}

bool IonicEnergy::is_worn(const Basis& rows) const { return !(largest_stretch(prepared_rows_, rows) <= kStrainMargin); }

const IonicTerms& IonicEnergy::evaluate(const Basis& rows, std::span<const Cartesian> positions) {
  if (!pairs_.covers(rows, positions))
    pairs_.list(model_, rows, positions, kinds_, atom_pairs_, screening_, reach_in_screenings_ / screening_, kSkin);
  terms_.coulomb = terms_.repulsion = 0.0;
  terms_.strain = {};
  std::fill(terms_.forces.begin(), terms_.forces.end(), Cartesian{});
  pairs_.add(rows, positions, terms_);
  reciprocal_.add(rows, positions, charges_, terms_);

  double squares = 0.0, total = 0.0;
  for (const double charge : charges_) squares += charge * charge, total += charge;
  terms_.coulomb -= kCoulombConstant * screening_ * std::numbers::inv_sqrtpi * squares;
  const double background =
      -kCoulombConstant * std::numbers::pi * total * total / (2.0 * cell_volume(rows) * screening_ * screening_);
  terms_.coulomb += background;
  for (std::size_t axis = 0; axis < 3; ++axis) terms_.strain[axis][axis] -= background;
  return terms_;
}

IonicTerms ionic_energy(const IonicModel& model, const IonicCell& cell, double accuracy) {
  IonicEnergy energy(accuracy);
  energy.prepare(model, cell);
  return energy.evaluate(cell.rows, cell.positions);
}

}  // namespace crystalgan
