#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/campaign/campaign_system.hpp"
#include "crystalgan/core/directory.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// What campaign.json says.
struct CampaignHead {
  std::string name;
  std::string x;
  std::vector<std::string> metals;  ///< all that occur
  std::vector<std::string> stages;  ///< what is done with every system: stages_of()
};

inline constexpr std::int64_t kMaxAttempts = 1000;  ///< at one system that fails; chosen

/// Why a system was not finished: failures/SYSTEM.json.
struct SystemFailure {
  std::string system;
  std::string reason;        ///< one line
  std::int64_t code = 0;     ///< the exit code that `discover` would have had
  std::int64_t attempt = 0;  ///< from 1 to kMaxAttempts

  friend bool operator==(const SystemFailure&, const SystemFailure&) = default;
};

/// What a campaign with these settings does with every system: "discover", "deduplicate", "relax", "rank".
std::vector<std::string> stages_of(const Configuration& configuration);

/// The folder of a campaign, shared by all its processes. It may come from a stranger: as in a run directory no link is
/// followed, and names are checked when they are read.
class CampaignFolder {
 public:
  /// Creates the folder, atomically. Throws ConfigError if it exists and is not empty, OutputError.
  static CampaignFolder create(const std::filesystem::path& path, const CampaignHead& head,
                               const Configuration& configuration, const std::vector<CampaignSystem>& systems,
                               const Manifest& manifest);
  /// Reads the head, the settings and the list. Throws IoError, ParseError.
  static CampaignFolder open(const std::filesystem::path& path);

  const std::filesystem::path& path() const { return path_; }
  const CampaignHead& head() const { return head_; }
  /// Of every system: the elements, seed and programs are not in it.
  const Configuration& configuration() const { return configuration_; }
  const std::vector<CampaignSystem>& systems() const { return systems_; }
  /// The row of this name, or nullptr.
  const CampaignSystem* find(std::string_view system) const;
  const Directory& files() const { return files_; }

  /// The settings of the run of one system.
  Configuration configuration_of(const CampaignSystem& system) const;

  bool is_done(const CampaignSystem& system) const;
  bool has_failed(const CampaignSystem& system) const;
  std::optional<SystemFailure> failure_of(const CampaignSystem& system) const;
  /// Files of the list's systems in systems/ and failures/, as names of systems. Others are passed over.
  std::vector<std::string> finished_systems() const;
  std::vector<std::string> failed_systems() const;
  void write_failure(const SystemFailure& failure) const;

 private:
  explicit CampaignFolder(std::filesystem::path path) : path_(std::move(path)), files_(path_) {}
  std::vector<std::string> systems_in(const char* folder) const;

  std::filesystem::path path_;
  Directory files_;
  CampaignHead head_;
  Configuration configuration_;
  std::vector<CampaignSystem> systems_;
};

}  // namespace crystalgan
