#include "crystalgan/methods/step_settings.hpp"

#include <ATen/ATen.h>

namespace crystalgan {
namespace {

GeometryForm geometry_form(Geometry geometry) {
  switch (geometry) {
    case Geometry::literal:
      return GeometryForm::literal;
    case Geometry::spring:
      return GeometryForm::spring;
    case Geometry::hinge:
      return GeometryForm::hinge;
    case Geometry::none:
      return GeometryForm::none;
  }
  return GeometryForm::none;
}

}  // namespace

Engine engine_of(const Configuration&) { return Engine::fused; }

StepSettings step_settings(const Configuration& configuration, std::int64_t step) {
  const auto& training = configuration.training;
  const auto& loss = configuration.loss;
  StepSettings settings;
  settings.step = step;
  settings.epochs = step == 1 ? training.epochs_step1 : training.epochs_step3;
  settings.batch_size = training.batch_size;
  settings.generator_updates = training.generator_updates;
  settings.record_every = training.record_every;
  settings.layers = configuration.networks.layers;
  settings.width = configuration.networks.width;
  settings.engine = engine_of(configuration);
  settings.adam = {training.learning_rate, training.beta1, training.beta2, training.epsilon};
  settings.weights = {loss.adversarial * loss.lambda1,
                      loss.lambda2,
                      loss.adversarial * loss.lambda3,
                      loss.lambda4,
                      loss.lambda5,
                      loss.lambda6};
  return settings;
}

GeometryConstraint window_constraint(const Configuration::Loss& loss) {
  GeometryConstraint constraint;
  constraint.form = geometry_form(loss.geometry);
  constraint.window = {loss.d1, loss.d2};
  constraint.images = loss.images;
  if (loss.constrain_x) constraint.groups.push_back({static_cast<std::int64_t>(Block::x)});
  return constraint;
}

std::vector<std::string> names_of(const std::vector<Structure>& structures) {
  std::vector<std::string> names;
  for (const Structure& structure : structures) names.push_back(structure.name());
  return names;
}

CellBatch with_member_axis(const EncodedSet& encoded) {
  return {encoded.features.unsqueeze(0), encoded.mask.unsqueeze(0)};  // [1, B, K, S, 3], [1, B, K, S]
}

}  // namespace crystalgan
