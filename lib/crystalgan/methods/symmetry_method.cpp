#include "crystalgan/methods/symmetry_method.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/prototypes.hpp"
#include "crystalgan/record/space_group_list.hpp"

namespace crystalgan {
namespace {

// Chosen: sources beside valences help only where the list of valences is long enough.
constexpr std::size_t kUsualFormulas = 30;

// "BaTiO3, Ba2TiO4", in any order of elements.
std::vector<RoleCounts> requested_formulas(std::string text, const ChemicalSystem& system) {
  std::ranges::replace(text, ',', ' ');
  std::vector<RoleCounts> formulas;
  for (const std::string_view word : split_words(text)) {
    const RoleCounts formula = parse_formula(std::string(word), system);
    if (std::ranges::find(formulas, formula) == formulas.end()) formulas.push_back(formula);
  }
  return formulas;
}

std::optional<FormulaCounts> formula_counts(std::int64_t wanted, Element anion) {
  if (wanted == 0) return std::nullopt;
  const auto count = static_cast<std::size_t>(wanted);
  FormulaCounts counts = FormulaCounts::of(anion);
  if (count <= kUsualFormulas) return FormulaCounts{count, 0, 0};
  const std::size_t others = std::min(counts.hosts + counts.unusual, count - kUsualFormulas);
  counts.hosts = std::min(counts.hosts, others);
  counts.unusual = others - counts.hosts;
  counts.valences = count - others;
  return counts;
}

std::vector<PooledBinary> without_energies(const std::vector<Structure>& structures) {
  std::vector<PooledBinary> binaries;
  binaries.reserve(structures.size());
  for (const Structure& structure : structures) binaries.push_back({structure, std::nullopt});
  return binaries;
}

std::vector<Structure> known_binaries(const SymmetryModel& model, Element metal, Element anion) {
  auto structures = binaries_of(model, metal, anion);
  return structures.empty() ? built_in_binaries(metal, anion) : structures;
}

}  // namespace

SymmetryMethod::SymmetryMethod(const Configuration& configuration, const Binaries& binaries)
    : SymmetryMethod(configuration, binaries, model_of(binaries, configuration.symmetry.learned)) {}

SymmetryMethod::SymmetryMethod(const Configuration& configuration, const Binaries& binaries, SymmetryModel model)
    : binaries_(binaries),
      model_(std::move(model)),
      has_files_a_(!configuration.system.a_structures.empty()),
      has_files_b_(!configuration.system.b_structures.empty()),
      prior_(configuration.symmetry.prior) {
  const auto& [a, b, x] = binaries.system;
  if (find_anion(x) == nullptr)
    throw ConfigError("system.x",
                      "expected an X whose valence the mode symmetry knows (O, S, H, N, F, Cl, P or Si), got " +
                          std::string(x.symbol()) + ": --mode repaired takes any X");
  if (!has_files_a_ && !has_files_b_) require_binaries(model_.binaries, binaries.system);
  settings_.formulas = requested_formulas(configuration.symmetry.formulas, binaries.system);
  settings_.counts = formula_counts(configuration.symmetry.formulas_count, binaries.system.x);
  settings_.max_atoms = static_cast<int>(configuration.symmetry.max_atoms);
  settings_.space_groups = parse_space_groups(configuration.symmetry.space_groups);
  settings_.sources = configuration.symmetry.sources;
  settings_.weights = {configuration.symmetry.prior_weight, configuration.symmetry.energy_weight};
  settings_.seed = Seed(static_cast<std::uint64_t>(configuration.seed)).derive("symmetry");
}

// Files of the user stand in place of the pool. Built-in prototypes do not: what is estimated from other compounds is nearer.
OwnBinaries SymmetryMethod::own_binaries() const {
  OwnBinaries own;
  if (has_files_a_) own.a = without_energies(binaries_.structures.a);
  if (has_files_b_) own.b = without_energies(binaries_.structures.b);
  return own;
}

Binaries SymmetryMethod::with_known_binaries() const {
  const auto& [a, b, x] = binaries_.system;
  Binaries known = binaries_;
  if (!has_files_a_) known.structures.a = known_binaries(model_, a, x);
  if (!has_files_b_) known.structures.b = known_binaries(model_, b, x);
  return known;
}

TemplatePrior SymmetryMethod::prior(std::size_t threads) const {
  switch (prior_) {
    case Prior::learned:
      return model_.discriminator;
    case Prior::hand_set:
      return TemplatePrior::hand_set(model_.space_groups ? *model_.space_groups
                                                         : space_group_counts(model_.binaries, threads));
    case Prior::none:
      return TemplatePrior::none(settings_.seed.derive("templates"));
  }
  throw std::logic_error("symmetry.prior: no such prior");
}

std::shared_ptr<LikelyTemplates> SymmetryMethod::likely_templates(std::size_t threads) const {
  return std::make_shared<LikelyTemplates>(prior(threads), enumeration_limits(settings_));
}

SymmetryPool SymmetryMethod::pool(std::size_t threads, std::shared_ptr<LikelyTemplates> likely) const {
  if (!likely) likely = likely_templates(threads);
  SymmetrySettings settings = settings_;
  settings.threads = threads;
  return symmetry_pool(model_.binaries, own_binaries(), binaries_.system, *likely, settings);
}

SymmetryResult SymmetryMethod::result(std::size_t count, std::size_t threads) const {
  SymmetrySettings settings = settings_;
  settings.candidates = count;
  settings.threads = threads;
  return crystalgan::best_of(pool(threads), settings);
}

std::vector<RawStructure> SymmetryMethod::best_of(SymmetryPool pool, std::int64_t count) const {
  SymmetrySettings settings = settings_;
  settings.candidates = static_cast<std::size_t>(std::max<std::int64_t>(0, count));
  return raw_structures_of(crystalgan::best_of(std::move(pool), settings));
}

std::vector<RawStructure> SymmetryMethod::generate(std::int64_t count) const { return best_of(pool(1), count); }

std::vector<ListedFormula> SymmetryMethod::formulas() const {
  return learn_domains(model_.binaries, own_binaries(), binaries_.system, settings_).formulas;
}

std::unique_ptr<Method> make_symmetry(const Configuration& configuration, const Binaries& binaries) {
  return std::make_unique<SymmetryMethod>(configuration, binaries);
}

bool share_candidates(const Configuration& one, const Configuration& other) {
  Configuration same = other;
  same.symmetry.sources = one.symmetry.sources;
  same.symmetry.prior_weight = one.symmetry.prior_weight;
  same.symmetry.energy_weight = one.symmetry.energy_weight;
  return is_symmetry_mode(one) && configuration_text(one) == configuration_text(same);
}

std::vector<RawStructure> raw_structures_of(const SymmetryResult& result) {
  std::vector<RawStructure> raw;
  for (const SymmetryCandidate& candidate : result.candidates) {
    SymmetryOrigin origin{std::string(1, candidate.kind),
                          static_cast<std::int64_t>(candidate.formula) + 1,
                          candidate.origin,
                          std::nullopt,
                          candidate.energy,
                          std::nullopt,
                          prior_of(candidate),
                          candidate.score};
    if (candidate.kind == 'T') {
      origin.log_probability = candidate.log_probability;
      origin.minimum = candidate.minimum;
    }
    raw.push_back({candidate.structure, "symmetry", 0, candidate.parent_a, candidate.parent_b, std::move(origin)});
  }
  return raw;
}

std::vector<FormulaRow> formula_rows(const std::vector<ListedFormula>& formulas, const ChemicalSystem& system,
                                     bool searched) {
  std::vector<FormulaRow> rows;
  for (const ListedFormula& listed : formulas) {
    const RankedFormula& ranked = listed.ranked;
    FormulaRow row{static_cast<std::int64_t>(rows.size()) + 1,
                   formula_name(ranked.formula, system),
                   ranked.formula.a,
                   ranked.formula.b,
                   ranked.formula.x,
                   ranked.log_probability,
                   ranked.valence_a,
                   ranked.valence_b,
                   source_name(ranked.source),
                   ranked.reason,
                   std::nullopt,
                   std::nullopt,
                   listed.skipped};
    if (searched) {
      row.templates = static_cast<std::int64_t>(listed.templates);
      row.candidates = static_cast<std::int64_t>(listed.candidates);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace crystalgan
