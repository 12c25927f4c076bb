#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// What the jobs of a campaign ask of Slurm, and what they run.
struct JobSettings {
  std::filesystem::path program;         ///< this program, absolute
  std::int64_t array = 1;                ///< shards, one task each: 1 to kMaxCampaignSystems
  std::string partition;                 ///< empty: that of the cluster
  std::string time;                      ///< of each job, as sbatch takes it; empty: that of the partition
  std::int64_t threads = 1;              ///< of a task; it has as many CPUs
  std::int64_t retries = 2;              ///< further submissions of what is not finished
  std::vector<std::string> sbatch;       ///< further options, "--mem-per-cpu=4G"
  std::vector<std::string> modules;      ///< to load
  std::vector<std::string> run_options;  ///< words for campaign run, "--ase", "calculator.py"
  std::filesystem::path prologue_file;   ///< absolute; empty: none
  std::string prologue = {};             ///< its text: commands of bash before the program starts
};

/// Throws ConfigError for settings that could mean something else to sbatch or to the shell than what they say: partition, time
/// and options are words of letters, digits and -_.,:=@+%/*[] alone, and no option is one that the script sets.
void require_safe(const JobSettings& settings);

/// Runs one shard per task, in the folder of the campaign. Those of `tasks`, which are sorted. A system that failed fewer than
/// `attempts` times is tried again. Slurm, which follows links, writes what the tasks print into `output`, a folder in that of the
/// campaign: new, so that nobody has put a link into it, and of letters, digits and '/'.
std::string array_script(const JobSettings& settings, const std::vector<std::int64_t>& tasks, std::int64_t attempts,
                         const std::string& output);

/// After an array, in the folder of the campaign: merges, and submits what is not finished once more. `output` as above.
std::string merge_script(const JobSettings& settings, const std::string& output);

/// "1-3,5": sorted numbers, as sbatch takes them.
std::string ranges_text(const std::vector<std::int64_t>& numbers);

/// One word of a command of sh, whatever is in the text.
std::string shell_quoted(std::string_view text);

}  // namespace crystalgan
