#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "crystalgan/archive/run_files.hpp"

// The names of all files in the folder of a campaign (docs/reference/campaigns.md).
namespace crystalgan::campaign_files {

inline constexpr char kHead[] = "campaign.json";                ///< name, X, metals, stages
inline constexpr char kSettings[] = "campaign.toml";            ///< of every system, as a run.toml
inline constexpr char kSystems[] = "systems.csv";               ///< the list
inline constexpr const char* kManifest = run_files::kManifest;  ///< as that of a run
inline constexpr char kClaims[] = "claims";                     ///< who does what: core/claim.hpp
inline constexpr char kResults[] = "systems";                   ///< SYSTEM.json: one finished system
inline constexpr char kFailures[] = "failures";                 ///< SYSTEM.json: why one was not finished
inline constexpr char kWork[] = "work";                         ///< SYSTEM/: a run directory, as long as it is done
inline constexpr char kJobs[] = "jobs.json";                    ///< the jobs of a scheduler
inline constexpr char kArrayScript[] = "slurm/array.sh";        ///< what was submitted last
inline constexpr char kMergeScript[] = "slurm/merge.sh";
inline constexpr char kDatabase[] = "campaign.sqlite";
inline constexpr const char* kReport = run_files::kReport;

// What is read of them at most. Chosen: room for a list of kMaxCampaignSystems and for a hundred submissions of as many tasks.
inline constexpr std::size_t kHeadBytes = std::size_t{1} << 20;  ///< also of settings and failures
inline constexpr std::size_t kListBytes = std::size_t{8} << 20;
inline constexpr std::size_t kJobsBytes = std::size_t{8} << 20;

/// FOLDER/Ni-Pd-H.json
std::string of_system(std::string_view folder, std::string_view system);

}  // namespace crystalgan::campaign_files
