#include "report.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "commands.hpp"
#include "crystalgan/archive/run_files.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/report/figures.hpp"
#include "crystalgan/report/run_report.hpp"
#include "interrupt.hpp"
#include "new_file.hpp"
#include "printing.hpp"

namespace crystalgan {
namespace {

struct ReportOptions {
  std::string run;
  std::optional<std::string> comparison, output;
  bool svg = false;
};

std::map<std::string, std::string> figure_files(const RunRecord& record) {
  std::map<std::string, std::string> files{{"funnel.svg", standalone_svg(funnel_figure(record))},
                                           {"distances.svg", standalone_svg(distance_figure(record))}};
  const std::string losses = loss_figure(record);
  if (!losses.empty()) files["losses.svg"] = standalone_svg(losses);
  if (record.energies && record.energies->ranking)
    files["hull.svg"] = standalone_svg(hull_figure(*record.energies->ranking, record.system, "hull"));
  const std::string formulas = formula_figure(record);
  if (!formulas.empty()) files["formulas.svg"] = standalone_svg(formulas);
  return files;
}

void write_figures(const RunDirectory& run, const ReportOptions& options) {
  if (options.output) RunDirectory::require_new(*options.output);
  const auto files = figure_files(read_run(run, options.comparison));
  if (options.output) {
    make_whole([&] { RunDirectory::create(*options.output, files); });
  } else {
    for (const auto& [name, text] : files)
      run.write(std::string(run_files::kFigures) + "/" + name, text);  // other files in the folder stay
  }
  print("The figures are in {}.\n", options.output.value_or((run / run_files::kFigures).string()));
}

void write_page(const RunDirectory& run, const ReportOptions& options) {
  if (options.output) require_new_file("--output", *options.output);
  const std::string page = run_report(read_run(run, options.comparison));
  const std::string file = options.output.value_or(run.name_of(run_files::kReport));
  if (options.output)
    write_file(file, page);
  else
    run.write(run_files::kReport, page);
  print("{} shows the run in any browser.\n", file);
}

}  // namespace

void write_report(const RunDirectory& run) { run.write(run_files::kReport, run_report(read_run(run, std::nullopt))); }

Action add_report(CLI::App& command) {
  auto options = std::make_shared<ReportOptions>();
  command.add_option("RUN", options->run, "finished run directory")->required();
  command.add_flag("--svg", options->svg,
                   "write the figures (funnel, formulas, hull, losses, distances) as SVG files instead of the page");
  command.add_option("--comparison", options->comparison,
                     "output folder of compare to show beside the run (default: RUN/compare, if it exists)");
  command.add_option(
      "-o,--output", options->output,
      "new file for the page (default RUN/report.html), or new folder for the figures (default RUN/figures)");
  return [options] {
    const RunDirectory run = RunDirectory::open(options->run);
    const RunLock lock = run.lock();
    if (options->svg)
      write_figures(run, *options);
    else
      write_page(run, *options);
    return kDone;
  };
}

}  // namespace crystalgan
