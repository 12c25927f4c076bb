#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/core/per_domain.hpp"
#include "crystalgan/core/seed.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/evaluation/recovery.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/studies/contenders.hpp"
#include "crystalgan/studies/units.hpp"

namespace crystalgan {

/// A question whose answers are known: the binaries are given away, the ternaries are not.
struct KnownSystem {
  ChemicalSystem system;
  PerDomain<std::vector<Structure>> binaries;
  std::vector<Structure> ternaries;
};

/// Every system A-B-X of two metals with at least one structure of A-X, of B-X and of A-B-X, by name; A comes before B
/// in the alphabet. Structures of other elements are passed over.
std::vector<KnownSystem> known_systems(const std::vector<Structure>& binaries, const std::vector<Structure>& ternaries,
                                       Element x);

/// So many of them drawn at random, in their order; all where there are no more.
std::vector<KnownSystem> some_systems(const std::vector<KnownSystem>& systems, std::size_t count, Seed seed);

/// What one method found of one system. Candidates are ranked by the order in which the method made them, failures
/// included: a match's candidate is its index among all that were generated.
struct SystemOutcome {
  std::string system;
  std::string method;  ///< name of the contender
  std::int64_t generated = 0;
  std::int64_t certified = 0;
  std::int64_t composed = 0;    ///< known ternaries whose reduced composition was made at all
  std::int64_t admitted = 0;    ///< known ternaries that keep the limits themselves
  std::int64_t given_up = 0;    ///< comparisons of the three searches ended by their bound (RecoveryOutcome)
  Recovery found;               ///< by certified candidates, matched as everywhere in this program: the defaults
  Recovery found_loosely;       ///< the same with kPredictionMatching
  Recovery found_as_generated;  ///< before repair and certificate, matched by the defaults
  std::string failure;          ///< why nothing was generated (failure_of()); else empty

  std::size_t known() const { return found.size(); }

  friend bool operator==(const SystemOutcome&, const SystemOutcome&) = default;
};

/// Known ternaries from binaries alone, over many systems. `outcomes` hold every system with every method, the methods
/// of a system side by side.
struct Rediscovery {
  std::string x;
  std::string policy;
  std::int64_t samples = 0;  ///< asked of every method in every system: K
  std::vector<Contender> methods;
  std::vector<std::string> systems;
  std::vector<SystemOutcome> outcomes;

  const SystemOutcome& outcome(std::size_t system, std::size_t method) const {
    return outcomes[system * methods.size() + method];
  }
};

/// Raw structures asked of every method and system where nothing else is said. Chosen: what METRe is reported for.
inline constexpr std::int64_t kRediscoverySamples = 1000;

struct RediscoverySettings {
  std::vector<std::string> methods;    ///< names of contenders; empty: the main one, "no training" and the nulls
  std::optional<std::int64_t> epochs;  ///< of both steps of whatever learns; the defaults of each mode otherwise
  std::size_t threads = 1;
};

/// Trains every method on the binaries of every system and looks for its ternaries among what it makes; nothing when
/// asked to stop. `known` holds outcomes of an earlier part of the same study, which are not computed again; every new
/// one is handed to `finished`, one at a time, in any order. `prototypes` are for the method `substitute`, which
/// leaves out those of the system in question. The outcome does not depend on `threads`. Throws ConfigError.
std::optional<Rediscovery> rediscover(const Configuration& base, const std::vector<KnownSystem>& systems,
                                      const std::vector<Structure>& prototypes, const RediscoverySettings& settings,
                                      const std::vector<SystemOutcome>& known,
                                      const std::function<void(const SystemOutcome&)>& finished,
                                      const StudyObserver& observer);

/// Throws ConfigError as rediscover() does, for what can be told without any structure.
std::vector<Contender> rediscovering_methods(const Configuration& base, const RediscoverySettings& settings);

}  // namespace crystalgan
