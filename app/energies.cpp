#include "energies.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <string>

#include "crystalgan/archive/energy_files.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/potentials/chgnet/chgnet_warnings.hpp"
#include "crystalgan/stability/energy_settings.hpp"
#include "printing.hpp"

namespace crystalgan {
namespace {

// With a column of moments if the calculator gives them, µB per cell.
void print_ranked(const RankingRecord& record, std::size_t max_count) {
  const bool has_moments = std::ranges::any_of(record.crystals, [](const RankedRow& row) { return !!row.moment; });
  print("{:>5}  {:<6} {:<14} {:<12} {:>12} {:>12} {:>13} {}{:>6}\n", "rank", "id", "formula", "space group",
        "above hull", "above known", "of formation", has_moments ? "  µB/cell " : "", "found");
  for (std::size_t i = 0; i < std::min(max_count, record.crystals.size()); ++i) {
    const RankedRow& row = record.crystals[i];
    const std::string moment = row.moment ? fmt::format("{:.2f}", *row.moment) : std::string();
    print("{:>5}  {:<6} {:<14} {:<12} {:>12.4f} {:>12.4f} {:>13.4f} {}{:>6}\n", i + 1, row.id, row.formula,
          row.space_group_symbol, row.above_hull, row.above_known, row.formation_energy,
          has_moments ? fmt::format("{:>9} ", moment) : std::string(), 1 + std::ranges::count(row.found_by, ' '));
  }
  if (record.crystals.size() > max_count) print("{:>5}\n", "...");
}

}  // namespace

void print_chgnet_warnings(const RunDirectory& run) {
  const auto energies = kept_energies(run);
  if (!energies || energies->calculator.trust != trust_name(Trust::universal)) return;
  const Configuration::System system = kept_configuration(run).system;
  const ChemicalSystem elements = ChemicalSystem::from_symbols(system.a, system.b, system.x);
  for (const std::string& warning : chgnet_warnings({elements.a, elements.b, elements.x}))
    print("  warning: {}.\n", warning);
  const auto strained = std::ranges::count_if(energies->relaxed, [](const RelaxedRow& row) {
    return !(row.largest_stress * kGigapascals <= kChgnetMaxStress);
  });
  if (strained > 0)
    print("  warning: {} ended with a stress above {} GPa, where CHGNet extrapolates.\n", strained, kChgnetMaxStress);
}

void print_relaxation(const RunDirectory& run) {
  const auto energies = kept_energies(run);
  if (!energies) return;
  std::map<std::string, std::int64_t> ends;
  for (const RelaxedRow& row : energies->relaxed) ++ends[row.end];
  if (const auto& points = energies->single_points; !points.empty())
    print("The best {} of {} candidates by prior and energy, {} without energy, all in {}.\n", energies->relaxed.size(),
          points.size(), std::ranges::count_if(points, [](const SinglePointRow& row) { return !row.energy; }),
          (run / run_files::kSinglePoints).string());
  print("{} candidates relaxed by {} ({}):\n", energies->relaxed.size(), energies->calculator.name,
        use_of_energies(energies->calculator));
  for (const auto& [end, count] : ends) print("  {:<20} {:>7}\n", end, count);
  print("  {:<20} {:>7}  converged and within every distance limit; in {}\n", "certified",
        std::ranges::count(energies->relaxed, true, &RelaxedRow::certified), (run / run_files::kRelaxed).string());
  print_chgnet_warnings(run);
}

void print_ranking(const RankingRecord& record, std::size_t max_count) {
  print("{} distinct crystals of {}, {} within 0.05 and {} within 0.10 eV/atom of the hull, energies by {}\n",
        record.crystals.size(), record.system, within(record, 0.05), within(record, 0.10), record.calculator.name);
  print("({}).\n", use_of_energies(record.calculator));
  for (const ElementEnergyRow& element : record.elements)
    print("  {:<2} {:>10.4f} eV/atom: {}\n", element.element, element.energy, element.source);
  if (record.not_ternary > 0)
    print("  {} without {} are not ranked; they are part of the hull.\n", record.not_ternary, record.system);
  if (record.unbelievable > 0)
    print("  {} left out: formation energy below {} eV/atom.\n", record.unbelievable, kMinFormationEnergy);
  if (const std::string accuracy = accuracy_of_hull(record.calculator); !accuracy.empty())
    print("Above hull, above known: {}.\n", accuracy);
  if (std::ranges::any_of(record.crystals, [](const RankedRow& row) { return row.above_known < 0.0; }))
    print("A negative value above known: below the known phases in this model.\n");
  print_ranked(record, max_count);
}

}  // namespace crystalgan
