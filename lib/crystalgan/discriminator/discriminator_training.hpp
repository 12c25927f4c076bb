#pragma once

#include <cstddef>
#include <vector>

#include "crystalgan/core/seed.hpp"
#include "crystalgan/discriminator/template_discriminator.hpp"

namespace crystalgan {

/// Known templates of one binary formula: what D is to tell from all others.
struct KnownTemplates {
  RoleCounts formula;  ///< (m, 0, q)
  struct Known {
    wyckoff::Template arrangement;  ///< in its canonical form
    std::size_t count;              ///< binaries that have it
  };
  std::vector<Known> known;
};

/// Templates of structures sorted by formula; those outside the limits of the enumeration are left out, as none of the
/// templates they would be compared with is like them.
std::vector<KnownTemplates> known_templates(const std::vector<wyckoff::Template>& templates);

struct DiscriminatorTraining {
  TemplateDiscriminator discriminator;
  std::size_t formulas = 0, positives = 0;
  double loss = 0.0, uniform_loss = 0.0;  ///< without the penalties; of the uniform distribution
};

/// Trains D. For each formula the known templates are compared with 6,000 others drawn from all enumerated ones.
/// Throws StructureError where no template is known. The result is the same for any number of threads.
DiscriminatorTraining train_discriminator(const std::vector<KnownTemplates>& known, Seed seed, std::size_t threads = 1);

}  // namespace crystalgan
