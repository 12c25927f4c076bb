#include "crystalgan/evaluation/smact_table.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace crystalgan {
namespace {

/// 0: not known, for electronegativities and after the last state.
struct SmactRow {
  std::string_view symbol;
  bool metal;
  double electronegativity;
  std::array<std::int8_t, 10> oxidation_states;
};

// Davies et al., Chem 1, 617 (2016) and J. Open Source Softw. 4, 1361 (2019): SMACT as of its version 2.2.1, column by
// column
//   metal              smact/__init__.py, `metals`: with Ge and Sb, without Pm
//   electronegativity  smact/data/element_data.txt, el_neg; Zr stands there as 0.33 until October 2023 (1.33 is meant)
//   oxidation states   smact/data/oxidation_states.txt
// Row i is atomic number i + 1. SMACT has no elements after lawrencium.
//
// clang-format off
constexpr std::array<SmactRow, 103> kSmactTable{{
    {"H",  false, 2.2,   {-1, 1}},
    {"He", false, 0.0,   {}},
    {"Li", true,  0.98,  {1}},
    {"Be", true,  1.57,  {1, 2}},
    {"B",  false, 2.04,  {1, 2, 3}},
    {"C",  false, 2.55,  {-4, -3, -2, -1, 1, 2, 3, 4}},
    {"N",  false, 3.04,  {-3, -2, -1, 1, 2, 3, 4, 5}},
    {"O",  false, 3.44,  {-2, -1, 1, 2}},
    {"F",  false, 3.98,  {-1}},
    {"Ne", false, 0.0,   {}},
    {"Na", true,  0.93,  {-1, 1}},
    {"Mg", true,  1.31,  {1, 2}},
    {"Al", true,  1.61,  {1, 2, 3}},
    {"Si", false, 1.9,   {-4, -3, -2, -1, 1, 2, 3, 4}},
    {"P",  false, 2.19,  {-3, -2, -1, 1, 2, 3, 4, 5}},
    {"S",  false, 2.58,  {-2, -1, 1, 2, 3, 4, 5, 6}},
    {"Cl", false, 3.16,  {-1, 1, 2, 3, 4, 5, 6, 7}},
    {"Ar", false, 0.0,   {}},
    {"K",  true,  0.82,  {-1, 1}},
    {"Ca", true,  1.0,   {1, 2}},
    {"Sc", true,  1.36,  {1, 2, 3}},
    {"Ti", true,  1.54,  {-1, 1, 2, 3, 4}},
    {"V",  true,  1.63,  {-1, 1, 2, 3, 4, 5}},
    {"Cr", true,  1.66,  {-2, -1, 1, 2, 3, 4, 5, 6}},
    {"Mn", true,  1.55,  {-3, -2, -1, 1, 2, 3, 4, 5, 6, 7}},
    {"Fe", true,  1.83,  {-2, -1, 1, 2, 3, 4, 5, 6}},
    {"Co", true,  1.88,  {-1, 1, 2, 3, 4, 5}},
    {"Ni", true,  1.91,  {-1, 1, 2, 3, 4}},
    {"Cu", true,  1.9,   {1, 2, 3, 4}},
    {"Zn", true,  1.65,  {1, 2}},
    {"Ga", true,  1.81,  {1, 2, 3}},
    {"Ge", true,  2.01,  {-4, -3, -2, -1, 1, 2, 3, 4}},
    {"As", false, 2.18,  {-3, 1, 2, 3, 5}},
    {"Se", false, 2.55,  {-2, 1, 2, 4, 6}},
    {"Br", false, 2.96,  {-1, 1, 2, 3, 4, 5, 7}},
    {"Kr", false, 3.0,   {2}},
    {"Rb", true,  0.82,  {-1, 1}},
    {"Sr", true,  0.95,  {1, 2}},
    {"Y",  true,  1.22,  {1, 2, 3}},
    {"Zr", true,  0.33,  {1, 2, 3, 4}},
    {"Nb", true,  1.6,   {-1, 1, 2, 3, 4, 5}},
    {"Mo", true,  2.16,  {-2, -1, 1, 2, 3, 4, 5, 6}},
    {"Tc", true,  2.1,   {-3, -1, 1, 2, 3, 4, 5, 6, 7}},
    {"Ru", true,  2.2,   {-2, 1, 2, 3, 4, 5, 6, 7, 8}},
    {"Rh", true,  2.28,  {-1, 1, 2, 3, 4, 5, 6}},
    {"Pd", true,  2.2,   {1, 2, 4, 6}},
    {"Ag", true,  1.93,  {1, 2, 3, 4}},
    {"Cd", true,  1.69,  {1, 2}},
    {"In", true,  1.78,  {1, 2, 3}},
    {"Sn", true,  1.96,  {-4, 2, 4}},
    {"Sb", true,  2.05,  {-3, 3, 5}},
    {"Te", false, 2.1,   {-2, 2, 4, 5, 6}},
    {"I",  false, 2.66,  {-1, 1, 3, 4, 5, 7}},
    {"Xe", false, 2.6,   {1, 2, 4, 6, 8}},
    {"Cs", true,  0.79,  {-1, 1}},
    {"Ba", true,  0.89,  {2}},
    {"La", true,  1.1,   {2, 3}},
    {"Ce", true,  1.12,  {2, 3, 4}},
    {"Pr", true,  1.13,  {2, 3, 4}},
    {"Nd", true,  1.14,  {2, 3, 4}},
    {"Pm", false, 0.0,   {2, 3}},
    {"Sm", true,  1.17,  {2, 3}},
    {"Eu", true,  1.2,   {2, 3}},
    {"Gd", true,  1.2,   {1, 2, 3}},
    {"Tb", true,  1.2,   {1, 2, 3, 4}},
    {"Dy", true,  1.22,  {2, 3, 4}},
    {"Ho", true,  1.23,  {2, 3}},
    {"Er", true,  1.24,  {2, 3}},
    {"Tm", true,  1.25,  {2, 3}},
    {"Yb", true,  1.1,   {2, 3}},
    {"Lu", true,  1.0,   {3}},
    {"Hf", true,  1.3,   {2, 3, 4}},
    {"Ta", true,  1.5,   {-1, 2, 3, 4, 5}},
    {"W",  true,  1.7,   {-2, -1, 1, 2, 3, 4, 5, 6}},
    {"Re", true,  1.9,   {-3, -1, 1, 2, 3, 4, 5, 6, 7}},
    {"Os", true,  2.2,   {-2, -1, 1, 2, 3, 4, 5, 6, 7, 8}},
    {"Ir", true,  2.2,   {-2, -1, 1, 2, 3, 4, 5, 6, 7, 8}},
    {"Pt", true,  2.2,   {-2, -1, 1, 2, 3, 4, 5, 6}},
    {"Au", true,  2.4,   {-1, 1, 2, 3, 5}},
    {"Hg", true,  1.9,   {1, 2, 4}},
    {"Tl", true,  1.8,   {-1, 1, 3}},
    {"Pb", true,  1.8,   {-4, 2, 4}},
    {"Bi", true,  1.9,   {-3, 1, 3, 5, 7}},
    {"Po", true,  2.0,   {-2, 2, 4, 5, 6}},
    {"At", false, 2.2,   {-1, 1, 3, 5, 7}},
    {"Rn", false, 0.0,   {2, 6}},
    {"Fr", true,  0.7,   {1}},
    {"Ra", true,  0.9,   {2}},
    {"Ac", true,  1.1,   {2, 3}},
    {"Th", true,  1.3,   {2, 3, 4}},
    {"Pa", true,  1.5,   {2, 3, 4, 5}},
    {"U",  true,  1.7,   {2, 3, 4, 5, 6}},
    {"Np", true,  1.3,   {3, 4, 5, 6, 7}},
    {"Pu", true,  1.3,   {2, 3, 4, 5, 6, 7, 8}},
    {"Am", true,  1.3,   {2, 3, 4, 5, 6, 7}},
    {"Cm", true,  1.3,   {2, 3, 4, 6, 8}},
    {"Bk", true,  1.3,   {2, 3, 4}},
    {"Cf", true,  1.3,   {2, 3, 4}},
    {"Es", true,  1.3,   {2, 3, 4}},
    {"Fm", true,  1.3,   {2, 3}},
    {"Md", true,  1.3,   {2, 3}},
    {"No", true,  1.3,   {2, 3}},
    {"Lr", false, 0.0,   {3}},
}};
// clang-format on

}  // namespace

SmactElement smact_element(Element element) {
  const auto index = static_cast<std::size_t>(element.atomic_number() - 1);
  if (index >= kSmactTable.size()) return {};
  const SmactRow& row = kSmactTable[index];
  const auto end = std::find(row.oxidation_states.begin(), row.oxidation_states.end(), 0);
  SmactElement known{.metal = row.metal, .electronegativity = std::nullopt, .oxidation_states = {}};
  if (row.electronegativity > 0.0) known.electronegativity = row.electronegativity;
  known.oxidation_states = {row.oxidation_states.begin(), end};
  return known;
}

}  // namespace crystalgan
