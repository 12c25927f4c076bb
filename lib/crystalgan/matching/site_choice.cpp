#include "crystalgan/matching/site_choice.hpp"

#include "crystalgan/core/closest_image.hpp"

namespace crystalgan {
namespace {

// How much a site counts by its element. Chosen: different for all elements, of one size.
double weight_of(Element element) { return 1.0 + 0.013 * element.atomic_number(); }

// Falls slowly over the distances of neighbours; finite where sites coincide. Chosen.
double part_of(double square) { return 1.0 / (1.0 + square); }

}  // namespace

SiteChoice choose_site(const std::vector<Site>& sites, const ElementSites& group, const LatticeVectors& vectors) {
  SiteChoice found{group.begin, 0.0};
  if (sites.size() > kMaxPairedSites) return found;  // no comparison will need it
  for (const LatticeVector& vector : vectors.vectors()) found.of_crystal += part_of(vector.length * vector.length);
  const Basis& basis = vectors.basis();
  const ClosestImage images(basis);
  std::vector<Cartesian> apart(sites.size());
  std::vector<NearestImage> nearest(sites.size());
  double least = 0.0;
  for (std::size_t from = group.begin; from < group.end; ++from) {
    for (std::size_t to = 0; to < sites.size(); ++to) {
      const Fractional by = sites[to].position - sites[from].position;
      apart[to] = by[0] * basis[0] + by[1] * basis[1] + by[2] * basis[2];
    }
    images.nearest(apart, nearest);
    double of_site = 0.0;
    for (std::size_t to = 0; to < sites.size(); ++to)
      of_site += weight_of(sites[to].element) * part_of(nearest[to].square);
    found.of_crystal += of_site;
    if (from > group.begin && of_site >= least) continue;
    found.site = from;
    least = of_site;
  }
  return found;
}

}  // namespace crystalgan
