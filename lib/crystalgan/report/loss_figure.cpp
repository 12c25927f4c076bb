#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "crystalgan/report/chart.hpp"
#include "crystalgan/report/figures.hpp"

namespace crystalgan {
namespace {

// Members that have a colour each; more are drawn alike. As many as kFigureStyle has.
constexpr std::size_t kColours = 8;

// Points of a line, and of all lines of a panel together; a line keeps at least kFewest. Chosen: the finest that a panel
// can show, and a file that stays small with many members.
constexpr std::size_t kMaxPoints = 200;
constexpr std::size_t kMaxPointsOfPanel = 1600;
constexpr std::size_t kFewest = 20;

// The largest over the least value from which on an axis is logarithmic: two decades.
constexpr double kLogarithmicFrom = 100.0;

// Losses are drawn up to this size, and are zero below its inverse: files may say anything, and the arithmetic of axes
// must neither overflow nor underflow. Chosen: far beyond float32.
constexpr double kLargest = 1e100;

// The steps in the order of their training; 0 is a method without steps.
constexpr std::int64_t kSteps[] = {1, 3, 0};

std::string meaning_of(LossTerm term) {
  switch (term) {
    case LossTerm::gan_a:
    case LossTerm::gan_b:
      return "adversarial (nat)";
    case LossTerm::reconstruction_a:
    case LossTerm::reconstruction_b:
      return "reconstruction (Å²)";
    case LossTerm::geo1:
      return "distances too short (Å²)";
    case LossTerm::geo2:
      return "distances too long (Å²)";
    case LossTerm::generator_total:
      return "generators, weighted sum";
    case LossTerm::discriminator_a:
    case LossTerm::discriminator_b:
      return "discriminator (nat)";
    case LossTerm::discriminator_total:
      return "discriminators, sum (nat)";
    case LossTerm::feature_matching_a:
    case LossTerm::feature_matching_b:
      return "feature matching";
  }
  return "";
}

/// Values of one term in one step: by member, over the epochs.
using Curves = std::map<std::int64_t, std::vector<DrawnPoint>>;

Curves curves_of(const std::vector<HistoryRow>& history, std::size_t term, std::int64_t step) {
  Curves curves;
  for (const HistoryRow& row : history) {
    const double size = std::abs(row.terms[term]);
    if (row.step == step && size <= kLargest)
      curves[row.member].push_back({static_cast<double>(row.epoch), size < 1.0 / kLargest ? 0.0 : row.terms[term]});
  }
  for (auto& [member, points] : curves)
    std::ranges::stable_sort(points, {}, [](const DrawnPoint& point) { return point.x; });
  return curves;
}

AxisScale scale_of(const Curves& curves) {
  double lowest = INFINITY;
  double highest = -INFINITY;
  for (const auto& [member, points] : curves) {
    for (const DrawnPoint& point : points) {
      lowest = std::min(lowest, point.y);
      highest = std::max(highest, point.y);
    }
  }
  return lowest > 0.0 && highest / lowest > kLogarithmicFrom ? AxisScale::logarithmic : AxisScale::linear;
}

std::set<std::int64_t> members_of(const std::vector<HistoryRow>& history) {
  std::set<std::int64_t> members;
  for (const HistoryRow& row : history) members.insert(row.member);
  return members;
}

/// The class of each member's line.
std::map<std::int64_t, std::string> marks_of(const std::set<std::int64_t>& members) {
  std::map<std::int64_t, std::string> marks;
  for (const std::int64_t member : members)
    marks[member] = members.size() <= kColours ? fmt::format("member-{}", marks.size() + 1) : "many";
  return marks;
}

LinePanel panel_of(const Curves& curves, const std::string& title, const std::string& note,
                   const std::map<std::int64_t, std::string>& marks) {
  const std::size_t max_points = std::clamp(kMaxPointsOfPanel / marks.size(), kFewest, kMaxPoints);
  LinePanel panel{title, note, scale_of(curves), {}};
  for (const auto& [member, points] : curves) panel.lines.push_back({marks.at(member), thinned(points, max_points)});
  return panel;
}

// "L_G1 from 0.136 to 0.114": means over the members, of the first and the last value of each.
std::string course_of(const std::string& name, const Curves& curves) {
  double first = 0.0;
  double last = 0.0;
  for (const auto& [member, points] : curves) {
    first += points.front().y / static_cast<double>(curves.size());
    last += points.back().y / static_cast<double>(curves.size());
  }
  return fmt::format("{} from {:.3g} to {:.3g}", name, first, last);
}

std::vector<ChartKey> keys_of(const std::map<std::int64_t, std::string>& marks) {
  if (marks.size() > kColours)
    return {{"", fmt::format("One line for each of the {} members, numbered {} to {}.", marks.size(),
                             marks.begin()->first, marks.rbegin()->first)}};
  std::vector<ChartKey> keys;
  for (const auto& [member, mark] : marks) keys.push_back({mark, fmt::format("member {}", member)});
  return keys;
}

std::string heading_of(std::int64_t step) { return step == 0 ? "" : fmt::format("Step {}", step); }

}  // namespace

std::string loss_figure(const RunRecord& run) {
  const auto members = members_of(run.history);
  const auto marks = marks_of(members);
  LineChart chart{{"losses", "Losses of the training on " + run.summary.system, ""}, keys_of(marks), {}, "epoch"};
  std::vector<std::string> sentences;
  for (const std::int64_t step : kSteps) {
    LineSection section{heading_of(step), {}};
    std::vector<std::string> courses;
    for (std::size_t place = 0; place < HistoryRow::kTerms; ++place) {
      const auto term = static_cast<LossTerm>(place);
      const std::string name = loss_name(term, step);
      const Curves curves = curves_of(run.history, place, step);
      if (name.empty() || curves.empty()) continue;
      section.panels.push_back(panel_of(curves, name, meaning_of(term), marks));
      courses.push_back(course_of(name, curves));
    }
    if (courses.empty()) continue;
    sentences.push_back((section.heading.empty() ? "" : section.heading + ": ") + join(courses) + ".");
    chart.sections.push_back(std::move(section));
  }
  if (chart.sections.empty()) return "";
  chart.caption.description =
      fmt::format("Loss terms over the epochs, {} members. First and last record, means over the members: {}",
                  members.size(), join(sentences, " "));
  return line_chart(chart);
}

}  // namespace crystalgan
