#include "crystalgan/methods/step_settings.hpp"

namespace crystalgan {
namespace {

// One window for both metals, as in the paper.
GeometryConstraint constraint_of(const Configuration::Loss& loss) {
  GeometryConstraint constraint;
  constraint.form = loss.geometry;
  constraint.window = {loss.d1, loss.d2};
  constraint.images = loss.images;
  if (loss.constrain_x) constraint.groups.push_back({Block::x});
  return constraint;
}

}  // namespace

AdamSettings adam_settings(const Configuration::Training& training) {
  return {training.learning_rate, training.beta1, training.beta2, training.epsilon};
}

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
  settings.adam = adam_settings(training);
  settings.objective.weights = {loss.adversarial * loss.lambda1,
                                loss.lambda2,
                                loss.adversarial * loss.lambda3,
                                loss.lambda4,
                                loss.lambda5,
                                loss.lambda6};
  if (step == 3) settings.objective.constraint = constraint_of(loss);
  return settings;
}

std::vector<std::string> names_of(const std::vector<Structure>& structures) {
  std::vector<std::string> names;
  for (const Structure& structure : structures) names.push_back(structure.name());
  return names;
}

}  // namespace crystalgan
