#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/methods/raw_structure.hpp"
#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// Callbacks of the rounds.
struct FeedbackObserver {
  /// After each round: the number of relaxed structures, and the lowest energy above the known phases so far.
  std::function<void(std::int64_t round, std::size_t relaxed, double lowest)> round_done;
  std::function<bool()> stop_requested;
};

/// Throws ConfigError for a steering that rounds of the configuration's method do not know.
void require_steering(const Configuration& configuration);

/// Rounds of the methods that draw; those of the mode symmetry, which lists, are in listed_rounds.hpp.
///
/// The raw structures of all rounds; each round adds as many as the first. After a round `calculator` relaxes its
/// structures. A Gaussian process learns the relaxed energy, above the hull of the known phases, from the structure
/// before relaxation. With `feedback.steering` "learned" the method is trained again with another seed; its draws and
/// mutations (mutation.hpp) of the low-energy crystals form a pool, `feedback.pool` times the number needed, and those
/// with the lowest expected energy are taken. "mutation" is the null baseline: mutations only, in the order of their
/// draw.
/// No crystal is taken twice. Only certified structures are relaxed. Nothing when stopped. The result does not depend
/// on `threads`.
std::vector<RawStructure> with_feedback(std::vector<RawStructure> first, const Configuration& configuration,
                                        const Binaries& binaries, const Calculator& calculator, std::size_t threads,
                                        const FeedbackObserver& observer);

}  // namespace crystalgan
