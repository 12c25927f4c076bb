#include "crystalgan/gan/constraint.hpp"

#include <ATen/ATen.h>

namespace crystalgan {
namespace {

GeometryTerms terms_of_form(GeometryForm form, const NearestDistances& s, const DistanceWindow& window) {
  switch (form) {
    case GeometryForm::literal:
      return literal_geometry(s, window);
    case GeometryForm::spring:
      return spring_geometry(s, window);
    case GeometryForm::hinge:
      return hinge_geometry(s, window);
    case GeometryForm::none:
      break;
  }
  const auto zero = at::zeros({s.distance.size(0)}, s.distance.options());
  return {zero, zero};
}

// Which kind of atom each row of the blocks 1, 2, 3 side by side is: 0 X, 1 A, 2 B.
std::vector<std::int64_t> kinds_of_rows(std::int64_t slots) {
  std::vector<std::int64_t> kinds;
  for (std::int64_t block = 0; block < 3; ++block) kinds.insert(kinds.end(), static_cast<std::size_t>(slots), block);
  return kinds;
}

}  // namespace

GeometryTerms geometry_terms(const CellBatch& cells, const GeometryConstraint& constraint) {
  const at::Tensor volume = constraint.scale && constraint.volume ? constraint.volume(cells.mask) : at::Tensor{};
  const auto in_angstrom = [&](const std::vector<std::int64_t>& blocks) {
    return measured_atoms(cells, blocks, constraint.scale, volume);
  };
  GeometryTerms sum;
  if (constraint.pairs)
    sum = pair_geometry(in_angstrom({1, 2, 3}), kinds_of_rows(cells.features.size(3)), *constraint.pairs);
  else
    for (const auto& blocks : constraint.groups) {
      const auto distances = nearest_distances(in_angstrom(blocks), constraint.images);
      const GeometryTerms terms = terms_of_form(constraint.form, distances, constraint.window);
      sum.geo1 = sum.geo1.defined() ? sum.geo1 + terms.geo1 : terms.geo1;
      sum.geo2 = sum.geo2.defined() ? sum.geo2 + terms.geo2 : terms.geo2;
    }
  return {sum.geo1.to(cells.features.options()), sum.geo2.to(cells.features.options())};
}

}  // namespace crystalgan
