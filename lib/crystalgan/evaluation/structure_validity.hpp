#pragma once

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// Whether a site and its own image are a pair. The published rules ignore them: to them a cell of one atom that is
/// 0.3 Å wide is valid.
enum class OwnImages { ignored, counted };

/// Å: the shortest distance between two different sites, images included; with `counted` also between a site and its
/// own image. Infinite for a single site when they are ignored.
double shortest_site_distance(const Structure& structure, OwnImages own_images);

double mass_density(const Structure& structure);  ///< g/cm^3

/// CDVAE's structure validity (Xie et al., arXiv:2110.06197): no distance below 0.5 Å, no volume below 0.1 Å^3.
bool cdvae_valid(const Structure& structure, OwnImages own_images);

/// LeMat-GenBench's validity (github.com/LeMaterial/lemat-genbench, 2025) without its charge neutrality, which needs
/// bond valences, and without its trial runs of a CIF writer and of spglib. Its angles, 0 to 180 degrees, are those of
/// every lattice.
struct LematChecks {
  bool distances;       ///< every pair at least 0.5 (0.7 Å + the sum of its atomic radii) apart
  bool density;         ///< 0.01 to 25 g/cm^3
  bool number_density;  ///< 1e-5 to 0.5 atoms/Å^3
  bool volume;          ///< above 1 Å^3
  bool lengths;         ///< a, b and c from 1 to 100 Å

  bool all() const { return distances && density && number_density && volume && lengths; }

  friend bool operator==(const LematChecks&, const LematChecks&) = default;
};

/// As published, a single atom has no distance that could be too short. With `counted` the distance of every site to
/// its own image counts too.
LematChecks lemat_checks(const Structure& structure, OwnImages own_images);

}  // namespace crystalgan
