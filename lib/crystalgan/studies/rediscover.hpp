#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/evaluation/recovery.hpp"
#include "crystalgan/methods/symmetry_model.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/studies/arrangements.hpp"
#include "crystalgan/studies/contenders.hpp"
#include "crystalgan/studies/energy_orders.hpp"
#include "crystalgan/studies/known_systems.hpp"
#include "crystalgan/studies/units.hpp"

namespace crystalgan {

/// The result of one method on one system. Candidates are ranked by the order of generation, failures included: a
/// match's candidate is its index among all generated structures.
struct SystemOutcome {
  std::string system;
  std::string method;  ///< name of the contender
  std::int64_t generated = 0;
  std::int64_t certified = 0;
  std::int64_t composed = 0;          ///< known ternaries whose reduced composition was generated
  std::int64_t admitted = 0;          ///< known ternaries within the limits
  std::int64_t given_up = 0;          ///< comparisons of the three searches that reached their limit
  Recovery found;                     ///< by certified candidates, default matching
  Recovery found_loosely;             ///< the same with kPredictionMatching
  Recovery found_as_generated;        ///< before repair and certification, default matching
  std::string failure;                ///< why nothing was generated (failure_of()), or empty
  std::vector<KnownRank> ranks = {};  ///< of kEnergyContender: one per known ternary

  std::size_t known() const { return found.size(); }

  friend bool operator==(const SystemOutcome&, const SystemOutcome&) = default;
};

/// Rediscovery of known ternaries over many systems. `outcomes`: every system with every method, system by system.
struct Rediscovery {
  std::string x;
  std::string policy;
  std::int64_t samples = 0;  ///< per method and system: K
  std::vector<Contender> methods;
  std::vector<std::string> systems;
  std::vector<SystemOutcome> outcomes;
  std::vector<KnownArrangement> arrangements;  ///< of all known ternaries, where a method is of the mode symmetry

  const SystemOutcome& outcome(std::size_t system, std::size_t method) const {
    return outcomes[system * methods.size() + method];
  }
};

/// The candidates of the main contender in the order of two steps; only if its name is given, since it takes minutes per
/// system.
inline constexpr std::string_view kEnergyContender = "CHGNet order";

/// Default raw structures per method and system. Chosen: K of the published METRe.
inline constexpr std::int64_t kRediscoverySamples = 1000;

struct RediscoverySettings {
  std::vector<std::string> methods;    ///< names of contenders; empty: the mode symmetry, its controls and the nulls
  std::optional<std::int64_t> epochs;  ///< of both steps; default: those of each mode
  std::size_t threads = 1;
};

/// What is given. Methods see the binaries of their system; the mode symmetry sees all of the model, which has them too.
struct RediscoveryInputs {
  std::vector<KnownSystem> systems;
  std::vector<Structure> prototypes;  ///< known ternaries for the method `substitute`
  SymmetryModel model;
};

/// Trains every method on the binaries of every system and searches its structures for the known ternaries; nothing
/// when stopped. Methods of the mode symmetry that choose among the same candidates make them once per system. `known`:
/// outcomes of an earlier part of the study, not computed again. `finished` receives each new outcome, one at a time, in any
/// order. The prototypes of the system itself are omitted. The result does not depend on `threads`. Throws ConfigError.
std::optional<Rediscovery> rediscover(const Configuration& base, const RediscoveryInputs& inputs,
                                      const RediscoverySettings& settings, const std::vector<SystemOutcome>& known,
                                      const std::function<void(const SystemOutcome&)>& finished,
                                      const StudyObserver& observer);

/// Throws ConfigError for settings that rediscover() refuses, before any structure is read.
std::vector<Contender> rediscovering_methods(const Configuration& base, const RediscoverySettings& settings);

}  // namespace crystalgan
