#include "crystalgan/campaign/slurm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

#include "crystalgan/core/child_process.hpp"
#include "crystalgan/core/directory.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr std::chrono::seconds kMaxAnswer{120};  // chosen: a busy controller is waited for by Slurm's programs for 10 s

struct SlurmAnswer {
  bool succeeded;
  std::string text;  // stdout and stderr
};

SlurmAnswer answer_of(const std::string& program, const std::vector<std::string>& arguments) {
  const NewFolder folder = new_folder_beside(std::filesystem::temp_directory_path() / "crystalgan-slurm");
  const ChildEnd end = run_child({.program = program,
                                  .arguments = arguments,
                                  .folder = folder.descriptor(),
                                  .output = "answer",
                                  .environment = {}},
                                 kMaxAnswer, {});
  if (end.way == ChildEnd::Way::timed_out)
    throw IoError(program, fmt::format("no answer within {} s", kMaxAnswer.count()));
  return {end.way == ChildEnd::Way::exited && end.number == 0, folder.read("answer").value_or("")};
}

constexpr std::size_t kMaxRemark = 300;  // chosen: two or three lines of a terminal

std::string first_lines(std::string_view text) {
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  std::string line(text);
  std::ranges::replace(line, '\n', ' ');
  return printable(line, kMaxRemark);
}

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string numbers_text(const std::vector<std::int64_t>& jobs) {
  std::vector<std::string> words;
  for (const std::int64_t job : jobs) words.push_back(std::to_string(job));
  return join(words, ",");
}

constexpr std::size_t kMaxWord = 100;  // chosen: states and reasons are shorter

std::string word_of(std::string_view text) { return printable(text, kMaxWord); }

}  // namespace

std::int64_t submit_job(const std::filesystem::path& script, const std::filesystem::path& folder,
                        const JobStart& start) {
  std::vector<std::string> arguments{"--parsable", "--chdir=" + folder.string()};
  if (start.after) arguments.push_back(fmt::format("--dependency=afterany:{}", *start.after));
  if (start.delay.count() > 0) arguments.push_back(fmt::format("--begin=now+{}", start.delay.count()));
  arguments.push_back(script.string());
  const SlurmAnswer answer = answer_of("sbatch", arguments);
  const auto number = parse_submitted(answer.text);
  if (!answer.succeeded || !number) throw IoError("sbatch", first_lines(answer.text));
  return *number;
}

std::vector<SlurmTask> queued_tasks(const std::vector<std::int64_t>& jobs) {
  const SlurmAnswer answer =
      answer_of("squeue", {"--noheader", "--array", "--jobs=" + numbers_text(jobs), "--format=%F|%K|%T|%r"});
  // squeue refuses a single job that is long over.
  if (!answer.succeeded && answer.text.find("Invalid job id") == std::string::npos)
    throw IoError("squeue", first_lines(answer.text));
  return parse_squeue(answer.text);
}

std::optional<std::vector<SlurmTask>> accounted_tasks(const std::vector<std::int64_t>& jobs) {
  try {
    const SlurmAnswer answer = answer_of("sacct", {"--noheader", "--allocations", "--parsable2",
                                                   "--jobs=" + numbers_text(jobs), "--format=JobID,State,ExitCode"});
    if (answer.succeeded) return parse_sacct(answer.text);
  } catch (const IoError&) {  // not installed: the same as switched off
  }
  return std::nullopt;
}

std::vector<SlurmTask> parse_squeue(std::string_view text) {
  std::vector<SlurmTask> tasks;
  for (const std::string_view line : parts_of(text, '\n')) {
    const auto parts = parts_of(line, '|');
    const auto job = parts.size() == 4 ? try_parse_count(parts[0]) : std::nullopt;
    if (job) tasks.push_back({*job, try_parse_count(parts[1]), word_of(parts[2]), word_of(parts[3])});
  }
  return tasks;
}

std::vector<SlurmTask> parse_sacct(std::string_view text) {
  std::vector<SlurmTask> tasks;
  for (const std::string_view line : parts_of(text, '\n')) {
    const auto parts = parts_of(line, '|');
    if (parts.size() != 3) continue;
    const std::size_t bar = parts[0].find('_');
    const auto job = try_parse_count(parts[0].substr(0, bar));
    if (!job) continue;
    SlurmTask task{*job, std::nullopt, word_of(parts[1]), word_of(parts[2])};
    if (bar != std::string_view::npos) {
      task.task = try_parse_count(parts[0].substr(bar + 1));
      if (!task.task) continue;  // "17_[4-6]": they wait
    }
    tasks.push_back(std::move(task));
  }
  return tasks;
}

std::optional<std::int64_t> parse_submitted(std::string_view text) {
  std::optional<std::int64_t> number;
  for (const std::string_view line : parts_of(text, '\n'))
    if (const auto one = try_parse_count(line.substr(0, line.find(';')))) number = one;
  return number;
}

}  // namespace crystalgan
