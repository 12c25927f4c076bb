#include "crystalgan/studies/binary_orders.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <utility>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/chemistry/binary_geometry.hpp"
#include "crystalgan/chemistry/contact_lengths.hpp"
#include "crystalgan/chemistry/formula_potential.hpp"
#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/discriminator/discriminator_training.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "crystalgan/methods/symmetry/allocation.hpp"
#include "crystalgan/methods/symmetry/template_search.hpp"
#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"
#include "crystalgan/potentials/single_points.hpp"
#include "crystalgan/wyckoff/recognition.hpp"

namespace crystalgan {
namespace {

// eV/atom. A binary further up is not what an energy should find. The limit of binary_geometry.
constexpr double kMaxHullEnergy = 0.1;
constexpr std::size_t kFolds = 2;

using wyckoff::Template;

std::size_t fold_of(const Template& arrangement) {
  return static_cast<std::size_t>(sha256(wyckoff::to_text(arrangement)).front()) % kFolds;
}

struct KnownBinary {
  const BinaryEntry* entry;
  Template arrangement;
};

std::vector<KnownBinary> binaries_with_templates(const BinaryPool& pool, std::size_t threads) {
  const auto entries = pool.entries();
  std::vector<std::optional<Template>> found(entries.size());
  parallel_for(entries.size(), threads, [&](std::size_t i) {
    found[i] = wyckoff::template_of(pool.structure_of(entries[i]),
                                    {{entries[i].metal, wyckoff::Role::a}, {entries[i].anion, wyckoff::Role::x}});
  });
  std::vector<KnownBinary> known;
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (found[i]) known.push_back({&entries[i], std::move(*found[i])});
  return known;
}

std::unique_ptr<LikelyTemplates> templates_without(const std::vector<KnownBinary>& known, std::size_t fold, Seed seed,
                                                   std::size_t threads) {
  std::vector<Template> others;
  for (const KnownBinary& binary : known)
    if (fold_of(binary.arrangement) != fold) others.push_back(binary.arrangement);
  const auto trained = train_discriminator(known_templates(others), seed, threads);
  return std::make_unique<LikelyTemplates>(trained.discriminator, wyckoff::EnumerationLimits{});
}

// The binaries of one formula whose templates are of one fold.
struct BinaryTask {
  Element metal;
  RoleCounts formula;
  std::size_t fold;
  std::vector<const BinaryEntry*> wanted;
  std::optional<IonicModel> model = {};
};

std::vector<BinaryTask> tasks_of(const std::vector<KnownBinary>& known, Element x) {
  std::map<std::tuple<int, RoleCounts, std::size_t>, BinaryTask> sorted;
  for (const KnownBinary& binary : known) {
    const BinaryEntry& entry = *binary.entry;
    if (entry.anion != x || entry.hull_energy > kMaxHullEnergy || !entry.metal.is_metal()) continue;
    if (known_templates({binary.arrangement}).empty()) continue;  // beyond the limits of the enumeration
    const RoleCounts formula = wyckoff::formula(binary.arrangement);
    const std::size_t fold = fold_of(binary.arrangement);
    sorted.try_emplace({entry.metal.atomic_number(), formula, fold}, BinaryTask{entry.metal, formula, fold, {}})
        .first->second.wanted.push_back(&entry);
  }
  std::vector<BinaryTask> tasks;
  for (auto& [key, task] : sorted) tasks.push_back(std::move(task));
  return tasks;
}

std::vector<BinaryTask> drawn_tasks(std::vector<BinaryTask> tasks, const BinaryOrderSettings& settings) {
  if (settings.formulas == 0 || settings.formulas >= tasks.size()) return tasks;
  Random random(settings.seed.derive("binaries"));
  auto order = random.permutation(tasks.size());
  order.resize(settings.formulas);
  std::ranges::sort(order);
  std::vector<BinaryTask> some;
  for (const std::size_t i : order) some.push_back(std::move(tasks[i]));
  return some;
}

ChemicalSystem one_metal(const BinaryTask& task, Element x) { return {task.metal, task.metal, x}; }

RankedFormula neutral_formula(const BinaryTask& task, Element x) {
  const double valence = static_cast<double>(require_anion(x).charge) * task.formula.x / task.formula.a;
  return {task.formula, 0.0, valence, valence, FormulaSource::valences, ""};
}

// The mode's own search and order of templates.
std::vector<SymmetryCandidate> listed_binaries(const BinaryPool& pool, const BinaryTask& task, Element x,
                                               LikelyTemplates& likely, Seed seed) {
  const ChemicalSystem system = one_metal(task, x);
  const TemplateBudget budget = TemplateBudget::of(0, FormulaSource::valences);
  TemplateSearch search(system, ternary_geometry(pool, system), seed);
  std::vector<LikelyTemplate> first = likely.of(task.formula).first;
  first.resize(std::min(first.size(), budget.templates));
  const std::vector<RankedFormula> formulas{neutral_formula(task, x)};
  return allocated(search.candidates(task.formula, 0, *task.model, first, budget.relaxed), formulas, false,
                   std::numeric_limits<std::size_t>::max());
}

std::vector<KnownRank> ranks_of(const BinaryPool& pool, const BinaryTask& task, Element x, LikelyTemplates& likely,
                                Seed seed) {
  const auto candidates = listed_binaries(pool, task, x, likely, seed);
  std::vector<Structure> structures;
  for (const SymmetryCandidate& each : candidates) structures.push_back(each.structure);
  const auto points = single_points(structures, *make_chgnet_calculator(), 1);
  StructureMatcher matcher;
  std::vector<PreparedStructure> prepared;
  for (const Structure& structure : structures) prepared.push_back(matcher.prepare(structure));
  std::vector<KnownRank> ranks;
  for (const BinaryEntry* wanted : task.wanted) {
    const Structure& known = pool.structure_of(*wanted);
    const PreparedStructure of_known = matcher.prepare(known);
    std::vector<OrderedCandidate> of_formula;
    for (std::size_t i = 0; i < candidates.size(); ++i)
      of_formula.push_back({{1, true, prior_of(candidates[i]), candidates[i].score, points[i].energy},
                            candidates[i].energy,
                            matcher.match(prepared[i], of_known).has_value()});
    ranks.push_back({known.name(), of_formula.size(), ranks_of_known(of_formula)});
  }
  return ranks;
}

}  // namespace

std::optional<std::vector<SystemRanks>> binary_orders(const BinaryPool& pool, Element x,
                                                      const BinaryOrderSettings& settings,
                                                      const StudyObserver& observer) {
  const auto known = binaries_with_templates(pool, settings.threads);
  auto tasks = drawn_tasks(tasks_of(known, x), settings);
  if (tasks.empty())
    throw StructureError("expected binaries of metals with " + std::string(x.symbol()) + ", found none");
  ContactLengths contacts(pool);
  for (BinaryTask& task : tasks) task.model = formula_potential(contacts, one_metal(task, x), neutral_formula(task, x));
  std::erase_if(tasks, [](const BinaryTask& task) { return !task.model; });
  std::vector<std::unique_ptr<LikelyTemplates>> likely;
  for (std::size_t fold = 0; fold < kFolds; ++fold)
    likely.push_back(templates_without(known, fold, settings.seed.derive("discriminator"), settings.threads));
  std::vector<SystemRanks> found(tasks.size());
  const auto unit = [&](std::size_t i, const std::function<bool()>& stop_requested) {
    if (stop_requested()) return false;
    found[i] = {std::string(tasks[i].metal.symbol()) + "-" + std::string(x.symbol()),
                ranks_of(pool, tasks[i], x, *likely[tasks[i].fold], settings.seed.derive("geometries"))};
    return true;
  };
  if (!run_units(tasks.size(), settings.threads, observer, unit)) return std::nullopt;
  return found;
}

}  // namespace crystalgan
