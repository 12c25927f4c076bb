#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// A job, or a task of an array, as squeue or sacct tells of it. Texts come from other programs.
struct SlurmTask {
  std::int64_t job = 0;
  std::optional<std::int64_t> task;  ///< of an array
  std::string state;                 ///< "PENDING", "RUNNING", "COMPLETED", "CANCELLED by 0", ...
  std::string remark;                ///< squeue: why it waits; sacct: exit code and signal, "0:15"
};

/// When a job may start.
struct JobStart {
  std::optional<std::int64_t> after = std::nullopt;  ///< once that job has ended, however it ended
  std::chrono::seconds delay{0};
};

/// Submits a script, whose jobs work in `folder`. The number of the job. `sbatch`, `squeue` and `sacct` are found on PATH. Throws
/// IoError with what sbatch says where it refuses.
std::int64_t submit_job(const std::filesystem::path& script, const std::filesystem::path& folder,
                        const JobStart& start);

/// Of these jobs, the tasks that wait or run, by squeue. Throws IoError where it does not answer.
std::vector<SlurmTask> queued_tasks(const std::vector<std::int64_t>& jobs);

/// Of these jobs, all tasks that accounting knows, by sacct; those that wait may be missing. Nothing where the cluster has no
/// accounting.
std::optional<std::vector<SlurmTask>> accounted_tasks(const std::vector<std::int64_t>& jobs);

/// The lines that `squeue --format=%F|%K|%T|%r` and `sacct --parsable2 --format=JobID,State,ExitCode` print; others are passed
/// over.
std::vector<SlurmTask> parse_squeue(std::string_view text);
std::vector<SlurmTask> parse_sacct(std::string_view text);

/// What sbatch --parsable prints, "17" or "17;cluster", warnings before it. Nothing where there is no number.
std::optional<std::int64_t> parse_submitted(std::string_view text);

}  // namespace crystalgan
