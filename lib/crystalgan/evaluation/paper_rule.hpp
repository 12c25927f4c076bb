#pragma once

#include "crystalgan/crystal/chemical_system.hpp"

namespace crystalgan {

/// Whether a structure is "of good quality" as the paper counts (arXiv:1810.11203, section 4): it holds A, B and X, and
/// every metal has its nearest metal within [d1, d2] (Å). The paper does not say whether periodic images count: with
/// `images` they do, own ones too; without, only the atoms inside the cell as it is described.
bool keeps_paper_rule(const Structure& structure, const ChemicalSystem& system, double d1, double d2, bool images);

}  // namespace crystalgan
