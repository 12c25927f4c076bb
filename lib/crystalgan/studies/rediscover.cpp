#include "crystalgan/studies/rediscover.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "crystalgan/chemistry/anion.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/methods/learned_method.hpp"
#include "crystalgan/methods/symmetry_method.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/repair/certificate.hpp"
#include "crystalgan/studies/shared_candidates.hpp"

namespace crystalgan {
namespace {

Configuration with_system(Configuration configuration, const ChemicalSystem& system) {
  configuration.system.a = system.a.symbol();
  configuration.system.b = system.b.symbol();
  configuration.system.x = system.x.symbol();
  return configuration;
}

// Reads prototypes only if a method needs them: there can be thousands.
Binaries binaries_of(const KnownSystem& system, const std::vector<Structure>& prototypes,
                     const Configuration& configuration) {
  Binaries binaries{system.system, system.binaries};
  if (configuration.method.name == MethodName::substitute) binaries.prototypes = prototypes;
  return binaries;
}

// Candidates in the order of generation, and their indices among all generated structures.
struct Ranked {
  std::vector<Structure> structures;
  std::vector<std::size_t> places;

  void add(const Structure& structure, std::size_t place) {
    structures.push_back(structure);
    places.push_back(place);
  }

  // Adds comparisons without a result to `given_up`.
  Recovery recovery_of(const std::vector<Structure>& known, const MatcherSettings& settings,
                       std::int64_t& given_up) const {
    RecoveryOutcome recovery = recover(structures, known, settings, 1);
    for (auto& matches : recovery.matches)
      for (CandidateMatch& match : matches) match.candidate = places[match.candidate];
    given_up += static_cast<std::int64_t>(recovery.given_up);
    return std::move(recovery.matches);
  }
};

Ranked ranked(const std::vector<RawStructure>& raw) {
  Ranked ranked;
  for (std::size_t i = 0; i < raw.size(); ++i)
    if (const auto* structure = std::get_if<Structure>(&raw[i].structure)) ranked.add(*structure, i);
  return ranked;
}

Ranked ranked(const std::vector<std::optional<Structure>>& certified) {
  Ranked ranked;
  for (std::size_t i = 0; i < certified.size(); ++i)
    if (certified[i]) ranked.add(*certified[i], i);
  return ranked;
}

std::int64_t count_admitted(const std::vector<Structure>& ternaries, const ChemicalSystem& system,
                            const DistanceLimits& limits) {
  return std::ranges::count_if(
      ternaries, [&](const Structure& structure) { return !broken_limit(certify(structure, system.x, limits)); });
}

std::int64_t count_composed(const std::vector<Structure>& ternaries, const std::vector<RawStructure>& raw) {
  std::set<Composition> made;
  for (const RawStructure& one : raw)
    if (const auto* structure = std::get_if<Structure>(&one.structure)) made.insert(reduced(structure->composition()));
  return std::ranges::count_if(
      ternaries, [&](const Structure& structure) { return made.contains(reduced(structure.composition())); });
}

// One system, and the rows of a group that are still missing.
struct SystemTask {
  const KnownSystem& system;
  std::shared_ptr<LikelyTemplates> likely;  // of the group, where it is of the mode symmetry
  std::vector<const Contender*> methods;
  std::vector<SystemOutcome*> outcomes;
};

void measure(const std::vector<RawStructure>& raw, const Configuration& configuration, const Binaries& binaries,
             const KnownSystem& system, SystemOutcome& outcome) {
  const Ranked certified = ranked(certified_raw(raw, configuration, binaries, 1));
  outcome.generated = std::ssize(raw);
  outcome.certified = std::ssize(certified.structures);
  outcome.composed = count_composed(system.ternaries, raw);
  outcome.admitted = count_admitted(system.ternaries, system.system, limits_of(configuration, binaries));
  outcome.found = certified.recovery_of(system.ternaries, kDefaultMatching, outcome.given_up);
  outcome.found_loosely = certified.recovery_of(system.ternaries, kPredictionMatching, outcome.given_up);
  outcome.found_as_generated = ranked(raw).recovery_of(system.ternaries, kDefaultMatching, outcome.given_up);
}

void require_possible(const Configuration& configuration, const Binaries& binaries) {
  if (const auto reason = impossible_limits(configuration, binaries)) throw StructureError(*reason);
  require_valence_of_x(configuration, binaries.system);
}

// One method that trains or draws; false when stopped.
bool run_method(Configuration configuration, const KnownSystem& system, const std::vector<Structure>& prototypes,
                const std::function<bool()>& stop_requested, SystemOutcome& outcome) {
  const Binaries binaries = binaries_of(system, prototypes, configuration);
  std::vector<RawStructure> raw;
  bool trained = true;
  outcome.failure = failure_of([&] {
    require_possible(configuration, binaries);
    const auto method = make_method(configuration, binaries, 0);
    configuration.generation.samples = std::min(configuration.generation.samples, method->max_samples());
    trained = train(*method, {{}, stop_requested});
    if (trained) raw = generate_raw(*method, 0, configuration, binaries);
  });
  if (!trained) return false;
  measure(raw, configuration, binaries, system, outcome);
  return true;
}

// Methods of the mode symmetry that choose among the same candidates; false when stopped.
bool run_choices(const SystemTask& task, const SymmetryModel& model, const std::function<bool()>& stop_requested) {
  std::vector<Configuration> configurations;
  std::vector<const Configuration*> each;
  for (const Contender* method : task.methods)
    configurations.push_back(with_system(method->configuration, task.system.system));
  each.reserve(configurations.size());
  for (const Configuration& configuration : configurations) each.push_back(&configuration);
  const Binaries binaries{task.system.system, task.system.binaries};
  std::optional<SymmetryPool> pool;
  const std::string failure = failure_of([&] {
    require_possible(configurations.front(), binaries);
    pool = SymmetryMethod(pooling_configuration(each), binaries, model).pool(1, task.likely);
  });
  for (std::size_t i = 0; i < configurations.size(); ++i) {
    if (stop_requested()) return false;
    task.outcomes[i]->failure = failure;
    std::vector<RawStructure> raw;
    if (pool)
      raw = SymmetryMethod(configurations[i], binaries, model).best_of(*pool, configurations[i].generation.samples);
    if (task.methods[i]->name == kEnergyContender) {
      EnergyOrder order =
          ordered_by_energy(raw, certified_raw(raw, configurations[i], binaries, 1), task.system.ternaries);
      raw = std::move(order.raw);
      task.outcomes[i]->ranks = std::move(order.ranks);
    }
    measure(raw, configurations[i], binaries, task.system, *task.outcomes[i]);
  }
  return true;
}

bool run_task(const SystemTask& task, const std::vector<Structure>& prototypes, const SymmetryModel& model,
              const std::function<bool()>& stop_requested) {
  if (task.methods.empty()) return true;
  const Configuration& first = task.methods.front()->configuration;
  return is_symmetry_mode(first) ? run_choices(task, model, stop_requested)
                                 : run_method(with_system(first, task.system.system), task.system, prototypes,
                                              stop_requested, *task.outcomes.front());
}

// The tasks of a study and the known outcomes.
Rediscovery prepared(const Configuration& base, const std::vector<KnownSystem>& systems,
                     const RediscoverySettings& settings) {
  Rediscovery study;
  study.x = base.system.x;
  study.policy = name_of(base.screening.policy);
  study.methods = rediscovering_methods(base, settings);
  study.samples = study.methods.front().configuration.generation.samples;
  for (const KnownSystem& system : systems) {
    study.systems.push_back(system.system.name());
    for (const Contender& method : study.methods) {
      study.outcomes.emplace_back();
      study.outcomes.back().system = system.system.name();
      study.outcomes.back().method = method.name;
    }
  }
  return study;
}

// Puts earlier outcomes in their places; which have one.
std::vector<bool> add_known(const std::vector<SystemOutcome>& known, Rediscovery& study) {
  std::map<std::pair<std::string, std::string>, const SystemOutcome*> earlier;
  for (const SystemOutcome& outcome : known) earlier[{outcome.system, outcome.method}] = &outcome;
  std::vector<bool> is_known(study.outcomes.size());
  for (std::size_t i = 0; i < study.outcomes.size(); ++i)
    if (const auto found = earlier.find({study.outcomes[i].system, study.outcomes[i].method}); found != earlier.end()) {
      study.outcomes[i] = *found->second;
      is_known[i] = true;
    }
  return is_known;
}

// Methods that share their candidates; a method that shares none is a group too.
struct MethodGroup {
  std::vector<std::size_t> methods;
  std::shared_ptr<LikelyTemplates> likely;  // of the mode symmetry: formulas are enumerated once for all systems
};

std::vector<MethodGroup> groups_of(const std::vector<Contender>& methods, const RediscoveryInputs& inputs,
                                   const SymmetryModel& model, std::size_t threads) {
  std::vector<const Configuration*> configurations;
  configurations.reserve(methods.size());
  for (const Contender& method : methods) configurations.push_back(&method.configuration);
  std::vector<MethodGroup> groups;
  for (auto& group : sharing_groups(configurations, share_candidates)) {
    const Configuration& first = *configurations[group.front()];
    std::shared_ptr<LikelyTemplates> likely;
    if (is_symmetry_mode(first) && find_anion(inputs.systems.front().system.x) != nullptr)
      likely = SymmetryMethod(first, {inputs.systems.front().system, {}}, model).likely_templates(threads);
    groups.push_back({std::move(group), std::move(likely)});
  }
  return groups;
}

SystemTask missing_task(std::size_t system, const MethodGroup& group, const RediscoveryInputs& inputs,
                        const std::vector<bool>& is_known, Rediscovery& study) {
  SystemTask task{inputs.systems[system], group.likely, {}, {}};
  for (const std::size_t method : group.methods) {
    const std::size_t index = system * study.methods.size() + method;
    if (is_known[index]) continue;
    task.methods.push_back(&study.methods[method]);
    task.outcomes.push_back(&study.outcomes[index]);
  }
  return task;
}

// Its energies are those of a potential that was trained on known ternaries.
Contender energy_contender(const std::vector<Contender>& all) {
  Contender contender = *std::ranges::find(all, kMainContender, &Contender::name);
  contender.name = kEnergyContender;
  contender.meaning =
      "the candidates of crystalgan, ordered inside a formula by the prior and their CHGNet energies as they are";
  contender.kind = ContenderKind::reference;
  return contender;
}

// Counts them where a method is of the mode symmetry.
SymmetryModel with_space_groups(SymmetryModel model, const std::vector<Contender>& methods, std::size_t threads) {
  const bool wanted =
      std::ranges::any_of(methods, [](const Contender& method) { return is_symmetry_mode(method.configuration); });
  if (!wanted)
    model.space_groups.reset();
  else if (!model.space_groups)
    model.space_groups = space_group_counts(model.binaries, threads);
  return model;
}

}  // namespace

std::vector<Contender> rediscovering_methods(const Configuration& base, const RediscoverySettings& settings) {
  Configuration asked = base;
  if (asked.generation.samples == 0) asked.generation.samples = kRediscoverySamples;
  auto all = contenders(asked, settings.epochs);
  auto names = settings.methods;
  if (names.empty())
    for (const Contender& contender : all)
      if (is_symmetry_mode(contender.configuration) || contender.kind == ContenderKind::null ||
          contender.kind == ContenderKind::reference)
        names.push_back(contender.name);
  all.push_back(energy_contender(all));
  auto methods = selected(all, names, "--method");
  for (const Contender& method : methods) require_valid(method.configuration);
  return methods;
}

std::optional<Rediscovery> rediscover(const Configuration& base, const RediscoveryInputs& inputs,
                                      const RediscoverySettings& settings, const std::vector<SystemOutcome>& known,
                                      const std::function<void(const SystemOutcome&)>& finished,
                                      const StudyObserver& observer) {
  Rediscovery study = prepared(base, inputs.systems, settings);
  const std::vector<bool> is_known = add_known(known, study);
  const SymmetryModel model = with_space_groups(inputs.model, study.methods, settings.threads);
  const auto groups = groups_of(study.methods, inputs, model, settings.threads);
  std::optional<ArrangementSearch> arrangements;
  if (model.space_groups) arrangements.emplace(inputs.systems, model, study.methods.front().configuration);
  const std::size_t tasks = groups.size() * inputs.systems.size();
  std::mutex mutex;
  const auto unit = [&](std::size_t index, const std::function<bool()>& stop_requested) {
    if (index >= tasks) {
      arrangements->rank(index - tasks);
      return true;
    }
    const SystemTask task = missing_task(index / groups.size(), groups[index % groups.size()], inputs, is_known, study);
    if (!run_task(task, inputs.prototypes, model, stop_requested)) return false;
    const std::lock_guard lock(mutex);
    for (const SystemOutcome* outcome : task.outcomes) finished(*outcome);
    return true;
  };
  if (!run_units(tasks + (arrangements ? arrangements->formulas() : 0), settings.threads, observer, unit))
    return std::nullopt;
  if (arrangements) study.arrangements = arrangements->take();
  return study;
}

}  // namespace crystalgan
