#include "crystalgan/pipeline/discovery.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <vector>

#include "crystalgan/archive/candidate_files.hpp"
#include "crystalgan/archive/inputs.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/archive/written_form.hpp"
#include "crystalgan/core/checkpoint.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/evaluation/funnel.hpp"
#include "crystalgan/methods/learned_method.hpp"
#include "crystalgan/methods/symmetry_method.hpp"
#include "crystalgan/methods/symmetry_model.hpp"
#include "crystalgan/pipeline/training_run.hpp"
#include "crystalgan/repair/distance_limits.hpp"

namespace crystalgan {
namespace {

// Adds Gaussian noise (Å) to every atom.
Structure shaken(const Structure& structure, double noise, Random& random) {
  std::vector<Site> sites = structure.sites();
  for (Site& site : sites) {
    const Cartesian by{noise * random.normal(), noise * random.normal(), noise * random.normal()};
    site.position = site.position + structure.lattice().fractional(by);
  }
  return {structure.lattice(), std::move(sites), structure.name()};
}

std::vector<RawStructure> generate_member(const Configuration& configuration, const Binaries& binaries,
                                          std::int64_t member, const RunDirectory& run) {
  const auto method = restored_member(configuration, binaries, member, run);
  const auto* learned = dynamic_cast<const LearnedMethod*>(method.get());
  if (learned != nullptr && learned->epochs_left())
    throw ConfigError((run / checkpoint_name(member)).string(),
                      "expected a member trained for " + std::to_string(learned->epochs()) + " epochs, got " +
                          std::to_string(learned->epochs_done()) + "; continue with --resume");
  return generate_raw(*method, member, configuration, binaries);
}

// Of the mode symmetry, with the formulas.
RawRun symmetric_structures(const Configuration& configuration, const Binaries& binaries, std::size_t threads) {
  const std::int64_t wanted = configuration.generation.samples;
  const SymmetryResult result =
      SymmetryMethod(configuration, binaries)
          .result(static_cast<std::size_t>(wanted == 0 ? kSymmetryCandidates : wanted), threads);
  return {raw_structures_of(result), formula_rows(result.formulas, binaries.system, true)};
}

std::vector<Generated> structures_of(const std::vector<RawStructure>& raw) {
  std::vector<Generated> generated;
  for (const RawStructure& one : raw) generated.push_back(one.structure);
  return generated;
}

// Files of the user, else the known binaries; never the built-in prototypes.
DistanceLimits limits_from_binaries(const Configuration& configuration, const Binaries& binaries) {
  const auto& [a, b, x] = binaries.system;
  const SymmetryModel model = model_of(binaries, configuration.symmetry.learned);
  std::vector<Structure> of_system =
      configuration.system.a_structures.empty() ? binaries_of(model, a, x) : binaries.structures.a;
  std::ranges::move(configuration.system.b_structures.empty() ? binaries_of(model, b, x) : binaries.structures.b,
                    std::back_inserter(of_system));
  return binaries_limits(binaries.system, of_system, binaries_with_metals(model, binaries.system));
}

ScreeningSettings screening_settings(const Configuration& configuration, const Binaries& binaries,
                                     std::size_t threads) {
  ScreeningSettings settings;
  settings.repair = configuration.screening.repair;
  settings.known = all_of(binaries);
  settings.references = binaries.references;
  settings.d1 = configuration.loss.d1;
  settings.d2 = configuration.loss.d2;
  settings.as_written = candidate_form(configuration);
  settings.keep_order = is_symmetry_mode(configuration);  // its own order is best first
  settings.threads = threads;
  return settings;
}

}  // namespace

std::int64_t share_of(std::int64_t member, const Configuration& configuration, const Binaries& binaries) {
  const std::int64_t samples = configuration.generation.samples;
  const std::int64_t members = configuration.training.members;
  if (samples == 0) return 2 * std::max(std::ssize(binaries.structures.a), std::ssize(binaries.structures.b));
  return samples / members + (member < samples % members ? 1 : 0);
}

std::vector<RawStructure> generate_raw(const Method& method, std::int64_t member, const Configuration& configuration,
                                       const Binaries& binaries) {
  auto raw = method.generate(share_of(member, configuration, binaries));
  const double noise = configuration.generation.noise;
  Random random(member_seed(configuration, member).derive("noise"));
  if (noise > 0.0)
    for (RawStructure& one : raw)
      if (auto* structure = std::get_if<Structure>(&one.structure)) *structure = shaken(*structure, noise, random);
  return raw;
}

void require_enough_pairs(const Configuration& configuration, const Binaries& binaries) {
  const std::int64_t max_samples = make_method(configuration, binaries, 0)->max_samples();
  const std::int64_t members = configuration.training.members;
  if (configuration.generation.samples > 0 && share_of(0, configuration, binaries) > max_samples)
    throw ConfigError("generation.samples", "expected at most " + std::to_string(max_samples * members) +
                                                ", all that this method can make of these inputs, got " +
                                                std::to_string(configuration.generation.samples));
}

DistanceLimits limits_of(const Configuration& configuration, const Binaries& binaries) {
  const auto& loss = configuration.loss;
  switch (configuration.screening.policy) {
    case Policy::radii:
      return radii_limits(binaries.system, all_of(binaries));
    case Policy::training:
      return training_limits(binaries.system, all_of(binaries));
    case Policy::published:
      return published_limits(binaries.system, loss.d1, loss.d2, loss.constrain_x);
    case Policy::binaries:
      return limits_from_binaries(configuration, binaries);
  }
  throw std::logic_error("screening.policy: no such policy");
}

std::optional<std::string> impossible_limits(const Configuration& configuration, const Binaries& binaries) {
  return contradiction(limits_of(configuration, binaries), binaries.system);
}

Screened nothing_generated(const Configuration& configuration, const Binaries& binaries, const std::string& reason) {
  Screened screened;
  screened.summary.system = binaries.system.name();
  screened.summary.policy = name_of(configuration.screening.policy);
  screened.summary.rejections.push_back({"the limits contradict each other", 0, reason});
  return screened;
}

RunDirectory start_run(const Configuration& configuration, const Binaries& binaries, const Manifest& manifest,
                       const std::filesystem::path& path, const std::map<std::string, std::string>& more) {
  require_valid(configuration);
  auto files = kept_files(binaries);
  files.insert(more.begin(), more.end());
  files[run_files::kManifest] = manifest_json(manifest);
  files[run_files::kConfiguration] = configuration_text(configuration);
  return RunDirectory::create(path, files);
}

RunCandidates generate_candidates(const Configuration& configuration, const Binaries& binaries, const RunDirectory& run,
                                  std::size_t threads) {
  require_enough_pairs(configuration, binaries);
  if (const auto reason = impossible_limits(configuration, binaries))
    return {nothing_generated(configuration, binaries, *reason), {}};
  RawRun raw = raw_structures(configuration, binaries, run, threads);
  return {screen_raw(raw.structures, configuration, binaries, threads), std::move(raw.formulas)};
}

RawRun raw_structures(const Configuration& configuration, const Binaries& binaries, const RunDirectory& run,
                      std::size_t threads) {
  if (is_symmetry_mode(configuration)) return symmetric_structures(configuration, binaries, threads);
  std::vector<std::vector<RawStructure>> made(static_cast<std::size_t>(configuration.training.members));
  parallel_for(made.size(), threads, [&](std::size_t member) {
    made[member] = generate_member(configuration, binaries, static_cast<std::int64_t>(member), run);
  });
  std::vector<RawStructure> raw;
  for (auto& of_member : made) std::move(of_member.begin(), of_member.end(), std::back_inserter(raw));
  return {std::move(raw), {}};
}

void add_shipped_data(const Configuration& configuration, std::map<std::string, std::string>& checksums) {
  if (uses_known_binaries(configuration) && configuration.symmetry.learned.empty())
    checksums.merge(shipped_checksums());
}

Binaries read_inputs(const Configuration& configuration, std::map<std::string, std::string>& checksums,
                     std::vector<InputReading>* readings) {
  Binaries binaries = read_binaries(configuration, checksums, readings);
  add_shipped_data(configuration, checksums);
  return is_symmetry_mode(configuration) ? SymmetryMethod(configuration, binaries).with_known_binaries()
                                         : std::move(binaries);
}

std::vector<FormulaRow> listed_formulas(const Configuration& configuration, const Binaries& binaries) {
  return formula_rows(SymmetryMethod(configuration, binaries).formulas(), binaries.system, false);
}

void write_run_candidates(const RunCandidates& made, const Configuration& configuration, const RunDirectory& run) {
  if (is_symmetry_mode(configuration)) run.write(run_files::kFormulas, formulas_csv(made.formulas));
  write_candidates(made.certified, made.summary, configuration, run);
}

std::vector<std::optional<Structure>> certified_raw(const std::vector<RawStructure>& raw,
                                                    const Configuration& configuration, const Binaries& binaries,
                                                    std::size_t threads) {
  return certified_structures(structures_of(raw), binaries.system, limits_of(configuration, binaries),
                              screening_settings(configuration, binaries, threads));
}

Screened screen_raw(const std::vector<RawStructure>& raw, const Configuration& configuration, const Binaries& binaries,
                    std::size_t threads) {
  Screened screened = screen(structures_of(raw), binaries.system, limits_of(configuration, binaries),
                             screening_settings(configuration, binaries, threads));
  const std::size_t digits = std::max<std::size_t>(4, std::to_string(screened.certified.size()).size());
  for (std::size_t rank = 0; rank < screened.certified.size(); ++rank) {
    Certified& certified = screened.certified[rank];
    const RawStructure& origin = raw[certified.index];
    certified.candidate.id = padded(static_cast<std::int64_t>(rank) + 1, digits);
    certified.candidate.origin = origin.origin;
    certified.candidate.member = origin.member;
    certified.candidate.parent_a = origin.parent_a;
    certified.candidate.parent_b = origin.parent_b;
    if (origin.symmetry) static_cast<SymmetryOrigin&>(certified.candidate) = *origin.symmetry;
  }
  return screened;
}

}  // namespace crystalgan
