#include "crystalgan/methods/discovery.hpp"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <mutex>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/methods/candidate_files.hpp"
#include "crystalgan/methods/crystalgan.hpp"
#include "crystalgan/run/history.hpp"
#include "crystalgan/screening/distance_limits.hpp"
#include "crystalgan/screening/funnel.hpp"
#include "crystalgan/training/threads.hpp"

namespace crystalgan {
namespace {

std::string checkpoint_name(std::int64_t member) { return "checkpoint/member-" + padded(member, 3) + ".pt"; }

CrystalGan restored_member(const Configuration& configuration, const Binaries& binaries, std::int64_t member,
                           const RunDirectory& run) {
  CrystalGan gan(configuration, binaries, member);
  const std::string name = checkpoint_name(member);
  if (!run.has(name)) return gan;
  const std::string file = (run / name).string();
  try {
    gan.restore(parse_checkpoint(run.read(name), file));
  } catch (const ShapeError& error) {
    throw ParseError(file, 0, "does not fit run.toml: " + std::string(error.what()));
  }
  return gan;
}

std::int64_t epochs_per_member(const Configuration& configuration) {
  return configuration.training.epochs_step1 + configuration.training.epochs_step3;
}

PerDomain<std::int64_t> sizes_of(const Binaries& binaries) {
  return {std::ssize(binaries.structures.a), std::ssize(binaries.structures.b)};
}

// Adds up the epochs of all members and passes them on, one call at a time.
class Progress {
 public:
  Progress(const RunObserver& observer, std::int64_t total) : observer_(observer), total_(total) {}

  void add(std::int64_t epochs) {
    const std::lock_guard lock(mutex_);
    done_ += epochs;
    if (observer_.progress) observer_.progress(done_, total_);
  }

 private:
  const RunObserver& observer_;
  std::int64_t total_;
  std::int64_t done_ = 0;
  std::mutex mutex_;
};

void train_member(CrystalGan& gan, std::int64_t member, const Configuration& configuration, const RunDirectory& run,
                  const std::function<bool()>& stop_requested, Progress& progress) {
  const std::string name = checkpoint_name(member);
  const auto save = [&] { run.write(name, checkpoint_bytes(gan.state())); };
  std::int64_t saved = run.has(name) ? gan.epochs_done() : -1;
  progress.add(gan.epochs_done());
  try {
    gan.train({[&](std::int64_t) {
                 progress.add(1);
                 if (gan.epochs_done() % configuration.training.checkpoint_every != 0) return;
                 save();
                 saved = gan.epochs_done();
               },
               stop_requested});
    if (saved != gan.epochs_done()) save();
  } catch (const NumericalError& error) {
    const std::string where =
        saved < 0 ? "none yet" : (run / name).string() + " after " + std::to_string(saved) + " epochs of both steps";
    throw NumericalError(std::string(error.what()) + "; last good checkpoint: " + where);
  }
}

void write_history(const std::vector<std::vector<HistoryRow>>& of_members, const RunDirectory& run) {
  std::vector<HistoryRow> rows;
  for (const auto& history : of_members) rows.insert(rows.end(), history.begin(), history.end());
  run.write("history.csv", history_csv(rows));
}

// How many raw structures each member makes: an even share, the first members one more.
std::int64_t share_of(std::int64_t member, const Configuration& configuration) {
  const std::int64_t samples = configuration.generation.samples;
  const std::int64_t members = configuration.training.members;
  return samples / members + (member < samples % members ? 1 : 0);
}

// The pairs that a member was trained on come first, then others of all pairs (i, j) in random order, none twice.
PartnerIndices partners_for(std::int64_t count, const PerDomain<std::int64_t>& sizes, Seed seed) {
  PartnerIndices partners = paired_partners(sizes.a, sizes.b);
  if (count > std::ssize(partners)) {
    auto sorted = partners;
    std::sort(sorted.begin(), sorted.end());
    Random random(seed.derive("partners"));
    for (const std::size_t place : random.permutation(static_cast<std::size_t>(sizes.a * sizes.b))) {
      if (std::ssize(partners) == count) break;
      const auto index = static_cast<std::int64_t>(place);
      const std::pair pair{index / sizes.b, index % sizes.b};
      if (!std::binary_search(sorted.begin(), sorted.end(), pair)) partners.push_back(pair);
    }
  }
  partners.resize(static_cast<std::size_t>(count));
  return partners;
}

std::vector<RawStructure> generate_member(const Configuration& configuration, const Binaries& binaries,
                                          std::int64_t member, const RunDirectory& run) {
  const CrystalGan gan = restored_member(configuration, binaries, member, run);
  if (gan.epochs_done() < epochs_per_member(configuration))
    throw ConfigError((run / checkpoint_name(member)).string(),
                      "expected a member trained for " + std::to_string(epochs_per_member(configuration)) +
                          " epochs, got " + std::to_string(gan.epochs_done()) + "; train on with --resume");
  const PerDomain<std::int64_t> sizes = sizes_of(binaries);
  if (configuration.generation.samples == 0) return gan.generate(paired_partners(sizes.a, sizes.b));
  const std::int64_t count = share_of(member, configuration);
  const Seed seed = Seed(static_cast<std::uint64_t>(configuration.seed)).derive("member-" + std::to_string(member));
  auto raw = gan.generate(partners_for((count + 1) / 2, sizes, seed));
  raw.resize(static_cast<std::size_t>(count), RawStructure{Rejection{}, "", 0, "", ""});
  return raw;
}

DistanceLimits limits_of(const Configuration& configuration, const Binaries& binaries) {
  const auto& loss = configuration.loss;
  const std::string& policy = configuration.screening.policy;
  if (policy == "published") return published_limits(binaries.system, loss.d1, loss.d2, loss.constrain_x);
  if (policy != "radii") throw ConfigError("screening.policy", "expected published or radii, got '" + policy + "'");
  std::vector<Structure> training = binaries.structures.a;
  training.insert(training.end(), binaries.structures.b.begin(), binaries.structures.b.end());
  return radii_limits(binaries.system, training);
}

}  // namespace

void require_enough_pairs(const Configuration& configuration, const Binaries& binaries) {
  const PerDomain<std::int64_t> sizes = sizes_of(binaries);
  const std::int64_t most = 2 * sizes.a * sizes.b * configuration.training.members;
  if (configuration.generation.samples > most)
    throw ConfigError("generation.samples", "expected at most " + std::to_string(most) +
                                                ", two per pair of structures and member, got " +
                                                std::to_string(configuration.generation.samples));
}

RunDirectory start_run(const Configuration& configuration, const Binaries& binaries, const Manifest& manifest,
                       const std::filesystem::path& path) {
  require_valid(configuration);
  auto files = kept_files(binaries);
  files["manifest.json"] = manifest_json(manifest);
  files["run.toml"] = configuration_text(configuration);
  return RunDirectory::create(path, files);
}

bool train_members(const Configuration& configuration, const RunDirectory& run, std::size_t threads,
                   const RunObserver& observer) {
  const Binaries binaries = kept_binaries(configuration, run);
  const std::int64_t members = configuration.training.members;
  const std::int64_t epochs = epochs_per_member(configuration);
  Progress progress(observer, members * epochs);
  std::vector<std::vector<HistoryRow>> histories(static_cast<std::size_t>(members));
  std::atomic<bool> all_done{true};
  std::atomic<bool> failed{false};  // one member's failure stops the others at their next epoch, checkpoints written
  const auto stop = [&] { return failed || (observer.stop_requested && observer.stop_requested()); };
  const auto train_one = [&](std::size_t index) {
    const auto member = static_cast<std::int64_t>(index);
    CrystalGan gan = restored_member(configuration, binaries, member, run);
    try {
      if (gan.epochs_done() < epochs && stop())
        progress.add(gan.epochs_done());
      else
        train_member(gan, member, configuration, run, stop, progress);
    } catch (...) {
      failed = true;
      histories[index] = gan.history();
      throw;
    }
    histories[index] = gan.history();
    if (gan.epochs_done() < epochs) all_done = false;
  };
  try {
    run_in_parallel(histories.size(), threads, train_one);
  } catch (const NumericalError&) {
    write_history(histories, run);  // it shows what went wrong
    throw;
  }
  write_history(histories, run);
  return all_done;
}

Screened generate_candidates(const Configuration& configuration, const RunDirectory& run, std::size_t threads) {
  const Binaries binaries = kept_binaries(configuration, run);
  require_enough_pairs(configuration, binaries);
  std::vector<std::vector<RawStructure>> made(static_cast<std::size_t>(configuration.training.members));
  run_in_parallel(made.size(), threads, [&](std::size_t member) {
    made[member] = generate_member(configuration, binaries, static_cast<std::int64_t>(member), run);
  });
  std::vector<RawStructure> raw;
  for (auto& of_member : made) std::move(of_member.begin(), of_member.end(), std::back_inserter(raw));

  std::vector<Generated> generated;
  for (const RawStructure& one : raw) {
    if (const auto* structure = std::get_if<Structure>(&one.structure))
      generated.push_back(as_written(*structure));
    else
      generated.emplace_back(std::get<Rejection>(one.structure));
  }
  Screened screened = screen(generated, binaries.system, limits_of(configuration, binaries));
  const std::size_t digits = std::max<std::size_t>(4, std::to_string(screened.certified.size()).size());
  for (std::size_t rank = 0; rank < screened.certified.size(); ++rank) {
    Certified& certified = screened.certified[rank];
    const RawStructure& origin = raw[certified.index];
    certified.candidate.id = padded(static_cast<std::int64_t>(rank) + 1, digits);
    certified.candidate.origin = origin.origin;
    certified.candidate.member = origin.member;
    certified.candidate.parent_a = origin.parent_a;
    certified.candidate.parent_b = origin.parent_b;
  }
  return screened;
}

}  // namespace crystalgan
