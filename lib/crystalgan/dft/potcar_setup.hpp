#pragma once

#include <string>

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// The PBE potential of the Materials Project for an element ("Ni_pv"): MPRelaxSet of pymatgen 2022.11.7, except W_sv,
/// as pymatgen since potpaw.54, and Yb_3, as Yb_2 gives bad results in most compounds (pymatgen, issue 2968). The
/// symbol alone for other elements.
std::string potcar_setup(Element element);

}  // namespace crystalgan
