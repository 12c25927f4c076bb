#pragma once

#include <string_view>

namespace crystalgan::wyckoff {

/// The letters of the International Tables of the positions in space_group_orbits(number), in their order. The 27th
/// letter of group 47 is A. Throws std::out_of_range outside 1 to 230.
std::string_view letters_of(int space_group);

}  // namespace crystalgan::wyckoff
