#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/stability/common_ranking.hpp"
#include "crystalgan/studies/contenders.hpp"
#include "crystalgan/studies/units.hpp"

namespace crystalgan {

/// What one contender found with one seed.
struct SeedRounds {
  std::int64_t seed = 0;
  std::vector<double> above;  ///< eV/atom above the known phases, in the order of relaxation; infinite: no ternary
  RunShare share;             ///< on the common hull of all contenders and seeds

  /// The lowest of the first `count` relaxations; infinite if they found nothing.
  double lowest_after(std::size_t count) const;
  /// How many relaxations it took to come to `energy` or below; nothing if it never did.
  std::optional<std::size_t> relaxations_to(double energy) const;
};

/// A row of the comparison; `outcomes` in the order of the seeds.
struct ComparedRounds {
  Contender contender;
  std::vector<SeedRounds> outcomes;
};

/// Learning from energies beside the same without, at equal numbers of relaxations.
struct RoundsComparison {
  std::string system;      ///< "Ni-Al-H"
  std::string calculator;  ///< its name
  std::int64_t relaxations = 0;
  std::int64_t rounds = 0;
  std::int64_t pool = 0;  ///< structures to choose from per relaxation
  std::vector<std::int64_t> seeds;
  std::vector<ComparedRounds> rows;

  /// The lowest energy above the known phases of all rows and seeds; infinite if nothing was found.
  double lowest() const;
};

/// Default relaxations per contender and seed. Chosen: a minute of one core with a classical potential.
inline constexpr std::int64_t kComparedRelaxations = 60;

/// Crystals from elsewhere, as one more row: the first `generation.samples` of them for the first seed, the next for the next.
struct GivenCrystals {
  std::string name;  ///< of the row
  std::vector<Structure> structures;
};

struct RoundsSettings {
  std::int64_t seeds = 3;         ///< from the configuration's seed on
  std::vector<std::string> only;  ///< names of contenders; empty: all
  std::size_t threads = 1;
  std::optional<GivenCrystals> given = {};  ///< relaxed in one round, after repair and certificate as the drawn ones
};

/// The pool of the mode symmetry chosen by learning, in its own order and in random order; random symmetric crystals,
/// alone, with mutation of the lowest, and with learning. Each spends `generation.samples` relaxations.
std::vector<Contender> rounds_contenders(const Configuration& base);

/// Runs every contender with every seed and ranks all they found on one hull; nothing when stopped. `feedback.rounds` is 2
/// or more and at most `generation.samples`. The result does not depend on the threads. Throws ConfigError, also where the given
/// crystals are too few or not of the system.
std::optional<RoundsComparison> compare_rounds(const Configuration& base, const Binaries& binaries,
                                               const Calculator& calculator, const RoundsSettings& settings,
                                               const StudyObserver& observer);

}  // namespace crystalgan
