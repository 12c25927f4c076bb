#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/report/axis.hpp"
#include "crystalgan/report/drawing.hpp"

namespace crystalgan {

// Three kinds of charts, all in one design. A `mark` is a class of kFigureStyle.

/// An entry of the legend.
struct ChartKey {
  std::string mark;
  std::string text;
};

struct Bar {
  std::string name;                  ///< left of it
  std::string mark;                  ///< "own", "null" or "control"
  double value;                      ///< share, 0 to 1
  std::optional<double> half_width;  ///< of its interval, drawn as far as it lies within 0 to 1
  std::string text;                  ///< right of it
};

/// Bars that belong together; the first is drawn large.
struct BarGroup {
  std::string name;
  std::string note;
  std::vector<Bar> bars;
};

/// Horizontal bars from 0 to 100 %.
struct BarChart {
  ChartCaption caption;
  std::vector<ChartKey> keys;
  std::vector<BarGroup> groups;
  std::string axis_title;
};

std::string bar_chart(const BarChart& chart);

struct Line {
  std::string mark;                ///< "member-1" to "member-8", or "many"
  std::vector<DrawnPoint> points;  ///< in their own units, not yet placed; by x
};

struct LinePanel {
  std::string title;
  std::string note;
  AxisScale scale;
  std::vector<Line> lines;  ///< with at least one point; above 0 where the scale is logarithmic
};

/// Panels below one heading with a common horizontal axis.
struct LineSection {
  std::string heading;  ///< may be empty
  std::vector<LinePanel> panels;
};

struct LineChart {
  ChartCaption caption;
  std::vector<ChartKey> keys;
  std::vector<LineSection> sections;
  std::string axis_title;
};

std::string line_chart(const LineChart& chart);

/// At most `max_points` (4 or more) of the points, first and last among them: of every stretch between, the highest and the
/// lowest, so that no spike is lost.
std::vector<DrawnPoint> thinned(const std::vector<DrawnPoint>& points, std::size_t max_points);

/// Bins of equal width from `start` on.
struct Bins {
  double start;
  double width;
  std::size_t count;

  double edge(std::size_t bin) const { return start + width * static_cast<double>(bin); }
};

/// Bins of `min_width` or, where these would be more than `max_bins` (1 or more), of 2, 4, 10, 20, ... times that width,
/// whose edges are multiples of it and which hold all values from `low` to `high`.
Bins bins_for(double low, double high, double min_width, std::size_t max_bins);

/// The share of the values in every bin; each value must lie within the bins. Zeros for no values.
std::vector<double> binned(const std::vector<double>& values, const Bins& bins);

struct Histogram {
  std::string mark;            ///< "candidates" or "inputs"
  std::vector<double> shares;  ///< one per bin
};

/// A line across a panel at the least value allowed.
struct Limit {
  double at;
  std::string text;
};

struct HistogramPanel {
  std::string title;
  std::vector<std::string> notes;     ///< one line each
  std::vector<Histogram> histograms;  ///< the later ones over the earlier ones
  std::optional<Limit> limit;
};

struct HistogramChart {
  ChartCaption caption;
  std::vector<ChartKey> keys;
  Bins bins;  ///< of all panels
  std::vector<HistogramPanel> panels;
  std::string axis_title;
};

std::string histogram_chart(const HistogramChart& chart);

/// A figure that has nothing to show and says so.
std::string empty_chart(const ChartCaption& caption, const std::string& message);

}  // namespace crystalgan
