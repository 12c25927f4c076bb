#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// Title and description of a figure, for screen readers.
struct ChartCaption {
  std::string id;  ///< of the figure within a page: "funnel"
  std::string title;
  std::string description;  ///< the result in words
};

/// A position in a figure: x to the right, y downwards.
struct DrawnPoint {
  double x;
  double y;
};

/// Alignment of a text.
enum class Anchor { start, middle, end };

/// Builds an SVG figure. A `mark` is the classes of a shape in kFigureStyle. Texts are escaped.
class Drawing {
 public:
  void text(const DrawnPoint& place, std::string_view mark, Anchor anchor, std::string_view words);
  void line(const DrawnPoint& from, const DrawnPoint& to, std::string_view mark);
  void box(const DrawnPoint& corner, double width, double height, std::string_view mark);
  /// `tooltip`: shown where the pointer rests on it; none if empty.
  void circle(const DrawnPoint& centre, double radius, std::string_view mark, std::string_view tooltip = {});
  void polyline(const std::vector<DrawnPoint>& points, std::string_view mark);

  /// The area between the height `base` and the points, joined by steps: first along x.
  void steps(const std::vector<DrawnPoint>& points, double base, std::string_view mark);

  /// The whole <svg> element.
  std::string finished(const ChartCaption& caption, double width, double height) const;

 private:
  std::string shapes_;
};

/// Approximate width of a text of this size in any common font.
double text_width(std::string_view words, double size);

/// "12.5", "-3": rounded to a tenth.
std::string coordinate_text(double coordinate);

}  // namespace crystalgan
