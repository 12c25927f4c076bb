#include "crystalgan/studies/rediscover.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/methods/learned_method.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/repair/certificate.hpp"

namespace crystalgan {
namespace {

// The elements but x, by symbol; nothing unless all of them are metals and x is among them.
std::vector<Element> metals_beside(const Structure& structure, Element x) {
  std::vector<Element> metals;
  bool has_x = false;
  for (const auto& [element, count] : structure.composition()) {
    if (element == x)
      has_x = true;
    else if (element.is_metal())
      metals.push_back(element);
    else
      return {};
  }
  if (!has_x) return {};
  std::ranges::sort(metals, [](Element one, Element other) { return one.symbol() < other.symbol(); });
  return metals;
}

// Thousands of prototypes, for the one method that looks at them.
Binaries binaries_of(const KnownSystem& system, const std::vector<Structure>& prototypes,
                     const Configuration& configuration) {
  Binaries binaries{system.system, system.binaries};
  if (configuration.method.name == MethodName::substitute) binaries.prototypes = prototypes;
  return binaries;
}

// Candidates in the order in which they were made, and the place of each among all that were generated.
struct Ranked {
  std::vector<Structure> structures;
  std::vector<std::size_t> places;

  void add(const Structure& structure, std::size_t place) {
    structures.push_back(structure);
    places.push_back(place);
  }

  // What is given up is added to `given_up`.
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

// One method on one system; false when asked to stop.
bool run_method(Configuration configuration, const KnownSystem& system, const std::vector<Structure>& prototypes,
                const std::function<bool()>& stop_requested, SystemOutcome& outcome) {
  const Binaries binaries = binaries_of(system, prototypes, configuration);
  std::vector<RawStructure> raw;
  bool trained = true;
  outcome.failure = failure_of([&] {
    if (const auto reason = impossible_limits(configuration, binaries)) throw StructureError(*reason);
    const auto method = make_method(configuration, binaries, 0);
    configuration.generation.samples = std::min(configuration.generation.samples, method->max_samples());
    trained = train(*method, {{}, stop_requested});
    if (trained) raw = generate_raw(*method, 0, configuration, binaries);
  });
  if (!trained) return false;
  const Ranked certified = ranked(certified_raw(raw, configuration, binaries, 1));
  outcome.generated = std::ssize(raw);
  outcome.certified = std::ssize(certified.structures);
  outcome.composed = count_composed(system.ternaries, raw);
  outcome.admitted = count_admitted(system.ternaries, system.system, limits_of(configuration, binaries));
  outcome.found = certified.recovery_of(system.ternaries, {}, outcome.given_up);
  outcome.found_loosely = certified.recovery_of(system.ternaries, kPredictionMatching, outcome.given_up);
  outcome.found_as_generated = ranked(raw).recovery_of(system.ternaries, {}, outcome.given_up);
  return true;
}

// The questions of a study and what is known of them so far.
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

Configuration with_system(Configuration configuration, const ChemicalSystem& system) {
  configuration.system.a = system.a.symbol();
  configuration.system.b = system.b.symbol();
  configuration.system.x = system.x.symbol();
  return configuration;
}

}  // namespace

std::vector<KnownSystem> known_systems(const std::vector<Structure>& binaries, const std::vector<Structure>& ternaries,
                                       Element x) {
  std::map<Element, std::vector<Structure>> with_metal;
  for (const Structure& structure : binaries)
    if (const auto metals = metals_beside(structure, x); metals.size() == 1)
      with_metal[metals.front()].push_back(structure);
  std::map<std::pair<std::string_view, std::string_view>, KnownSystem> systems;
  for (const Structure& structure : ternaries) {
    const auto metals = metals_beside(structure, x);
    if (metals.size() != 2) continue;
    const auto a = with_metal.find(metals[0]);
    const auto b = with_metal.find(metals[1]);
    if (a == with_metal.end() || b == with_metal.end()) continue;
    const auto place = systems.try_emplace({metals[0].symbol(), metals[1].symbol()},
                                           KnownSystem{{metals[0], metals[1], x}, {a->second, b->second}, {}});
    place.first->second.ternaries.push_back(structure);
  }
  std::vector<KnownSystem> list;
  for (auto& [names, system] : systems) list.push_back(std::move(system));
  return list;
}

std::vector<KnownSystem> some_systems(const std::vector<KnownSystem>& systems, std::size_t count, Seed seed) {
  if (count >= systems.size()) return systems;
  Random random(seed);
  auto order = random.permutation(systems.size());
  order.resize(count);
  std::ranges::sort(order);
  std::vector<KnownSystem> some;
  for (const std::size_t index : order) some.push_back(systems[index]);
  return some;
}

std::vector<Contender> rediscovering_methods(const Configuration& base, const RediscoverySettings& settings) {
  Configuration asked = base;
  if (asked.generation.samples == 0) asked.generation.samples = kRediscoverySamples;
  const auto all = contenders(asked, settings.epochs);
  auto names = settings.methods;
  if (names.empty())
    for (const Contender& contender : all)
      if (contender.kind == ContenderKind::method || contender.kind == ContenderKind::null ||
          contender.kind == ContenderKind::reference || contender.name == "no training")
        names.push_back(contender.name);
  auto methods = selected(all, names, "--method");
  for (const Contender& method : methods) require_valid(method.configuration);
  return methods;
}

std::optional<Rediscovery> rediscover(const Configuration& base, const std::vector<KnownSystem>& systems,
                                      const std::vector<Structure>& prototypes, const RediscoverySettings& settings,
                                      const std::vector<SystemOutcome>& known,
                                      const std::function<void(const SystemOutcome&)>& finished,
                                      const StudyObserver& observer) {
  Rediscovery study = prepared(base, systems, settings);
  std::map<std::pair<std::string, std::string>, const SystemOutcome*> earlier;
  for (const SystemOutcome& outcome : known) earlier[{outcome.system, outcome.method}] = &outcome;
  std::mutex mutex;
  const auto unit = [&](std::size_t index, const std::function<bool()>& stop_requested) {
    SystemOutcome& outcome = study.outcomes[index];
    if (const auto found = earlier.find({outcome.system, outcome.method}); found != earlier.end()) {
      outcome = *found->second;
      return true;
    }
    const KnownSystem& system = systems[index / study.methods.size()];
    const Contender& method = study.methods[index % study.methods.size()];
    if (!run_method(with_system(method.configuration, system.system), system, prototypes, stop_requested, outcome))
      return false;
    const std::lock_guard lock(mutex);
    finished(outcome);
    return true;
  };
  if (!run_units(study.outcomes.size(), settings.threads, observer, unit)) return std::nullopt;
  return study;
}

}  // namespace crystalgan
