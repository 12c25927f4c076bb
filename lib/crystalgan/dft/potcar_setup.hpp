#pragma once

#include <string>

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// The name of the PBE set-up that the Materials Project takes for an element ("Ni_pv"): MPRelaxSet of pymatgen
/// 2022.11.7. Two differ: W_sv, which pymatgen takes with the distributions since potpaw.54, and Yb_3, since Yb_2 gives
/// bad results in most compounds (pymatgen, issue 2968). The symbol alone for elements that the set does not have.
std::string potcar_setup(Element element);

}  // namespace crystalgan
