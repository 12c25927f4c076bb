#include "crystalgan/evaluation/evaluated_structure.hpp"

#include <array>

#include "crystalgan/evaluation/composition_validity.hpp"

namespace crystalgan {
namespace {

using Evaluated = EvaluatedStructure;

constexpr std::array kShareMeasures{
    ShareMeasure{"cdvae_structure", "CDVAE structure validity", [](const Evaluated& s) { return s.cdvae_structure; }},
    ShareMeasure{"cdvae_structure_own_images", "  own images counted",
                 [](const Evaluated& s) { return s.cdvae_structure_own_images; }},
    ShareMeasure{"cdvae_composition", "CDVAE composition validity (SMACT)",
                 [](const Evaluated& s) { return s.cdvae_composition; }},
    ShareMeasure{"cdvae_valid", "CDVAE validity: structure and composition",
                 [](const Evaluated& s) { return s.cdvae_structure && s.cdvae_composition; }},
    ShareMeasure{"lemat_valid", "LeMat-GenBench validity, charges aside",
                 [](const Evaluated& s) { return s.lemat.all(); }},
    ShareMeasure{"lemat_valid_own_images", "  own images counted",
                 [](const Evaluated& s) { return s.lemat_own_images.all(); }},
    ShareMeasure{"lemat_distances", "  distances", [](const Evaluated& s) { return s.lemat.distances; }},
    ShareMeasure{"lemat_distances_own_images", "  distances, own images counted",
                 [](const Evaluated& s) { return s.lemat_own_images.distances; }},
    ShareMeasure{"lemat_density", "  density", [](const Evaluated& s) { return s.lemat.density; }},
    ShareMeasure{"lemat_number_density", "  atoms per volume",
                 [](const Evaluated& s) { return s.lemat.number_density; }},
    ShareMeasure{"lemat_volume", "  volume", [](const Evaluated& s) { return s.lemat.volume; }},
    ShareMeasure{"lemat_lengths", "  lengths", [](const Evaluated& s) { return s.lemat.lengths; }},
    ShareMeasure{"symmetric", "symmetric: neither P1 nor P-1",
                 [](const Evaluated& s) { return s.space_group && s.space_group->number > 2; }},
    ShareMeasure{"p1", "P1", [](const Evaluated& s) { return s.space_group && s.space_group->number == 1; }},
    ShareMeasure{"unique", "unique (MatterGen): the first of its group", [](const Evaluated& s) { return !s.repeats; }},
    ShareMeasure{"novel", "novel (MatterGen, matbench-genmetrics)", [](const Evaluated& s) { return !s.reference; },
                 true},
    ShareMeasure{"unique_novel", "unique and novel (MatterGen's S.U.N. without S)",
                 [](const Evaluated& s) { return !s.repeats && !s.reference; }, true},
};

}  // namespace

std::size_t EvaluatedStructure::atoms() const {
  std::size_t count = 0;
  for (const auto& [element, atoms] : composition) count += static_cast<std::size_t>(atoms);
  return count;
}

EvaluatedStructure evaluate_structure(const Structure& structure, const Structure& first) {
  return {.name = structure.name(),
          .composition = structure.composition(),
          .volume_per_atom = structure.volume_per_atom(),
          .density = mass_density(structure),
          .space_group = find_space_group(structure),
          .site_distance = shortest_site_distance(structure, OwnImages::ignored),
          .distance = shortest_site_distance(structure, OwnImages::counted),
          .cdvae_structure = cdvae_valid(structure, OwnImages::ignored),
          .cdvae_structure_own_images = cdvae_valid(structure, OwnImages::counted),
          .cdvae_composition = smact_valid(structure.composition()),
          .lemat = lemat_checks(structure, OwnImages::ignored),
          .lemat_own_images = lemat_checks(structure, OwnImages::counted),
          .remarks = remarks_on(structure, first),
          .repeats = std::nullopt,
          .alike = std::nullopt,
          .reference = std::nullopt};
}

std::span<const ShareMeasure> share_measures() { return kShareMeasures; }

}  // namespace crystalgan
