#include "crystalgan/methods/symmetry/symmetry_mode.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/chemistry/formula_potential.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/wyckoff/recognition.hpp"

namespace crystalgan {
namespace {

BinaryPool pool_of_system(const BinaryPool& pool, const OwnBinaries& own, const ChemicalSystem& system) {
  BinaryPool joined = pool;
  if (!own.a.empty()) joined = joined.with_own(system.a, system.x, own.a);
  if (!own.b.empty()) joined = joined.with_own(system.b, system.x, own.b);
  require_binaries(joined, system);
  return joined;
}

std::set<wyckoff::Template> templates_of(const BinaryPool& pool, Element metal, Element x) {
  const std::map<Element, wyckoff::Role> roles{{metal, wyckoff::Role::a}, {x, wyckoff::Role::x}};
  std::set<wyckoff::Template> found;
  for (const BinaryEntry& entry : pool.of(metal, x))
    if (auto one = wyckoff::template_of(pool.structure_of(entry), roles)) found.insert(std::move(*one));
  return found;
}

bool share_a_type(const BinaryPool& pool, const ChemicalSystem& system) {
  const auto of_a = templates_of(pool, system.a, system.x);
  const auto of_b = templates_of(pool, system.b, system.x);
  return std::ranges::any_of(of_a, [&](const wyckoff::Template& one) { return of_b.contains(one); });
}

std::vector<RankedFormula> formulas_of(const BinaryPool& pool, const ChemicalSystem& system, bool isotypic,
                                       const SymmetrySettings& settings) {
  const FormulaSettings limits{settings.max_atoms, isotypic};
  if (settings.formulas.empty())
    return ranked_formulas(pool, system, settings.counts.value_or(FormulaCounts::of(system.x)), limits);
  std::vector<RankedFormula> wanted;
  for (const RoleCounts& formula : settings.formulas)
    wanted.push_back(requested_formula(pool, system, formula, limits));
  std::ranges::stable_sort(wanted, std::ranges::greater{}, &RankedFormula::log_probability);
  return wanted;
}

std::string why_no_model(ContactLengths& contacts, const ChemicalSystem& system, const RankedFormula& formula) {
  for (const auto& [metal, valence] : {std::pair{system.a, formula.valence_a}, {system.b, formula.valence_b}})
    if (valence >= 0.0 && !contacts.known_or_estimated(metal, system.x, valence))
      return "no contact length of " + std::string(metal.symbol()) + " and " + std::string(system.x.symbol()) +
             ": no binary with " + std::string(system.x.symbol()) + " of up to 30 atoms is held together by charges";
  return "the valences give the metals no positive charge";
}

// What is estimated for a formula, "; no binary of Au and H, sizes estimated"; empty where all is known.
std::string estimates_in(ContactLengths& contacts, const LearnedDomains& learned, const RankedFormula& formula) {
  const ChemicalSystem& system = learned.system;
  std::string text;
  for (const auto& [metal, valence] : {std::pair{system.a, formula.valence_a}, {system.b, formula.valence_b}}) {
    const std::string pair = std::string(metal.symbol()) + " and " + std::string(system.x.symbol());
    if (learned.pool.of(metal, system.x).empty())
      text += "; no binary of " + pair + ", sizes estimated";
    else if (valence >= 0.0 && !contacts.at_valence(metal, system.x, valence))
      text += "; no contact length of " + pair + ", estimated";
  }
  return text;
}

std::string why_no_candidate(const ListedFormula& listed, const SymmetrySettings& settings) {
  const int atoms = listed.ranked.formula.total();
  if (atoms > settings.max_atoms)
    return "the formula has " + std::to_string(atoms) + " atoms, more than --max-atoms " +
           std::to_string(settings.max_atoms);
  if (settings.sources == Sources::relabelled) return "no known binary has sites that A and B can share";
  if (listed.templates > 0) return "no arrangement keeps its atoms apart";
  if (!settings.space_groups.empty()) return "no arrangement in the requested space groups (--space-groups)";
  return "no arrangement within the limits of atoms, orbits and free coordinates";
}

std::vector<RankedFormula> ranked_of(const std::vector<ListedFormula>& formulas) {
  std::vector<RankedFormula> ranked;
  for (const ListedFormula& listed : formulas) ranked.push_back(listed.ranked);
  return ranked;
}

/// Threads for the work inside one formula where there are fewer formulas than threads.
std::size_t threads_within(const SymmetrySettings& settings, std::size_t formulas) {
  return std::max<std::size_t>(1, settings.threads / std::max<std::size_t>(1, formulas));
}

bool is_source(const SymmetryCandidate& candidate, Sources sources) {
  return sources == Sources::both || (sources == Sources::templates) == (candidate.kind == 'T');
}

/// Relabelled prototypes come in any size and group.
bool is_wanted(const SymmetryCandidate& candidate, const SymmetrySettings& settings) {
  if (candidate.structure.size() > static_cast<std::size_t>(std::max(0, settings.max_atoms))) return false;
  if (settings.space_groups.empty() || candidate.kind == 'T') return true;
  const auto group = find_space_group(candidate.structure);
  return group && std::ranges::find(settings.space_groups, group->number) != settings.space_groups.end();
}

}  // namespace

void require_binaries(const BinaryPool& pool, const ChemicalSystem& system) {
  const auto& [a, b, x] = system;
  if (!pool.of(a, x).empty() || !pool.of(b, x).empty()) return;
  throw StructureError("symmetry mode of " + system.name() + ": expected a binary of " + std::string(a.symbol()) +
                       " or " + std::string(b.symbol()) + " with " + std::string(x.symbol()) +
                       ", found none: give files (--a-structures, --b-structures), or take --mode repaired");
}

LearnedDomains learn_domains(const BinaryPool& pool, const OwnBinaries& own, const ChemicalSystem& system,
                             const SymmetrySettings& settings) {
  require_anion(system.x);
  BinaryPool joined = pool_of_system(pool, own, system);
  const bool isotypic = share_a_type(joined, system);
  LearnedDomains learned{system, std::move(joined), {}, isotypic, {}, {}};
  learned.geometry = ternary_geometry(learned.pool, system);
  ContactLengths contacts(learned.pool);
  for (RankedFormula& formula : formulas_of(learned.pool, system, isotypic, settings)) {
    learned.models.push_back(formula_potential(contacts, system, formula));
    learned.formulas.push_back({std::move(formula), "", 0, 0});
    ListedFormula& listed = learned.formulas.back();
    if (!learned.models.back()) listed.skipped = why_no_model(contacts, system, listed.ranked);
    listed.ranked.reason += estimates_in(contacts, learned, listed.ranked);
  }
  return learned;
}

wyckoff::EnumerationLimits enumeration_limits(const SymmetrySettings& settings) {
  wyckoff::EnumerationLimits limits;
  limits.max_atoms = settings.max_atoms;
  limits.space_groups = settings.space_groups;
  return limits;
}

TransferredArrangements transfer(LearnedDomains& domains, LikelyTemplates& likely, const SymmetrySettings& settings) {
  const std::size_t count = domains.formulas.size();
  TransferredArrangements found{std::vector<std::vector<LikelyTemplate>>(count), nullptr, nullptr};
  const std::size_t within = threads_within(settings, count);
  parallel_for(count, settings.threads, [&](std::size_t rank) {
    ListedFormula& listed = domains.formulas[rank];
    if (!domains.models[rank] || settings.sources == Sources::relabelled) return;
    const auto& [enumerated, first] = likely.of(listed.ranked.formula, within);
    listed.templates = enumerated;
    const std::size_t tried = std::min(first.size(), TemplateBudget::of(rank, listed.ranked.source).templates);
    found.templates[rank].assign(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(tried));
  });
  if (settings.sources == Sources::templates) return found;
  found.pooled = std::make_unique<const std::vector<BinaryPrototype>>(binary_prototypes(
      domains.pool, entries_with_ratios_of(domains.pool, ranked_of(domains.formulas)), settings.threads));
  found.relabelled =
      std::make_unique<const RelabelledPrototypes>(domains.pool, *found.pooled, domains.system, settings.threads);
  return found;
}

std::vector<SymmetryCandidate> relax(LearnedDomains& domains, const TransferredArrangements& arrangements,
                                     const SymmetrySettings& settings) {
  std::vector<std::vector<SymmetryCandidate>> found(domains.formulas.size());
  parallel_for(found.size(), settings.threads, [&](std::size_t rank) {
    ListedFormula& listed = domains.formulas[rank];
    if (!domains.models[rank]) return;
    const IonicModel& model = *domains.models[rank];
    const RoleCounts& formula = listed.ranked.formula;
    TemplateSearch search(domains.system, domains.geometry, settings.seed);
    found[rank] = search.candidates(formula, rank, model, arrangements.templates[rank],
                                    TemplateBudget::of(rank, listed.ranked.source).relaxed);
    if (arrangements.relabelled) {
      IonicRelaxation relaxation;
      std::ranges::move(arrangements.relabelled->candidates(formula, rank, model, domains.geometry, relaxation),
                        std::back_inserter(found[rank]));
    }
    std::erase_if(found[rank], [&](const SymmetryCandidate& each) { return !is_wanted(each, settings); });
    listed.candidates = found[rank].size();
    if (found[rank].empty()) listed.skipped = why_no_candidate(listed, settings);
  });
  std::vector<SymmetryCandidate> all;
  for (auto& of_formula : found) std::ranges::move(of_formula, std::back_inserter(all));
  return all;
}

SymmetryPool symmetry_pool(const BinaryPool& pool, const OwnBinaries& own, const ChemicalSystem& system,
                           LikelyTemplates& likely, const SymmetrySettings& settings) {
  LearnedDomains domains = learn_domains(pool, own, system, settings);
  const TransferredArrangements arrangements = transfer(domains, likely, settings);
  std::vector<SymmetryCandidate> found = relax(domains, arrangements, settings);
  return {std::move(found), std::move(domains.formulas), domains.isotypic};
}

SymmetryResult best_of(SymmetryPool pool, const SymmetrySettings& settings) {
  std::erase_if(pool.candidates, [&](const SymmetryCandidate& each) { return !is_source(each, settings.sources); });
  SymmetryResult result{allocated(std::move(pool.candidates), ranked_of(pool.formulas), pool.isotypic,
                                  settings.candidates, settings.weights),
                        std::move(pool.formulas)};
  return result;
}

SymmetryResult symmetry_mode(const BinaryPool& pool, const OwnBinaries& own, const ChemicalSystem& system,
                             const TemplatePrior& prior, const SymmetrySettings& settings) {
  LikelyTemplates likely(prior, enumeration_limits(settings));
  return best_of(symmetry_pool(pool, own, system, likely, settings), settings);
}

}  // namespace crystalgan
