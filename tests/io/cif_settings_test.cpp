#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <gemmi/symmetry.hpp>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/io/cif.hpp"

// Every setting of gemmi's table (the 530 of the International Tables and its additions) through a CIF and back.

namespace crystalgan {
namespace {

using gemmi::spacegroup_tables;

constexpr std::size_t kTableSettings = 530;

const Fractional kGeneral{0.1373, 0.0891, 0.2117};

/// Lengths and angles that this setting has, and no more symmetry than it asks for.
std::array<double, 6> cell_parameters(const gemmi::SpaceGroup& setting) {
  const std::string name = setting.hm;
  switch (setting.crystal_system()) {
    case gemmi::CrystalSystem::Triclinic:
      return {5.1, 6.2, 7.3, 81.0, 95.0, 102.0};
    case gemmi::CrystalSystem::Monoclinic: {
      const bool is_b = name.substr(1, 3) == " 1 " && name.ends_with(" 1");
      const bool is_c = name.substr(1, 5) == " 1 1 ";
      return {5.1, 6.2, 7.3, is_b || is_c ? 90.0 : 104.0, is_b ? 104.0 : 90.0, is_c ? 104.0 : 90.0};
    }
    case gemmi::CrystalSystem::Orthorhombic:
      return {5.1, 6.2, 7.3, 90.0, 90.0, 90.0};
    case gemmi::CrystalSystem::Tetragonal:
      return {6.2, 6.2, 7.3, 90.0, 90.0, 90.0};
    case gemmi::CrystalSystem::Trigonal:
      if (setting.ext == 'R') return {6.2, 6.2, 6.2, 72.0, 72.0, 72.0};
      return {6.2, 6.2, 7.3, 90.0, 90.0, 120.0};
    case gemmi::CrystalSystem::Hexagonal:
      return {6.2, 6.2, 7.3, 90.0, 90.0, 120.0};
    case gemmi::CrystalSystem::Cubic:
      break;
  }
  return {8.3, 8.3, 8.3, 90.0, 90.0, 90.0};
}

std::string cell_text(const gemmi::SpaceGroup& setting) {
  std::string text = "data_x\n";
  const char* const tags[] = {"length_a", "length_b", "length_c", "angle_alpha", "angle_beta", "angle_gamma"};
  const auto cell = cell_parameters(setting);
  for (std::size_t i = 0; i < 6; ++i) text += std::string("_cell_") + tags[i] + " " + exact_text(cell[i]) + "\n";
  return text;
}

std::string atom_text() {
  return "loop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
         "Pd1 Pd " +
         exact_text(kGeneral[0]) + " " + exact_text(kGeneral[1]) + " " + exact_text(kGeneral[2]) + "\n";
}

/// Whether the structure is the orbit of the general position under the setting's own operators.
bool is_right(const Structure& structure, const gemmi::SpaceGroup& setting) {
  const gemmi::GroupOps group = setting.operations();
  if (structure.size() != static_cast<std::size_t>(group.order())) return false;
  for (const gemmi::Op& op : group) {
    const auto image = op.apply_to_xyz({kGeneral[0], kGeneral[1], kGeneral[2]});
    bool found = false;
    for (const Site& site : structure.sites()) {
      double apart = 0.0;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const double difference = site.position[axis] - image[axis];
        apart = std::max(apart, std::fabs(difference - std::round(difference)));
      }
      found = found || apart < 1e-6;
    }
    if (!found) return false;
  }
  return true;
}

enum class Outcome { right, refused, wrong };

struct Reading {
  Outcome outcome = Outcome::refused;
  std::string message;
};

Reading read_back(const gemmi::SpaceGroup& setting, const std::string& symmetry) {
  ReadNotes notes;
  try {
    const auto structures = parse_cif(cell_text(setting) + symmetry + atom_text(), "x.cif", notes);
    return {is_right(structures.at(0), setting) ? Outcome::right : Outcome::wrong, ""};
  } catch (const Error& error) {
    return {Outcome::refused, error.what()};
  }
}

std::string symbol_item(const std::string& symbol) { return "_space_group_name_H-M_alt '" + symbol + "'\n"; }

std::string operator_loop(const gemmi::SpaceGroup& setting) {
  std::string text = "loop_\n_space_group_symop_operation_xyz\n";
  for (const gemmi::Op& op : setting.operations()) text += op.triplet() + "\n";
  return text;
}

TEST(CifSettings, OperatorsGiveEverySettingBack) {
  for (const gemmi::SpaceGroup& setting : spacegroup_tables::main)
    EXPECT_EQ(read_back(setting, operator_loop(setting)).outcome, Outcome::right) << setting.xhm();
}

TEST(CifSettings, OperatorsAgreeWithEveryNameOfTheirSetting) {
  for (const gemmi::SpaceGroup& setting : spacegroup_tables::main) {
    std::string names = "_space_group_IT_number " + std::to_string(setting.number) + "\n_space_group_name_Hall ";
    names += "\n;" + std::string(setting.hall) + "\n;\n";
    if (std::string_view(setting.hm).find(')') == std::string_view::npos) names += symbol_item(setting.xhm());
    const Reading reading = read_back(setting, names + operator_loop(setting));
    EXPECT_EQ(reading.outcome, Outcome::right) << setting.xhm() << ": " << reading.message;
  }
}

TEST(CifSettings, TheFullSymbolGivesEverySettingBack) {
  for (const gemmi::SpaceGroup& setting : spacegroup_tables::main) {
    const Reading reading = read_back(setting, symbol_item(setting.xhm()));
    EXPECT_NE(reading.outcome, Outcome::wrong) << setting.xhm();
    if (&setting < spacegroup_tables::main + kTableSettings) {
      EXPECT_EQ(reading.outcome, Outcome::right) << setting.xhm() << ": " << reading.message;
    }
  }
}

TEST(CifSettings, TheHallSymbolGivesEverySettingBack) {
  for (const gemmi::SpaceGroup& setting : spacegroup_tables::main)
    EXPECT_EQ(read_back(setting, "_space_group_name_Hall\n;" + std::string(setting.hall) + "\n;\n").outcome,
              Outcome::right)
        << setting.xhm();
}

TEST(CifSettings, TheNumberGivesTheSettingOrNamesTheOthers) {
  std::size_t right = 0;
  for (std::size_t i = 0; i < kTableSettings; ++i) {
    const gemmi::SpaceGroup& setting = spacegroup_tables::main[i];
    const Reading reading = read_back(setting, "_space_group_IT_number " + std::to_string(setting.number) + "\n");
    EXPECT_NE(reading.outcome, Outcome::wrong) << setting.xhm();
    right += reading.outcome == Outcome::right ? 1U : 0U;
    if (reading.outcome == Outcome::refused) {
      // origin 1 of C c c b is that of C c c a, and so are three others of number 68
      const bool is_named = reading.message.find(setting.xhm()) != std::string::npos || setting.number == 68;
      EXPECT_TRUE(is_named || reading.message.find("has two origins") != std::string::npos)
          << setting.xhm() << ": " << reading.message;
    }
  }
  // groups of one setting, and both axes of the seven rhombohedral ones
  EXPECT_GT(right, 150U);
}

// Symbols without their setting, as programs write them: short, without blanks, as TeX, in capitals, with marks of the ICSD.
TEST(CifSettings, AnOddSpellingIsNeverAnotherSetting) {
  const auto without = [](std::string text, char letter) {
    std::erase(text, letter);
    return text;
  };
  for (std::size_t i = 0; i < kTableSettings; ++i) {
    const gemmi::SpaceGroup& setting = spacegroup_tables::main[i];
    const std::string name = setting.hm;
    const std::string mark = setting.ext == '1'   ? " S"
                             : setting.ext == '2' ? " Z"
                             : setting.ext != 0   ? std::string(" ") + setting.ext
                                                  : "";
    std::string capitals = name;
    for (char& letter : capitals) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
    std::string tex;
    std::string iucr;
    for (std::size_t at = 0; at < name.size(); ++at) {
      const bool is_screw = std::isdigit(static_cast<unsigned char>(name[at])) != 0 && at > 0 &&
                            std::isdigit(static_cast<unsigned char>(name[at - 1])) != 0;
      tex += name[at] == '-' ? "\\bar " : is_screw ? "_{" + std::string(1, name[at]) + "}" : std::string(1, name[at]);
      iucr += is_screw ? "~" + std::string(1, name[at]) + "~" : std::string(1, name[at]);
    }
    for (const std::string& spelling :
         {name, setting.short_name(), without(name, ' '), capitals + mark, without(tex, ' '), iucr,
          name + " (no. " + std::to_string(setting.number) + ")"}) {
      const Reading reading = read_back(setting, symbol_item(spelling));
      EXPECT_NE(reading.outcome, Outcome::wrong) << setting.xhm() << " as " << spelling;
      EXPECT_EQ(reading.message.find("expected the symbol"), std::string::npos) << spelling;
    }
    EXPECT_EQ(read_back(setting, symbol_item(capitals + mark)).outcome, Outcome::right) << capitals + mark;
  }
}

// Full symbols, with the setting behind them as FINDSYM and spglib write it.
TEST(CifSettings, FullSymbolsAreThoseOfTheirSettings) {
  const std::vector<std::pair<std::string, std::string>> symbols{
      {"P n m a", "P 2_1/n 2_1/m 2_1/a"},
      {"P n n n:1", "P 2/n 2/n 2/n (origin choice 1)"},
      {"P n c b:2", "P 2/n 2/c 2/b :2cab"},
      {"C c c b:2", "C 2/c 2/c 2/e :2ba-c"},
      {"C c c b:1", "C 2/c 2/c 2/e :1ba-c"},
      {"C m c a", "C 2/m 2/c 21/e"},
      {"P 4/m b m", "P 4/m 21/b 2/m"},
      {"P 4/m b m", "P 4/m 2_1/b m"},
      {"P 42/n c m:2", "P 42/n 21/c 2/m (origin choice 2)"},
      {"I 41/a m d:1", "I 41/a 2/m 2/d (origin choice 1)"},
      {"R -3 c:H", "R -3 2/c (hexagonal axes)"},
      {"R -3 m:R", "R -3 2/m (rhombohedral axes)"},
      {"P -3 1 c", "P -3 1 2/c"},
      {"P 63/m m c", "P 63/m 2/m 2/c"},
      {"P a -3", "P 21/a -3"},
      {"F d -3 m:2", "F 41/d -3 2/m (origin choice 2)"},
      {"I a -3 d", "I 41/a -3 2/d"},
  };
  for (const auto& [name, full] : symbols) {
    const gemmi::SpaceGroup& setting = gemmi::get_spacegroup_by_name(name);
    ASSERT_EQ(setting.xhm(), name);
    const Reading reading = read_back(setting, symbol_item(full));
    EXPECT_EQ(reading.outcome, Outcome::right) << full << ": " << reading.message;
  }
}

}  // namespace
}  // namespace crystalgan
