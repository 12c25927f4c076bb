#pragma once

#include <memory>

#include "crystalgan/methods/method.hpp"

namespace crystalgan {

// The null baselines: what comes out when nothing is learned. Each is one file of its name; what they make passes
// through the same decoding, certificate and measures as everything else (docs/reference/methods.md).

/// random.cpp: atoms at uniformly random positions in the cells of the inputs.
std::unique_ptr<Method> make_random(const Configuration&, const Binaries&, std::int64_t member);

/// random_symmetric.cpp: a random space group, atoms on its orbits, a random cell of the rule volume.
std::unique_ptr<Method> make_random_symmetric(const Configuration&, const Binaries&, std::int64_t member);

/// overlay.cpp: the metals of one binary put into another binary as they are.
std::unique_ptr<Method> make_overlay(const Configuration&, const Binaries&, std::int64_t member);

/// interleave.cpp: the same, shifted rigidly to where they are furthest from the atoms of the host.
std::unique_ptr<Method> make_interleave(const Configuration&, const Binaries&, std::int64_t member);

/// relabel.cpp: some metals of a binary, or of its supercell, renamed.
std::unique_ptr<Method> make_relabel(const Configuration&, const Binaries&, std::int64_t member);

/// substitute.cpp: known ternaries of other systems, their elements replaced by A, B and X. Learns nothing, but knows what
/// the others do not: ternaries.
std::unique_ptr<Method> make_substitute(const Configuration&, const Binaries&, std::int64_t member);

}  // namespace crystalgan
