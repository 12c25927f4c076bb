#include "crystalgan/stability/known_phases.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
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

// Of any two of A, B and X.
std::vector<Structure> database_binaries(const ChemicalSystem& system) {
  std::vector<Structure> binaries;
  for (const PooledBinary& binary : shipped_pool().binaries())
    if (binary.hull_energy.value_or(0.0) <= kMaxDatabaseEnergy) binaries.push_back(binary.structure);
  return of_elements(binaries, {system.a, system.b, system.x});
}

// Tighter than the matcher's defaults: crystals of one space group that match so relax to one minimum. Chosen.
constexpr MatcherSettings kSameCrystal{.ltol = 0.1, .stol = 0.1, .angle_tol = 5.0};

bool is_own(const KnownPhase& phase) { return phase.kind == "input" || phase.kind == "given"; }

// Each crystal once: of those of one composition and space group that match, the user's own or the first.
std::vector<KnownPhase> without_repeats(const std::vector<KnownPhase>& phases) {
  std::map<std::pair<Composition, int>, std::vector<std::size_t>> alike;
  for (const bool own : {true, false})
    for (std::size_t i = 0; i < phases.size(); ++i) {
      if (is_own(phases[i]) != own) continue;
      const auto group = find_space_group(phases[i].structure);
      alike[{reduced(phases[i].structure.composition()), group ? group->number : 0}].push_back(i);
    }
  std::set<std::size_t> repeats;
  for (const auto& [key, indices] : alike) {
    std::vector<Structure> structures;
    for (const std::size_t i : indices) structures.push_back(phases[i].structure);
    const auto first_of = match_groups(structures, kSameCrystal, 1).first_of;
    for (std::size_t k = 0; k < indices.size(); ++k)
      if (first_of[k] != k && !is_own(phases[indices[k]])) repeats.insert(indices[k]);
  }
  std::vector<KnownPhase> kept;
  for (std::size_t i = 0; i < phases.size(); ++i)
    if (!repeats.contains(i)) kept.push_back(phases[i]);
  return kept;
}

std::string symbol_of(const Structure& structure) {
  const auto found = find_space_group(structure);
  return found ? found->symbol : std::string();
}

// The phases with a formation energy of at least kMinFormationEnergy; the others go to `left_out`.
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

// A universal potential, or a calculator of the user's own, which is one as a rule.
bool knows_all_elements(Trust trust) { return trust == Trust::universal || trust == Trust::external; }

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
                                     const std::vector<Structure>& given, Trust trust) {
  const bool is_universal = knows_all_elements(trust);
  std::vector<KnownPhase> phases;
  for (const Element element : {system.a, system.b, system.x})
    if (!is_molecular(element)) add(phases, "element", built_in_elements(element));
  add(phases, "alloy", built_in_alloys(system.a, system.b));
  add(phases, "input", inputs);
  if (is_universal) add(phases, "database", database_binaries(system));
  for (const Element metal : {system.a, system.b})
    add(phases, "binary", not_among(built_in_binaries(metal, system.x), inputs));
  add(phases, "given", of_elements(given, {system.a, system.b, system.x}));
  return is_universal ? without_repeats(phases) : phases;
}

KnownEnergies known_energies(const ChemicalSystem& system, const std::vector<KnownPhase>& phases,
                             const Calculator& calculator, const EnergySettings& settings) {
  std::vector<Structure> starts;
  for (const KnownPhase& phase : phases) starts.push_back(phase.structure);
  RelaxationSettings relaxation = settings.relaxation;
  // A potential for all elements finds real crystals near their minima, and symmetry makes it several times faster.
  if (knows_all_elements(calculator.identity().trust)) relaxation.keep_symmetry = true;
  const auto ends = relax_all(starts, calculator, relaxation, settings.seed.derive("known phases"), settings.threads,
                              settings.observer);
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
