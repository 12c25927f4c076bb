#include "crystalgan/stability/known_phases.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/stability/molecule_energy.hpp"

namespace crystalgan {
namespace {

void add(std::vector<KnownPhase>& phases, std::string_view kind, std::vector<Structure> structures) {
  for (Structure& structure : structures) phases.push_back({kind, std::move(structure)});
}

std::vector<Structure> of_elements(const std::vector<Structure>& structures, const std::set<Element>& allowed) {
  std::vector<Structure> kept;
  for (const Structure& structure : structures) {
    const auto elements = elements_of(structure.composition());
    if (std::includes(allowed.begin(), allowed.end(), elements.begin(), elements.end())) kept.push_back(structure);
  }
  return kept;
}

std::vector<Structure> not_among(std::vector<Structure> structures, const std::vector<Structure>& known) {
  std::set<std::string> names;
  for (const Structure& structure : known) names.insert(structure.name());
  std::erase_if(structures, [&](const Structure& structure) { return names.contains(structure.name()); });
  return structures;
}

std::string symbol_of(const Structure& structure) {
  const auto found = find_space_group(structure);
  return found ? found->symbol : std::string();
}

// The phases whose energy a crystal can have; what the others are told as goes to `left_out`.
std::vector<RelaxedPhase> believable(std::vector<RelaxedPhase> phases, const std::vector<ElementEnergy>& elements,
                                     std::vector<std::string>& left_out) {
  std::erase_if(phases, [&](const RelaxedPhase& phase) {
    double of_elements = 0.0;
    for (const auto& [element, count] : phase.structure.composition())
      of_elements += count * std::ranges::find(elements, element, &ElementEnergy::element)->energy;
    if ((phase.energy - of_elements) / static_cast<double>(phase.structure.size()) >= kMinFormationEnergy) return false;
    left_out.push_back(phase.name + ": an energy that no crystal has");
    return true;
  });
  return phases;
}

}  // namespace

ElementEnergy lowest_phase(Element element, const std::vector<RelaxedPhase>& phases) {
  const RelaxedPhase* lowest = nullptr;
  const auto per_atom = [](const RelaxedPhase& phase) {
    return phase.energy / static_cast<double>(phase.structure.size());
  };
  for (const RelaxedPhase& phase : phases)
    if (elements_of(phase.structure.composition()) == std::set{element} &&
        (lowest == nullptr || per_atom(phase) < per_atom(*lowest)))
      lowest = &phase;
  if (lowest == nullptr)
    throw NumericalError(std::string(element.symbol()) + ": expected one phase of the element that relaxes, got none");
  return {element, per_atom(*lowest),
          lowest->name + " relaxed to " + lowest->space_group_symbol + " by the calculator"};
}

std::vector<Phase> phases_of(const KnownEnergies& known) {
  std::vector<Phase> phases;
  for (const ElementEnergy& element : known.elements) phases.push_back({{{element.element, 1}}, element.energy});
  for (const RelaxedPhase& phase : known.phases) phases.push_back({phase.structure.composition(), phase.energy});
  return phases;
}

std::vector<KnownPhase> known_phases(const ChemicalSystem& system, const std::vector<Structure>& inputs,
                                     const std::vector<Structure>& given) {
  std::vector<KnownPhase> phases;
  for (const Element element : {system.a, system.b, system.x})
    if (!is_molecular(element)) add(phases, "element", built_in_elements(element));
  add(phases, "alloy", built_in_alloys(system.a, system.b));
  add(phases, "input", inputs);
  for (const Element metal : {system.a, system.b})
    add(phases, "binary", not_among(built_in_binaries(metal, system.x), inputs));
  add(phases, "given", of_elements(given, {system.a, system.b, system.x}));
  return phases;
}

KnownEnergies known_energies(const ChemicalSystem& system, const std::vector<KnownPhase>& phases,
                             const Calculator& calculator, const EnergySettings& settings) {
  std::vector<Structure> starts;
  for (const KnownPhase& phase : phases) starts.push_back(phase.structure);
  const auto ends = relax_all(starts, calculator, settings.relaxation, settings.seed.derive("known phases"),
                              settings.threads, settings.observer);
  KnownEnergies known;
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const std::string& name = phases[i].structure.name();
    if (ends[i].end == RelaxationEnd::converged)
      known.phases.push_back({name, phases[i].kind, ends[i].structure, symbol_of(ends[i].structure), ends[i].energy});
    else
      known.left_out.push_back(name + ": " + end_name(ends[i].end));
  }
  for (const Element element : {system.a, system.b, system.x})
    known.elements.push_back(is_molecular(element) ? molecule_energy(element, calculator)
                                                   : lowest_phase(element, known.phases));
  known.phases = believable(std::move(known.phases), known.elements, known.left_out);
  return known;
}

}  // namespace crystalgan
