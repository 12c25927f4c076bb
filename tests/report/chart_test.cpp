#include "crystalgan/report/chart.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "tests/report/svg_elements.hpp"

namespace crystalgan {
namespace {

using test::svg_elements;
using test::with_class;

// Half of the last digit of a coordinate, twice: for differences of two.
constexpr double kRounding = 0.11;

const ChartCaption kCaption{"example", "An example", "It says something."};

const std::string kHostile = "</text><script>alert(\"&'\xff\")</script>";

BarChart bars(const std::vector<Bar>& group) { return {kCaption, {}, {{"Group", "note", group}}, "share"}; }

TEST(Chart, ABarIsAsLongAsItsShare) {
  const auto elements = svg_elements(bar_chart(bars({{"", "own", 1.0, {}, ""}, {"", "null", 0.25, {}, ""}})));
  const double whole = with_class(elements, "own").at(0).number("width");
  EXPECT_NEAR(with_class(elements, "null").at(0).number("width"), whole / 4.0, kRounding);
  // And the axis below agrees.
  for (const auto& number : with_class(elements, "chart-number"))
    EXPECT_NEAR(number.number("x"),
                with_class(elements, "own").at(0).number("x") + whole * std::stod(number.text) / 100.0, kRounding);
}

TEST(Chart, AWhiskerEndsWhereItsIntervalDoesOrAtTheAxis) {
  const auto elements = svg_elements(bar_chart(bars({{"", "own", 0.5, 0.25, ""}, {"", "null", 0.9, 0.3, ""}})));
  const auto own = with_class(elements, "own").at(0);
  const double left = own.number("x");
  const double whole = 2.0 * own.number("width");
  const auto whiskers = with_class(elements, "chart-whisker");
  ASSERT_EQ(whiskers.size(), 5U);  // two with both ends, the other without an end beyond 100 %
  EXPECT_NEAR(whiskers[0].number("x1"), left + 0.25 * whole, kRounding);
  EXPECT_NEAR(whiskers[0].number("x2"), left + 0.75 * whole, kRounding);
  EXPECT_NEAR(whiskers[3].number("x1"), left + 0.6 * whole, kRounding);
  EXPECT_NEAR(whiskers[3].number("x2"), left + whole, kRounding);
}

LineChart lines(AxisScale scale, const std::vector<DrawnPoint>& points) {
  return {kCaption, {}, {{"Step 1", {{"L", "nat", scale, {{"member-1", points}}}}}}, "epoch"};
}

std::vector<DrawnPoint> drawn_points(const test::SvgElement& polyline) {
  std::vector<DrawnPoint> points;
  std::string text = polyline.attributes.at("points");
  std::ranges::replace(text, ',', ' ');
  std::istringstream numbers(text);
  for (DrawnPoint point{}; numbers >> point.x >> point.y;) points.push_back(point);
  return points;
}

// 1, 10, 100: the middle one is half way up a logarithmic axis, and a tenth of the way up a linear one.
TEST(Chart, AnAxisIsLogarithmicOnlyWhereAsked) {
  const std::vector<DrawnPoint> points{{1.0, 1.0}, {2.0, 10.0}, {3.0, 100.0}};
  for (const AxisScale scale : {AxisScale::linear, AxisScale::logarithmic}) {
    const auto elements = svg_elements(line_chart(lines(scale, points)));
    const auto drawn = drawn_points(with_class(elements, "member-1").at(0));
    ASSERT_EQ(drawn.size(), 3U);
    const double share = (drawn[1].y - drawn[0].y) / (drawn[2].y - drawn[0].y);
    EXPECT_NEAR(share, scale == AxisScale::linear ? 1.0 / 11.0 : 0.5, 0.005);
    EXPECT_NEAR(drawn[1].x - drawn[0].x, drawn[2].x - drawn[1].x, kRounding);
    EXPECT_LT(drawn[2].y, drawn[0].y);  // upwards
  }
}

TEST(Chart, ALineOfOnePointIsSeen) {
  const auto elements = svg_elements(line_chart(lines(AxisScale::linear, {{5.0, 0.7}})));
  const auto drawn = drawn_points(with_class(elements, "member-1").at(0));
  ASSERT_EQ(drawn.size(), 2U);
  EXPECT_GT(drawn[1].x, drawn[0].x);
}

TEST(Chart, NumbersOfAnAxisDoNotCollide) {
  const auto elements = svg_elements(line_chart(lines(AxisScale::linear, {{10.0, 1.0}, {200000.0, 2.0}})));
  std::vector<test::SvgElement> below;
  for (const auto& number : with_class(elements, "chart-number"))
    if (number.attributes.at("text-anchor") == "middle") below.push_back(number);
  ASSERT_GE(below.size(), 2U);
  for (std::size_t i = 1; i < below.size(); ++i)
    EXPECT_GT(below[i].number("x") - below[i - 1].number("x"),
              (text_width(below[i].text, 10.0) + text_width(below[i - 1].text, 10.0)) / 2.0);
}

TEST(Chart, ThinningKeepsEndsAndSpikes) {
  std::vector<DrawnPoint> points;
  for (int i = 0; i < 10000; ++i) points.push_back({static_cast<double>(i), std::sin(0.01 * i)});
  points[4321].y = 50.0;
  points[8765].y = -50.0;
  const auto kept = thinned(points, 200);
  EXPECT_LE(kept.size(), 200U);
  EXPECT_GT(kept.size(), 150U);
  EXPECT_EQ(kept.front().x, 0.0);
  EXPECT_EQ(kept.back().x, 9999.0);
  for (const double spike : {4321.0, 8765.0})
    EXPECT_TRUE(std::ranges::any_of(kept, [&](const DrawnPoint& point) { return point.x == spike; }));
  for (std::size_t i = 1; i < kept.size(); ++i) EXPECT_LT(kept[i - 1].x, kept[i].x);
}

TEST(Chart, FewPointsAreNotThinned) {
  const std::vector<DrawnPoint> points{{1, 5}, {2, 3}, {3, 4}, {4, 4}};
  EXPECT_EQ(thinned(points, 4).size(), 4U);
  EXPECT_EQ(thinned({{1, 1}, {2, 9}, {3, 3}, {4, 0}, {5, 2}}, 4).size(), 4U);
}

TEST(Chart, BinsBeginAtMultiplesOfTheirWidthAndHoldBothEnds) {
  const Bins bins = bins_for(1.02, 1.98, 0.05, 100);
  EXPECT_DOUBLE_EQ(bins.start, 1.0);
  EXPECT_DOUBLE_EQ(bins.width, 0.05);
  EXPECT_EQ(bins.count, 20U);
  EXPECT_EQ(bins_for(2.0, 2.0, 0.05, 100).count, 1U);
}

TEST(Chart, BinsAreWiderWhereTheRangeIs) {
  EXPECT_DOUBLE_EQ(bins_for(0.0, 4.9, 0.05, 100).width, 0.05);
  EXPECT_DOUBLE_EQ(bins_for(0.0, 5.1, 0.05, 100).width, 0.1);
  EXPECT_DOUBLE_EQ(bins_for(0.0, 1000.0, 0.05, 100).width, 20.0);
  EXPECT_LE(bins_for(0.0, 1000.0, 0.05, 100).count, 100U);
}

TEST(Chart, SharesAreCountedByHand) {
  const Bins bins{1.0, 0.5, 4};
  EXPECT_EQ(binned({1.0, 1.4, 1.5, 2.9}, bins), (std::vector<double>{0.5, 0.25, 0.0, 0.25}));
  EXPECT_EQ(binned({}, bins), (std::vector<double>(4, 0.0)));
}

TEST(Chart, DistancesThatAreEqualButForRoundingShareABin) {
  const Bins bins = bins_for(1.9, 2.1, 0.05, 100);
  for (const double nearly : {std::nextafter(2.0, 0.0), 2.0 - 1e-12, std::nextafter(2.0, 3.0)})
    EXPECT_EQ(binned({nearly}, bins), binned({2.001}, bins)) << nearly;
}

TEST(Chart, TheLineOfALimitStandsAtItsValue) {
  const HistogramPanel panel{"H-Pd", {"note"}, {{"candidates", {0.25, 0.75}}}, Limit{1.5, "limit"}};
  const auto elements = svg_elements(histogram_chart({kCaption, {}, {1.0, 1.0, 2}, {panel}, "distance"}));
  const auto line = with_class(elements, "chart-limit").at(0);
  EXPECT_EQ(line.attributes.at("x1"), line.attributes.at("x2"));
  EXPECT_NEAR(line.number("x1"), test::place_by_numbers(elements, "x", 1.5), kRounding);
}

TEST(Chart, EmptyBinsAreNotDrawn) {
  const HistogramPanel panel{"H-Pd", {}, {{"inputs", {0.5, 0.0, 0.0, 0.5}}}, {}};
  const auto elements = svg_elements(histogram_chart({kCaption, {}, {0.0, 1.0, 4}, {panel}, "distance"}));
  EXPECT_EQ(with_class(elements, "inputs").size(), 2U);
}

TEST(Chart, EveryChartIsOneLabelledPictureWhateverItsTextsAre) {
  const ChartCaption caption{"example", kHostile, kHostile};
  const std::vector<ChartKey> keys{{"own", kHostile}, {"", kHostile}};
  const std::vector<std::string> charts{
      bar_chart({caption, keys, {{kHostile, kHostile, {{kHostile, "own", 0.5, 0.1, kHostile}}}}, kHostile}),
      line_chart({caption, keys, {{kHostile, {{kHostile, kHostile, AxisScale::linear, {}}}}}, kHostile}),
      histogram_chart({caption, keys, {0, 1, 1}, {{kHostile, {kHostile}, {}, Limit{0.5, kHostile}}}, kHostile}),
      empty_chart(caption, kHostile)};
  for (const std::string& chart : charts) {
    const auto elements = svg_elements(chart);
    EXPECT_EQ(elements[0].name, "svg");
    EXPECT_EQ(elements[0].attributes.at("role"), "img");
    EXPECT_EQ(elements[1].name, "title");
    EXPECT_EQ(elements[2].name, "desc");
    EXPECT_EQ(elements[0].attributes.at("aria-labelledby"),
              elements[1].attributes.at("id") + " " + elements[2].attributes.at("id"));
    for (const auto& element : elements) EXPECT_NE(element.name, "script");
  }
}

TEST(Chart, CoordinatesAreShort) {
  EXPECT_EQ(coordinate_text(12.0), "12");
  EXPECT_EQ(coordinate_text(12.34), "12.3");
  EXPECT_EQ(coordinate_text(-0.01), "0");
}

}  // namespace
}  // namespace crystalgan
