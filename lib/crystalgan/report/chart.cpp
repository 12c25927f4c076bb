#include "crystalgan/report/chart.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crystalgan {
namespace {

// Everything below in units of the figure. Chosen: at 800 units, text of 12 is readable both in a page and in a column
// of a journal.
constexpr double kWidth = 800.0;
constexpr double kTextSize = 12.0;  // of names, legends and the numbers behind bars, as in kFigureStyle
constexpr double kTickSize = 10.0;  // of the numbers of axes, as there
constexpr double kTickGap = 6.0;    // between an axis and its numbers
constexpr double kMargin = 8.0;     // around everything

// Swatches of the legend.
constexpr double kSwatch = 12.0;
constexpr double kLineSwatch = 20.0;
constexpr double kKeyGap = 20.0;
constexpr double kKeyHeight = 20.0;

// Draws the legend in as many rows as it needs; returns where the chart may begin.
double draw_keys(Drawing& drawing, const std::vector<ChartKey>& keys) {
  if (keys.empty()) return kMargin;
  double x = kMargin;
  double y = kMargin;
  for (const ChartKey& key : keys) {
    const bool line = key.mark.starts_with("member") || key.mark == "chart-limit";
    const double swatch = key.mark.empty() ? 0.0 : (line ? kLineSwatch : kSwatch) + 6.0;
    const double width = swatch + text_width(key.text, kTextSize);
    if (x > kMargin && x + width > kWidth - kMargin) {
      x = kMargin;
      y += kKeyHeight;
    }
    if (line)
      drawing.polyline({{x, y + kSwatch / 2.0}, {x + kLineSwatch, y + kSwatch / 2.0}}, "chart-key " + key.mark);
    else if (!key.mark.empty())
      drawing.box({x, y}, kSwatch, kSwatch, key.mark);
    drawing.text({x + swatch, y + kSwatch - 2.0}, "chart-text", Anchor::start, key.text);
    x += width + kKeyGap;
  }
  return y + kKeyHeight + 8.0;
}

// ---- bars ----

constexpr double kLargeBar = 16.0;
constexpr double kSmallBar = 7.0;
constexpr double kSmallRow = 14.0;  // from one small bar to the next
constexpr double kGroupGap = 14.0;
constexpr double kMinGroup = 32.0;      // name and note
constexpr double kGroupNames = 200.0;   // width of names and notes
constexpr double kBarNames = 145.0;     // width of the names of bars, where there are any
constexpr double kBarTexts = 128.0;     // width of the texts behind the longest bar
constexpr double kCap = 3.0;            // half the height of the end of a whisker
constexpr std::size_t kShareTicks = 6;  // 0, 20, ..., 100 %

double height_of(const BarGroup& group) {
  if (group.bars.empty()) return kMinGroup;
  return std::max(kMinGroup, kLargeBar + 4.0 + kSmallRow * static_cast<double>(group.bars.size() - 1));
}

// Returns how far to the right the whisker reaches.
double draw_whisker(Drawing& drawing, const Bar& bar, double y, const Axis& axis) {
  const double low = bar.value - *bar.half_width;
  const double high = bar.value + *bar.half_width;
  const double left = axis.place(std::clamp(low, 0.0, 1.0));
  const double right = axis.place(std::clamp(high, 0.0, 1.0));
  drawing.line({left, y}, {right, y}, "chart-whisker");
  if (low >= 0.0) drawing.line({left, y - kCap}, {left, y + kCap}, "chart-whisker");
  if (high <= 1.0) drawing.line({right, y - kCap}, {right, y + kCap}, "chart-whisker");
  return right;
}

void draw_bar(Drawing& drawing, const Bar& bar, double y, double thickness, const Axis& axis) {
  const bool large = thickness == kLargeBar;
  const double middle = y + thickness / 2.0;
  drawing.box({axis.from(), y}, axis.place(bar.value) - axis.from(), thickness, bar.mark);
  double right = axis.place(bar.value);
  if (bar.half_width) right = std::max(right, draw_whisker(drawing, bar, middle, axis));
  drawing.text({axis.from() - kTickGap, middle + 4.0}, large ? "chart-name" : "chart-note", Anchor::end, bar.name);
  drawing.text({right + kTickGap, middle + 4.0}, large ? "chart-name" : "chart-note", Anchor::start, bar.text);
}

void draw_group(Drawing& drawing, const BarGroup& group, double y, const Axis& axis) {
  drawing.text({kMargin, y + kLargeBar / 2.0 + 4.0}, "chart-name", Anchor::start, group.name);
  drawing.text({kMargin, y + kLargeBar / 2.0 + 19.0}, "chart-note", Anchor::start, group.note);
  for (std::size_t i = 0; i < group.bars.size(); ++i) {
    const double below = i == 0 ? 0.0 : kLargeBar + 4.0 + kSmallRow * static_cast<double>(i - 1);
    const double inset = i == 0 ? 0.0 : (kSmallRow - kSmallBar) / 2.0;
    draw_bar(drawing, group.bars[i], y + below + inset, i == 0 ? kLargeBar : kSmallBar, axis);
  }
}

// ---- panels ----

// A grid of panels of equal size.
struct Grid {
  std::size_t columns;
  double gap;    // between two panels
  double left;   // room for the numbers of the vertical axis
  double right;  // room for half of the last number of the horizontal axis
  double above;  // room for title and notes
  double plot;   // height of the plot itself
  double below;  // room for the numbers of the horizontal axis and its title

  double column_width() const {
    const auto count = static_cast<double>(columns);
    return (kWidth - 2.0 * kMargin - (count - 1.0) * gap) / count;
  }
  double row_height() const { return above + plot + below; }
  double x(std::size_t i) const { return kMargin + static_cast<double>(i % columns) * (column_width() + gap); }
  double y(std::size_t i) const { return static_cast<double>(i / columns) * row_height(); }
  double height(std::size_t panels) const {
    return static_cast<double>((panels + columns - 1) / columns) * row_height();
  }
};

constexpr Grid kLineGrid{4, 6.0, 42.0, 12.0, 36.0, 84.0, 38.0};
constexpr Grid kHistogramGrid{3, 14.0, 36.0, 8.0, 66.0, 110.0, 44.0};

constexpr double kHeading = 24.0;         // height of a section's heading
constexpr std::size_t kTicksAcross = 6;   // at most, on the horizontal axis
constexpr std::size_t kTicksUpwards = 5;  // at most, on the vertical axis

// As many as fit beside each other.
std::vector<Tick> readable_ticks(const Axis& across) {
  const auto collides = [&](const Tick& one, const Tick& next) {
    const double apart = across.place(next.at) - across.place(one.at);
    return apart < (text_width(one.text, kTickSize) + text_width(next.text, kTickSize)) / 2.0 + kTickGap;
  };
  std::size_t count = kTicksAcross;
  auto ticks = across.ticks(count);
  while (count > 2 && std::ranges::adjacent_find(ticks, collides) != ticks.end()) ticks = across.ticks(--count);
  return ticks;
}

// The frame that all panels share: gridlines and numbers at the left, numbers below, an axis at the foot.
void draw_frame(Drawing& drawing, const Axis& across, const Axis& upwards, const std::vector<Tick>& marks_upwards) {
  for (const Tick& tick : marks_upwards) {
    const double y = upwards.place(tick.at);
    drawing.line({across.from(), y}, {across.to(), y}, "chart-grid");
    drawing.text({across.from() - kTickGap, y + 3.5}, "chart-number", Anchor::end, tick.text);
  }
  drawing.line({across.from(), upwards.from()}, {across.to(), upwards.from()}, "chart-axis");
  for (const Tick& tick : readable_ticks(across)) {
    const double x = across.place(tick.at);
    drawing.line({x, upwards.from()}, {x, upwards.from() + 4.0}, "chart-axis");
    drawing.text({x, upwards.from() + 15.0}, "chart-number", Anchor::middle, tick.text);
  }
}

void draw_axis_title(Drawing& drawing, const Axis& across, const Axis& upwards, const std::string& title) {
  drawing.text({(across.from() + across.to()) / 2.0, upwards.from() + 29.0}, "chart-note", Anchor::middle, title);
}

template <class Value>
std::vector<double> values_of(const std::vector<Line>& lines, Value value) {
  std::vector<double> values;
  for (const Line& line : lines)
    for (const DrawnPoint& point : line.points) values.push_back(value(point));
  return values;
}

// Epochs of all panels, so that they can be compared by eye.
std::pair<double, double> range_across(const LineSection& section) {
  std::vector<double> all;
  for (const LinePanel& panel : section.panels) {
    const auto values = values_of(panel.lines, [](const DrawnPoint& point) { return point.x; });
    all.insert(all.end(), values.begin(), values.end());
  }
  if (all.empty()) return {0.0, 1.0};
  const auto [lowest, highest] = std::ranges::minmax(all);
  return {std::min(0.0, lowest), highest > std::min(0.0, lowest) ? highest : lowest + 1.0};
}

void draw_lines(Drawing& drawing, const LinePanel& panel, const Axis& across, double foot) {
  const auto values = values_of(panel.lines, [](const DrawnPoint& point) { return point.y; });
  const Axis upwards = roomy_axis(panel.scale, values, foot, foot - kLineGrid.plot);
  draw_frame(drawing, across, upwards, upwards.ticks(kTicksUpwards));
  for (const Line& line : panel.lines) {
    std::vector<DrawnPoint> placed;
    for (const DrawnPoint& point : line.points) placed.push_back({across.place(point.x), upwards.place(point.y)});
    if (placed.size() == 1) placed.push_back({placed[0].x + 1.0, placed[0].y});  // a line of one point would be unseen
    drawing.polyline(placed, "chart-line " + line.mark);
  }
}

double draw_section(Drawing& drawing, const LineSection& section, const std::string& axis_title, double top) {
  if (!section.heading.empty()) {
    drawing.text({kMargin, top + 12.0}, "chart-heading", Anchor::start, section.heading);
    drawing.line({kMargin, top + 18.0}, {kWidth - kMargin, top + 18.0}, "chart-grid");
    top += kHeading;
  }
  const auto [first, last] = range_across(section);
  for (std::size_t i = 0; i < section.panels.size(); ++i) {
    const LinePanel& panel = section.panels[i];
    const double x = kLineGrid.x(i);
    const double y = top + kLineGrid.y(i);
    const double foot = y + kLineGrid.above + kLineGrid.plot;
    const Axis across(AxisScale::linear, first, last, x + kLineGrid.left,
                      x + kLineGrid.column_width() - kLineGrid.right);
    drawing.text({x, y + 13.0}, "chart-name", Anchor::start, panel.title);
    drawing.text({x, y + 27.0}, "chart-note", Anchor::start, panel.note);
    draw_lines(drawing, panel, across, foot);
    if (i + kLineGrid.columns >= section.panels.size())
      draw_axis_title(drawing, across, Axis(AxisScale::linear, 0.0, 1.0, foot, y), axis_title);
  }
  return top + kLineGrid.height(section.panels.size());
}

// How far below an edge, in bins, a value may lie and still count as on it: crystals have many distances that are equal
// but for rounding, and often round. Chosen.
constexpr double kOnEdge = 1e-6;

// Runs of bins that hold something, each one shape.
void draw_histogram(Drawing& drawing, const Histogram& histogram, const Bins& bins, const Axis& across,
                    const Axis& upwards) {
  const std::vector<double>& shares = histogram.shares;
  for (std::size_t bin = 0; bin < shares.size(); ++bin) {
    std::vector<DrawnPoint> points;
    for (; bin < shares.size() && shares[bin] > 0.0; ++bin)
      points.push_back({across.place(bins.edge(bin)), upwards.place(shares[bin])});
    if (points.empty()) continue;
    points.push_back({across.place(bins.edge(bin)), upwards.from()});
    drawing.steps(points, upwards.from(), histogram.mark);
  }
}

// The text stands above the plot, turned to where there is room.
void draw_limit(Drawing& drawing, const Limit& limit, const Axis& across, const Axis& upwards) {
  const double x = across.place(limit.at);
  drawing.line({x, upwards.from()}, {x, upwards.to() - 4.0}, "chart-limit");
  const double width = text_width(limit.text, kTextSize);
  const bool fits = x - 3.0 + width <= across.to();
  drawing.text({fits ? x - 3.0 : x + 3.0, upwards.to() - 7.0}, "chart-number", fits ? Anchor::start : Anchor::end,
               limit.text);
}

double highest_share(const HistogramPanel& panel) {
  double highest = 0.0;
  for (const Histogram& histogram : panel.histograms)
    for (const double share : histogram.shares) highest = std::max(highest, share);
  return highest > 0.0 ? highest : 1.0;
}

void draw_histograms(Drawing& drawing, const HistogramPanel& panel, const Bins& bins, const Axis& across, double foot) {
  // One tenth of room above the highest. Chosen.
  const double top = 1.1 * highest_share(panel);
  const Axis upwards(AxisScale::linear, 0.0, top, foot, foot - kHistogramGrid.plot);
  std::vector<Tick> percents = linear_ticks(0.0, 100.0 * top, kTicksUpwards);
  for (Tick& tick : percents) tick = {tick.at / 100.0, tick.text + (tick.at > 0.0 ? " %" : "")};
  draw_frame(drawing, across, upwards, percents);
  for (const Histogram& histogram : panel.histograms) draw_histogram(drawing, histogram, bins, across, upwards);
  if (panel.limit) draw_limit(drawing, *panel.limit, across, upwards);
}

}  // namespace

std::string bar_chart(const BarChart& chart) {
  Drawing drawing;
  const double top = draw_keys(drawing, chart.keys);
  bool named = false;
  double height = 0.0;
  for (const BarGroup& group : chart.groups) {
    for (const Bar& bar : group.bars) named = named || !bar.name.empty();
    height += height_of(group) + kGroupGap;
  }
  const double left = kMargin + kGroupNames + (named ? kBarNames : 0.0);
  const Axis axis(AxisScale::linear, 0.0, 1.0, left, kWidth - kMargin - kBarTexts);
  const double foot = top + height;
  for (const Tick& tick : axis.ticks(kShareTicks)) {
    const double x = axis.place(tick.at);
    drawing.line({x, top - 4.0}, {x, foot}, tick.at == 0.0 ? "chart-axis" : "chart-grid");
    drawing.text({x, foot + 15.0}, "chart-number", Anchor::middle, percent_text(tick.at));
  }
  drawing.text({(axis.from() + axis.to()) / 2.0, foot + 31.0}, "chart-note", Anchor::middle, chart.axis_title);
  double y = top;
  for (const BarGroup& group : chart.groups) {
    draw_group(drawing, group, y, axis);
    y += height_of(group) + kGroupGap;
  }
  return drawing.finished(chart.caption, kWidth, foot + 40.0);
}

std::string line_chart(const LineChart& chart) {
  Drawing drawing;
  double y = draw_keys(drawing, chart.keys);
  for (const LineSection& section : chart.sections) y = draw_section(drawing, section, chart.axis_title, y);
  return drawing.finished(chart.caption, kWidth, y);
}

std::vector<DrawnPoint> thinned(const std::vector<DrawnPoint>& points, std::size_t max_points) {
  if (points.size() <= max_points) return points;
  const std::size_t stretches = (max_points - 2) / 2;
  const std::size_t between = points.size() - 2;
  std::vector<DrawnPoint> kept{points.front()};
  for (std::size_t i = 0; i < stretches; ++i) {
    const auto first = points.begin() + 1 + static_cast<std::ptrdiff_t>(i * between / stretches);
    const auto end = points.begin() + 1 + static_cast<std::ptrdiff_t>((i + 1) * between / stretches);
    const auto [low, high] =
        std::minmax_element(first, end, [](const DrawnPoint& one, const DrawnPoint& other) { return one.y < other.y; });
    kept.push_back(*std::min(low, high));
    if (low != high) kept.push_back(*std::max(low, high));
  }
  kept.push_back(points.back());
  return kept;
}

Bins bins_for(double low, double high, double min_width, std::size_t max_bins) {
  for (double factor = 1.0;; factor *= 10.0) {
    for (const double multiple : {1.0, 2.0, 4.0}) {
      const double width = min_width * factor * multiple;
      const double first = std::floor(low / width + kOnEdge);
      const double count = std::floor(high / width + kOnEdge) - first + 1.0;
      if (count <= static_cast<double>(max_bins)) return {first * width, width, static_cast<std::size_t>(count)};
    }
  }
}

std::vector<double> binned(const std::vector<double>& values, const Bins& bins) {
  std::vector<double> shares(bins.count, 0.0);
  for (const double value : values) {
    const auto bin = static_cast<std::size_t>(std::max(0.0, std::floor((value - bins.start) / bins.width + kOnEdge)));
    shares[std::min(bin, bins.count - 1)] += 1.0;
  }
  for (double& share : shares)
    if (!values.empty()) share /= static_cast<double>(values.size());
  return shares;
}

std::string histogram_chart(const HistogramChart& chart) {
  Drawing drawing;
  const double top = draw_keys(drawing, chart.keys);
  const double low = chart.bins.edge(0);
  const double high = chart.bins.edge(chart.bins.count);
  for (std::size_t i = 0; i < chart.panels.size(); ++i) {
    const HistogramPanel& panel = chart.panels[i];
    const double x = kHistogramGrid.x(i);
    const double y = top + kHistogramGrid.y(i);
    const double foot = y + kHistogramGrid.above + kHistogramGrid.plot;
    const Axis across(AxisScale::linear, low, high, x + kHistogramGrid.left,
                      x + kHistogramGrid.column_width() - kHistogramGrid.right);
    drawing.text({x, y + 13.0}, "chart-name", Anchor::start, panel.title);
    for (std::size_t line = 0; line < panel.notes.size(); ++line)
      drawing.text({x, y + 27.0 + 14.0 * static_cast<double>(line)}, "chart-note", Anchor::start, panel.notes[line]);
    draw_histograms(drawing, panel, chart.bins, across, foot);
    draw_axis_title(drawing, across, Axis(AxisScale::linear, 0.0, 1.0, foot, y), chart.axis_title);
  }
  return drawing.finished(chart.caption, kWidth, top + kHistogramGrid.height(chart.panels.size()));
}

std::string empty_chart(const ChartCaption& caption, const std::string& message) {
  Drawing drawing;
  const double height = 80.0;
  drawing.text({kWidth / 2.0, height / 2.0}, "chart-text", Anchor::middle, message);
  return drawing.finished(caption, kWidth, height);
}

}  // namespace crystalgan
