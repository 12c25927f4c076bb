#include "crystalgan/chemistry/contact_lengths.hpp"

#include <cmath>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/chemistry/pair_estimate.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kMaxAtoms = 30;  // of a binary that gives a σ; chosen
constexpr double kFirstContact = 2.0;  // Å
constexpr int kContactSteps = 3;
constexpr double kSlope = 0.0509;      // Å per unit of valence: regression inside each M-X pair of the shipped pool
constexpr double kValenceWidth = 0.4;  // chosen
constexpr double kContactHullWidth = 0.1;  // eV/atom, chosen
constexpr double kLeastWeight = 1e-12;
constexpr double kPressureAccuracy = 1e-8;

double trace(const StrainDerivative& strain) { return strain[0][0] + strain[1][1] + strain[2][2]; }

}  // namespace

// Paper:   none
// Symbols: W trace of the strain derivative: 0 without pressure; W₀ of Coulomb and X-X, W₁ of M-X at σ; ρ range
// Here:    W₁ grows by exp(Δσ / ρ), so Δσ = ρ ln(W₀ / -W₁) from σ = 2 Å; three times, since the end of the repulsion moves
//          with σ
// Differs: -
// Test:    contact_lengths_test.cpp
std::optional<double> contact_of(const Structure& structure, const BinaryEntry& entry) {
  const Anion& anion = require_anion(entry.anion);
  IonicCell cell{structure.lattice().rows(), {}, {}};
  for (const Site& site : structure.sites()) {
    cell.positions.push_back(structure.lattice().cartesian(site.position));
    cell.kinds.push_back(site.element == entry.metal ? 0 : 2);
  }
  IonicModel without_contact;
  without_contact.charges = {entry.valence, 0.0, -static_cast<double>(anion.charge)};
  without_contact.set_contact(2, 2, anion.contact);
  const double attraction = trace(ionic_energy(without_contact, cell, kPressureAccuracy).strain);
  double contact = kFirstContact;
  for (int time = 0; time < kContactSteps; ++time) {
    IonicModel contact_alone;
    contact_alone.set_contact(0, 2, contact);
    const double repulsion = trace(ionic_energy(contact_alone, cell, kPressureAccuracy).strain);
    if (!(attraction > 0.0 && repulsion < 0.0)) return std::nullopt;
    contact += kRepulsionRange * std::log(attraction / -repulsion);
  }
  return contact;
}

std::optional<double> ContactLengths::of(const BinaryEntry& entry) {
  auto& known = known_[static_cast<std::size_t>(&entry - pool_.entries().data())];
  if (!known) {
    const Structure& structure = pool_.structure_of(entry);
    known = structure.size() <= kMaxAtoms ? contact_of(structure, entry) : std::nullopt;
  }
  return *known;
}

std::optional<double> ContactLengths::at_valence(Element metal, Element anion, double valence) {
  double sum = 0.0, total = 0.0;
  for (const BinaryEntry& entry : pool_.of(metal, anion)) {
    const std::optional<double> contact = of(entry);
    if (!contact) continue;
    const double weight =
        std::exp(-std::abs(entry.valence - valence) / kValenceWidth) * hull_weight(entry, kContactHullWidth) +
        kLeastWeight;
    sum += weight * (*contact + kSlope * (valence - entry.valence));
    total += weight;
  }
  if (!(total > 0.0)) return std::nullopt;
  return sum / total;
}

std::optional<double> ContactLengths::estimated(Element metal, Element anion, double valence) {
  const KnownOfPair known = [&](Element one, Element other) { return at_valence(one, other, valence); };
  return estimate_of_pair(pool_, metal, anion, known, sum_of_radii);
}

std::optional<double> ContactLengths::known_or_estimated(Element metal, Element anion, double valence) {
  const auto known = at_valence(metal, anion, valence);
  return known ? known : estimated(metal, anion, valence);
}

}  // namespace crystalgan
