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

/// The first matching reference structure.
struct ReferenceMatch {
  std::size_t reference;
  std::optional<double> rms;  ///< pymatgen's get_rms_dist, in units of (volume/sites)^(1/3)
};

/// A structure and its measures.
struct EvaluatedStructure {
  std::string name;
  Composition composition;                ///< of the cell
  double volume_per_atom;                 ///< Å^3
  double density;                         ///< g/cm^3
  std::optional<SpaceGroup> space_group;  ///< at 0.1 Å
  double site_distance;                   ///< Å, the shortest between different sites; infinite for one site
  double distance;                        ///< Å, the shortest, own images included
  bool cdvae_structure;
  bool cdvae_structure_own_images;
  bool cdvae_composition;
  LematChecks lemat;
  LematChecks lemat_own_images;
  Remarks remarks;
  // By comparison with its set and the references.
  std::optional<std::size_t> repeats;       ///< the first of its group, if that is another one
  std::optional<std::size_t> alike;         ///< number of structures of the set that fit it, itself included
  std::optional<ReferenceMatch> reference;  ///< nothing: novel

  std::size_t atoms() const;
};

/// The measures of a single structure; remarks_on() compares it with `first`.
EvaluatedStructure evaluate_structure(const Structure& structure, const Structure& first);

/// A measure that is true or false for each structure.
struct ShareMeasure {
  std::string_view key;
  std::string_view title;  ///< with the name of its suite
  bool (*holds)(const EvaluatedStructure&);
  bool needs_reference = false;
};

/// In the order of the tables.
std::span<const ShareMeasure> share_measures();

}  // namespace crystalgan
