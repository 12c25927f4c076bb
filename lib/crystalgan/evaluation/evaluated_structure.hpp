#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crystalgan/crystal/structure.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/evaluation/remarks.hpp"
#include "crystalgan/evaluation/structure_validity.hpp"

namespace crystalgan {

/// The first reference structure that a structure fits.
struct ReferenceMatch {
  std::size_t reference;
  std::optional<double> rms;  ///< pymatgen's get_rms_dist, in units of (volume/sites)^(1/3)
};

/// One structure and every verdict on it.
struct EvaluatedStructure {
  std::string name;
  Composition composition;                ///< of the cell
  double volume_per_atom;                 ///< Å^3
  double density;                         ///< g/cm^3
  std::optional<SpaceGroup> space_group;  ///< at 0.1 Å
  double site_distance;                   ///< Å, the shortest between different sites; infinite for a single site
  double distance;                        ///< Å, the shortest, own images counted
  bool cdvae_structure;
  bool cdvae_structure_own_images;
  bool cdvae_composition;
  LematChecks lemat;
  LematChecks lemat_own_images;
  Remarks remarks;
  // Beside the others of its set, and the references.
  std::optional<std::size_t> repeats;       ///< the first of its group, where that is another one
  std::optional<std::size_t> alike;         ///< how many of its set fit it, itself included
  std::optional<ReferenceMatch> reference;  ///< nothing: novel

  std::size_t atoms() const;
};

/// All that can be said of a structure alone; `first` is what remarks_on() sets it beside.
EvaluatedStructure evaluate_structure(const Structure& structure, const Structure& first);

/// A measure that is a share: what holds of single structures.
struct ShareMeasure {
  std::string_view key;
  std::string_view title;  ///< with the name of its suite
  bool (*holds)(const EvaluatedStructure&);
  bool needs_reference = false;
};

/// In the order of the tables.
std::span<const ShareMeasure> share_measures();

}  // namespace crystalgan
