#include <cmath>

#include "crystalgan/crystal/prototype_numbers.hpp"

namespace crystalgan {

// As in prototype_table.cpp: "ideal" is a perfect fcc, bcc or hcp packing whose sites two elements share, so that all the
// numbers follow from geometry; the symbols are those of Strukturbericht; "Pearson" is Villars & Calvert, Pearson's
// Handbook of Crystallographic Data for Intermetallic Phases, 2nd ed. (ASM International 1991).
// clang-format off
std::span<const Prototype> element_prototypes() {
  using namespace prototype_numbers;
  static const std::vector<Prototype> table{
      {"M-fcc", "Fm-3m", 1, 1, kRight, {{M, {0, 0, 0}}}, "A1"},
      {"M-bcc", "Im-3m", 1, 1, kRight, {{M, {0, 0, 0}}}, "A2"},
      {"M-hcp", "P63/mmc", 1, kIdealHcp, kRight, {{M, {k1_3, k2_3, 0.25}}}, "A3, ideal"},
      {"M-dhcp", "P63/mmc", 1, 2.0 * kIdealHcp, kRight, {{M, {0, 0, 0}}, {M, {k1_3, k2_3, 0.25}}}, "A3', ideal"},
      {"M-diamond", "Fd-3m:1", 1, 1, kRight, {{M, {0, 0, 0}}}, "A4"},
      {"M-simple-cubic", "Pm-3m", 1, 1, kRight, {{M, {0, 0, 0}}}, "A_h"},
  };
  return table;
}

std::span<const Prototype> alloy_prototypes() {
  using namespace prototype_numbers;
  static const std::vector<Prototype> table{
      {"M4X-Ni4Mo", "I4/m", 1, std::sqrt(0.4), kRight,
       {{X, {0, 0, 0}}, {M, {0.2, 0.4, 0}}},
       "D1_a, ideal fcc"},
      {"M3X-Cu3Au", "Pm-3m", 1, 1, kRight,
       {{X, {0, 0, 0}}, {M, {0, 0.5, 0.5}}},
       "L1_2, ideal fcc"},
      {"M3X-Al3Ti", "I4/mmm", 1, 2, kRight,
       {{X, {0, 0, 0}}, {M, {0, 0, 0.5}}, {M, {0, 0.5, 0.25}}},
       "D0_22, ideal fcc"},
      {"M3X-BiF3", "Fm-3m", 1, 1, kRight,
       {{X, {0, 0, 0}}, {M, {0.5, 0.5, 0.5}}, {M, {0.25, 0.25, 0.25}}},
       "D0_3, ideal bcc"},
      {"M3X-Ni3Sn", "P63/mmc", 1, kIdealHcp / 2.0, kRight,
       {{X, {k1_3, k2_3, 0.25}}, {M, {5.0 / 6.0, k2_3, 0.25}}},
       "D0_19, ideal hcp"},
      {"M3X-Fe3C", "Pnma", 1.3251, 0.8889, kRight,
       {{X, {0.890, 0.25, 0.450}}, {M, {0.036, 0.25, 0.852}}, {M, {0.186, 0.063, 0.328}}},
       "D0_11 (Al3Ni); Herbstein & Smuts, Acta Cryst. 17, 1331 (1964)"},
      {"M2X-MoPt2", "Immm", 3, kSqrt2, kRight,
       {{X, {0, 0, 0}}, {M, {0, k1_3, 0}}},
       "MoPt2, ideal fcc"},
      {"M2X-MoSi2", "I4/mmm", 1, 3, kRight,
       {{X, {0, 0, 0}}, {M, {0, 0, k1_3}}},
       "C11_b, ideal bcc"},
      {"M2X-MgCu2", "Fd-3m:1", 1, 1, kRight,
       {{X, {0, 0, 0}}, {M, {0.625, 0.625, 0.625}}},
       "C15"},
      {"M2X-AlB2", "P6/mmm", 1, 1.084, kRight,
       {{X, {0, 0, 0}}, {M, {k1_3, k2_3, 0.5}}},
       "C32; Pearson"},
      {"M3X2-Al3Ni2", "P-3m1", 1, 1.2154, kRight,
       {{M, {0, 0, 0}}, {M, {k1_3, k2_3, 0.648}}, {X, {k1_3, k2_3, 0.149}}},
       "D5_13; Pearson"},
      {"MX-CuAu", "P4/mmm", 1, kSqrt2, kRight,
       {{X, {0, 0, 0}}, {M, {0.5, 0.5, 0.5}}},
       "L1_0, ideal fcc"},
      {"MX-CuPt", "R-3m:H", 1, 2.0 * std::sqrt(6.0), kRight,
       {{X, {0, 0, 0}}, {M, {0, 0, 0.5}}},
       "L1_1, ideal fcc"},
      {"MX-CsCl", "Pm-3m", 1, 1, kRight,
       {{X, {0.5, 0.5, 0.5}}, {M, {0, 0, 0}}},
       "B2, ideal bcc"},
      {"MX-NaTl", "Fd-3m:1", 1, 1, kRight,
       {{X, {0, 0, 0}}, {M, {0.5, 0.5, 0.5}}},
       "B32, ideal bcc"},
      {"MX-WC", "P-6m2", 1, kIdealHcp, kRight,
       {{X, {k1_3, k2_3, 0.5}}, {M, {0, 0, 0}}},
       "B_h, ideal hcp"},
  };
  return table;
}
// clang-format on

}  // namespace crystalgan
