#include "crystalgan/potentials/ase/ase_calculator.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/json_value.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/core/worker_process.hpp"
#include "crystalgan/potentials/ase/ase_program.hpp"

namespace crystalgan {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxReason = 300;  // bytes
constexpr double kTimeToStart = 300.0;   // s, or `timeout` where that is longer. Chosen: imports of PyTorch, weights

constexpr const char* kWorker = "ASE";  // whose answers are read, for messages

std::vector<std::array<double, 3>> rows_of_three(const JsonValue& json) {
  std::vector<std::array<double, 3>> rows;
  for (const JsonValue& row : json.items()) {
    const std::vector<double> numbers = row.reals(3);
    rows.push_back({numbers[0], numbers[1], numbers[2]});
  }
  return rows;
}

std::string reason_of(const std::string& text) { return printable(text, kMaxReason); }

void require_dotted_names(const std::string& text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.";
  const auto colon = text.find(':');
  const auto is_name = [&](std::string_view name) {
    return !name.empty() && name.front() != '.' && name.find_first_not_of(kLetters) == std::string_view::npos;
  };
  if (colon == std::string::npos || !is_name(text.substr(0, colon)) || !is_name(text.substr(colon + 1)))
    throw ConfigError("--ase",
                      "expected MODULE:FACTORY, such as ase.calculators.emt:EMT, got '" + printable(text) + "'");
}

// A relative or empty folder of PYTHONPATH is the current one or below it, which may be a run directory.
std::string absolute_folders(std::string_view path) {
  std::vector<std::string> folders;
  while (!path.empty()) {
    const std::string_view folder = path.substr(0, path.find(':'));
    if (folder.starts_with('/')) folders.emplace_back(folder);
    path.remove_prefix(std::min(path.size(), folder.size() + 1));
  }
  return join(folders, ":");
}

std::vector<std::pair<std::string, std::string>> environment() {
  std::vector<std::pair<std::string, std::string>> variables{
      {"PYTHONSAFEPATH", "1"}};  // no current folder (Python 3.11)
  if (const char* path = std::getenv("PYTHONPATH")) variables.emplace_back("PYTHONPATH", absolute_folders(path));
  // One process per thread: more threads in each would wait for each other. The user's own value counts.
  if (std::getenv("OMP_NUM_THREADS") == nullptr) variables.emplace_back("OMP_NUM_THREADS", "1");
  return variables;
}

std::string request_of(const Structure& structure) {
  Json json{{"cell", Json::array()}, {"symbols", Json::array()}, {"positions", Json::array()}};
  for (const Cartesian& row : structure.lattice().rows()) json["cell"].push_back(row.components);
  for (const Site& site : structure.sites()) {
    json["symbols"].push_back(site.element.symbol());
    json["positions"].push_back(site.position.components);
  }
  return json.dump();
}

// The workers that no thread uses, shared by all copies of a calculator.
class AseWorkers {
 public:
  explicit AseWorkers(AseProgram program) : program_(std::move(program)) {}

  const AseProgram& program() const { return program_; }

  /// With the version that it says. Throws ConfigError.
  std::pair<std::unique_ptr<WorkerProcess>, std::string> started() const {
    try {
      auto worker = std::make_unique<WorkerProcess>(WorkerCommand{
          program_.python, {"-u", "-c", std::string(kAseProgram), program_.calculator, program_.path}, environment()});
      const WorkerAnswer first =
          worker->next_line(std::chrono::duration<double>(std::max(program_.timeout, kTimeToStart)));
      if (!first.line) throw refused(first.failure);
      const JsonValue hello = JsonValue::parse(*first.line, kWorker, "an answer");
      if (hello.contains("failure")) throw refused(hello.at("failure").text());
      return {std::move(worker), hello.at("version").text()};
    } catch (const IoError& error) {
      throw ConfigError("--python", error.what());
    } catch (const ParseError& error) {
      throw refused(std::string("unexpected answer: ") + error.what());
    }
  }

  std::unique_ptr<WorkerProcess> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        auto worker = std::move(idle_.back());
        idle_.pop_back();
        return worker;
      }
    }
    return started().first;
  }
  void give_back(std::unique_ptr<WorkerProcess> worker) {
    const std::lock_guard lock(mutex_);
    if (worker->is_alive()) idle_.push_back(std::move(worker));
  }

 private:
  ConfigError refused(const std::string& why) const {
    return {"--ase", program_.calculator + ", by " + program_.python + ": " + reason_of(why)};
  }

  const AseProgram program_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<WorkerProcess>> idle_;
};

std::set<Element> all_elements() {
  std::set<Element> elements;
  for (int number = 1; number <= 118; ++number) elements.insert(Element::from_atomic_number(number));
  return elements;
}

class AseCalculator final : public Calculator {
 public:
  AseCalculator(std::shared_ptr<AseWorkers> workers, CalculatorIdentity identity)
      : workers_(std::move(workers)), identity_(std::move(identity)) {}

  const CalculatorIdentity& identity() const override { return identity_; }
  const std::set<Element>& elements() const override {
    static const std::set<Element> all = all_elements();  // which of them it knows it says itself, when it is asked
    return all;
  }
  std::unique_ptr<Calculator> another() const override { return std::make_unique<AseCalculator>(workers_, identity_); }

  CellEnergy evaluate(const Structure& structure) override {
    std::unique_ptr<WorkerProcess> worker = taken(structure);
    const WorkerAnswer answer =
        worker->answer(request_of(structure), std::chrono::duration<double>(workers_->program().timeout));
    workers_->give_back(std::move(worker));
    if (!answer.line) throw failed(structure, answer.failure);
    return parsed(structure, *answer.line);
  }

 private:
  std::unique_ptr<WorkerProcess> taken(const Structure& structure) {
    try {
      return workers_->take();
    } catch (const ConfigError& error) {  // it could be started before
      throw NumericalError(structure.name() + ": " + error.what());
    }
  }

  NumericalError failed(const Structure& structure, const std::string& why) const {
    return NumericalError(structure.name() + ", " + identity_.name + ": expected energy, forces and stress, got " +
                          reason_of(why));
  }

  CellEnergy parsed(const Structure& structure, const std::string& line) const {
    try {
      const JsonValue json = JsonValue::parse(line, kWorker, "an answer");
      if (json.contains("refused"))
        throw StructureError(structure.name() + ", " + identity_.name + ": " + reason_of(json.at("refused").text()));
      if (json.contains("failure")) throw failed(structure, json.at("failure").text());
      return found(structure, json);
    } catch (const ParseError& error) {
      throw failed(structure, error.what());
    }
  }

  CellEnergy found(const Structure& structure, const JsonValue& json) const {
    const auto forces = rows_of_three(json.at("forces"));
    const auto stress = rows_of_three(json.at("stress"));
    if (stress.size() != 3) json.at("stress").fail("a list of 3");
    CellEnergy energy{json.at("energy").real(), {}, {}};
    if (json.contains("magmoms")) energy.moments = json.at("magmoms").reals();
    if (forces.size() != structure.size() || (!energy.moments.empty() && energy.moments.size() != structure.size()))
      throw failed(structure, std::to_string(forces.size()) + " forces");
    for (const auto& [x, y, z] : forces) energy.forces.emplace_back(x, y, z);
    const double volume = structure.lattice().volume();
    for (std::size_t row = 0; row < 3; ++row)
      for (std::size_t column = 0; column < 3; ++column)
        energy.strain[row][column] = volume * 0.5 * (stress[row][column] + stress[column][row]);
    return energy;
  }

  std::shared_ptr<AseWorkers> workers_;
  CalculatorIdentity identity_;
};

}  // namespace

std::unique_ptr<Calculator> make_ase_calculator(const AseProgram& program) {
  require_dotted_names(program.calculator);
  auto workers = std::make_shared<AseWorkers>(program);
  auto [worker, version] = workers->started();
  workers->give_back(std::move(worker));
  return std::make_unique<AseCalculator>(
      std::move(workers), CalculatorIdentity{program.calculator, printable(version, kMaxReason),
                                             "an ASE calculator of the user's own Python", Trust::external});
}

}  // namespace crystalgan
