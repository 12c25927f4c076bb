#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// Atoms of a chemical formula in any spelling: "H2 Mg", "MgH2", "Ca (O H)2", "Cu S O4, 5(H2 O)", "CaSO4.2H2O", "Pd~4~H~4~",
/// "PdH$_2$", "Fe3+2 O2-3": elements with counts, brackets, factors before a part, parts after a comma, a point or '*',
/// charges, which are passed over. All readings: "CASO4.2H2O" has several, words that are no formula none. Internal to io.
std::vector<std::map<Element, double>> readings_of_formula(std::string_view text);

}  // namespace crystalgan
