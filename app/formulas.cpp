#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "commands.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "new_file.hpp"
#include "printing.hpp"
#include "reading.hpp"
#include "run_options.hpp"

namespace crystalgan {
namespace {

struct FormulasOptions {
  RunOptions run;  // the system, --config
  std::optional<std::string> csv;
};

void print_formulas(const std::vector<FormulaRow>& rows) {
  if (rows.empty()) {
    print("No formula balances the valences of these elements.\n");
    return;
  }
  print("{:>4}  {:<14} {:>7}  {:<15}  {}\n", "rank", "formula", "log P", "source", "reason");
  for (const FormulaRow& row : rows)
    print("{:>4}  {:<14} {:>7.3f}  {:<15}  {}{}\n", row.rank, row.formula, row.log_probability, row.source, row.reason,
          row.skipped.empty() ? "" : "; no candidates: " + row.skipped);
}

int list_formulas(const FormulasOptions& options) {
  if (options.csv) require_new_file("--csv", *options.csv);
  Configuration configuration = options.run.resolve(default_configuration(Mode::symmetry));
  configuration.method = {MethodName::crystalgan, Mode::symmetry};
  std::map<std::string, std::string> inputs;
  std::vector<InputReading> readings;
  const Binaries binaries = read_inputs(configuration, inputs, &readings);
  print_readings(readings, binaries, 1, false);
  const std::vector<FormulaRow> rows = listed_formulas(configuration, binaries);
  if (options.csv) write_file(*options.csv, formulas_csv(rows));
  print_formulas(rows);
  return kDone;
}

}  // namespace

Action add_formulas(CLI::App& command) {
  auto options = std::make_shared<FormulasOptions>();
  SettingOptions& settings = options->run.settings;
  settings.add(command, "system.a");
  settings.add(command, "system.b");
  settings.add(command, "system.x");
  const std::string known = " (default: the known binaries)";
  settings.add(command, "system.a_structures", "file or folder with structures of A-X; may be repeated" + known);
  settings.add(command, "system.b_structures", "file or folder with structures of B-X; may be repeated" + known);
  settings.add(command, "system.recursive");
  settings.add(command, "system.skip_unusable");
  settings.add(command, "symmetry.formulas_count");
  settings.add(command, "symmetry.max_atoms", "atoms of a formula, at most (default: 20)");
  settings.add(command, "symmetry.learned");
  command.add_option("--csv", options->csv, "new file: also write the table as formulas.csv of a run");
  options->run.add_config(command);
  return [options] { return list_formulas(*options); };
}

}  // namespace crystalgan
