#pragma once

#include <cstddef>
#include <vector>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/potentials/single_points.hpp"
#include "crystalgan/record/measures.hpp"
#include "crystalgan/record/single_point_record.hpp"

namespace crystalgan {

/// Whether every candidate has the prior and the score of the symmetry mode; runs of earlier builds have none.
bool have_scores(const std::vector<Candidate>& candidates);

/// Orders candidates of the symmetry mode by scores_by_energy() and chooses the first `count` to be relaxed; one that
/// fits a better one (StructureMatcher) is passed over, one without energy is not chosen. `structures` and `points` are
/// theirs, one for one. Rows are in the order of `candidates`. Equal scores keep that order.
std::vector<SinglePointRow> best_by_energy(const std::vector<Candidate>& candidates,
                                           const std::vector<Structure>& structures,
                                           const std::vector<SinglePoint>& points, std::size_t count);

}  // namespace crystalgan
