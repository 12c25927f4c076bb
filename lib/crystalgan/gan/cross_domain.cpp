#include "crystalgan/gan/cross_domain.hpp"

#include <ATen/ATen.h>

namespace crystalgan {

std::vector<at::Tensor> CrossDomainGan::generator_parameters() const {
  return {generators.a.parameters(), generators.b.parameters()};
}

std::vector<at::Tensor> CrossDomainGan::discriminator_parameters() const {
  return {discriminators.a.parameters(), discriminators.b.parameters()};
}

void CrossDomainGan::move_to(at::Device device) {
  generators.a.move_to(device);
  generators.b.move_to(device);
  discriminators.a.move_to(device);
  discriminators.b.move_to(device);
}

Translation translate(const CrossDomainGan& gan, const PerDomain<CellBatch>& cells,
                      const PerDomain<at::Tensor>& latent) {
  Translation made;
  made.fake.b = gan.generators.a(cells.a, latent.a);
  made.fake.a = gan.generators.b(cells.b, latent.b);
  made.cycle.a = gan.generators.b(made.fake.b);
  made.cycle.b = gan.generators.a(made.fake.a);
  return made;
}

DiscriminatorTerms discriminator_terms(const CrossDomainGan& gan, const PerDomain<CellBatch>& real,
                                       const PerDomain<CellBatch>& fake) {
  // real and fake in one pass through each discriminator
  const auto terms = [](const Discriminator& discriminator, const CellBatch& truth, const CellBatch& made) {
    const auto logits = discriminator(
        {at::cat({truth.features, made.features.detach()}, 1), at::cat({truth.mask, made.mask}, 1)});  // [M, B + B', 1]
    return discriminator_loss(logits.slice(1, 0, truth.size()), logits.slice(1, truth.size()));
  };
  return {terms(gan.discriminators.a, real.a, fake.a), terms(gan.discriminators.b, real.b, fake.b)};
}

GeneratorTerms generator_terms(const CrossDomainGan& gan, const PerDomain<CellBatch>& cells,
                               const Translation& translation, const std::optional<GeometryConstraint>& constraint) {
  GeneratorTerms terms{generator_adversarial_loss(gan.discriminators.b(translation.fake.b)),
                       reconstruction_loss(translation.cycle.a.features, cells.a.features),
                       generator_adversarial_loss(gan.discriminators.a(translation.fake.a)),
                       reconstruction_loss(translation.cycle.b.features, cells.b.features), std::nullopt};
  if (constraint && constraint->form != GeometryForm::none) {
    const GeometryTerms of_b = geometry_terms(translation.fake.b, *constraint);
    const GeometryTerms of_a = geometry_terms(translation.fake.a, *constraint);
    terms.geometry = GeometryTerms{of_b.geo1 + of_a.geo1, of_b.geo2 + of_a.geo2};
  }
  return terms;
}

}  // namespace crystalgan
