#include "crystalgan/training/trainer.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
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

std::vector<Seed> derive_all(const std::vector<Member>& members, const std::string& name) {
  std::vector<Seed> derived;
  for (const Member& member : members) derived.push_back(member.seed.derive(name));
  return derived;
}

std::vector<Member> numbered(const std::vector<Seed>& seeds, std::int64_t first) {
  std::vector<Member> members;
  for (const Seed& seed : seeds) members.push_back({seed, first++});
  return members;
}

// Each network draws from a seed of its own name.
CrossDomainGan make_gan(const StepSettings& settings, std::int64_t slots, const std::vector<Member>& members) {
  const std::string step = std::to_string(settings.step);
  const GeneratorShape shape{settings.form,  kBlocks,         slots,          settings.layers,
                             settings.width, settings.latent, settings.engine};
  const bool sees_mask = settings.form == GeneratorForm::block_swap;
  const std::int64_t inputs = kBlocks * slots * 3 + (sees_mask ? mask_inputs(kBlocks, slots) : 0);
  const PerceptronShape judge{inputs, 1, settings.layers, settings.width, settings.engine};
  const auto seeds = [&](const std::string& network) {
    return derive_all(members, "weights/" + network + "/step-" + step);
  };
  CrossDomainGan gan{{Generator(shape, seeds("generator-a")), Generator(shape, seeds("generator-b"))},
                     {Discriminator(judge, sees_mask, seeds("discriminator-a")),
                      Discriminator(judge, sees_mask, seeds("discriminator-b"))}};
  gan.move_to(settings.device);
  return gan;
}

// Structures of one mini-batch, by index into the set of each member.
using MemberIndex = std::vector<std::vector<std::int64_t>>;

// The part of a set that a batch names; a whole set is taken as it is, without a copy.
CellBatch select(const CellBatch& set, const MemberIndex& index) {
  const std::int64_t count = set.size();
  const auto whole = [count](const auto& of_member) {
    return std::ssize(of_member) == count && std::is_sorted(of_member.begin(), of_member.end());
  };
  if (std::all_of(index.begin(), index.end(), whole)) return set;
  std::vector<std::int64_t> flat;  // into all members' structures, one member behind the other
  for (std::size_t member = 0; member < index.size(); ++member)
    for (const std::int64_t i : index[member]) flat.push_back(static_cast<std::int64_t>(member) * count + i);
  const auto which = at::tensor(flat, at::kLong).to(set.features.device());
  const auto members = std::ssize(index);
  const auto rows = std::ssize(index.front());
  return {set.features.flatten(0, 1).index_select(0, which).unflatten(0, {members, rows}),
          set.mask.flatten(0, 1).index_select(0, which).unflatten(0, {members, rows})};
}

// One mini-batch of every member, by number of the batch.
std::vector<PerDomain<MemberIndex>> batches_of_members(const PerDomain<CellBatch>& sets, std::int64_t batch_size,
                                                       const std::vector<Member>& members, std::int64_t epoch) {
  std::vector<PerDomain<MemberIndex>> batches;
  for (const Member& member : members) {
    const auto of_member = batches_of_epoch({sets.a.size(), sets.b.size()}, batch_size, member.seed, epoch);
    batches.resize(of_member.size());
    for (std::size_t i = 0; i < of_member.size(); ++i) {
      batches[i].a.push_back(of_member[i].a);
      batches[i].b.push_back(of_member[i].b);
    }
  }
  return batches;
}

// Every member's from its own stream.
at::Tensor latent_of_members(std::int64_t structures, const StepSettings& settings, std::vector<Random>& random) {
  if (settings.latent == 0) return {};
  std::vector<at::Tensor> drawn;
  for (Random& of_member : random) drawn.push_back(draw_latent(1, structures, settings.latent, of_member));
  return at::cat(drawn, 0).to(settings.device);  // [M, B, Z]
}

CellBatch on_device(const CellBatch& cells, at::Device device) {
  return {cells.features.to(device), cells.mask.to(device)};
}

}  // namespace

CrossDomainTraining::CrossDomainTraining(const StepSettings& settings, std::int64_t slots,
                                         const std::vector<Member>& members)
    : settings_(settings),
      slots_(slots),
      members_(members),
      gan_(make_gan(settings, slots, members)),
      game_(make_game(gan_, {settings.weights, settings.constraint}, settings.engine)),
      generator_adam_(settings.adam, gan_.generator_parameters()),
      discriminator_adam_(settings.adam, gan_.discriminator_parameters()) {}

CrossDomainTraining::CrossDomainTraining(const StepSettings& settings, std::int64_t slots,
                                         const std::vector<Seed>& member_seeds, std::int64_t first_member)
    : CrossDomainTraining(settings, slots, numbered(member_seeds, first_member)) {}

bool CrossDomainTraining::run(const SetsOfEpoch& sets, const TrainingObserver& observer) {
  while (!done()) {
    const std::int64_t epoch = epoch_ + 1;
    const PerDomain<CellBatch> made = sets(epoch);
    const PerDomain<CellBatch> of_epoch{on_device(made.a, settings_.device), on_device(made.b, settings_.device)};
    const auto batches = batches_of_members(of_epoch, settings_.batch_size, members_, epoch);
    const std::string name = "latent/step-" + std::to_string(settings_.step) + "/epoch-" + std::to_string(epoch);
    std::vector<Random> random;
    for (const Seed& seed : derive_all(members_, name)) random.emplace_back(seed);
    TermValues mean;
    for (const auto& batch : batches) {
      const TermValues terms = update({select(of_epoch.a, batch.a), select(of_epoch.b, batch.b)}, random);
      for (std::size_t i = 0; i < mean.size(); ++i) {
        if (!terms[i].defined()) continue;
        const auto share = terms[i] / static_cast<double>(batches.size());
        mean[i] = mean[i].defined() ? mean[i] + share : share;
      }
    }
    for (auto& term : mean)
      if (term.defined()) term = term.to(at::kCPU);
    require_finite_terms(mean, epoch);
    epoch_ = epoch;
    if (epoch % settings_.record_every == 0 || epoch == settings_.epochs) record(mean, epoch);
    if (observer.epoch_done) observer.epoch_done(epoch);
    if (observer.stop_requested && observer.stop_requested()) return false;
  }
  return true;
}

CrossDomainTraining::TermValues CrossDomainTraining::update(const PerDomain<CellBatch>& cells,
                                                            std::vector<Random>& random) {
  const auto latent_a = latent_of_members(cells.a.size(), settings_, random);  // drawn before those of b
  const PerDomain<at::Tensor> latent{latent_a, latent_of_members(cells.b.size(), settings_, random)};
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
                             ", member " + std::to_string(members_[static_cast<std::size_t>(member)].number) + ": " +
                             loss_name(place, settings_.step) + ": expected a finite number, got " +
                             std::to_string(values[member]));
  }
}

void CrossDomainTraining::record(const TermValues& terms, std::int64_t epoch) {
  for (std::int64_t member = 0; member < std::ssize(members_); ++member) {
    HistoryRow row = empty_row(members_[static_cast<std::size_t>(member)].number, settings_.step, epoch);
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

void CrossDomainTraining::adopt(std::int64_t to, const CrossDomainTraining& other, std::int64_t from) {
  generator_adam_.adopt(to, other.generator_adam_, from);
  discriminator_adam_.adopt(to, other.discriminator_adam_, from);
  epoch_ = other.epoch_;
  adopt_history(to, other);
}

void CrossDomainTraining::adopt_history(std::int64_t to, const CrossDomainTraining& other) {
  const std::int64_t number = members_[static_cast<std::size_t>(to)].number;
  std::int64_t last = 0;
  for (const HistoryRow& row : history_)
    if (row.member == number) last = std::max(last, row.epoch);
  for (const HistoryRow& row : other.history_)
    if (row.member == number && row.epoch > last) history_.push_back(row);
}

}  // namespace crystalgan
