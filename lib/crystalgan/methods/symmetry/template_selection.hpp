#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "crystalgan/potentials/ionic/ionic_model.hpp"

namespace crystalgan {

/// A template with a geometry.
struct RelaxedTemplate {
  std::size_t place;       ///< of the template among those of its formula, likeliest first
  double log_probability;  ///< of the template in its formula
  double energy;           ///< eV/atom
  double volume_per_atom;  ///< Å^3
  IonicCell cell;
};

/// Those of equal energy (0.01 eV/atom) and volume per atom (1/15 Å^3) are one: the first. Order is kept.
std::vector<RelaxedTemplate> without_repeats(std::vector<RelaxedTemplate> found);

/// The first `count` by log P - 6 max(E - E₀, -0.5), best first, equal ones in their order. E₀ is the second percentile of
/// the energies: one collapsed cell must not decide.
std::vector<RelaxedTemplate> most_promising(std::vector<RelaxedTemplate> found, std::size_t count);

/// A geometry that stands for all that relax to it.
struct TemplateMinimum {
  RelaxedTemplate first;
  double summed_log_probability;  ///< log Σ P over `first` and its repeats
  int repeats;
  int minimum;  ///< which of the minima of its template, from 0
};

/// Collects minima: at most three of a template, since one template can be two crystals (delafossite and layered rock salt
/// are both 166 A B X2).
class TemplateMinima {
 public:
  /// Equal energy (1/300 eV/atom) and volume per atom (1/30 Å^3) make a repeat of the earlier one, whose template is the
  /// one kept. A fourth minimum of a template is dropped.
  void add(RelaxedTemplate found);

  const std::vector<TemplateMinimum>& minima() const { return minima_; }

 private:
  std::map<std::pair<long, long>, std::size_t> known_;
  std::map<std::size_t, int> of_template_;
  std::vector<TemplateMinimum> minima_;
};

}  // namespace crystalgan
