#pragma once

#include "crystalgan/crystal/chemical_system.hpp"

namespace crystalgan {

/// Whether a structure is "of good quality" as in the paper (arXiv:1810.11203, section 4): it contains A, B and X, and
/// every metal has its nearest metal within [d1, d2] (Å). The paper does not mention periodic images: with `images`
/// they count, own images included; without, the atoms count where they are, also outside the cell, as in the loss
/// without images.
bool keeps_paper_rule(const Structure& structure, const ChemicalSystem& system, double d1, double d2, bool images);

}  // namespace crystalgan
