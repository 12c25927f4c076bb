#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "crystalgan/chemistry/binary_geometry.hpp"
#include "crystalgan/chemistry/formula_list.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/methods/symmetry/distance_ratio.hpp"
#include "crystalgan/methods/symmetry/likely_templates.hpp"
#include "crystalgan/methods/symmetry/symmetry_candidate.hpp"
#include "crystalgan/methods/symmetry/template_selection.hpp"
#include "crystalgan/methods/symmetry/template_symmetry.hpp"
#include "crystalgan/potentials/ionic/ionic_relaxation.hpp"
#include "crystalgan/wyckoff/template.hpp"

namespace crystalgan {

/// How much a formula is worth. All chosen: what a few seconds per system allow.
struct TemplateBudget {
  std::size_t templates;  ///< that are tried
  std::size_t relaxed;    ///< geometries that are relaxed to the end

  /// By the rank of the formula in its list, from 0, and by what brought it there.
  static TemplateBudget of(std::size_t rank, FormulaSource source);
};

/// How many random geometries a template is given: more where it is likely (`place` in the list, from 0) and where it has
/// free coordinates.
int tries_of(const wyckoff::TemplateView& arrangement, std::size_t place);

/// Geometries of templates in the ionic potential. One object per thread: keeps its memory between calls.
class TemplateSearch {
 public:
  TemplateSearch(const ChemicalSystem& system, const TernaryGeometry& geometry, Seed seed)
      : system_(system), geometry_(geometry), seed_(seed) {}

  /// Candidates of one formula in the order of most_promising(): random cells and coordinates, relaxed by a few steps;
  /// then the best of `templates`, `relaxed` of them, to the end. `rank` is that of the formula in its list. The same
  /// for every thread and whatever was searched before: each start draws from a seed of its own, by formula, template and
  /// try.
  std::vector<SymmetryCandidate> candidates(const RoleCounts& formula, std::size_t rank, const IonicModel& model,
                                            const std::vector<LikelyTemplate>& templates, std::size_t relaxed);

 private:
  // One formula and its potential.
  struct Target {
    RoleCounts formula;
    std::size_t rank;
    const IonicModel& model;
    double unit_volume;  // of a formula unit by the rule, Å^3
  };

  /// Of the first steps, which only sort: 0.01 eV of 100 eV.
  static constexpr double kEarlyAccuracy = 1e-4;

  std::optional<IonicCell> start(const wyckoff::TemplateView& arrangement, std::span<const AtomPair> pairs,
                                 double volume, Random& random);
  std::vector<RelaxedTemplate> tried(const Target& target, const std::vector<LikelyTemplate>& templates);
  bool relax(const Target& target, IonicRelaxation& relaxation, int steps, RelaxedTemplate& found);
  SymmetryCandidate candidate(const Target& target, const TemplateMinimum& minimum,
                              const wyckoff::Template& arrangement) const;

  ChemicalSystem system_;
  TernaryGeometry geometry_;
  Seed seed_;
  IonicRelaxation early_{kEarlyAccuracy}, late_;
  DistanceRatio distances_;
  std::vector<TemplateSymmetry> symmetries_;  // of the templates of the formula at hand
};

}  // namespace crystalgan
