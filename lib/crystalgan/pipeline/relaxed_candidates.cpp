#include "crystalgan/pipeline/relaxed_candidates.hpp"

#include <numeric>
#include <utility>
#include <variant>

#include "crystalgan/core/parallel.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/repair/certificate.hpp"
#include "crystalgan/repair/symmetrise.hpp"

namespace crystalgan {
namespace {

// eV per atom. A symmetrised crystal is kept up to this energy above the original. Chosen: the error of the default
// force limit.
constexpr double kCostOfSymmetry = 1e-3;

double per_atom(const Relaxation& relaxation) {
  return relaxation.energy / static_cast<double>(relaxation.structure.size());
}

std::int64_t space_group_number(const Structure& structure) {
  const auto found = find_space_group(structure);
  return found ? found->number : 0;
}

// Symmetrises the relaxed crystals, relaxes again, and keeps the result if the energy does not rise.
void take_symmetry(std::vector<Relaxation>& ends, const Calculator& calculator, const EnergySettings& settings) {
  std::vector<Structure> symmetric;
  std::vector<std::size_t> from;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    if (ends[i].end != RelaxationEnd::converged) continue;
    if (auto structure = symmetrised(ends[i].structure, kSymmetryTolerance)) {
      symmetric.push_back(std::move(*structure));
      from.push_back(i);
    }
  }
  RelaxationSettings keeping = settings.relaxation;
  keeping.keep_symmetry = true;
  auto again = relax_all(symmetric, calculator, keeping, settings.seed, settings.threads);
  for (std::size_t k = 0; k < again.size(); ++k) {
    Relaxation& end = ends[from[k]];
    again[k].evaluations += end.evaluations;
    if (again[k].end == RelaxationEnd::converged && per_atom(again[k]) <= per_atom(end) + kCostOfSymmetry)
      end = std::move(again[k]);
    else
      end.evaluations = again[k].evaluations;
  }
}

}  // namespace

RelaxedCandidate certified_again(const Structure& start, const Relaxation& end, bool has_energy,
                                 const CertificateRules& rules, bool unfinished) {
  RelaxedCandidate candidate{
      {start.name(), formula(start.composition()), end_name(end.end), end.reason,
       static_cast<std::int64_t>(end.evaluations), std::nullopt, end.largest_force, end.largest_stress,
       end.structure.lattice().volume() / start.lattice().volume(), space_group_number(start), 0, "", false, ""},
      std::nullopt,
      {}};
  if (const auto found = find_space_group(end.structure)) {
    candidate.row.space_group = found->number;
    candidate.row.space_group_symbol = found->symbol;
  }
  const bool counts =
      end.end == RelaxationEnd::converged || (unfinished && end.end == RelaxationEnd::out_of_evaluations);
  if (!counts) return candidate;
  if (has_energy) candidate.row.energy = per_atom(end);
  if (has_energy && !end.moments.empty())
    candidate.row.moment = std::accumulate(end.moments.begin(), end.moments.end(), 0.0);
  const Generated written = rules.as_written(end.structure);
  if (const auto* rejection = std::get_if<Rejection>(&written)) {
    candidate.row.broken = rejection->reason;
    return candidate;
  }
  const Structure& structure = std::get<Structure>(written);
  candidate.certificate = certify(structure, rules.system.x, rules.limits);
  if (const auto broken = broken_limit(candidate.certificate)) {
    candidate.row.broken = broken->detail;
    return candidate;
  }
  candidate.row.certified = true;
  candidate.structure = structure;
  return candidate;
}

std::vector<Relaxation> relaxed_in_symmetry(const std::vector<Structure>& structures, const Calculator& calculator,
                                            const EnergySettings& settings) {
  auto ends = relax_all(structures, calculator, settings.relaxation, settings.seed, settings.threads, settings.observer,
                        settings.first);
  if (!settings.relaxation.keep_symmetry) take_symmetry(ends, calculator, settings);
  return ends;
}

std::vector<RelaxedCandidate> relaxed_candidates(const std::vector<Structure>& candidates, const Calculator& calculator,
                                                 const EnergySettings& settings, const CertificateRules& rules) {
  const auto ends = relaxed_in_symmetry(candidates, calculator, settings);
  const bool has_energy = calculator.identity().trust != Trust::geometry;
  std::vector<std::optional<RelaxedCandidate>> found(candidates.size());
  parallel_for(candidates.size(), settings.threads,
               [&](std::size_t i) { found[i] = certified_again(candidates[i], ends[i], has_energy, rules); });
  std::vector<RelaxedCandidate> relaxed;
  for (auto& one : found) relaxed.push_back(std::move(*one));
  return relaxed;
}

CalculatorRecord record_of(const CalculatorIdentity& identity) {
  return {identity.name, identity.version, identity.source, trust_name(identity.trust)};
}

}  // namespace crystalgan
