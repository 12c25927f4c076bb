#include "crystalgan/gan/cross_domain.hpp"

#include <ATen/ATen.h>

#include <utility>

namespace crystalgan {
namespace {

std::vector<at::Tensor> both(const PerDomain<Perceptron>& networks) {
  std::vector<at::Tensor> all = networks.a.parameters();
  all.insert(all.end(), networks.b.parameters().begin(), networks.b.parameters().end());
  return all;
}

at::Tensor logits(const Perceptron& discriminator, const at::Tensor& features) {
  return discriminator(features.flatten(2));  // [M, B, 1]
}

AtomBatch atoms_of(const at::Tensor& features, const at::Tensor& mask, const std::vector<std::int64_t>& blocks) {
  std::vector<at::Tensor> positions;
  std::vector<at::Tensor> present;
  for (const std::int64_t block : blocks) {
    positions.push_back(features.select(2, block));  // [M, B, S, 3]
    present.push_back(mask.select(2, block));        // [M, B, S]
  }
  const auto lattice = features.select(2, 0).slice(2, 0, 3);  // [M, B, 3, 3]
  return {lattice, at::cat(positions, 2), at::cat(present, 2)};
}

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

// The constraint on both fakes and all groups of atoms: [M] each.
GeometryTerms geometry_terms(const Translation& made, const PerDomain<at::Tensor>& masks,
                             const GeometryConstraint& constraint) {
  GeometryTerms sum;
  const auto add = [&sum](const GeometryTerms& terms) {
    sum.geo1 = sum.geo1.defined() ? sum.geo1 + terms.geo1 : terms.geo1;
    sum.geo2 = sum.geo2.defined() ? sum.geo2 + terms.geo2 : terms.geo2;
  };
  for (const auto& blocks : constraint.groups) {
    for (const auto& [features, mask] : {std::pair{made.fake.b, masks.a}, std::pair{made.fake.a, masks.b}}) {
      const auto distances = nearest_distances(atoms_of(features, mask, blocks), constraint.images);
      add(terms_of_form(constraint.form, distances, constraint.window));
    }
  }
  return sum;
}

}  // namespace

std::vector<at::Tensor> CrossDomainGan::generator_parameters() const { return both(generators); }
std::vector<at::Tensor> CrossDomainGan::discriminator_parameters() const { return both(discriminators); }

at::Tensor generate(const Perceptron& generator, const at::Tensor& features) {
  return generator(features.flatten(2)).view(features.sizes());  // [M, B, K, S, 3]
}

Translation translate(const CrossDomainGan& gan, const PerDomain<at::Tensor>& features) {
  Translation made;
  made.fake.b = generate(gan.generators.a, features.a);
  made.fake.a = generate(gan.generators.b, features.b);
  made.cycle.a = generate(gan.generators.b, made.fake.b);
  made.cycle.b = generate(gan.generators.a, made.fake.a);
  return made;
}

DiscriminatorTerms discriminator_terms(const CrossDomainGan& gan, const PerDomain<at::Tensor>& real,
                                       const PerDomain<at::Tensor>& fake) {
  // real and fake in one pass through each discriminator
  const auto terms = [](const Perceptron& discriminator, const at::Tensor& truth, const at::Tensor& made) {
    const auto all = logits(discriminator, at::cat({truth, made.detach()}, 1));  // [M, B + B', 1]
    const std::int64_t count = truth.size(1);
    return discriminator_loss(all.slice(1, 0, count), all.slice(1, count));
  };
  return {terms(gan.discriminators.a, real.a, fake.a), terms(gan.discriminators.b, real.b, fake.b)};
}

GeneratorTerms generator_terms(const CrossDomainGan& gan, const PerDomain<at::Tensor>& features,
                               const PerDomain<at::Tensor>& masks, const Translation& translation,
                               const std::optional<GeometryConstraint>& constraint) {
  GeneratorTerms terms{generator_adversarial_loss(logits(gan.discriminators.b, translation.fake.b)),
                       reconstruction_loss(translation.cycle.a, features.a),
                       generator_adversarial_loss(logits(gan.discriminators.a, translation.fake.a)),
                       reconstruction_loss(translation.cycle.b, features.b), std::nullopt};
  if (constraint && constraint->form != GeometryForm::none)
    terms.geometry = geometry_terms(translation, masks, *constraint);
  return terms;
}

}  // namespace crystalgan
