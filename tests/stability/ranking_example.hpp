#pragma once

#include <cmath>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/io/poscar.hpp"
#include "crystalgan/pipeline/relaxed_candidates.hpp"
#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/stability/ranking.hpp"

// A system of made-up energies: Pd -3, Ni -4, H -2 eV per atom, and NiH bound by 0.2 eV per atom.
namespace crystalgan::test {

inline const Element kPd = Element::from_symbol("Pd");
inline const Element kNi = Element::from_symbol("Ni");
inline const Element kH = Element::from_symbol("H");
inline const ChemicalSystem kSystem = ChemicalSystem::from_symbols("Pd", "Ni", "H");
inline const CalculatorRecord kMadeUp{"made up", "1", "these tests", "screening"};

inline double element_energy(Element element) { return element == kPd ? -3.0 : element == kNi ? -4.0 : -2.0; }

/// eV per cell of the pure elements together.
inline double energy_of_elements(const Composition& composition) {
  double energy = 0.0;
  for (const auto& [element, count] : composition) energy += count * element_energy(element);
  return energy;
}

/// What an atom of the crystal is worth with this formation energy.
inline double energy_per_atom(const Structure& structure, double formation_energy) {
  return energy_of_elements(structure.composition()) / static_cast<double>(structure.size()) + formation_energy;
}

/// The primitive cell of a face-centred cube.
inline Lattice face_centred(double a) {
  return Lattice({Cartesian{0, a / 2, a / 2}, Cartesian{a / 2, 0, a / 2}, Cartesian{a / 2, a / 2, 0}});
}

/// Three elements on (0, 0, 0), (1/4, 1/4, 1/4) and (1/2, 1/2, 1/2) of a face-centred cube: F-43m, and another crystal for
/// every choice of `middle`.
inline Structure half_heusler(Element corner, Element middle, Element other, const std::string& name) {
  return {face_centred(5.0), {{corner, {0, 0, 0}}, {middle, {0.25, 0.25, 0.25}}, {other, {0.5, 0.5, 0.5}}}, name};
}

/// Pd2NiH: Fm-3m.
inline Structure heusler(const std::string& name) {
  return {face_centred(5.6),
          {{kNi, {0, 0, 0}}, {kPd, {0.25, 0.25, 0.25}}, {kH, {0.5, 0.5, 0.5}}, {kPd, {0.75, 0.75, 0.75}}},
          name};
}

inline RelaxedCrystal crystal(const std::string& id, const Structure& structure, double formation_energy) {
  RelaxedRow row{};
  row.id = id;
  row.formula = formula(structure.composition());
  row.end = "converged";
  row.energy = energy_per_atom(structure, formation_energy);
  row.space_group = 216;
  row.space_group_symbol = "F-43m";
  row.certified = true;
  return {row, structure.named(id)};
}

inline RelaxedPhase phase(const std::string& name, std::string_view kind, std::vector<Site> sites,
                          double formation_energy) {
  const Structure structure(face_centred(4.2), std::move(sites), name);
  const double atoms = static_cast<double>(structure.size());
  return {name, kind, structure, "Fm-3m", atoms * energy_per_atom(structure, formation_energy)};
}

/// The elements, NiH on the hull, bcc Pd above it.
inline KnownEnergies known_of_the_system() {
  return {{phase("Pd-fcc", "element", {{kPd, {0, 0, 0}}}, 0.0), phase("Pd-bcc", "element", {{kPd, {0, 0, 0}}}, 0.1),
           phase("Ni-fcc", "element", {{kNi, {0, 0, 0}}}, 0.0),
           phase("NiH-NaCl", "input", {{kNi, {0, 0, 0}}, {kH, {0.5, 0.5, 0.5}}}, -0.2)},
          {{kPd, -3.0, "Pd-fcc"}, {kNi, -4.0, "Ni-fcc"}, {kH, -2.0, "H2 molecule"}},
          {"Ni-diamond: stuck"}};
}

/// Niggli's cell as a POSCAR carries it.
inline Generated written(const Structure& structure) {
  return parse_poscar(poscar_text(niggli_reduced(structure), structure.name()), structure.name());
}

/// Gives a crystal the energy that a function says, and no force: everything has converged where it stands.
class Told final : public Calculator {
 public:
  using Energy = std::function<double(const Structure&)>;

  explicit Told(Energy energy, Trust trust = Trust::screening)
      : identity_{"told", "1", "these tests", trust}, energy_(std::move(energy)) {}

  const CalculatorIdentity& identity() const override { return identity_; }
  const std::set<Element>& elements() const override { return elements_; }
  CellEnergy evaluate(const Structure& structure) override {
    return {energy_(structure), std::vector<Cartesian>(structure.size()), {}};
  }
  std::unique_ptr<Calculator> another() const override { return std::make_unique<Told>(energy_, identity_.trust); }

 private:
  CalculatorIdentity identity_;
  std::set<Element> elements_{kPd, kNi, kH};
  Energy energy_;
};

/// Pairs bound by a Morse potential, and an energy for every atom.
class Morse final : public Calculator {
 public:
  Morse(double depth, double length, double atom) : depth_(depth), length_(length), atom_(atom) {}

  const CalculatorIdentity& identity() const override { return identity_; }
  const std::set<Element>& elements() const override { return elements_; }
  CellEnergy evaluate(const Structure& structure) override {
    CellEnergy found{atom_ * static_cast<double>(structure.size()), std::vector<Cartesian>(structure.size()), {}};
    for (const Neighbor& pair : neighbors_within(structure, 6.0)) {
      const double e = std::exp(-kWidth * (pair.distance - length_));
      found.energy += 0.5 * depth_ * (e * e - 2.0 * e);  // each pair stands twice
      const double slope = -2.0 * kWidth * depth_ * (e * e - e);
      const Cartesian apart = structure.lattice().cartesian(structure.sites()[pair.second].position +
                                                            Fractional{static_cast<double>(pair.image[0]),
                                                                       static_cast<double>(pair.image[1]),
                                                                       static_cast<double>(pair.image[2])} -
                                                            structure.sites()[pair.first].position);
      found.forces[pair.first] = found.forces[pair.first] + (slope / pair.distance) * apart;
      for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) found.strain[i][j] += 0.5 * slope / pair.distance * apart[i] * apart[j];
    }
    return found;
  }
  std::unique_ptr<Calculator> another() const override { return std::make_unique<Morse>(depth_, length_, atom_); }

 private:
  static constexpr double kWidth = 2.0;  // 1/Å

  CalculatorIdentity identity_{"morse", "1", "these tests", Trust::screening};
  std::set<Element> elements_{kPd, kNi, kH};
  double depth_;
  double length_;
  double atom_;
};

}  // namespace crystalgan::test
