#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "crystalgan/report/drawing.hpp"
#include "crystalgan/report/figures.hpp"

namespace crystalgan {
namespace {

// All lengths chosen: triangle and list fill the width of the page.
constexpr double kFigureWidth = 1000.0, kTriangleSide = 520.0, kTriangleLeft = 60.0, kTriangleTop = 40.0,
                 kBelowTriangle = 40.0;
constexpr double kListLeft = 680.0, kListLine = 18.0;
constexpr int kGridLines = 4;                          // at fifths
constexpr double kDot = 3.0, kDotOfProbability = 9.0;  // radius; added times the root of the probability
constexpr std::size_t kNamed = 20;                     // formulas in the list beside the triangle

// Where a composition lies: A at the left, B at the right, X at the top.
DrawnPoint point_of(double a, double b, double x) {
  const double total = a + b + x;
  return {kTriangleLeft + kTriangleSide * (b + 0.5 * x) / total,
          kTriangleTop + kTriangleSide * std::sqrt(0.75) * (1.0 - x / total)};
}

void draw_triangle(const ChemicalSystem& system, Drawing& drawing) {
  for (int i = 1; i <= kGridLines; ++i) {
    const double share = static_cast<double>(i) / (kGridLines + 1), rest = 1.0 - share;
    drawing.line(point_of(share, rest, 0), point_of(share, 0, rest), "chart-grid");
    drawing.line(point_of(rest, share, 0), point_of(0, share, rest), "chart-grid");
    drawing.line(point_of(rest, 0, share), point_of(0, rest, share), "chart-grid");
  }
  const DrawnPoint a = point_of(1, 0, 0), b = point_of(0, 1, 0), x = point_of(0, 0, 1);
  drawing.line(a, b, "chart-axis");
  drawing.line(b, x, "chart-axis");
  drawing.line(x, a, "chart-axis");
  drawing.text({a.x, a.y + 22.0}, "chart-name", Anchor::middle, system.a.symbol());
  drawing.text({b.x, b.y + 22.0}, "chart-name", Anchor::middle, system.b.symbol());
  drawing.text({x.x, x.y - 10.0}, "chart-name", Anchor::middle, system.x.symbol());
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
  draw_triangle(run.system, drawing);
  for (auto row = run.formulas.rbegin(); row != run.formulas.rend(); ++row)  // the most likely on top
    drawing.circle(point_of(static_cast<double>(row->a), static_cast<double>(row->b), static_cast<double>(row->x)),
                   radius_of(*row), row->skipped.empty() ? "candidates" : "inputs");
  drawing.text({kListLeft, kTriangleTop}, "chart-heading", Anchor::start, "rank, formula, log P");
  double y = kTriangleTop;
  for (std::size_t i = 0; i < std::min(kNamed, run.formulas.size()); ++i) {
    const FormulaRow& row = run.formulas[i];
    const DrawnPoint place =
        point_of(static_cast<double>(row.a), static_cast<double>(row.b), static_cast<double>(row.x));
    drawing.text({place.x + radius_of(row) + 2.0, place.y + 4.0}, "chart-number", Anchor::start,
                 std::to_string(row.rank));
    y += kListLine;
    drawing.text({kListLeft, y}, row.skipped.empty() ? "chart-label" : "chart-note", Anchor::start, list_text(row));
  }
  const double height = std::max(kTriangleTop + kTriangleSide * std::sqrt(0.75), y) + kBelowTriangle;
  return drawing.finished({"formulas", "Formulas of " + run.system.name(), formulas_description(run)}, kFigureWidth,
                          height);
}

}  // namespace crystalgan
