#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/crystal/binaries.hpp"
#include "crystalgan/evaluation/funnel.hpp"
#include "crystalgan/methods/method.hpp"
#include "crystalgan/methods/raw_structure.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/record/formula_record.hpp"

namespace crystalgan {

/// What a run generated; `formulas` of the mode symmetry only.
struct RawRun {
  std::vector<RawStructure> structures;
  std::vector<FormulaRow> formulas;
};

/// The candidates of a run; `formulas` as above.
struct RunCandidates : Screened {
  std::vector<FormulaRow> formulas;
};

/// Adds the checksums of the shipped data where the configuration uses them: of binaries and discriminator, by name.
void add_shipped_data(const Configuration& configuration, std::map<std::string, std::string>& checksums);

/// Reads the inputs of a run, as read_binaries(); the mode symmetry without files takes the known binaries of its model.
/// `checksums` names the shipped data too where they are used.
Binaries read_inputs(const Configuration& configuration, std::map<std::string, std::string>& checksums,
                     std::vector<InputReading>* readings = nullptr);

/// Throws ConfigError where generation.samples is more than the method can give.
void require_enough_pairs(const Configuration& configuration, const Binaries& binaries);

/// The distance limits of the configuration's policy.
DistanceLimits limits_of(const Configuration& configuration, const Binaries& binaries);

/// Why no structure can be certified under the configuration, if that is known in advance.
std::optional<std::string> impossible_limits(const Configuration& configuration, const Binaries& binaries);

/// Creates a run with its inputs, manifest and configuration, atomically; `more`: further files by name. Throws as
/// RunDirectory::create.
RunDirectory start_run(const Configuration& configuration, const Binaries& binaries, const Manifest& manifest,
                       const std::filesystem::path& path, const std::map<std::string, std::string>& more = {});

/// Generates from the trained members on `threads` threads and screens the structures; writes nothing. Throws as
/// require_enough_pairs(), and ConfigError where a member is not fully trained.
RunCandidates generate_candidates(const Configuration& configuration, const Binaries& binaries, const RunDirectory& run,
                                  std::size_t threads);

/// The raw structures of all trained members, member by member. Throws ConfigError where a member is not fully trained.
RawRun raw_structures(const Configuration& configuration, const Binaries& binaries, const RunDirectory& run,
                      std::size_t threads);

/// The counts of a run that impossible_limits() rules out: nothing generated, one reason.
Screened nothing_generated(const Configuration& configuration, const Binaries& binaries, const std::string& reason);

/// The formulas that the binaries make likely, or those of the configuration; best first. Throws as SymmetryMethod and its
/// formulas().
std::vector<FormulaRow> listed_formulas(const Configuration& configuration, const Binaries& binaries);

/// Writes formulas.csv in the mode symmetry, then the candidates: write_candidates().
void write_run_candidates(const RunCandidates& made, const Configuration& configuration, const RunDirectory& run);

/// Raw structures per member: its share of generation.samples, or two per pair of inputs.
std::int64_t share_of(std::int64_t member, const Configuration& configuration, const Binaries& binaries);

/// The raw structures of a trained member, with generation.noise.
std::vector<RawStructure> generate_raw(const Method& method, std::int64_t member, const Configuration& configuration,
                                       const Binaries& binaries);

/// Certifies and measures raw structures; the inputs count as known. Candidates get ids by rank, parents and origin.
Screened screen_raw(const std::vector<RawStructure>& raw, const Configuration& configuration, const Binaries& binaries,
                    std::size_t threads);

/// Each raw structure in the form that screen_raw() would certify, or nothing.
std::vector<std::optional<Structure>> certified_raw(const std::vector<RawStructure>& raw,
                                                    const Configuration& configuration, const Binaries& binaries,
                                                    std::size_t threads);

}  // namespace crystalgan
