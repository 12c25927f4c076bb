#include "crystalgan/training/trainer.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/training/batches.hpp"

namespace crystalgan {
namespace {

std::vector<Seed> derive_all(const std::vector<Seed>& seeds, const std::string& name) {
  std::vector<Seed> derived;
  for (const Seed& seed : seeds) derived.push_back(seed.derive(name));
  return derived;
}

// Each network draws from a seed of its own name.
CrossDomainGan make_gan(const StepSettings& settings, std::int64_t size, const std::vector<Seed>& seeds) {
  const PerceptronShape generator{size, size, settings.layers, settings.width};
  const PerceptronShape discriminator{size, 1, settings.layers, settings.width};
  const std::string step = std::to_string(settings.step);
  return {{Perceptron(generator, derive_all(seeds, "weights/generator-a/step-" + step)),
           Perceptron(generator, derive_all(seeds, "weights/generator-b/step-" + step))},
          {Perceptron(discriminator, derive_all(seeds, "weights/discriminator-a/step-" + step)),
           Perceptron(discriminator, derive_all(seeds, "weights/discriminator-b/step-" + step))}};
}

at::Tensor index_tensor(const std::vector<std::int64_t>& index) { return at::tensor(index, at::kLong); }

// The part of a set that a batch names; the whole set is taken as it is, without a copy.
MaskedFeatures select(const MaskedFeatures& set, const std::vector<std::int64_t>& index) {
  const bool whole =
      static_cast<std::int64_t>(index.size()) == set.features.size(1) && std::is_sorted(index.begin(), index.end());
  if (whole) return set;
  const auto which = index_tensor(index);
  return {set.features.index_select(1, which), set.mask.index_select(1, which)};
}

// Member, step and epoch, then the terms.
constexpr std::int64_t kHistoryColumns = 3 + static_cast<std::int64_t>(HistoryRow::kTerms);

at::Tensor history_tensor(const std::vector<HistoryRow>& rows) {
  auto table = at::empty({static_cast<std::int64_t>(rows.size()), kHistoryColumns}, at::kDouble);
  double* cell = table.data_ptr<double>();
  for (const HistoryRow& row : rows) {
    *cell++ = static_cast<double>(row.member);
    *cell++ = static_cast<double>(row.step);
    *cell++ = static_cast<double>(row.epoch);
    for (const double term : row.terms) *cell++ = term;
  }
  return table;
}

std::vector<HistoryRow> history_rows(const at::Tensor& table) {
  std::vector<HistoryRow> rows;
  const auto numbers = table.contiguous();
  const double* cell = numbers.data_ptr<double>();
  for (std::int64_t i = 0; i < table.size(0); ++i) {
    HistoryRow row{};
    row.member = static_cast<std::int64_t>(*cell++);
    row.step = static_cast<std::int64_t>(*cell++);
    row.epoch = static_cast<std::int64_t>(*cell++);
    for (double& term : row.terms) term = *cell++;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace

CrossDomainTraining::CrossDomainTraining(const StepSettings& settings, std::int64_t feature_size,
                                         const std::vector<Seed>& member_seeds, std::int64_t first_member)
    : settings_(settings),
      member_seeds_(member_seeds),
      first_member_(first_member),
      gan_(make_gan(settings, feature_size, member_seeds)),
      generator_adam_(settings.adam, gan_.generator_parameters()),
      discriminator_adam_(settings.adam, gan_.discriminator_parameters()) {}

bool CrossDomainTraining::run(const PerDomain<MaskedFeatures>& sets, const TrainingObserver& observer) {
  const PerDomain<std::int64_t> counts{sets.a.features.size(1), sets.b.features.size(1)};
  while (epoch_ < settings_.epochs) {
    const std::int64_t epoch = epoch_ + 1;
    const auto batches = batches_of_epoch(counts, settings_.batch_size, member_seeds_.front(), epoch);
    TermValues mean;
    for (const Batch& batch : batches) {
      const MaskedFeatures a = select(sets.a, batch.a);
      const MaskedFeatures b = select(sets.b, batch.b);
      const TermValues terms = update({a.features, b.features}, {a.mask, b.mask});
      for (std::size_t i = 0; i < mean.size(); ++i) {
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

CrossDomainTraining::TermValues CrossDomainTraining::update(const PerDomain<at::Tensor>& features,
                                                            const PerDomain<at::Tensor>& masks) {
  Translation translation = translate(gan_, features);

  const DiscriminatorTerms judged = discriminator_terms(gan_, features, translation.fake);
  const at::Tensor discriminator_loss = judged.total();
  discriminator_adam_.step(torch::autograd::grad({discriminator_loss.sum()}, discriminator_adam_.parameters()));

  GeneratorTerms terms;
  at::Tensor generator_loss;
  for (std::int64_t update = 0; update < settings_.generator_updates; ++update) {
    if (update > 0) translation = translate(gan_, features);
    terms = generator_terms(gan_, features, masks, translation, settings_.constraint);
    generator_loss = generator_total(terms, settings_.weights);
    // With every weight 0 nothing depends on the generators: then there is nothing to learn.
    if (!generator_loss.requires_grad()) continue;
    generator_adam_.step(torch::autograd::grad({generator_loss.sum()}, generator_adam_.parameters(), {}, c10::nullopt,
                                               /*create_graph=*/false, /*allow_unused=*/true));
  }

  const auto absent = at::full_like(generator_loss, std::numeric_limits<double>::quiet_NaN());
  const auto& geometry = terms.geometry;
  TermValues values{terms.gan_b,
                    terms.reconstruction_a,
                    terms.gan_a,
                    terms.reconstruction_b,
                    geometry ? geometry->geo1 : absent,
                    geometry ? geometry->geo2 : absent,
                    generator_loss,
                    judged.a,
                    judged.b,
                    discriminator_loss};
  for (at::Tensor& value : values) value = value.detach();
  return values;
}

void CrossDomainTraining::require_finite_terms(const TermValues& terms, std::int64_t epoch) const {
  for (std::size_t term = 0; term < terms.size(); ++term) {
    const auto place = static_cast<LossTerm>(term);
    const bool is_geometry = place == LossTerm::geo1 || place == LossTerm::geo2;
    const bool absent = is_geometry && (!settings_.constraint || settings_.constraint->form == GeometryForm::none);
    if (absent) continue;
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
  for (std::int64_t member = 0; member < terms.front().size(0); ++member) {
    HistoryRow row{first_member_ + member, settings_.step, epoch, {}};
    for (std::size_t term = 0; term < terms.size(); ++term)
      row.terms[term] = static_cast<double>(terms[term].data_ptr<float>()[member]);
    history_.push_back(row);
  }
}

NamedTensors CrossDomainTraining::state(const std::string& prefix) const {
  NamedTensors tensors;
  const auto save_all = [&](const std::string& name, const std::vector<at::Tensor>& list) {
    for (std::size_t i = 0; i < list.size(); ++i)
      tensors[prefix + name + "-" + std::to_string(i)] = list[i].detach().clone();
  };
  save_all("generators", generator_adam_.parameters());
  save_all("discriminators", discriminator_adam_.parameters());
  save_all("generator-moments", generator_adam_.moments());
  save_all("discriminator-moments", discriminator_adam_.moments());
  require_finite(tensors);
  tensors[prefix + "counters"] = at::tensor({epoch_, generator_adam_.steps(), discriminator_adam_.steps()}, at::kLong);
  tensors[prefix + "history"] = history_tensor(history_);
  return tensors;
}

void CrossDomainTraining::restore(const std::string& prefix, const NamedTensors& tensors) {
  const at::NoGradGuard no_gradient;
  const auto restore_all = [&](const std::string& name, std::vector<at::Tensor> list) {
    for (std::size_t i = 0; i < list.size(); ++i)
      list[i].copy_(tensor_named(tensors, prefix + name + "-" + std::to_string(i), list[i]));
  };
  restore_all("generators", generator_adam_.parameters());
  restore_all("discriminators", discriminator_adam_.parameters());
  restore_all("generator-moments", generator_adam_.moments());
  restore_all("discriminator-moments", discriminator_adam_.moments());
  const auto counters = tensor_named(tensors, prefix + "counters", at::empty({3}, at::kLong));
  epoch_ = counters.data_ptr<std::int64_t>()[0];
  generator_adam_.set_steps(counters.data_ptr<std::int64_t>()[1]);
  discriminator_adam_.set_steps(counters.data_ptr<std::int64_t>()[2]);
  const auto table = tensors.find(prefix + "history");
  const std::int64_t rows = table == tensors.end() || table->second.dim() == 0 ? 0 : table->second.size(0);
  history_ = history_rows(tensor_named(tensors, prefix + "history", at::empty({rows, kHistoryColumns}, at::kDouble)));
}

}  // namespace crystalgan
