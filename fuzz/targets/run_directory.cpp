// Commands on a run directory that somebody sent. An input is a letter, which chooses the command, and files: lines "=== NAME"
// and the content of each; "=== NAME -> victim" is a link to a file outside the run. Whatever the files say, a command ends
// with a result or an error in one line, shows no control character, and writes nothing outside the run.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "clear_errors.hpp"
#include "commands.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/record/configuration.hpp"
#include "interrupt.hpp"
#include "scratch.hpp"
#include "target.hpp"

using namespace crystalgan;

namespace {

struct Command {
  Action (*add)(CLI::App&);
  std::vector<std::string> arguments;  ///< RUN is the run directory
  bool relaxes = false;
};

const std::vector<Command>& commands() {
  static const std::vector<Command> all{
      {add_report, {"RUN"}},
      {add_report, {"RUN", "--svg"}},
      {add_export, {"RUN", "--for", "vasp"}},
      {add_export, {"RUN", "--for", "qe", "--cell", "conventional"}},
      {add_export, {"RUN", "--for", "gpaw"}},
      {add_inspect, {"RUN", "--recursive"}},
      {add_inspect, {"RUN/candidates", "--json", "--skip-unusable"}},
      {add_evaluate, {"RUN/candidates", "--threads", "1"}},
      {add_neighbours, {"RUN/candidates/0001.vasp"}},
      {add_match, {"RUN/candidates/0001.vasp", "RUN/candidates/0002.vasp"}},
      {add_convert, {"RUN/candidates", "RUN/converted.cif"}},
      {add_relax, {"RUN", "--replace", "--relax", "packing", "--threads", "1", "--quiet"}, true},
      {add_rank, {"RUN", "--threads", "1", "--quiet"}, true},
      {add_generate, {"RUN", "--threads", "1"}, true},
  };
  return all;
}

/// Names that stay below the run.
bool is_inside(const std::string& name) {
  return !name.empty() && name.size() < 80 && name.front() != '/' && name.find("..") == std::string::npos &&
         name.find('\0') == std::string::npos;
}

void write_member(const std::filesystem::path& path, std::string_view text, bool is_link,
                  const std::filesystem::path& victim) {
  std::error_code failure;
  std::filesystem::create_directories(path.parent_path(), failure);
  if (is_link)
    std::filesystem::create_symlink(victim, path, failure);
  else if (!std::filesystem::is_symlink(path, failure))
    std::ofstream(path, std::ios::binary) << text;
}

void unpack(std::string_view text, const std::filesystem::path& folder, const std::filesystem::path& victim) {
  constexpr std::string_view kMark = "=== ";
  constexpr std::string_view kLink = " -> victim";
  auto begin = text.find(kMark);
  while (begin != std::string_view::npos) {
    const auto end_of_line = text.find('\n', begin);
    if (end_of_line == std::string_view::npos) return;
    std::string name(text.substr(begin + kMark.size(), end_of_line - begin - kMark.size()));
    const bool is_link = name.ends_with(kLink);
    if (is_link) name.resize(name.size() - kLink.size());
    const auto next = text.find("\n=== ", end_of_line);
    const auto end = next == std::string_view::npos ? text.size() : next + 1;
    if (is_inside(name))
      write_member(folder / name, text.substr(end_of_line + 1, end - end_of_line - 1), is_link, victim);
    begin = next == std::string_view::npos ? next : next + 1;
  }
}

/// Whether what the run's settings ask for is over in a second.
bool is_short(const std::filesystem::path& run) {
  try {
    for (const char* name : {"run.toml", "relaxation.toml"}) {
      if (!std::filesystem::exists(run / name)) continue;
      const Configuration configuration = parse_configuration(read_file(run / name), name);
      const auto relax = configuration.relaxation.relax;
      if (relax != Relax::packing && relax != Relax::off) return false;
      if (configuration.relaxation.max_evaluations > 200 || configuration.generation.samples > 20 ||
          configuration.training.members > 2 || configuration.networks.layers > 3 || configuration.networks.width > 8 ||
          configuration.feedback.rounds > 2 || is_symmetry_mode(configuration))
        return false;
    }
    return true;
  } catch (const Error&) {
    return true;  // the command says so, too
  }
}

/// What a command prints, by whatever stream.
class Printed {
 public:
  Printed() : out_(stdout), error_(stderr), file_(::open_memstream(&text_, &size_)) { stdout = stderr = file_; }
  ~Printed() {
    if (file_ != nullptr) take();
    std::free(text_);
  }
  Printed(const Printed&) = delete;
  Printed& operator=(const Printed&) = delete;

  std::string take() {
    stdout = out_;
    stderr = error_;
    std::fclose(file_);
    file_ = nullptr;
    return {text_, size_};
  }

 private:
  char* text_ = nullptr;
  std::size_t size_ = 0;
  FILE* out_;
  FILE* error_;
  FILE* file_;
};

void run_command(const Command& command, const std::string& run) {
  std::vector<std::string> arguments;
  for (std::string argument : command.arguments) {
    if (argument.starts_with("RUN")) argument.replace(0, 3, run);
    arguments.insert(arguments.begin(), std::move(argument));  // CLI takes them from the end
  }
  CLI::App app("fuzz");
  const Action action = command.add(app);
  app.parse(arguments);
  action();
}

void expect_clean(const std::string& printed) {
  std::size_t begin = 0;
  while (begin < printed.size()) {
    const auto end = std::min(printed.find('\n', begin), printed.size());
    fuzz::expect_one_line(std::string_view(printed).substr(begin, end - begin));
    begin = end + 1;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const fuzz::Scratch scratch;
  if (size == 0 || bytes[0] < 'a' || static_cast<std::size_t>(bytes[0] - 'a') >= commands().size()) return 0;
  const Command& command = commands()[bytes[0] - 'a'];
  scratch.empty();
  const auto run = scratch.path() / "run";
  const auto victim = scratch.path() / "victim";
  std::filesystem::create_directory(run);
  std::ofstream(victim) << "untouched";
  unpack(fuzz::text_of(bytes + 1, size - 1), run, victim);
  if (command.relaxes && !is_short(run)) return 0;
  std::string printed;
  fuzz::reads([&] {
    Printed stream;
    try {
      run_command(command, run.string());
    } catch (...) {
      printed = stream.take();
      throw;
    }
    printed = stream.take();
  });
  expect_clean(printed);
  fuzz::expect(read_file(victim) == "untouched", "a file outside the run was written");
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path()))
    fuzz::expect(entry.path() == run || entry.path() == victim, "written outside: " + entry.path().string());
  const auto page = run / "report.html";
  if (std::filesystem::is_regular_file(page))
    fuzz::expect(read_file(page).find("<fuzz") == std::string::npos, "a text of the run is not escaped in its page");
  return 0;
}
