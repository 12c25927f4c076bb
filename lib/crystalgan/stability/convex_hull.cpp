#include "crystalgan/stability/convex_hull.hpp"

#include <libqhull_r/libqhull_r.h>

#include <algorithm>
#include <limits>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// eV/atom, of an extra point above all others. It gives the hull a volume even if only the elements are stable. Any
// positive value works: only downward facets are read.
constexpr double kLid = 1.0;

// A facet points down if the z component of its unit normal is below this.
constexpr double kDown = -1e-12;

// Qhull's reentrant C interface: its C++ headers do not compile as C++20.
class QhullRun {
 public:
  struct Facet {
    std::array<double, 3> normal;        // unit length, outwards
    double offset;                       // normal · point + offset = 0
    std::array<std::size_t, 3> corners;  // indices of points
  };

  // Points as x, y, z, x, y, z, ... Throws NumericalError.
  explicit QhullRun(std::vector<double>& points) {
    char options[] = "qhull Qt";
    ::qh_zero(&qh_, nullptr);
    const int failed =
        ::qh_new_qhull(&qh_, 3, static_cast<int>(points.size() / 3), points.data(), False, options, nullptr, nullptr);
    if (failed) {
      free_all();
      throw NumericalError("hull: Qhull failed with code " + std::to_string(failed));
    }
  }
  QhullRun(const QhullRun&) = delete;
  QhullRun& operator=(const QhullRun&) = delete;
  ~QhullRun() { free_all(); }

  std::vector<Facet> facets() const {
    std::vector<Facet> facets;
    for (const facetT* facet = qh_.facet_list; facet != nullptr && facet->next != nullptr; facet = facet->next)
      facets.push_back({{facet->normal[0], facet->normal[1], facet->normal[2]}, facet->offset, corners_of(*facet)});
    return facets;
  }

 private:
  // Facets are triangles by the option Qt.
  std::array<std::size_t, 3> corners_of(const facetT& facet) const {
    std::array<std::size_t, 3> corners{};
    for (std::size_t k = 0; k < 3; ++k) {
      const auto* const corner = static_cast<const vertexT*>(facet.vertices->e[k].p);
      corners[k] = static_cast<std::size_t>(corner->point - qh_.first_point) / 3;
    }
    return corners;
  }

  void free_all() {
    int current = 0;
    int total = 0;
    ::qh_freeqhull(&qh_, !qh_ALL);
    ::qh_memfreeshort(&qh_, &current, &total);
  }

  qhT qh_;
};

int atoms_of(const Composition& composition) {
  int atoms = 0;
  for (const auto& [element, count] : composition) atoms += count;
  return atoms;
}

// Fractions of the three elements.
std::array<double, 3> shares_of(const Composition& composition, const std::array<Element, 3>& elements) {
  std::array<double, 3> shares{};
  const double atoms = atoms_of(composition);
  for (const auto& [element, count] : composition) {
    const auto place = std::ranges::find(elements, element);
    if (place == elements.end())
      throw StructureError("hull: expected phases of three elements, got " + formula(composition));
    shares[static_cast<std::size_t>(place - elements.begin())] = count / atoms;
  }
  return shares;
}

}  // namespace

ConvexHull::ConvexHull(const std::array<Element, 3>& elements, const std::vector<Phase>& phases) : elements_(elements) {
  energies_.fill(std::numeric_limits<double>::infinity());
  std::vector<std::size_t> phase_of_point(4);  // the corners' lowest phases, and none for the point above
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const auto shares = shares_of(phases[i].composition, elements_);
    const double energy = phases[i].energy / atoms_of(phases[i].composition);
    for (std::size_t k = 0; k < 3; ++k)
      if (shares[k] == 1.0 && energy < energies_[k]) {
        energies_[k] = energy;
        phase_of_point[k] = i;
      }
  }
  for (std::size_t k = 0; k < 3; ++k)
    if (!(energies_[k] < std::numeric_limits<double>::infinity()))
      throw StructureError("hull: expected a phase of pure " + std::string(elements_[k].symbol()) + ", got none");
  // the corners, the point above their centre, and the points below the plane of the corners
  std::vector<double> points{1, 0, 0, 0, 1, 0, 0, 0, 0, 1.0 / 3.0, 1.0 / 3.0, kLid};
  for (std::size_t i = 0; i < phases.size(); ++i) {
    const double energy = formation_energy(phases[i]);
    if (!(energy < 0.0)) continue;
    const auto shares = shares_of(phases[i].composition, elements_);
    points.insert(points.end(), {shares[0], shares[1], energy});
    phase_of_point.push_back(i);
  }
  QhullRun qhull(points);
  for (const auto& [normal, offset, corners] : qhull.facets()) {
    if (!(normal[2] < kDown)) continue;
    facets_.push_back({-offset / normal[2], {-normal[0] / normal[2], -normal[1] / normal[2]}});
    triangles_.push_back({phase_of_point[corners[0]], phase_of_point[corners[1]], phase_of_point[corners[2]]});
    std::ranges::sort(triangles_.back());
  }
  std::ranges::sort(triangles_);
}

double ConvexHull::formation_energy(const Phase& phase) const {
  const auto shares = shares_of(phase.composition, elements_);
  double energy = phase.energy / atoms_of(phase.composition);
  for (std::size_t k = 0; k < 3; ++k) energy -= shares[k] * energies_[k];
  return energy;
}

double ConvexHull::hull_energy(const Composition& composition) const {
  const auto shares = shares_of(composition, elements_);
  double highest = -std::numeric_limits<double>::infinity();
  for (const Plane& facet : facets_)
    highest = std::max(highest, facet.constant + facet.slopes[0] * shares[0] + facet.slopes[1] * shares[1]);
  return highest;
}

}  // namespace crystalgan
