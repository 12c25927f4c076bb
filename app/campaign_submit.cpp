#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "campaign.hpp"
#include "crystalgan/campaign/campaign_files.hpp"
#include "crystalgan/campaign/campaign_folder.hpp"
#include "crystalgan/campaign/submission.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/input_file.hpp"
#include "printing.hpp"
#include "reading.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kMaxPrologueBytes = std::size_t{1} << 16;  // chosen: Slurm takes scripts up to 4 MB

struct CampaignSubmitOptions {
  RunOptions run;  // the calculator
  std::string folder;
  JobSettings jobs;
  std::string prologue;
  bool dry_run = false;
  bool again = false;
};

std::filesystem::path path_of_this_program() {
  std::error_code failure;
  auto path = std::filesystem::read_symlink("/proc/self/exe", failure);
  if (failure) throw IoError("/proc/self/exe", failure.message());
  return path;
}

// The options of the calculator as they were given; the jobs work in another folder.
std::vector<std::string> calculator_words(const CLI::App& command) {
  std::vector<std::string> words;
  for (const std::string name : {"--ase", "--ase-path", "--python", "--ase-timeout"}) {
    const CLI::Option* option = command.get_option_no_throw(name);
    if (option == nullptr || option->count() == 0) continue;
    const std::string value = option->results().back();
    const bool is_path = name == "--ase-path" || (name == "--python" && value.find('/') != std::string::npos);
    words.insert(words.end(), {name, is_path ? absolute_path(value) : value});
  }
  return words;
}

JobSettings job_settings(const CampaignSubmitOptions& options, const CLI::App& command) {
  static_cast<void>(options.run.given_calculator());  // is it right?
  JobSettings jobs = options.jobs;
  jobs.program = path_of_this_program();
  jobs.run_options = calculator_words(command);
  if (!options.prologue.empty()) {
    jobs.prologue_file = absolute_path(options.prologue);
    jobs.prologue = read_file(jobs.prologue_file, kMaxPrologueBytes);
  }
  return jobs;
}

void print_scripts(const PlannedSubmission& planned) {
  print("# {}\n", campaign_files::kArrayScript);
  print_text(planned.array_script);
  print("\n# {}, when the array has ended\n", campaign_files::kMergeScript);
  print_text(planned.merge_script);
}

int submit_jobs(const CampaignSubmitOptions& options, const CLI::App& command) {
  const CampaignFolder campaign = CampaignFolder::open(options.folder);
  const PlannedSubmission planned = planned_submission(campaign, job_settings(options, command), options.again);
  if (planned.systems == 0) {
    print("All systems of {} are done: nothing to submit.\n", campaign.path().string());
    return kDone;
  }
  print_scripts(planned);
  if (options.dry_run) return kDone;
  const CampaignSubmission submitted = submit_campaign(campaign, planned, options.again);
  print("\nSubmitted: array {} ({} for {}), then job {}. crystalgan campaign status {} shows them.\n", submitted.array,
        counted(submitted.tasks.size(), "task"), counted(planned.systems, "system"), submitted.merge.value_or(0),
        campaign.path().string());
  if (planned.delay.count() > 0)
    print("The array waits {} s: until what killed tasks claim is free.\n", planned.delay.count());
  return kDone;
}

}  // namespace

Action add_campaign_submit(CLI::App& command) {
  auto options = std::make_shared<CampaignSubmitOptions>();
  JobSettings& jobs = options->jobs;
  command.add_option("FOLDER", options->folder, "folder of the campaign, which all machines share")->required();
  command.add_option("--array", jobs.array, "shards, one task of a Slurm array each")->required();
  command.add_option("--partition", jobs.partition, "partition of the jobs (default: that of the cluster)");
  command.add_option(
      "--time", jobs.time,
      "time limit of a task, as sbatch takes it, such as 12:00:00 (default: that of the partition); what "
      "it leaves is submitted again");
  command.add_option("--threads", jobs.threads, "CPUs and threads of a task (default: 1)")->check(CLI::Range(1, 1024));
  command.add_option("--retries", jobs.retries, "how often what is not done is submitted again (default: 2)")
      ->check(CLI::Range(0, 100));
  command
      .add_option("--sbatch", jobs.sbatch,
                  "a further option of sbatch, such as --sbatch=--mem-per-cpu=4G; may be repeated")
      ->allow_extra_args(false);
  command.add_option("--module", jobs.modules, "a module to load first; may be repeated")->allow_extra_args(false);
  command.add_option("--prologue", options->prologue, "file with commands of bash to run first");
  options->run.add_calculator(command);
  command.add_flag("--dry-run", options->dry_run, "show the scripts, and submit and write nothing");
  command.add_flag("--again", options->again,
                   "submit what an earlier submission left, as the job after it does: at most --retries times");
  return [options, &command] { return submit_jobs(*options, command); };
}

}  // namespace crystalgan
