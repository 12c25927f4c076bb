#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gemmi {
struct SpaceGroup;
}

/// Names of space groups in files. Internal to io.
namespace crystalgan {

/// Settings of space groups: rows of gemmi's table, which has the 530 of the International Tables first; each list names
/// equal operators once.
using Settings = std::vector<const gemmi::SpaceGroup*>;

/// The settings that a Hermann-Mauguin symbol may mean: one; several that share it (two origins, two kinds of axes, the
/// unique axis of a short monoclinic symbol, the two settings of an e-glide symbol); or none where it is no symbol. Read are
/// short, full and old symbols ("F m -3 m", "F 4/m -3 2/m", "Fm3m", "FM3-M") in any case and spacing, subscripts and bars of
/// TeX, HTML and the IUCr ("P2(1)/n", "P 2_1/n", "P2~1~/n", "Fm\bar{3}m"), the number behind it ("P b n m (no. 62)"), and
/// settings (":2", ":H", ":b1", " S", " Z", "(origin choice 2)", "(cell choice 2)"). Anything else makes it no symbol.
Settings settings_of_symbol(std::string_view text);

/// All settings of the group with this number among the 530; none unless it is 1 to 230.
Settings settings_of_number(std::int64_t number);

/// The setting with this Hall symbol, but for case, and underscores for blanks; null if none has it.
const gemmi::SpaceGroup* setting_of_hall_symbol(std::string_view text);

/// "F d -3 m:2", "P 1 21/n 1".
std::string name_of(const gemmi::SpaceGroup& setting);

}  // namespace crystalgan
