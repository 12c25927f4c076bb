#pragma once

#include <cstddef>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// Throws ConfigError for a method without the paper's three steps.
void require_steps(const Configuration& configuration);

/// Writes step1/, step2/, step3/ and steps.csv into `output`: the pairs that the members of the run `trained` generate
/// from, before noise and repair. Throws as require_steps(), OutputError.
void keep_steps(const Configuration& configuration, const Binaries& binaries, const RunDirectory& trained,
                const RunDirectory& output, std::size_t threads);

}  // namespace crystalgan
