#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/evaluation/funnel.hpp"
#include "crystalgan/methods/method.hpp"
#include "crystalgan/methods/raw_structure.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// Throws ConfigError where the configuration asks for more samples than its method can give on these binaries.
void require_enough_pairs(const Configuration& configuration, const Binaries& binaries);

/// The distance limits of the configuration's policy.
DistanceLimits limits_of(const Configuration& configuration, const Binaries& binaries);

/// Why no structure can be certified under the configuration, where that can be told beforehand.
std::optional<std::string> impossible_limits(const Configuration& configuration, const Binaries& binaries);

/// Lays down a new run with its inputs, manifest and configuration, whole or not at all. Throws as
/// RunDirectory::create.
RunDirectory start_run(const Configuration& configuration, const Binaries& binaries, const Manifest& manifest,
                       const std::filesystem::path& path);

/// Generates from the trained members on `threads` threads and screens what came; writes nothing. Throws ConfigError as
/// require_enough_pairs does, and where a member is not trained to its end.
Screened generate_candidates(const Configuration& configuration, const RunDirectory& run, std::size_t threads);

/// What the trained members of a run make, one behind the other. Throws ConfigError where a member is not trained to its
/// end.
std::vector<RawStructure> raw_structures(const Configuration& configuration, const Binaries& binaries,
                                         const RunDirectory& run, std::size_t threads);

/// The funnel of a run for which impossible_limits() has a reason: nothing generated, the reason counted once.
Screened nothing_generated(const Configuration& configuration, const Binaries& binaries, const std::string& reason);

/// How many raw structures a member makes: its share of generation.samples, or two per pair of inputs.
std::int64_t share_of(std::int64_t member, const Configuration& configuration, const Binaries& binaries);

/// A trained member's share of raw structures, with the noise that the configuration asks for.
std::vector<RawStructure> generate_raw(const Method& method, std::int64_t member, const Configuration& configuration,
                                       const Binaries& binaries);

/// Judges raw structures as the configuration asks: identifiers by rank, parents and origin in the
/// candidates. The inputs count as known.
Screened screen_raw(const std::vector<RawStructure>& raw, const Configuration& configuration, const Binaries& binaries,
                    std::size_t threads);

/// For every raw structure the form in which screen_raw() would certify it, if it would.
std::vector<std::optional<Structure>> certified_raw(const std::vector<RawStructure>& raw,
                                                    const Configuration& configuration, const Binaries& binaries,
                                                    std::size_t threads);

}  // namespace crystalgan
