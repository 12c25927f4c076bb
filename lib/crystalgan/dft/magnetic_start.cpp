#include "crystalgan/dft/magnetic_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

namespace crystalgan {
namespace {

struct Moment {
  std::string_view symbol;
  double moment;  // Bohr magnetons
};

// MAGMOM of the Materials Project's MPRelaxSet (pymatgen 2026.10.16, io/vasp/VASPIncarBase.yaml): the entry of the element,
// else that of its trivalent ion. La and Lu have the 0.6 of any other element there: no moment of their own.
constexpr std::array kMaterialsProject{
    Moment{"V", 5},  Moment{"Cr", 5},  Moment{"Mn", 5}, Moment{"Fe", 5}, Moment{"Co", 0.6}, Moment{"Ni", 5},
    Moment{"Mo", 5}, Moment{"W", 5},   Moment{"Ce", 5}, Moment{"Pr", 2}, Moment{"Nd", 3},   Moment{"Pm", 4},
    Moment{"Sm", 5}, Moment{"Eu", 10}, Moment{"Gd", 7}, Moment{"Tb", 6}, Moment{"Dy", 5},   Moment{"Ho", 4},
    Moment{"Er", 3}, Moment{"Tm", 2},  Moment{"Yb", 1}};

// Not in MPRelaxSet: the unpaired 5f electrons of the trivalent ion, 5f2 to 5f7 (Hund's rules).
constexpr std::array kActinides{Moment{"Pa", 2}, Moment{"U", 3},  Moment{"Np", 4},
                                Moment{"Pu", 5}, Moment{"Am", 6}, Moment{"Cm", 7}};

// Electrons of the closed shells below the outer s, d and f ones.
int closed_shells(int atomic_number) {
  if (atomic_number > 86) return 86;  // Rn
  if (atomic_number > 70) return 68;  // Xe and 4f
  if (atomic_number > 54) return 54;  // Xe
  return atomic_number > 36 ? 36 : 18;
}

}  // namespace

double starting_moment(Element element) {
  const auto is_here = [&](const Moment& one) { return one.symbol == element.symbol(); };
  if (const auto* const found = std::ranges::find_if(kMaterialsProject, is_here); found != kMaterialsProject.end())
    return found->moment;
  const auto* const found = std::ranges::find_if(kActinides, is_here);
  return found == kActinides.end() ? 0.0 : found->moment;
}

double starting_polarisation(Element element) {
  const double moment = starting_moment(element);
  if (moment == 0.0) return 0.0;
  return std::min(1.0, moment / (element.atomic_number() - closed_shells(element.atomic_number())));
}

bool is_magnetic(const WrittenCell& cell) {
  return std::ranges::any_of(cell.species,
                             [](const SpeciesCount& species) { return starting_moment(species.element) != 0.0; });
}

std::string spin_summary(const std::vector<RankedStructure>& entries) {
  std::map<Element, double> moments;
  std::size_t magnetic = 0;
  for (const RankedStructure& entry : entries) {
    bool has_moment = false;
    for (const auto& [element, count] : entry.structure.composition()) {
      const double moment = starting_moment(element);
      if (moment == 0.0) continue;
      moments[element] = moment;
      has_moment = true;
    }
    magnetic += has_moment ? 1 : 0;
  }
  if (magnetic == 0) return "Spin: none, no structure has a magnetic element.";
  std::string text;
  for (const auto& [element, moment] : moments)
    text += fmt::format("{}{} {:.1f}", text.empty() ? "" : ", ", element.symbol(), moment);
  return fmt::format(
      "Spin: {} of {} structures start ferromagnetic, {} Bohr magnetons (MPRelaxSet; 5f by Hund's rules).", magnetic,
      entries.size(), text);
}

}  // namespace crystalgan
