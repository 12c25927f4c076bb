#include "crystalgan/dft/gpaw_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/child_process.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/json_value.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/dft/gpaw_program.hpp"

namespace crystalgan {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kResult = "result.json: expected the result of a task";  // begins what is wrong with it
constexpr std::size_t kLongestFailure = 300;                                   // bytes

// Exit codes of gpaw_run.py --missing.
constexpr int kNoGpaw = 10;
constexpr int kNoPawData = 11;

// Python takes no module from the current folder, the user's own packages or PYTHONPATH.
constexpr const char* kIsolated = "-I";

// One process per core; GPAW itself uses one thread.
const std::vector<std::pair<std::string, std::string>> kEnvironment{
    {"OMP_NUM_THREADS", "1"}, {"OPENBLAS_NUM_THREADS", "1"}, {"PYTHONDONTWRITEBYTECODE", "1"}};

void require_settings(const Configuration::Dft& settings) {
  const auto positive = [](const char* name, double value) {
    if (!(value > 0.0 && std::isfinite(value)))
      throw ConfigError(name, "expected a number > 0, got " + exact_text(value));
  };
  positive("dft.cutoff", settings.cutoff);
  positive("dft.k_spacing", settings.k_spacing);
  positive("dft.relaxation_cutoff", settings.relaxation_cutoff);
  positive("dft.relaxation_k_spacing", settings.relaxation_k_spacing);
  positive("dft.smearing", settings.smearing);
  positive("dft.largest_force", settings.largest_force);
  positive("dft.largest_stress", settings.largest_stress);
  positive("dft.timeout", settings.timeout);
  if (settings.max_steps < 1)
    throw ConfigError("dft.max_steps", "expected at least 1, got " + std::to_string(settings.max_steps));
}

void require_names(const std::vector<GpawTask>& tasks) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  std::set<std::string> names;
  for (const GpawTask& task : tasks) {
    if (task.name.empty() || task.name.front() == '.' || task.name.find_first_not_of(kLetters) != std::string::npos)
      throw ConfigError("dft", "expected a name of letters, digits, '.', '_', '-', got '" + printable(task.name) + "'");
    if (!names.insert(task.name).second) throw ConfigError("dft", "two tasks are named '" + task.name + "'");
  }
}

/// The result depends on this text only.
std::string input_json(const GpawTask& task, const Configuration::Dft& settings) {
  Json lattice = Json::array();
  for (const Cartesian& row : task.structure.lattice().rows()) lattice.push_back(row.components);
  Json sites = Json::array();
  for (const Site& site : task.structure.sites())
    sites.push_back({{"element", site.element.symbol()}, {"position", site.position.components}});
  const Json json{{"kind", task.kind == GpawTask::Kind::molecule ? "molecule" : "crystal"},
                  {"lattice", lattice},
                  {"sites", sites},
                  {"settings",
                   {{"cutoff", settings.cutoff},
                    {"k_spacing", settings.k_spacing},
                    {"relaxation_cutoff", settings.relaxation_cutoff},
                    {"relaxation_k_spacing", settings.relaxation_k_spacing},
                    {"smearing", settings.smearing},
                    {"largest_force", settings.largest_force},
                    {"largest_stress", settings.largest_stress},
                    {"max_steps", settings.max_steps},
                    {"spin", settings.spin}}},
                  {"program_sha256", sha256(kGpawProgram)}};
  return json.dump(1) + "\n";
}

GpawResult failed(const GpawTask& task, std::string_view why) {
  GpawResult result{task.name, printable(why, kLongestFailure), task.structure};
  if (result.failure.empty()) result.failure = "failed without a word";
  return result;
}

std::array<double, 3> three_numbers(const JsonValue& json) {
  const std::vector<double> numbers = json.reals(3);
  return {numbers[0], numbers[1], numbers[2]};
}

Structure ended_structure(const GpawTask& task, const JsonValue& json) {
  const std::vector<JsonValue> rows = json.at("lattice").items();
  if (rows.size() != 3) json.at("lattice").fail("a list of 3");
  const std::vector<JsonValue> positions = json.at("positions").items();
  std::vector<Site> sites = task.structure.sites();
  if (positions.size() != sites.size())
    throw StructureError("positions: expected " + std::to_string(sites.size()) + ", got " +
                         std::to_string(positions.size()));
  Basis basis;
  for (std::size_t i = 0; i < 3; ++i) basis[i].components = three_numbers(rows[i]);
  for (std::size_t i = 0; i < sites.size(); ++i) sites[i].position.components = three_numbers(positions[i]);
  return {Lattice(basis), std::move(sites), task.structure.name()};
}

GpawResult parsed(const GpawTask& task, const std::string& text) {
  try {
    const JsonValue json = JsonValue::parse(text, kResult, "JSON");
    GpawResult result{task.name, {}, task.structure};
    result.program = json.at("program").text();
    result.seconds = json.at("seconds").real();
    if (const auto failure = json.at("failure").text(); !failure.empty()) return failed(task, failure);
    result.structure = ended_structure(task, json);
    result.energy = json.at("energy").real();
    result.magnetic_moment = json.at("magnetic_moment").real();
    result.converged = json.at("converged").yes();
    result.largest_force = json.at("largest_force").real();
    result.largest_stress = json.at("largest_stress").real();
    result.steps = static_cast<int>(json.at("steps").count(0, std::numeric_limits<int>::max()));
    return result;
  } catch (const ParseError& error) {
    return failed(task, error.what());
  } catch (const Error& error) {
    return failed(task, std::string(kResult) + ": " + error.what());
  }
}

/// The text of a file, or nothing if it is not there. Throws IoError: a result that cannot be read is not a failed task, which
/// the ranking would leave out.
std::optional<std::string> text_of(const Directory& folder, const std::string& name) {
  return folder.has(name) ? std::optional(folder.read(name)) : std::nullopt;
}

std::string last_line(const std::string& text) {
  const auto end = text.find_last_not_of(" \t\r\n");
  if (end == std::string::npos) return {};
  const auto start = text.find_last_of("\r\n", end);
  return text.substr(start == std::string::npos ? 0 : start + 1,
                     end - (start == std::string::npos ? 0 : start + 1) + 1);
}

std::string why_it_ended(const ChildEnd& end, const Configuration::Dft& settings, const std::string& output) {
  switch (end.way) {
    case ChildEnd::Way::timed_out:
      return "not done after " + exact_text(settings.timeout) + " s";
    case ChildEnd::Way::killed:
      return "killed by signal " + std::to_string(end.number);
    case ChildEnd::Way::stopped:
      return "stopped";
    case ChildEnd::Way::exited:
      break;
  }
  const std::string said = last_line(output);
  if (end.number == 0) return "no result.json was written" + (said.empty() ? "" : "; its last words: " + said);
  return "exit code " + std::to_string(end.number) + (said.empty() ? ", without a word" : ": " + said);
}

class GpawRun {
 public:
  GpawRun(const Configuration::Dft& settings, const Directory& folder, const GpawObserver& observer)
      : settings_(settings), folder_(folder), observer_(observer) {}

  /// Nothing when stopped.
  std::optional<GpawResult> computed(const GpawTask& task) {
    if (stop_requested()) return std::nullopt;
    const std::string input = input_json(task, settings_);
    if (text_of(folder_, task.name + "/input.json") == input) {
      if (const auto result = text_of(folder_, task.name + "/result.json")) {
        GpawResult before = parsed(task, *result);
        if (before.failure.empty()) return reported(std::move(before), true);
      }
    }
    // A folder of its own: what the program writes meets nothing that was there before, be it a link.
    NewFolder work = folder_.new_folder(task.name);
    work.add("input.json", input);
    const ChildCommand command{settings_.python,
                               {kIsolated, "-c", std::string(kGpawProgram), "."},
                               work.descriptor(),
                               "output.txt",
                               kEnvironment};
    const ChildEnd end = run_child(command, std::chrono::duration<double>(settings_.timeout), observer_.stop_requested);
    if (end.way == ChildEnd::Way::stopped || stop_requested()) return std::nullopt;
    const bool succeeded = end.way == ChildEnd::Way::exited && end.number == 0;
    const auto result = succeeded ? work.read("result.json") : std::nullopt;
    const std::string output = work.read("output.txt").value_or("");
    work.keep();
    return reported(result ? parsed(task, *result) : failed(task, why_it_ended(end, settings_, output)), false);
  }

 private:
  bool stop_requested() const { return observer_.stop_requested && observer_.stop_requested(); }

  GpawResult reported(GpawResult result, bool from_before) {
    if (observer_.finished) {
      const std::lock_guard lock(mutex_);
      observer_.finished(result, from_before);
    }
    return result;
  }

  const Configuration::Dft& settings_;
  const Directory folder_;
  const GpawObserver& observer_;
  std::mutex mutex_;
};

}  // namespace

std::optional<std::string> missing_gpaw(const fs::path& python) {
  const std::string packages = "install " + std::string(kGpawPackages) + " (Debian packages)";
  try {
    const ChildCommand command{python, {kIsolated, "-c", std::string(kGpawProgram), "--missing"}, -1, "", kEnvironment};
    const ChildEnd end = run_child(command, std::chrono::seconds(120), {});
    if (end.way == ChildEnd::Way::exited && end.number == 0) return std::nullopt;
    if (end.way == ChildEnd::Way::exited && end.number == kNoGpaw)
      return python.string() + " cannot import GPAW and ASE: " + packages;
    if (end.way == ChildEnd::Way::exited && end.number == kNoPawData) return "GPAW finds no PAW data: " + packages;
    return python.string() + " cannot tell whether GPAW is there: " + packages;
  } catch (const IoError& error) {
    return std::string(error.what()) + ": " + packages;
  }
}

std::optional<std::vector<GpawResult>> run_gpaw(const std::vector<GpawTask>& tasks, const Configuration::Dft& settings,
                                                const Directory& folder, std::size_t threads,
                                                const GpawObserver& observer) {
  require_settings(settings);
  require_names(tasks);
  GpawRun run(settings, folder, observer);
  std::vector<std::optional<GpawResult>> outcomes(tasks.size());
  parallel_for(tasks.size(), threads, [&](std::size_t i) { outcomes[i] = run.computed(tasks[i]); });
  std::vector<GpawResult> results;
  for (auto& outcome : outcomes) {
    if (!outcome) return std::nullopt;
    results.push_back(std::move(*outcome));
  }
  return results;
}

Structure hydrogen_molecule() {
  constexpr double kBox = 8.0;    // Å; chosen: the energy is that of 10 Å within 1 meV per atom
  constexpr double kBond = 0.75;  // Å: PBE
  const Element hydrogen = Element::from_symbol("H");
  return {Lattice::from_parameters(kBox, kBox, kBox, 90.0, 90.0, 90.0),
          {{hydrogen, {0.5 - 0.5 * kBond / kBox, 0.5, 0.5}}, {hydrogen, {0.5 + 0.5 * kBond / kBox, 0.5, 0.5}}},
          "H2"};
}

}  // namespace crystalgan
