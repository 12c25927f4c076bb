#include "crystalgan/report/drawing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crystalgan/report/html.hpp"

namespace crystalgan {
namespace {

// Width of a character relative to the font size. Chosen: about the mean of DejaVu Sans, the widest common font.
constexpr double kCharacterWidth = 0.57;

std::string point_text(const DrawnPoint& point) { return coordinate_text(point.x) + "," + coordinate_text(point.y); }

std::string_view anchor_attribute(Anchor anchor) {
  if (anchor == Anchor::start) return "";
  return anchor == Anchor::middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
}

}  // namespace

void Drawing::text(const DrawnPoint& place, std::string_view mark, Anchor anchor, std::string_view words) {
  shapes_ += fmt::format("<text class=\"{}\" x=\"{}\" y=\"{}\"{}>{}</text>\n", mark, coordinate_text(place.x),
                         coordinate_text(place.y), anchor_attribute(anchor), html_escaped(words));
}

void Drawing::line(const DrawnPoint& from, const DrawnPoint& to, std::string_view mark) {
  shapes_ +=
      fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", mark, coordinate_text(from.x),
                  coordinate_text(from.y), coordinate_text(to.x), coordinate_text(to.y));
}

void Drawing::box(const DrawnPoint& corner, double width, double height, std::string_view mark) {
  shapes_ += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", mark,
                         coordinate_text(corner.x), coordinate_text(corner.y), coordinate_text(width),
                         coordinate_text(height));
}

void Drawing::circle(const DrawnPoint& centre, double radius, std::string_view mark, std::string_view tooltip) {
  shapes_ += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"", mark, coordinate_text(centre.x),
                         coordinate_text(centre.y), coordinate_text(radius));
  shapes_ += tooltip.empty() ? "/>\n" : "><title>" + html_escaped(tooltip) + "</title></circle>\n";
}

void Drawing::polyline(const std::vector<DrawnPoint>& points, std::string_view mark) {
  shapes_ += fmt::format("<polyline class=\"{}\" points=\"", mark);
  for (const DrawnPoint& point : points) shapes_ += (&point == &points.front() ? "" : " ") + point_text(point);
  shapes_ += "\"/>\n";
}

void Drawing::steps(const std::vector<DrawnPoint>& points, double base, std::string_view mark) {
  if (points.empty()) return;
  shapes_ +=
      fmt::format("<path class=\"{}\" d=\"M{},{}", mark, coordinate_text(points.front().x), coordinate_text(base));
  for (const DrawnPoint& point : points) shapes_ += "H" + coordinate_text(point.x) + "V" + coordinate_text(point.y);
  shapes_ += "V" + coordinate_text(base) + "Z\"/>\n";
}

std::string Drawing::finished(const ChartCaption& caption, double width, double height) const {
  const std::string id = html_escaped(caption.id);
  return fmt::format(
             "<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"chart-{}-title "
             "chart-{}-description\">\n<title id=\"chart-{}-title\">{}</title>\n<desc id=\"chart-{}-description\">{}"
             "</desc>\n",
             coordinate_text(width), coordinate_text(height), id, id, id, html_escaped(caption.title), id,
             html_escaped(caption.description)) +
         shapes_ + "</svg>\n";
}

double text_width(std::string_view words, double size) {
  // Counts characters, not bytes: continuation bytes of UTF-8 begin with the bits 10.
  const auto characters =
      std::ranges::count_if(words, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; });
  return kCharacterWidth * size * static_cast<double>(characters);
}

std::string coordinate_text(double coordinate) {
  std::string text = fmt::format("{:.1f}", coordinate);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text == "-0" ? "0" : text;
}

}  // namespace crystalgan
