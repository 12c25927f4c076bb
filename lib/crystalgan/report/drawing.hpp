#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// What a figure is called and what it says, for those who do not see it.
struct ChartCaption {
  std::string id;  ///< of the figure within a page: "funnel"
  std::string title;
  std::string description;  ///< the result in words
};

/// A place in a figure, in its own units: x to the right, y downwards.
struct DrawnPoint {
  double x;
  double y;
};

/// Which part of a text stands at its place.
enum class Anchor { start, middle, end };

/// An SVG figure in the making. A `mark` is the classes of a shape in kFigureStyle. All text may be of foreign origin.
class Drawing {
 public:
  void text(const DrawnPoint& place, std::string_view mark, Anchor anchor, std::string_view words);
  void line(const DrawnPoint& from, const DrawnPoint& to, std::string_view mark);
  void box(const DrawnPoint& corner, double width, double height, std::string_view mark);
  void polyline(const std::vector<DrawnPoint>& points, std::string_view mark);

  /// The area between the height `base` and the points, which are joined by steps: first along x.
  void steps(const std::vector<DrawnPoint>& points, double base, std::string_view mark);

  /// The whole <svg> element.
  std::string finished(const ChartCaption& caption, double width, double height) const;

 private:
  std::string shapes_;
};

/// About how wide a text of this size is drawn in any common font.
double text_width(std::string_view words, double size);

/// "12.5", "-3": to a tenth of a unit.
std::string coordinate_text(double coordinate);

}  // namespace crystalgan
