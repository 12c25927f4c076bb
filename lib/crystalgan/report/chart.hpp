#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "crystalgan/report/axis.hpp"
#include "crystalgan/report/drawing.hpp"

namespace crystalgan {

// Three kinds of charts in one style. A `mark` is a class of kFigureStyle.

/// An entry of the legend.
struct ChartKey {
  std::string mark;
  std::string text;
};

struct Bar {
  std::string name;                  ///< left of it
  std::string mark;                  ///< "own", "null" or "control"
  double value;                      ///< share, 0 to 1
  std::optional<double> half_width;  ///< of its interval, clipped to 0 to 1
  std::string text;                  ///< right of it
};

/// Bars of one group; the first is large.
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
  std::vector<DrawnPoint> points;  ///< in data units, sorted by x
};

struct LinePanel {
  std::string title;
  std::string note;
  AxisScale scale;
  std::vector<Line> lines;  ///< with at least one point; above 0 on a logarithmic scale
};

/// Panels with a common heading and horizontal axis.
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

/// At most `max_points` (4 or more) points: the first, the last, and the highest and lowest of every interval between,
/// so that spikes remain.
std::vector<DrawnPoint> thinned(const std::vector<DrawnPoint>& points, std::size_t max_points);

/// Equal bins from `start` on.
struct Bins {
  double start;
  double width;
  std::size_t count;

  double edge(std::size_t bin) const { return start + width * static_cast<double>(bin); }
};

/// Bins from `low` to `high` of `min_width` or, for more than `max_bins` (1 or more), of 2, 4, 10, 20, ... times that
/// width; edges are multiples of the width.
Bins bins_for(double low, double high, double min_width, std::size_t max_bins);

/// The share of values per bin; all values must lie within the bins. Zeros without values.
std::vector<double> binned(const std::vector<double>& values, const Bins& bins);

struct Histogram {
  std::string mark;            ///< "candidates" or "inputs"
  std::vector<double> shares;  ///< one per bin
};

/// A line across a panel at the minimum allowed value.
struct Limit {
  double at;
  std::string text;
};

struct HistogramPanel {
  std::string title;
  std::vector<std::string> notes;     ///< one line each
  std::vector<Histogram> histograms;  ///< later ones are drawn on top
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

/// A figure without data, with a text.
std::string empty_chart(const ChartCaption& caption, const std::string& message);

}  // namespace crystalgan
