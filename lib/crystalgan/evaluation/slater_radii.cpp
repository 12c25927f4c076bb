#include "crystalgan/evaluation/slater_radii.hpp"

#include <array>

namespace crystalgan {
namespace {

// Å, by atomic number from hydrogen to americium; 0 where pymatgen has none. Slater, J. Chem. Phys. 41, 3199 (1964), as
// in pymatgen 2022.11.7, key "Atomic radius" (its argon is not Slater's).
//
// clang-format off
constexpr std::array<double, 95> kSlaterRadii{
    0.25,  0.0, 1.45, 1.05, 0.85,  0.7, 0.65,  0.6,  0.5,  0.0,  // H to Ne
     1.8,  1.5, 1.25,  1.1,  1.0,  1.0,  1.0, 0.71,  2.2,  1.8,  // Na to Ca
     1.6,  1.4, 1.35,  1.4,  1.4,  1.4, 1.35, 1.35, 1.35, 1.35,  // Sc to Zn
     1.3, 1.25, 1.15, 1.15, 1.15,  0.0, 2.35,  2.0,  1.8, 1.55,  // Ga to Zr
    1.45, 1.45, 1.35,  1.3, 1.35,  1.4,  1.6, 1.55, 1.55, 1.45,  // Nb to Sn
    1.45,  1.4,  1.4,  0.0,  2.6, 2.15, 1.95, 1.85, 1.85, 1.85,  // Sb to Nd
    1.85, 1.85, 1.85,  1.8, 1.75, 1.75, 1.75, 1.75, 1.75, 1.75,  // Pm to Yb
    1.75, 1.55, 1.45, 1.35, 1.35,  1.3, 1.35, 1.35, 1.35,  1.5,  // Lu to Hg
     1.9,  1.8,  1.6,  1.9,  0.0,  0.0,  0.0, 2.15, 1.95,  1.8,  // Tl to Th
     1.8, 1.75, 1.75, 1.75, 1.75,  // Pa to Am
};
// clang-format on

// LeMat-GenBench's default without a radius.
constexpr double kUnknownRadius = 1.0;

}  // namespace

double slater_radius(Element element) {
  const auto index = static_cast<std::size_t>(element.atomic_number() - 1);
  return index < kSlaterRadii.size() && kSlaterRadii[index] > 0.0 ? kSlaterRadii[index] : kUnknownRadius;
}

}  // namespace crystalgan
