#include "crystalgan/methods/crystalgan.hpp"

#include <ATen/ATen.h>

#include <algorithm>

#include "crystalgan/core/error.hpp"
#include "crystalgan/features/decode.hpp"
#include "crystalgan/features/transfer.hpp"

namespace crystalgan {
namespace {

// Structures decoded at once; bounds the memory of large runs. Chosen.
constexpr std::size_t kPairsAtOnce = 1024;

GeometryForm geometry_form(const std::string& name) {
  if (name == "literal") return GeometryForm::literal;
  if (name == "spring") return GeometryForm::spring;
  if (name == "hinge") return GeometryForm::hinge;
  if (name == "none") return GeometryForm::none;
  throw ConfigError("loss.geometry", "expected literal, spring, hinge or none, got '" + name + "'");
}

GeometryConstraint constraint_of(const Configuration::Loss& loss) {
  GeometryConstraint constraint{geometry_form(loss.geometry), {loss.d1, loss.d2}, loss.images};
  if (loss.constrain_x) constraint.groups.push_back({static_cast<std::int64_t>(Block::x)});
  return constraint;
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
  settings.adam = {training.learning_rate, training.beta1, training.beta2, training.epsilon};
  settings.weights = {loss.lambda1, loss.lambda2, loss.lambda3, loss.lambda4, loss.lambda5, loss.lambda6};
  if (step == 3) settings.constraint = constraint_of(loss);
  return settings;
}

std::vector<Seed> member_seed(const Configuration& configuration, std::int64_t member) {
  return {Seed(static_cast<std::uint64_t>(configuration.seed)).derive("member-" + std::to_string(member))};
}

std::vector<std::string> names_of(const std::vector<Structure>& structures) {
  std::vector<std::string> names;
  for (const Structure& structure : structures) names.push_back(structure.name());
  return names;
}

MaskedFeatures with_member_axis(const EncodedSet& encoded) {
  return {encoded.features.unsqueeze(0), encoded.mask.unsqueeze(0)};  // [1, B, K, S, 3], [1, B, K, S]
}

}  // namespace

CrystalGan::CrystalGan(const Configuration& configuration, const Binaries& binaries, std::int64_t member)
    : system_(binaries.system),
      member_(member),
      names_{names_of(binaries.structures.a), names_of(binaries.structures.b)},
      binaries_{with_member_axis(encode_cartesian(binaries.structures.a, system_, Layout::of(binaries.structures))),
                with_member_axis(encode_cartesian(binaries.structures.b, system_, Layout::of(binaries.structures)))},
      step1_(step_settings(configuration, 1), Layout::of(binaries.structures).size(),
             member_seed(configuration, member), member),
      step3_(step_settings(configuration, 3), Layout::of(binaries.structures).size(),
             member_seed(configuration, member), member) {}

bool CrystalGan::train(const TrainingObserver& observer) {
  const auto partners = paired_partners(binaries_.a.features.size(1), binaries_.b.features.size(1));

  if (!step1_.run(binaries_, observer)) return false;              // step 1: pseudo-binaries
  const PerDomain<MaskedFeatures> ternaries = transfer(partners);  // step 2: feature transfer
  return step3_.run(ternaries, observer);                          // step 3: ternaries under constraints
}

PerDomain<MaskedFeatures> CrystalGan::transfer(const PartnerIndices& partners) const {
  const at::NoGradGuard no_gradient;
  const auto& generators = step1_.gan().generators;
  return transfer_features({{crystalgan::generate(generators.a, binaries_.a.features), binaries_.a.mask},
                            {crystalgan::generate(generators.b, binaries_.b.features), binaries_.b.mask}},
                           partners);
}

std::vector<RawStructure> CrystalGan::generate(const PartnerIndices& partners) const {
  const at::NoGradGuard no_gradient;
  const auto& generators = step3_.gan().generators;
  std::vector<RawStructure> made;
  for (std::size_t start = 0; start < partners.size(); start += kPairsAtOnce) {
    const auto end = std::min(start + kPairsAtOnce, partners.size());
    const PartnerIndices some(partners.begin() + static_cast<std::ptrdiff_t>(start),
                              partners.begin() + static_cast<std::ptrdiff_t>(end));
    const PerDomain<MaskedFeatures> ternaries = transfer(some);
    const auto ahb2 = crystalgan::generate(generators.a, ternaries.a.features);  // [1, P, K, S, 3]
    const auto bha2 = crystalgan::generate(generators.b, ternaries.b.features);  // [1, P, K, S, 3]
    for (std::size_t i = 0; i < some.size(); ++i) {
      const auto pair = static_cast<std::int64_t>(i);
      const std::string& parent_a = names_.a[static_cast<std::size_t>(some[i].first)];
      const std::string& parent_b = names_.b[static_cast<std::size_t>(some[i].second)];
      made.push_back({decode_cartesian(ahb2[0][pair], ternaries.a.mask[0][pair], system_, "AHB2"), "AHB2", member_,
                      parent_a, parent_b});
      made.push_back({decode_cartesian(bha2[0][pair], ternaries.b.mask[0][pair], system_, "BHA2"), "BHA2", member_,
                      parent_a, parent_b});
    }
  }
  return made;
}

std::vector<HistoryRow> CrystalGan::history() const {
  std::vector<HistoryRow> rows = step1_.history();
  rows.insert(rows.end(), step3_.history().begin(), step3_.history().end());
  return rows;
}

NamedTensors CrystalGan::state() const {
  NamedTensors tensors = step1_.state("step1/");
  tensors.merge(step3_.state("step3/"));
  return tensors;
}

void CrystalGan::restore(const NamedTensors& tensors) {
  step1_.restore("step1/", tensors);
  step3_.restore("step3/", tensors);
}

}  // namespace crystalgan
