#include <cmath>

#include "crystalgan/crystal/prototype_numbers.hpp"

namespace crystalgan {

namespace {

// Slabs of two rocksalt (100) layers, a/√2 apart, each slab moved by half a cell against the next so that its metals
// stand at the distance a of the metals of the layer: gap (√3/2) a, b = 2 (1/√2 + √3/2) a.
constexpr double kSlabsB = prototype_numbers::kSqrt2 + prototype_numbers::kSqrt3;
constexpr double kSlabsY = 0.5 - prototype_numbers::kSqrt3 / 4.0 / kSlabsB;

}  // namespace

// Facts of crystallography: space group, axial ratios, one representative of each occupied position. Where the source
// says "ideal", the metals are a perfect fcc, hcp or dhcp packing and X sits in the middle of its holes, so that all
// the numbers follow from geometry. A1, B3, D0_3 and their like are the symbols of Strukturbericht (Ewald & Hermann,
// Leipzig 1931, and later volumes): types without free parameters need no other source. "Pearson" is Villars & Calvert,
// Pearson's Handbook of Crystallographic Data for Intermetallic Phases, 2nd ed. (ASM International 1991), under the
// name of the type compound.
// clang-format off
std::span<const Prototype> prototypes() {
  using namespace prototype_numbers;
  static const std::vector<Prototype> table{
      // id, space group, b/a, c/a, β, sites, source

      // M4X
      {"M4X-fcc-tetragonal", "I4/mmm", 1, 2, kRight,
       {{X, {0, 0, 0}}, {M, {0, 0.5, 0}}, {M, {0, 0, 0.25}}},
       "ideal fcc metal, two cells high, X in a quarter of the octahedra"},
      {"M4X-Fe4N", "Pm-3m", 1, 1, kRight,
       {{X, {0.5, 0.5, 0.5}}, {M, {0, 0, 0}}, {M, {0, 0.5, 0.5}}},
       "Fe4N, L'1; Jacobs, Rechenbach & Zachwieja, J. Alloys Compd. 227, 10 (1995)"},

      // M3X
      {"M3X-Fe3N", "P6322", 1, 0.932, kRight,
       {{X, {k1_3, k2_3, 0.25}}, {M, {0.325, 0, 0}}},
       "epsilon-Fe3N; Jacobs, Rechenbach & Zachwieja, J. Alloys Compd. 227, 10 (1995)"},
      {"M3X-Cu3N", "Pm-3m", 1, 1, kRight,
       {{X, {0, 0, 0}}, {M, {0.5, 0, 0}}},
       "Cu3N, anti-ReO3; Juza & Hahn, Z. Anorg. Allg. Chem. 239, 282 (1938)"},
      {"M3X-Fe3C", "Pnma", 1.3251, 0.8889, kRight,
       {{X, {0.890, 0.25, 0.450}}, {M, {0.036, 0.25, 0.852}}, {M, {0.186, 0.063, 0.328}}},
       "cementite; Herbstein & Smuts, Acta Cryst. 17, 1331 (1964)"},

      // M2X
      {"M2X-anti-CdI2", "P-3m1", 1, kIdealHcp, kRight,
       {{X, {0, 0, 0}}, {M, {k1_3, k2_3, 0.25}}},
       "ideal hcp metal, X in every second layer of octahedra (Ag2F, ordered W2C)"},
      {"M2X-Fe2N", "Pbcn", 2.0 / kIdealHcp, kSqrt3 / kIdealHcp, kRight,
       {{X, {0, 0.375, 0.25}}, {M, {0.25, 0.125, 1.0 / 12.0}}},
       "ideal hcp metal, X in zigzag rows of octahedra (zeta-Fe2N, alpha-Mo2C)"},
      {"M2X-anti-anatase", "I41/amd:1", 1, 2, kRight,
       {{X, {0, 0, 0}}, {M, {0, 0, 0.25}}},
       "ideal fcc metal, two cells high, X in half of the octahedra (delta'-Ti2N)"},
      {"M2X-anti-rutile", "P42/mnm", 1, 0.6136, kRight,
       {{X, {0, 0, 0}}, {M, {0.296, 0.296, 0}}},
       "epsilon-Ti2N; Holmberg, Acta Chem. Scand. 16, 1255 (1962)"},
      {"M2X-Cu2O", "Pn-3m:1", 1, 1, kRight,
       {{X, {0, 0, 0}}, {M, {0.25, 0.25, 0.25}}},
       "cuprite, C3"},
      {"M2X-fcc-tetrahedral", "P-4m2", 1, kSqrt2, kRight,
       {{X, {0, 0, 0}}, {M, {0, 0.5, 0.25}}},
       "ideal fcc metal, X in every second layer (001) of tetrahedra, half of each"},
      {"M2X-Li2O", "Fm-3m", 1, 1, kRight,
       {{X, {0, 0, 0}}, {M, {0.25, 0.25, 0.25}}},
       "anti-fluorite (C1)"},

      // M4X3, M5X4
      {"M4X3-fcc-tetragonal", "I4/mmm", 1, 2, kRight,
       {{X, {0, 0, 0.5}}, {X, {0, 0.5, 0.25}}, {M, {0, 0.5, 0}}, {M, {0, 0, 0.25}}},
       "ideal fcc metal, two cells high, X in three quarters of the octahedra"},
      {"M5X4-Ni4Mo", "I4/m", 1, std::sqrt(0.4), kRight,
       {{X, {0.2, 0.4, 0.5}}, {M, {0, 0, 0}}, {M, {0.2, 0.4, 0}}},
       "ideal fcc metal in the cell of Ni4Mo (D1a, c/a = √(2/5)), X in four fifths of the octahedra"},

      // MX
      {"MX-NaCl", "Fm-3m", 1, 1, kRight,
       {{X, {0.5, 0.5, 0.5}}, {M, {0, 0, 0}}},
       "rocksalt, B1"},
      {"MX-CsCl", "Pm-3m", 1, 1, kRight,
       {{X, {0.5, 0.5, 0.5}}, {M, {0, 0, 0}}},
       "CsCl, B2"},
      {"MX-sphalerite", "F-43m", 1, 1, kRight,
       {{X, {0.25, 0.25, 0.25}}, {M, {0, 0, 0}}},
       "ZnS, B3"},
      {"MX-wurtzite", "P63mc", 1, kIdealHcp, kRight,
       {{X, {k1_3, k2_3, 0.375}}, {M, {k1_3, k2_3, 0}}},
       "ZnS, B4, ideal tetrahedra"},
      {"MX-NiAs", "P63/mmc", 1, 1.934, kRight,
       {{X, {k1_3, k2_3, 0.25}}, {M, {0, 0, 0}}},
       "NiAs, B8_1, with the c/a of TiS; Hahn & Harder, Z. Anorg. Allg. Chem. 288, 241 (1956)"},
      {"MX-anti-NiAs", "P63/mmc", 1, kIdealHcp, kRight,
       {{X, {0, 0, 0}}, {M, {k1_3, k2_3, 0.25}}},
       "ideal hcp metal, X in all octahedra (CrH)"},
      {"MX-dhcp", "P63/mmc", 1, 2.0 * kIdealHcp, kRight,
       {{X, {k1_3, k2_3, 0.625}}, {M, {0, 0, 0}}, {M, {k1_3, k2_3, 0.25}}},
       "ideal dhcp metal, layers ABAC, X in all octahedra (epsilon'-FeH)"},
      {"MX-TiP", "P63/mmc", 1, 3.34, kRight,
       {{X, {0, 0, 0}}, {X, {k1_3, k2_3, 0.75}}, {M, {k1_3, k2_3, 0.125}}},
       "TiP, B_i (gamma'-MoC); Pearson"},
      {"MX-WC", "P-6m2", 1, 0.976, kRight,
       {{X, {k1_3, k2_3, 0.5}}, {M, {0, 0, 0}}},
       "WC, B_h"},
      {"MX-h-MgO", "P63/mmc", 1, kIdealHcp, kRight,
       {{X, {k1_3, k2_3, 0.75}}, {M, {k1_3, k2_3, 0.25}}},
       "ideal hcp metal, X in the middle of the two tetrahedra that share a face (B_k)"},
      {"MX-ZrH", "P42/mmc", 1, 1.5306, kRight,
       {{X, {0, 0, 0.25}}, {M, {0, 0.5, 0}}},
       "gamma-ZrH, positions of PtS (B17); Sidhu, Satya Murthy, Campos & Zauberis, Adv. Chem. 39, 87 (1963)"},
      {"MX-PbO", "P4/nmm:2", 1, 1.2636, kRight,
       {{X, {0.75, 0.25, 0}}, {M, {0.25, 0.25, 0.237}}},
       "litharge, B10; Boher, Garnier, Gavarri & Hewat, J. Solid State Chem. 57, 343 (1985)"},
      {"MX-TlI", "Cmcm", kSlabsB, 1, kRight,
       {{X, {0, 0.5 - kSlabsY, 0.25}}, {M, {0, kSlabsY, 0.25}}},
       "TlI, B33, made of ideal slabs of rocksalt"},
      {"MX-NbO", "Pm-3m", 1, 1, kRight,
       {{X, {0.5, 0, 0}}, {M, {0, 0.5, 0.5}}},
       "NbO; Brauer, Z. Anorg. Allg. Chem. 248, 1 (1941)"},

      // M3X4, M2X3
      {"M3X4-Pd3VacH4", "Pm-3m", 1, 1, kRight,
       {{X, {0.5, 0.5, 0.5}}, {X, {0.5, 0, 0}}, {M, {0, 0.5, 0.5}}},
       "fcc metal less a quarter, X in all octahedra; Fukai & Okuma, Phys. Rev. Lett. 73, 1640 (1994)"},
      {"M2X3-La2O3", "P-3m1", 1, 1.5569, kRight,
       {{X, {0, 0, 0}}, {X, {k1_3, k2_3, 0.6471}}, {M, {k1_3, k2_3, 0.2454}}},
       "La2O3, D5_2; Aldebert & Traverse, Mater. Res. Bull. 14, 303 (1979)"},
      {"M2X3-corundum", "R-3c:H", 1, 2.730, kRight,
       {{X, {0.306, 0, 0.25}}, {M, {0, 0, 0.352}}},
       "Al2O3, D5_1; Newnham & de Haan, Z. Kristallogr. 117, 235 (1962)"},

      // MX2
      {"MX2-fluorite", "Fm-3m", 1, 1, kRight,
       {{X, {0.25, 0.25, 0.25}}, {M, {0, 0, 0}}},
       "CaF2, C1 (delta-TiH2)"},
      {"MX2-ThH2", "I4/mmm", 1, 1.227, kRight,
       {{X, {0, 0.5, 0.25}}, {M, {0, 0, 0}}},
       "ThH2; Rundle, Shull & Wollan, Acta Cryst. 5, 22 (1952)"},
      {"MX2-rutile", "P42/mnm", 1, 0.6688, kRight,
       {{X, {0.304, 0.304, 0}}, {M, {0, 0, 0}}},
       "alpha-MgH2, C4; Bortz, Bertheville, Boettger & Yvon, J. Alloys Compd. 287, L4 (1999)"},
      {"MX2-alpha-PbO2", "Pbcn", 1.2028, 1.0912, kRight,
       {{X, {0.2717, 0.1085, 0.0801}}, {M, {0, 0.3313, 0.25}}},
       "gamma-MgH2; Bortz, Bertheville, Boettger & Yvon, J. Alloys Compd. 287, L4 (1999)"},
      {"MX2-PdF2", "Pa-3", 1, 1, kRight,
       {{X, {0.343, 0.343, 0.343}}, {M, {0, 0, 0}}},
       "cubic PdF2, positions of pyrite; Tressaud et al., Mater. Res. Bull. 16, 207 (1981)"},
      {"MX2-anatase", "I41/amd:1", 1, 2.514, kRight,
       {{X, {0, 0, 0.2081}}, {M, {0, 0, 0}}},
       "TiO2, C5; Howard, Sabine & Dickson, Acta Cryst. B 47, 462 (1991)"},
      {"MX2-ramsdellite", "Pnma", 0.3092, 0.4890, kRight,
       {{X, {0.770, 0.25, 0.170}}, {X, {0.967, 0.25, 0.790}}, {M, {0.136, 0.25, 0.022}}},
       "gamma-MnO2; Byström, Acta Chem. Scand. 3, 163 (1949)"},
      {"MX2-PbCl2", "Pnma", 0.6044, 1.1436, kRight,
       {{X, {0.3573, 0.25, 0.4269}}, {X, {0.9737, 0.25, 0.6766}}, {M, {0.2378, 0.25, 0.1071}}},
       "CaH2; Andresen, Maeland & Slotfeldt-Ellingsen, J. Solid State Chem. 20, 93 (1977)"},
      {"MX2-Ni2In", "P63/mmc", 1, 1.228, kRight,
       {{X, {0, 0, 0}}, {X, {k1_3, k2_3, 0.75}}, {M, {k1_3, k2_3, 0.25}}},
       "Ni2In, B8_2 (BaH2 under pressure); Pearson"},
      {"MX2-CdI2", "P-3m1", 1, 1.613, kRight,
       {{X, {k1_3, k2_3, 0.25}}, {M, {0, 0, 0}}},
       "CdI2, C6; Bozorth, J. Am. Chem. Soc. 44, 2232 (1922)"},
      {"MX2-AlB2", "P6/mmm", 1, 1.083, kRight,
       {{X, {k1_3, k2_3, 0.5}}, {M, {0, 0, 0}}},
       "AlB2, C32; Pearson"},
      {"MX2-hcp", "P63/mmc", 1, kIdealHcp, kRight,
       {{X, {k1_3, k2_3, 0.60}}, {M, {k1_3, k2_3, 0.25}}},
       "ideal hcp metal, X in all tetrahedra; z = 5/8 in their middle, 0.60 chosen: two X in one pair apart"},
      {"MX2-ReB2", "P63/mmc", 1, 2.578, kRight,
       {{X, {k1_3, k2_3, 0.548}}, {M, {k1_3, k2_3, 0.25}}},
       "ReB2; La Placa & Post, Acta Cryst. 15, 97 (1962)"},
      {"MX2-baddeleyite", "P21/c", 1.0120, 1.0324, 99.23,
       {{X, {0.0700, 0.3317, 0.3447}}, {X, {0.4496, 0.7569, 0.4792}}, {M, {0.2754, 0.0395, 0.2083}}},
       "ZrO2, C43; Howard, Hill & Reichert, Acta Cryst. B 44, 116 (1988)"},

      // MX3
      {"MX3-BiF3", "Fm-3m", 1, 1, kRight,
       {{X, {0.25, 0.25, 0.25}}, {X, {0.5, 0.5, 0.5}}, {M, {0, 0, 0}}},
       "BiF3, D0_3 (LaH3)"},
      {"MX3-H3S", "Im-3m", 1, 1, kRight,
       {{X, {0.5, 0, 0}}, {M, {0, 0, 0}}},
       "bcc metal, X in all octahedra (H3S); Duan et al., Sci. Rep. 4, 6968 (2014)"},
      {"MX3-UH3", "Pm-3n", 1, 1, kRight,
       {{X, {0.25, 0, 0.5}}, {M, {0, 0, 0}}},
       "alpha-UH3, A15; Mulford, Ellinger & Zachariasen, J. Am. Chem. Soc. 76, 297 (1954)"},
      {"MX3-ReO3", "Pm-3m", 1, 1, kRight,
       {{X, {0.5, 0, 0}}, {M, {0, 0, 0}}},
       "ReO3, D0_9"},
      {"MX3-hcp", "P63/mmc", 1, kIdealHcp, kRight,
       {{X, {0, 0, 0}}, {X, {k1_3, k2_3, 0.625}}, {M, {k1_3, k2_3, 0.25}}},
       "ideal hcp metal, X in all octahedra and tetrahedra"},
      {"MX3-HoH3", "P-3c1", 1, 1.040, kRight,
       {{X, {0, 0, 0.25}}, {X, {k1_3, k2_3, 0.167}}, {X, {0.356, 0.028, 0.096}}, {M, {0.660, 0, 0.25}}},
       "HoH3; Mansmann & Wallace, J. Phys. (France) 25, 454 (1964)"},
      {"MX3-HoH3-layered", "P-3c1", 1, 2.0 * 1.040, kRight,
       {{X, {0, 0, 0.25}}, {X, {k1_3, k2_3, 0.167}}, {X, {0.356, 0.028, 0.096}}, {M, {0.660, 0, 0.25}}},
       "HoH3 with c doubled, so that metal layers part; chosen, not derived"},
      {"MX3-Na3As", "P63/mmc", 1, 1.765, kRight,
       {{X, {0, 0, 0.25}}, {X, {k1_3, k2_3, 0.583}}, {M, {k1_3, k2_3, 0.25}}},
       "Na3As, D0_18; Pearson"},
      {"MX3-Na3As-layered", "P63/mmc", 1, 3, kRight,
       {{X, {0, 0, 0.25}}, {X, {k1_3, k2_3, 7.0 / 12.0}}, {M, {k1_3, k2_3, 0.25}}},
       "Na3As with layers of X at equal distances; c/a = 3 chosen: X in, above and below each metal layer"},
      {"MX3-ReB2-stuffed", "P63/mmc", 1, 2.578, kRight,
       {{X, {k1_3, k2_3, 0.75}}, {X, {k1_3, k2_3, 7.0 / 12.0}}, {M, {k1_3, k2_3, 0.25}}},
       "metal and c/a of ReB2, X also between two X across the metal layer, layers of X at equal distances"},
      {"MX3-AlH3", "R-3c:H", 1, 2.653, kRight,
       {{X, {0.628, 0, 0.25}}, {M, {0, 0, 0}}},
       "alpha-AlH3; Turley & Rinn, Inorg. Chem. 8, 18 (1969)"},
      {"MX3-beta-AlH3", "Fd-3m:2", 1, 1, kRight,
       {{X, {0.4301, 0.125, 0.125}}, {M, {0.5, 0.5, 0.5}}},
       "beta-AlH3; Brinks, Langley, Jensen, Graetz, Reilly & Hauback, J. Alloys Compd. 433, 180 (2007)"},
      {"MX3-YF3", "Pnma", 1.0782, 0.6915, kRight,
       {{X, {0.525, 0.25, 0.601}}, {X, {0.165, 0.060, 0.363}}, {M, {0.367, 0.25, 0.059}}},
       "YF3; Zalkin & Templeton, J. Am. Chem. Soc. 75, 2453 (1953)"},
  };
  return table;
}
// clang-format on

}  // namespace crystalgan
