#include "crystalgan/training/cross_domain_training.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/training/history_array.hpp"

namespace crystalgan {
namespace {

// A network and its optimiser, under its name.
template <class Visit>
void for_each_network(const std::string& prefix, const Visit& visit) {
  visit(
      prefix + "generator-a", [](auto& of_game) -> auto& { return of_game.generators.a; });
  visit(
      prefix + "generator-b", [](auto& of_game) -> auto& { return of_game.generators.b; });
  visit(
      prefix + "discriminator-a", [](auto& of_game) -> auto& { return of_game.discriminators.a; });
  visit(
      prefix + "discriminator-b", [](auto& of_game) -> auto& { return of_game.discriminators.b; });
}

bool names_all(const std::vector<std::int64_t>& index, const CellBatch<float>& set) {
  return std::ssize(index) == set.size && std::is_sorted(index.begin(), index.end());
}

std::optional<GeometryTerms> geometry_of(const CellBatch<float>& cells,
                                         const std::optional<GeometryConstraint>& constraint) {
  if (!constraint || constraint->form == GeometryForm::none) return std::nullopt;
  std::vector<float> gradient(cells.features.size());
  return geometry_loss(cells, *constraint, {}, std::span<float>(gradient));
}

}  // namespace

CellBatch<float> part_of(const CellBatch<float>& set, const std::vector<std::int64_t>& index) {
  CellBatch<float> part(std::ssize(index), set.slots);
  const std::int64_t numbers = set.numbers_per_cell();
  const std::int64_t rows = set.rows_per_cell();
  for (std::int64_t i = 0; i < part.size; ++i) {
    const std::int64_t from = index[static_cast<std::size_t>(i)];
    std::copy_n(set.features.begin() + from * numbers, numbers, part.features.begin() + i * numbers);
    std::copy_n(set.mask.begin() + from * rows, rows, part.mask.begin() + i * rows);
  }
  return part;
}

CrossDomainAdam::CrossDomainAdam(const AdamSettings& settings, const CrossDomainGan<float>& gan)
    : generators{Adam(settings, gan.generators.a.parameters.size()),
                 Adam(settings, gan.generators.b.parameters.size())},
      discriminators{Adam(settings, gan.discriminators.a.parameters.size()),
                     Adam(settings, gan.discriminators.b.parameters.size())} {}

NamedArrays networks_state(const CrossDomainGan<float>& gan, const CrossDomainAdam& adam, const std::string& prefix) {
  NamedArrays arrays;
  for_each_network(prefix, [&](const std::string& name, const auto& network_of) {
    arrays[name] = array_of(network_of(gan).parameters);
    network_of(adam).save(name, arrays);
  });
  require_finite(arrays);
  return arrays;
}

void restore_networks(CrossDomainGan<float>& gan, CrossDomainAdam& adam, const std::string& prefix,
                      const NamedArrays& arrays) {
  for_each_network(prefix, [&](const std::string& name, const auto& network_of) {
    auto& parameters = network_of(gan).parameters;
    parameters = numbers_named<float>(arrays, name, {std::ssize(parameters)});
    network_of(adam).restore(name, arrays);
  });
}

CrossDomainTraining::CrossDomainTraining(const StepSettings& settings, std::int64_t slots, const Member& member)
    : settings_(settings),
      member_(member),
      gan_(make_cross_domain_gan(slots, settings.layers, settings.width, member.seed,
                                 "/step-" + std::to_string(settings.step))),
      game_(gan_),
      adam_(settings.adam, gan_) {}

bool CrossDomainTraining::run(const PerDomain<CellBatch<float>>& sets, const TrainingObserver& observer) {
  while (!done()) {
    const std::int64_t epoch = epoch_ + 1;
    const auto batches = batches_of_epoch({sets.a.size, sets.b.size}, settings_.batch_size, member_.seed, epoch);
    HistoryRow row = empty_row(member_.number, settings_.step, epoch);
    for (const Batch& batch : batches) {
      LossRecord losses(row, 1.0 / static_cast<double>(batches.size()));
      // a whole set is used without a copy
      if (names_all(batch.a, sets.a) && names_all(batch.b, sets.b))
        update(sets, losses);
      else
        update({part_of(sets.a, batch.a), part_of(sets.b, batch.b)}, losses);
    }
    epoch_ = epoch;
    if (epoch % settings_.record_every == 0 || epoch == settings_.epochs) history_.push_back(row);
    if (observer.epoch_done) observer.epoch_done(epoch);
    if (observer.stop_requested && observer.stop_requested()) return false;
  }
  return true;
}

void CrossDomainTraining::update(const PerDomain<CellBatch<float>>& cells, LossRecord& losses) {
  game_.translate(gan_, cells);
  const DiscriminatorTerms real_or_fake = game_.derive_discriminators(gan_, of_discriminators_);
  adam_.discriminators.a.step(gan_.discriminators.a.parameters, of_discriminators_.a);
  adam_.discriminators.b.step(gan_.discriminators.b.parameters, of_discriminators_.b);

  GeneratorTerms made;
  for (std::int64_t update = 0; update < settings_.generator_updates; ++update) {
    if (update > 0) game_.translate(gan_, cells);
    made = game_.derive_generators(gan_, settings_.objective, of_generators_);
    adam_.generators.a.step(gan_.generators.a.parameters, of_generators_.a);
    adam_.generators.b.step(gan_.generators.b.parameters, of_generators_.b);
  }
  losses.add(made, generator_total(made, settings_.objective.weights));
  losses.add(real_or_fake);
}

std::vector<PerDomain<StructureLosses>> CrossDomainTraining::losses_of_pairs(
    const PerDomain<CellBatch<float>>& pairs) const {
  check_shape("structures of domain B", std::array{pairs.a.size}, std::array{pairs.b.size});
  CrossDomainGame<float> game(gan_);
  PerDomain<std::vector<float>> gradients;  // not used
  std::vector<PerDomain<StructureLosses>> losses;
  for (std::int64_t i = 0; i < pairs.a.size; ++i) {
    const PerDomain<CellBatch<float>> pair{part_of(pairs.a, {i}), part_of(pairs.b, {i})};
    game.translate(gan_, pair);
    const GeneratorTerms terms = game.derive_generators(gan_, {}, gradients);
    losses.push_back(
        {{terms.gan_b, terms.reconstruction_a, geometry_of(game.fake().b, settings_.objective.constraint)},
         {terms.gan_a, terms.reconstruction_b, geometry_of(game.fake().a, settings_.objective.constraint)}});
  }
  return losses;
}

NamedArrays CrossDomainTraining::state(const std::string& prefix) const {
  NamedArrays arrays = networks_state(gan_, adam_, prefix);
  arrays[prefix + "epoch"] = array_of(std::vector{epoch_});
  arrays[prefix + "history"] = history_array(history_);
  return arrays;
}

void CrossDomainTraining::restore(const std::string& prefix, const NamedArrays& arrays) {
  restore_networks(gan_, adam_, prefix, arrays);
  epoch_ = numbers_named<std::int64_t>(arrays, prefix + "epoch", {1}).front();
  history_ = history_of(arrays, prefix + "history");
}

}  // namespace crystalgan
