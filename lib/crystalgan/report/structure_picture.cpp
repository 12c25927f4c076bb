#include "crystalgan/report/structure_picture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include "crystalgan/core/vector.hpp"
#include "crystalgan/report/drawing.hpp"

namespace crystalgan {
namespace {

constexpr double kPictureSize = 96.0, kPictureMargin = 3.0;  // px, chosen
// A turn about c and a look from above; both small, so that no atom of a cubic cell hides another. Chosen.
constexpr double kTurnDegrees = 22.0, kFromAboveDegrees = 14.0;
constexpr double kBallScale = 0.42;  // of the covalent radius: neighbours do not touch. Chosen.
constexpr double kMinBall = 0.24;    // Å; so that hydrogen is seen. Chosen.
constexpr double kOnFace = 1e-3;     // fractional: what is this near to a face is on it

// To the right, upwards, and towards the viewer (Å).
struct ViewedPoint {
  double right;
  double up;
  double near;
};

struct ViewedBall {
  ViewedPoint centre;
  double radius;
  const char* mark;
};

// Turns Cartesian coordinates so that c points upwards and a to the right.
class PictureView {
 public:
  explicit PictureView(const Lattice& lattice) {
    const auto& rows = lattice.rows();
    up_ = unit(rows[2]);
    const Cartesian a = rows[0];
    right_ = unit(a - dot(a, up_) * up_);
    near_ = cross(right_, up_);
  }

  ViewedPoint of(const Cartesian& point) const {
    const double right = dot(point, right_), up = dot(point, up_), near = dot(point, near_);
    const double turn = kTurnDegrees * std::numbers::pi / 180.0, above = kFromAboveDegrees * std::numbers::pi / 180.0;
    const double turned = right * std::cos(turn) + near * std::sin(turn);
    const double depth = near * std::cos(turn) - right * std::sin(turn);
    return {turned, up * std::cos(above) - depth * std::sin(above), depth * std::cos(above) + up * std::sin(above)};
  }

 private:
  static Cartesian unit(const Cartesian& vector) { return (1.0 / length(vector)) * vector; }

  Cartesian up_, right_, near_;
};

// The coordinate of an atom in the cell, and of its image on the opposite face if it is on one.
std::vector<double> shown_along(double coordinate) {
  if (coordinate < kOnFace) return {coordinate, coordinate + 1.0};
  if (coordinate > 1.0 - kOnFace) return {coordinate - 1.0, coordinate};
  return {coordinate};
}

const char* ball_mark(Element element, const PictureRoles& roles) {
  if (element == roles.a) return "role-a";
  return element == roles.b ? "role-b" : "role-x";
}

std::vector<ViewedBall> balls_of(const Structure& structure, const PictureRoles& roles, const PictureView& view) {
  std::vector<ViewedBall> balls;
  for (const Site& site : structure.sites()) {
    const double radius = std::max(kMinBall, kBallScale * site.element.covalent_radius());
    const char* mark = ball_mark(site.element, roles);
    for (const double x : shown_along(site.position[0]))
      for (const double y : shown_along(site.position[1]))
        for (const double z : shown_along(site.position[2])) {
          if (balls.size() == kMaxPictureAtoms) return balls;
          balls.push_back({view.of(structure.lattice().cartesian(Fractional{x, y, z})), radius, mark});
        }
  }
  return balls;
}

struct ViewedEdge {
  ViewedPoint from;
  ViewedPoint to;
};

std::vector<ViewedEdge> edges_of(const Lattice& lattice, const PictureView& view) {
  std::vector<ViewedEdge> edges;
  for (std::size_t axis = 0; axis < 3; ++axis)
    for (const double one : {0.0, 1.0})
      for (const double other : {0.0, 1.0}) {
        Fractional from{0.0, 0.0, 0.0};
        from[(axis + 1) % 3] = one;
        from[(axis + 2) % 3] = other;
        Fractional to = from;
        to[axis] = 1.0;
        edges.push_back({view.of(lattice.cartesian(from)), view.of(lattice.cartesian(to))});
      }
  return edges;
}

// From Å to places in the picture.
class PictureFrame {
 public:
  PictureFrame(const std::vector<ViewedBall>& balls, const std::vector<ViewedEdge>& edges) {
    for (const ViewedBall& ball : balls) include(ball.centre, ball.radius);
    for (const ViewedEdge& edge : edges) {
      include(edge.from, 0.0);
      include(edge.to, 0.0);
    }
    scale_ = (kPictureSize - 2.0 * kPictureMargin) / std::max(right_ - left_, top_ - bottom_);
  }

  DrawnPoint place(const ViewedPoint& point) const {
    return {kPictureSize / 2.0 + (point.right - (left_ + right_) / 2.0) * scale_,
            kPictureSize / 2.0 - (point.up - (bottom_ + top_) / 2.0) * scale_};
  }
  double pixels(double angstrom) const { return angstrom * scale_; }

 private:
  void include(const ViewedPoint& point, double radius) {
    left_ = std::min(left_, point.right - radius);
    right_ = std::max(right_, point.right + radius);
    bottom_ = std::min(bottom_, point.up - radius);
    top_ = std::max(top_, point.up + radius);
  }

  double left_ = 1e300, right_ = -1e300, bottom_ = 1e300, top_ = -1e300;
  double scale_ = 1.0;
};

}  // namespace

std::string structure_picture(const Structure& structure, const PictureRoles& roles) {
  const Structure cell = wrapped(structure);
  const PictureView view(cell.lattice());
  auto balls = balls_of(cell, roles, view);
  const auto edges = edges_of(cell.lattice(), view);
  std::ranges::stable_sort(balls, {}, [](const ViewedBall& ball) { return ball.centre.near; });
  const PictureFrame frame(balls, edges);
  std::string path;
  for (const ViewedEdge& edge : edges) {
    const DrawnPoint from = frame.place(edge.from), to = frame.place(edge.to);
    path += fmt::format("M{} {}L{} {}", coordinate_text(from.x), coordinate_text(from.y), coordinate_text(to.x),
                        coordinate_text(to.y));
  }
  std::string svg = fmt::format("<svg class=\"cell\" viewBox=\"0 0 {0} {0}\" aria-hidden=\"true\"><path d=\"{1}\"/>",
                                coordinate_text(kPictureSize), path);
  for (const ViewedBall& ball : balls) {
    const DrawnPoint place = frame.place(ball.centre);
    svg += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>", ball.mark, coordinate_text(place.x),
                       coordinate_text(place.y), coordinate_text(frame.pixels(ball.radius)));
  }
  return svg + "</svg>";
}

}  // namespace crystalgan
