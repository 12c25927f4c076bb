#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "crystalgan/report/drawing.hpp"
#include "crystalgan/report/figures.hpp"
#include "crystalgan/report/ternary_diagram.hpp"

namespace crystalgan {
namespace {

constexpr double kDot = 3.0, kDotOfProbability = 9.0;  // radius; added times the root of the probability
constexpr std::size_t kNamed = 20;                     // formulas in the list beside the triangle

TernaryComposition composition_of(const FormulaRow& row) {
  return {static_cast<double>(row.a), static_cast<double>(row.b), static_cast<double>(row.x)};
}

double radius_of(const FormulaRow& row) {
  return kDot + kDotOfProbability * std::sqrt(std::min(1.0, std::exp(row.log_probability)));
}

std::string list_text(const FormulaRow& row) {
  return fmt::format("{}  {}  {:.2f}", row.rank, printable(row.formula), row.log_probability);
}

std::string formulas_description(const RunRecord& run) {
  std::vector<std::string> names;
  for (const FormulaRow& row : run.formulas)
    if (names.size() < kNamed) names.push_back(printable(row.formula));
  return fmt::format("{} formulas, the most likely first: {}.", run.formulas.size(), join(names));
}

}  // namespace

std::string formula_figure(const RunRecord& run) {
  if (run.formulas.empty()) return "";
  Drawing drawing;
  const TernaryDiagram diagram;
  diagram.draw(run.system, drawing);
  for (auto row = run.formulas.rbegin(); row != run.formulas.rend(); ++row)  // the most likely on top
    drawing.circle(diagram.place(composition_of(*row)), radius_of(*row),
                   row->skipped.empty() ? "candidates" : "inputs");
  double y = TernaryDiagram::kTop;
  drawing.text({TernaryDiagram::kListLeft, y}, "chart-heading", Anchor::start, "rank, formula, log P");
  for (std::size_t i = 0; i < std::min(kNamed, run.formulas.size()); ++i) {
    const FormulaRow& row = run.formulas[i];
    const DrawnPoint place = diagram.place(composition_of(row));
    drawing.text({place.x + radius_of(row) + 2.0, place.y + 4.0}, "chart-number", Anchor::start,
                 std::to_string(row.rank));
    y += TernaryDiagram::kListLine;
    drawing.text({TernaryDiagram::kListLeft, y}, row.skipped.empty() ? "chart-label" : "chart-note", Anchor::start,
                 list_text(row));
  }
  const double height = std::max(TernaryDiagram::kTop + TernaryDiagram::kHeight, y) + TernaryDiagram::kBelow;
  return drawing.finished({"formulas", "Formulas of " + run.system.name(), formulas_description(run)},
                          TernaryDiagram::kWidth, height);
}

}  // namespace crystalgan
