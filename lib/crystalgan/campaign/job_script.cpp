#include "crystalgan/campaign/job_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "crystalgan/campaign/campaign_system.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Between a warning of Slurm and the time limit of a job, seconds. Chosen: a system that is stopped needs less than one.
constexpr int kWarningSeconds = 60;

// Options of sbatch that the scripts set or that would change what sbatch answers.
constexpr std::array<std::string_view, 16> kOwnOptions{
    "array",     "begin",  "chdir",    "cpus-per-task", "dependency", "error", "help", "job-name",
    "open-mode", "output", "parsable", "partition",     "signal",     "time",  "wait", "wrap"};

bool is_word_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_.,:=@+%/*[]").find(c) != std::string_view::npos;
}

void require_word(const std::string& option, const std::string& text) {
  if (text.empty() || text.front() == '-' || !std::ranges::all_of(text, is_word_letter))
    throw ConfigError(option,
                      "expected letters, digits and -_.,:=@+%/*[] without blanks, got '" + printable(text) + "'");
}

void require_option(const std::string& text) {
  if (!text.starts_with("--") || text.size() < 3)
    throw ConfigError("--sbatch",
                      "expected a long option of sbatch, '--mem-per-cpu=4G', got '" + printable(text) + "'");
  require_word("--sbatch", text.substr(2));
  const std::string name = text.substr(2, text.find('=') - 2);
  // sbatch takes any beginning of a name for the name.
  for (const std::string_view own : kOwnOptions)
    if (own.starts_with(name))
      throw ConfigError("--sbatch", "expected an option that the script does not set, got '" + printable(text) + "'");
}

std::string resources(const JobSettings& settings, std::int64_t cpus) {
  std::string text = fmt::format("#SBATCH --cpus-per-task={}\n", cpus);
  if (!settings.partition.empty()) text += "#SBATCH --partition=" + settings.partition + "\n";
  if (!settings.time.empty()) text += "#SBATCH --time=" + settings.time + "\n";
  for (const std::string& option : settings.sbatch) text += "#SBATCH " + option + "\n";
  return text;
}

std::string environment(const JobSettings& settings) {
  std::string text;
  for (const std::string& module : settings.modules) text += "module load " + shell_quoted(module) + "\n";
  if (!settings.prologue.empty()) text += settings.prologue + (settings.prologue.ends_with('\n') ? "" : "\n");
  return text;
}

// With a blank before each.
std::string run_words(const JobSettings& settings) {
  std::string text;
  for (const std::string& word : settings.run_options) text += " " + shell_quoted(word);
  return text;
}

std::string again_command(const JobSettings& settings) {
  std::string text =
      fmt::format("{} campaign submit . --again --array {} --threads {} --retries {}",
                  shell_quoted(settings.program.string()), settings.array, settings.threads, settings.retries);
  const auto add = [&text](const char* option, const std::string& value) {
    if (!value.empty()) text += fmt::format(" {}={}", option, shell_quoted(value));
  };
  add("--partition", settings.partition);
  add("--time", settings.time);
  for (const std::string& option : settings.sbatch) add("--sbatch", option);
  for (const std::string& module : settings.modules) add("--module", module);
  add("--prologue", settings.prologue_file.string());
  return text + run_words(settings);
}

}  // namespace

void require_safe(const JobSettings& settings) {
  if (settings.array < 1 || settings.array > static_cast<std::int64_t>(kMaxCampaignSystems))
    throw ConfigError("--array", fmt::format("expected 1 to {}, got {}", kMaxCampaignSystems, settings.array));
  if (!settings.partition.empty()) require_word("--partition", settings.partition);
  if (!settings.time.empty()) require_word("--time", settings.time);
  for (const std::string& option : settings.sbatch) require_option(option);
  for (const std::string& module : settings.modules) require_word("--module", module);
  if (settings.prologue.find('\0') != std::string::npos)
    throw ConfigError("--prologue", "expected a script of bash, got a zero byte");
}

std::string array_script(const JobSettings& settings, const std::vector<std::int64_t>& tasks, std::int64_t attempts,
                         const std::string& output) {
  return fmt::format(
             "#!/bin/bash\n"
             "#SBATCH --job-name=crystalgan\n"
             "#SBATCH --array={}\n",
             ranges_text(tasks)) +
         resources(settings, settings.threads) +
         fmt::format(
             "#SBATCH --output={}/%A_%a.out\n"
             "#SBATCH --open-mode=append\n"
             "#SBATCH --requeue\n"
             "#SBATCH --signal=B:TERM@{}\n\n"
             "# Made by crystalgan campaign submit: task N does shard N, then any system that is left.\n",
             output, kWarningSeconds) +
         environment(settings) +
         fmt::format(
             "export OMP_NUM_THREADS=1\n"
             "exec {} campaign run . --shard \"${{SLURM_ARRAY_TASK_ID:?expected to be started by sbatch}}/{}\" "
             "--threads {}{} --quiet\n",
             shell_quoted(settings.program.string()), settings.array, settings.threads,
             (attempts > 1 ? fmt::format(" --attempts {}", attempts) : "") + run_words(settings));
}

std::string merge_script(const JobSettings& settings, const std::string& output) {
  return "#!/bin/bash\n"
         "#SBATCH --job-name=crystalgan\n" +
         resources(settings, 1) + "#SBATCH --output=" + output +
         "/merge-%j.out\n"
         "#SBATCH --open-mode=append\n\n"
         "# Made by crystalgan campaign submit: starts when the array has ended, however it ended.\n" +
         environment(settings) +
         fmt::format(
             "{} campaign merge . --quiet || exit\n"
             "exec {}\n",
             shell_quoted(settings.program.string()), again_command(settings));
}

std::string ranges_text(const std::vector<std::int64_t>& numbers) {
  std::string text;
  for (std::size_t first = 0; first < numbers.size();) {
    std::size_t last = first;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    if (!text.empty()) text += ',';
    text += fmt::format("{}", numbers[first]);
    if (last > first) text += fmt::format("-{}", numbers[last]);
    first = last + 1;
  }
  return text;
}

std::string shell_quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char letter : text) {
    if (letter == '\'')
      quoted += "'\\''";
    else
      quoted += letter;
  }
  return quoted + "'";
}

}  // namespace crystalgan
