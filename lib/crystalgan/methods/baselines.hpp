#pragma once

#include <memory>

#include "crystalgan/methods/method.hpp"

namespace crystalgan {

// The null baselines: methods without learning, one file each. Their structures are decoded, certified and measured as
// all others (docs/reference/methods.md).

/// random.cpp: atoms at uniformly random positions in the cells of the inputs.
std::unique_ptr<Method> make_random(const Configuration&, const Binaries&, std::int64_t member);

/// random_symmetric.cpp: a random space group, atoms on its orbits, a random cell of the rule volume.
std::unique_ptr<Method> make_random_symmetric(const Configuration&, const Binaries&, std::int64_t member);

/// overlay.cpp: the metals of one binary added to another binary, unchanged.
std::unique_ptr<Method> make_overlay(const Configuration&, const Binaries&, std::int64_t member);

/// interleave.cpp: the same, shifted as a whole to the largest distance from the host's atoms.
std::unique_ptr<Method> make_interleave(const Configuration&, const Binaries&, std::int64_t member);

/// relabel.cpp: some metals of a binary, or of its supercell, replaced by the other metal.
std::unique_ptr<Method> make_relabel(const Configuration&, const Binaries&, std::int64_t member);

/// substitute.cpp: known ternaries of other systems with A, B and X in place of their elements. It uses known
/// ternaries, which the others do not.
std::unique_ptr<Method> make_substitute(const Configuration&, const Binaries&, std::int64_t member);

}  // namespace crystalgan
