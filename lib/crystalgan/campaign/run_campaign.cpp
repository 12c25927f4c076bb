#include "crystalgan/campaign/run_campaign.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/campaign/system_result.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/opened_folder.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/core/whole_file.hpp"
#include "crystalgan/pipeline/discover.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/potentials/chosen_calculator.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxReasonBytes = 500;  // chosen: one line of a table

std::string first_line(std::string_view text) { return printable(text.substr(0, text.find('\n')), kMaxReasonBytes); }

std::string work_of(const CampaignSystem& system) { return std::string(campaign_files::kWork) + "/" + system.name; }

void remove_work(const CampaignFolder& campaign, const CampaignSystem& system) {
  const Descriptor folder = opened_folder(campaign.path(), campaign_files::kWork);
  if (!remove_tree(folder.number(), system.name)) throw OutputError(campaign.path() / work_of(system), system_reason());
}

bool is_locked_run(const fs::path& path) {
  try {
    const RunLock lock = RunDirectory::open(path).lock();
    return false;
  } catch (const ConfigError&) {
    return true;
  }
}

/// The run of a system: what a killed process left, where that has the same settings, else a new one. Nothing where another
/// process works in it, whose claim got stale.
std::optional<Run> run_of(const CampaignFolder& campaign, const CampaignSystem& system,
                          const CampaignRunSettings& settings) {
  const fs::path path = campaign.path() / work_of(system);
  const Configuration configuration = campaign.configuration_of(system);
  const Directory work = campaign.files().below(work_of(system));
  if (opened_folder_if_there(campaign.path(), work_of(system))) {  // throws for a link
    if (work.has(run_files::kConfiguration) && is_locked_run(path)) return std::nullopt;
    if (!work.has(run_files::kConfiguration) ||
        work.read(run_files::kConfiguration, campaign_files::kHeadBytes) != configuration_text(configuration))
      remove_work(campaign, system);
  }
  if (!opened_folder_if_there(campaign.path(), work_of(system))) {
    static_cast<void>(opened_folder(campaign.path(), campaign_files::kWork));
    std::map<std::string, std::string> checksums;
    const Binaries binaries = read_inputs(configuration, checksums);
    require_enough_pairs(configuration, binaries);
    Manifest manifest = settings.program;
    manifest.seed = static_cast<std::uint64_t>(configuration.seed);
    manifest.inputs = std::move(checksums);
    start_run(configuration, binaries, manifest, path);
  }
  Run run = opened_run(path);
  run.configuration.relaxation = with_given_program(run.configuration.relaxation, settings.given);
  return run;
}

/// What came of one system.
struct SystemEnd {
  std::optional<std::string> result;  ///< text of its file
  std::optional<SystemFailure> failure;
};

/// The same as the exit codes of the program (docs/reference/running.md).
SystemFailure failure_by(const CampaignSystem& system, std::int64_t code, std::string_view what) {
  return {system.name, first_line(what), code, 1};
}

bool names_files(const Configuration& configuration) {
  return !configuration.symmetry.learned.empty() ||
         std::ranges::any_of(std::array{&configuration.system.a_structures, &configuration.system.b_structures,
                                        &configuration.system.prototypes, &configuration.screening.references,
                                        &configuration.relaxation.phases},
                             [](const auto* files) { return !files->empty(); });
}

/// A ParseError repeats what it did not understand. Where a campaign names files, which may be any of this user, who may hand on
/// the folder, only the place is recorded.
std::string recorded_reason(const ParseError& error, const Configuration& configuration) {
  std::string what = error.what();
  if (!names_files(configuration)) return what;
  return what.substr(0, what.find(": ")) + ": expected another content";
}

/// Nothing of both where it was stopped or another process works in it. Throws IoError and OutputError: these are no matter of
/// the system.
SystemEnd system_end(const CampaignFolder& campaign, const CampaignSystem& system, const CampaignRunSettings& settings,
                     const CampaignRunObserver& observer) {
  try {
    const std::optional<Run> run = run_of(campaign, system, settings);
    if (!run) return {};
    std::string note;
    DiscoveryObserver discovery;
    discovery.threads = settings.threads;
    discovery.stop_requested = observer.stop_requested;
    discovery.energies.not_relaxed = [&note](const std::string& reason) { note = first_line(reason); };
    if (discover(*run, discovery) != DiscoveryEnd::done) return {};
    return {system_result_json(result_of_run(run->directory, system, settings.program, note)), std::nullopt};
  } catch (const IoError&) {
    throw;
  } catch (const OutputError&) {
    throw;
  } catch (const ConfigError& error) {
    return {std::nullopt, failure_by(system, 2, error.what())};
  } catch (const ParseError& error) {
    return {std::nullopt, failure_by(system, 3, recorded_reason(error, campaign.configuration()))};
  } catch (const StructureError& error) {
    return {std::nullopt, failure_by(system, 3, error.what())};
  } catch (const NumericalError& error) {
    return {std::nullopt, failure_by(system, 4, error.what())};
  } catch (const std::bad_alloc&) {
    return {std::nullopt, failure_by(system, 4, "not enough memory")};
  } catch (const std::exception& error) {
    return {std::nullopt, failure_by(system, 1, error.what())};
  }
}

class CampaignWorker {
 public:
  CampaignWorker(const CampaignFolder& campaign, ClaimFolder& claims, const CampaignRunSettings& settings,
                 const CampaignRunObserver& observer)
      : campaign_(campaign), claims_(claims), settings_(settings), observer_(observer) {
    for (const std::string& failed : campaign.failed_systems()) failed_before_.insert(failed);
    clean_finished();
  }

  CampaignRunEnd run() {
    const auto order = order_of_shard(campaign_.systems(), settings_.shard);
    // Once more after the last: claims of others may have been given back meanwhile.
    for (bool did_some = true; did_some && !stopped();) {
      did_some = false;
      for (const CampaignSystem* system : order) {
        if (stopped()) break;
        did_some |= try_system(*system);
      }
    }
    end_.was_stopped = stopped();
    return end_;
  }

 private:
  bool stopped() const { return observer_.stop_requested && observer_.stop_requested(); }

  bool is_finished(const CampaignSystem& system) const {
    if (campaign_.is_done(system)) return true;
    if (!campaign_.has_failed(system)) return false;
    if (settings_.retry_failed && failed_before_.contains(system.name)) return false;
    if (settings_.attempts <= 1) return true;
    const auto failure = campaign_.failure_of(system);
    return failure && failure->attempt >= settings_.attempts;
  }

  std::set<std::string> names_of_folder(const char* folder) const {
    const auto opened = opened_folder_if_there(campaign_.path(), folder);
    if (!opened) return {};
    const auto names = names_in(opened->number());
    return {names.begin(), names.end()};
  }

  // What processes left that were killed between the result of a system and the end of its claim.
  void clean_finished() {
    std::set<std::string> left = names_of_folder(campaign_files::kWork);
    for (const ListedClaim& claim : claims_.list()) left.insert(claim.name);
    for (const std::string& failed : failed_before_) left.insert(failed);
    for (const std::string& done : campaign_.finished_systems())
      if (left.contains(done))
        if (auto claim = claims_.take(done)) finish(*campaign_.find(done), *claim);
  }

  // Temporary files of killed processes: only who has the claim writes them.
  void remove_leftovers_of(const CampaignSystem& system) const {
    for (const char* folder : {campaign_files::kClaims, campaign_files::kResults, campaign_files::kFailures})
      if (const auto opened = opened_folder_if_there(campaign_.path(), folder)) {
        const int number = opened->number();
        for (const std::string& name : names_in(number))
          if (name.starts_with(system.name + ".") && is_partial_name(name))
            remove_partials(number, name.substr(0, name.rfind(".partial-")));
      }
  }

  // After its result is written.
  void finish(const CampaignSystem& system, Claim& claim) const {
    remove_leftovers_of(system);
    campaign_.files().remove(campaign_files::of_system(campaign_files::kFailures, system.name));
    if (!settings_.keep_runs && campaign_.files().has(work_of(system))) remove_work(campaign_, system);
    claim.finish();
  }

  // False where there is nothing to do.
  bool try_system(const CampaignSystem& system) {
    if (is_finished(system)) return false;
    std::optional<Claim> claim = claims_.take(system.name);
    if (!claim) return false;
    if (is_finished(system)) {
      claim->finish();
      return false;
    }
    remove_leftovers_of(system);
    if (observer_.started) observer_.started(system);
    SystemEnd end;
    try {
      end = system_end(campaign_, system, settings_, observer_);
    } catch (const Error&) {
      if (claim->is_held()) throw;
      return false;  // another process took the system over, and its folder
    }
    if ((!end.result && !end.failure) || !claim->is_held()) return false;
    if (end.result) {
      campaign_.files().write(campaign_files::of_system(campaign_files::kResults, system.name), *end.result);
      ++end_.done;
    } else {
      const auto before = campaign_.failure_of(system);
      end.failure->attempt = before ? std::min(before->attempt + 1, kMaxAttempts) : 1;
      campaign_.write_failure(*end.failure);
      failed_before_.erase(system.name);  // not again by this call
      ++end_.failed;
    }
    if (end.result)
      finish(system, *claim);
    else
      claim->finish();
    if (observer_.finished) observer_.finished(system, end.failure);
    return true;
  }

  const CampaignFolder& campaign_;
  ClaimFolder& claims_;
  const CampaignRunSettings& settings_;
  const CampaignRunObserver& observer_;
  std::set<std::string> failed_before_;
  CampaignRunEnd end_;
};

}  // namespace

CampaignRunEnd run_campaign(const CampaignFolder& campaign, ClaimFolder& claims, const CampaignRunSettings& settings,
                            const CampaignRunObserver& observer) {
  return CampaignWorker(campaign, claims, settings, observer).run();
}

}  // namespace crystalgan
