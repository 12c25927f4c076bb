#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/methods/raw_structure.hpp"
#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// What the rounds tell while they work, and how they are asked to stop.
struct FeedbackObserver {
  /// A round's structures are relaxed: how many of them there were, and the lowest energy above the known phases so far.
  std::function<void(std::int64_t round, std::size_t relaxed, double lowest)> round_done;
  std::function<bool()> stop_requested;
};

/// The raw structures of all rounds: those of the first one, then what every further round adds, as many as the first
/// had. After each round its structures are relaxed by `calculator`, and what they were before and the energy they came to
/// above the hull of the known phases are remembered. With `feedback.steering` "learned" the method is then trained under
/// another seed, and of its draws and of children of the low ones by blind change (mutation.hpp), `feedback.pool` times as
/// many as are asked, those are taken from which a Gaussian process expects the lowest energies. "mutation" is the null
/// beside it: the children alone, in the order of their draw.
/// A kind of crystal that was drawn before is not drawn again. Only methods of structures that certify can go on. None
/// where asked to stop. The outcome does not depend on `threads`.
std::vector<RawStructure> with_feedback(std::vector<RawStructure> first, const Configuration& configuration,
                                        const Binaries& binaries, const Calculator& calculator, std::size_t threads,
                                        const FeedbackObserver& observer);

}  // namespace crystalgan
