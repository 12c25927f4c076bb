#include "crystalgan/training/trainer.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/training/batches.hpp"
#include "crystalgan/training/history_tensor.hpp"
#include "crystalgan/training/latent.hpp"

namespace crystalgan {
namespace {

// Lattice, X, A, B.
constexpr std::int64_t kBlocks = 4;

std::vector<Seed> derive_all(const std::vector<Seed>& seeds, const std::string& name) {
  std::vector<Seed> derived;
  for (const Seed& seed : seeds) derived.push_back(seed.derive(name));
  return derived;
}

// Each network draws from a seed of its own name.
CrossDomainGan make_gan(const StepSettings& settings, std::int64_t slots, const std::vector<Seed>& seeds) {
  const std::string step = std::to_string(settings.step);
  const GeneratorShape shape{settings.form,  kBlocks,         slots,          settings.layers,
                             settings.width, settings.latent, settings.engine};
  const bool sees_mask = settings.form == GeneratorForm::block_swap;
  const std::int64_t inputs = kBlocks * slots * 3 + (sees_mask ? mask_inputs(kBlocks, slots) : 0);
  const PerceptronShape judge{inputs, 1, settings.layers, settings.width, settings.engine};
  return {{Generator(shape, derive_all(seeds, "weights/generator-a/step-" + step)),
           Generator(shape, derive_all(seeds, "weights/generator-b/step-" + step))},
          {Discriminator(judge, sees_mask, derive_all(seeds, "weights/discriminator-a/step-" + step)),
           Discriminator(judge, sees_mask, derive_all(seeds, "weights/discriminator-b/step-" + step))}};
}

at::Tensor index_tensor(const std::vector<std::int64_t>& index) { return at::tensor(index, at::kLong); }

// The part of a set that a batch names; the whole set is taken as it is, without a copy.
CellBatch select(const CellBatch& set, const std::vector<std::int64_t>& index) {
  const bool whole =
      static_cast<std::int64_t>(index.size()) == set.features.size(1) && std::is_sorted(index.begin(), index.end());
  if (whole) return set;
  const auto which = index_tensor(index);
  return {set.features.index_select(1, which), set.mask.index_select(1, which)};
}

}  // namespace

CrossDomainTraining::CrossDomainTraining(const StepSettings& settings, std::int64_t slots,
                                         const std::vector<Seed>& member_seeds, std::int64_t first_member)
    : settings_(settings),
      member_seeds_(member_seeds),
      first_member_(first_member),
      gan_(make_gan(settings, slots, member_seeds)),
      game_(make_game(gan_, {settings.weights, settings.constraint}, settings.engine)),
      generator_adam_(settings.adam, gan_.generator_parameters()),
      discriminator_adam_(settings.adam, gan_.discriminator_parameters()) {}

bool CrossDomainTraining::run(const SetsOfEpoch& sets, const TrainingObserver& observer) {
  while (epoch_ < settings_.epochs) {
    const std::int64_t epoch = epoch_ + 1;
    const PerDomain<CellBatch> of_epoch = sets(epoch);
    const auto batches =
        batches_of_epoch({of_epoch.a.size(), of_epoch.b.size()}, settings_.batch_size, member_seeds_.front(), epoch);
    const std::string name = "latent/step-" + std::to_string(settings_.step) + "/epoch-" + std::to_string(epoch);
    Random random(member_seeds_.front().derive(name));
    TermValues mean;
    for (const Batch& batch : batches) {
      const TermValues terms = update({select(of_epoch.a, batch.a), select(of_epoch.b, batch.b)}, random);
      for (std::size_t i = 0; i < mean.size(); ++i) {
        if (!terms[i].defined()) continue;
        const auto share = terms[i] / static_cast<double>(batches.size());
        mean[i] = mean[i].defined() ? mean[i] + share : share;
      }
    }
    require_finite_terms(mean, epoch);
    epoch_ = epoch;
    if (epoch % settings_.record_every == 0 || epoch == settings_.epochs) record(mean, epoch);
    if (observer.epoch_done) observer.epoch_done(epoch);
    if (observer.stop_requested && observer.stop_requested()) return false;
  }
  return true;
}

CrossDomainTraining::TermValues CrossDomainTraining::update(const PerDomain<CellBatch>& cells, Random& random) {
  const auto members = static_cast<std::int64_t>(member_seeds_.size());
  const PerDomain<at::Tensor> latent{draw_latent(members, cells.a.size(), settings_.latent, random),
                                     draw_latent(members, cells.b.size(), settings_.latent, random)};
  game_->play(cells, latent);
  const auto judged = game_->judge();
  discriminator_adam_.step(judged.gradients);

  GeneratorTerms terms;
  for (std::int64_t update = 0; update < settings_.generator_updates; ++update) {
    if (update > 0) game_->play(cells, latent);
    auto improved = game_->improve();
    generator_adam_.step(improved.gradients);
    terms = std::move(improved.terms);
  }

  TermValues values;
  const auto put = [&values](LossTerm term, const at::Tensor& value) {
    values[static_cast<std::size_t>(term)] = value;
  };
  put(LossTerm::gan_b, terms.gan_b);
  put(LossTerm::reconstruction_a, terms.reconstruction_a);
  put(LossTerm::gan_a, terms.gan_a);
  put(LossTerm::reconstruction_b, terms.reconstruction_b);
  if (terms.geometry) {
    put(LossTerm::geo1, terms.geometry->geo1);
    put(LossTerm::geo2, terms.geometry->geo2);
  }
  put(LossTerm::generator_total, generator_total(terms, settings_.weights));
  put(LossTerm::discriminator_a, judged.terms.a);
  put(LossTerm::discriminator_b, judged.terms.b);
  put(LossTerm::discriminator_total, judged.terms.total());
  return values;
}

void CrossDomainTraining::require_finite_terms(const TermValues& terms, std::int64_t epoch) const {
  for (std::size_t term = 0; term < terms.size(); ++term) {
    if (!terms[term].defined()) continue;
    const auto place = static_cast<LossTerm>(term);
    const float* values = terms[term].data_ptr<float>();
    for (std::int64_t member = 0; member < terms[term].size(0); ++member)
      if (!std::isfinite(values[member]))
        throw NumericalError("step " + std::to_string(settings_.step) + ", epoch " + std::to_string(epoch) +
                             ", member " + std::to_string(first_member_ + member) + ": " +
                             loss_name(place, settings_.step) + ": expected a finite number, got " +
                             std::to_string(values[member]));
  }
}

void CrossDomainTraining::record(const TermValues& terms, std::int64_t epoch) {
  for (std::int64_t member = 0; member < std::ssize(member_seeds_); ++member) {
    HistoryRow row = empty_row(first_member_ + member, settings_.step, epoch);
    for (std::size_t term = 0; term < terms.size(); ++term)
      if (terms[term].defined()) row.terms[term] = static_cast<double>(terms[term].data_ptr<float>()[member]);
    history_.push_back(row);
  }
}

NamedTensors CrossDomainTraining::state(const std::string& prefix) const {
  NamedTensors tensors;
  generator_adam_.save(prefix + "generators", tensors);
  discriminator_adam_.save(prefix + "discriminators", tensors);
  require_finite(tensors);
  tensors[prefix + "epoch"] = at::tensor({epoch_}, at::kLong);
  tensors[prefix + "history"] = history_tensor(history_);
  return tensors;
}

void CrossDomainTraining::restore(const std::string& prefix, const NamedTensors& tensors) {
  generator_adam_.restore(prefix + "generators", tensors);
  discriminator_adam_.restore(prefix + "discriminators", tensors);
  epoch_ = *tensor_named(tensors, prefix + "epoch", at::empty({1}, at::kLong)).data_ptr<std::int64_t>();
  history_ = history_of(tensors, prefix + "history");
}

}  // namespace crystalgan
