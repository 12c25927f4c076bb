#pragma once

#include <optional>

#include "crystalgan/chemistry/contact_lengths.hpp"
#include "crystalgan/chemistry/formula_list.hpp"
#include "crystalgan/potentials/ionic/ionic_model.hpp"

namespace crystalgan {

/// The ionic potential of a formula: charges from its valences, scaled so that the cell is neutral, contacts from the
/// binaries at those valences, or estimated where a metal has none with X. Nothing where the pool has no contact with X, or
/// where the valences do not add up to a positive charge. Throws ConfigError for an X of unknown valence.
std::optional<IonicModel> formula_potential(ContactLengths& contacts, const ChemicalSystem& system,
                                            const RankedFormula& formula);

}  // namespace crystalgan
