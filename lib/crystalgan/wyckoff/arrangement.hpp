#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/core/vector.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/lattice.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/wyckoff/template.hpp"

namespace crystalgan::wyckoff {

/// A template with a cell and coordinates: a primitive cell, with roles in place of elements.
struct Arrangement {
  Basis rows;                         ///< Å
  std::vector<Fractional> positions;  ///< in [0, 1); orbit by orbit, in the order of the template
  std::vector<Role> roles;            ///< one per position
};

/// The arrangement in this conventional cell. `coordinates` are the free coordinates, parameters() of them, orbit by orbit
/// in the order of the template; any real numbers. The primitive cell is that of spglib (centrings A, C, I, F, and R in
/// the obverse setting). Throws StructureError where the number of coordinates differs, or where the cell has not the
/// lengths and angles of the crystal system, to one part in a thousand.
Arrangement arranged(const TemplateView& arrangement, const Lattice& conventional, std::span<const double> coordinates);

/// A conventional cell of any volume with the lengths and angles of the crystal system. Lengths are exp(u): u uniform
/// from -1 to 1.7 for c/a of trigonal and hexagonal, -1.1 to 1.5 of tetragonal cells, -0.8 to 0.8 for each length of the
/// others. β of monoclinic cells is uniform from 90 to 120 degrees, α, β and γ of triclinic ones from 65 to 115.
/// Throws StructureError outside 1 to 230.
Lattice random_conventional_cell(int space_group, Random& random);

/// A random start: random_conventional_cell(), scaled so that the primitive cell has this volume (Å^3), and then free
/// coordinates uniform on [0, 1), drawn in this order. Atoms may be on top of each other.
Arrangement random_arrangement(const TemplateView& arrangement, double volume, Random& random);

/// Where atom i of an arrangement goes: to an image of atom [i].
using AtomPermutation = std::vector<std::uint32_t>;

/// What every operation of the space group does to the atoms of the primitive cell, in the order of Arrangement; one
/// permutation for each operation up to lattice vectors. They do not depend on cell and coordinates.
std::vector<AtomPermutation> atom_permutations(const TemplateView& arrangement);

/// How the atoms of the primitive cell move when one free coordinate grows, in its fractions: [parameters][atoms], in the
/// order of Arrangement.
std::vector<std::vector<Fractional>> coordinate_moves(const TemplateView& arrangement);

/// With the elements of the system in their roles. Throws StructureError for a cell without volume.
Structure to_structure(const Arrangement& arrangement, const ChemicalSystem& system, std::string name);

}  // namespace crystalgan::wyckoff
