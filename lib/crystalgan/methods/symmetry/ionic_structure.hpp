#pragma once

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/potentials/ionic/ionic_model.hpp"

namespace crystalgan {

/// A structure of the system for the ionic potential: A, B, X are kinds 0, 1, 2.
IonicCell ionic_cell(const Structure& structure, const ChemicalSystem& system);

/// The structure with its atoms where `cell` has them, in this order, wrapped into the cell. Throws StructureError for a
/// cell without volume.
Structure with_ionic_cell(const Structure& structure, const IonicCell& cell);

}  // namespace crystalgan
