#include "crystalgan/methods/crystalgan_periodic.hpp"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "crystalgan/core/random.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/features/augment.hpp"
#include "crystalgan/features/decode.hpp"
#include "crystalgan/pipeline/discovery.hpp"
#include "crystalgan/methods/step_settings.hpp"
#include "crystalgan/repair/cell_limits.hpp"
#include "crystalgan/repair/distance_limits.hpp"
#include "crystalgan/training/latent.hpp"

namespace crystalgan {
namespace {

// Ternaries of one host domain that pass through the networks at once. Chosen: few enough for small requests.
constexpr std::int64_t kStartsAtOnce = 16;

// Repeats taken out: the first of every group stays, in its Niggli cell.
std::vector<Structure> distinct(const std::vector<Structure>& structures) {
  const auto groups = match_groups(structures, {}, 1).first_of;
  std::vector<Structure> kept;
  for (std::size_t i = 0; i < structures.size(); ++i)
    if (groups[i] == i) kept.push_back(niggli_reduced(structures[i]));
  return kept;
}

// Slots for the inputs and for every ternary.
Layout layout_for(const Binaries& binaries, const Configuration::Periodic& settings) {
  return {std::max(layout_of(binaries).slots, settings.most_atoms)};
}

// The limits of the policy by kind of atom: X, A, B. What it leaves free is at least 0 away.
PairWindow pair_window(const ChemicalSystem& system, const DistanceLimits& limits, double margin) {
  const std::array elements{system.x, system.a, system.b};
  PairWindow window{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      if (const auto limit = limits.pairs.find(element_pair(elements[i], elements[j])); limit != limits.pairs.end())
        window.least[i][j] = limit->second.least;
  window.most_metal = limits.metals ? limits.metals->most : std::numeric_limits<double>::infinity();
  window.margin = margin;
  return window;
}

// The rule's volume for the atoms of every cell: [M, B, K, S] -> [M, B]. Remembers it by the numbers of atoms, for
// training asks for the same ones at every update.
class RuleVolumes {
 public:
  explicit RuleVolumes(const ChemicalSystem& system) : elements_{system.x, system.a, system.b} {}

  at::Tensor operator()(const at::Tensor& mask) {
    const auto counts = mask.sum(3).to(at::kCPU).contiguous();  // [M, B, K]
    auto volumes = at::empty({mask.size(0), mask.size(1)});     // [M, B]
    const std::int64_t* count = counts.data_ptr<std::int64_t>();
    float* volume = volumes.data_ptr<float>();
    for (std::int64_t cell = 0; cell < volumes.numel(); ++cell) {
      const auto atoms = [&](Block block) { return count[Layout::blocks * cell + static_cast<std::int64_t>(block)]; };
      volume[cell] = of({atoms(Block::x), atoms(Block::a), atoms(Block::b)});
    }
    return volumes.to(mask.device());
  }

 private:
  using Counts = std::array<std::int64_t, 3>;  // of X, A, B

  float of(const Counts& counts) {
    const auto [known, is_new] = known_.try_emplace(counts);
    if (is_new) {
      Composition composition;
      for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0) composition[elements_[i]] = static_cast<int>(counts[i]);
      known->second = static_cast<float>(rule_volume(composition));
    }
    return known->second;
  }

  std::array<Element, 3> elements_;
  std::map<Counts, float> known_;
};

}  // namespace

PeriodicCrystalGan::PeriodicCrystalGan(const Configuration& configuration, const Binaries& binaries,
                                       std::int64_t member)
    : configuration_(configuration),
      system_(binaries.system),
      member_(member),
      epochs_(configuration.training.epochs_step1 +
              (configuration.periodic.step3 ? configuration.training.epochs_step3 : 0)),
      seed_(member_seed(configuration, member)),
      inputs_(all_of(binaries)),
      learned_(binaries.learned),
      limits_(limits_of(configuration, binaries)),
      domains_{distinct(binaries.structures.a), distinct(binaries.structures.b)},
      layout_(layout_for(binaries, configuration.periodic)),
      binaries_{encode_fractional(domains_.a, system_, layout_), encode_fractional(domains_.b, system_, layout_)},
      scaling_(Scaling::of(binaries_)),
      step1_(settings_of_step(1), layout_.slots, {seed_}, member),
      step3_(settings_of_step(3), layout_.slots, {seed_}, member) {}

std::optional<MemberStep> PeriodicCrystalGan::next_step() {
  if (!step1_.done()) return MemberStep{&step1_, sets_of(binaries_, "step-1")};  // step 1: pseudo-binaries
  if (!configuration_.periodic.step3 || step3_.done()) return std::nullopt;
  TernaryStarts starts = transfer();                                          // step 2: feature transfer
  return MemberStep{&step3_, sets_of(training_ternaries(starts), "step-3")};  // step 3: under constraints
}

StepSettings PeriodicCrystalGan::settings_of_step(std::int64_t step) const {
  StepSettings settings = step_settings(configuration_, step);
  settings.form = GeneratorForm::block_swap;
  if (step == 1) return settings;
  settings.latent = configuration_.periodic.latent;
  GeometryConstraint constraint = window_constraint(configuration_.loss);
  constraint.scale = FeatureScale{scaling_.lattice_mean, scaling_.lattice_deviation, scaling_.fraction_mean,
                                  scaling_.fraction_deviation};
  constraint.volume = RuleVolumes(system_);
  if (constraint.form == GeometryForm::hinge)
    constraint.pairs = pair_window(system_, limits_, configuration_.periodic.margin);
  settings.constraint = constraint;
  return settings;
}

CellBatch PeriodicCrystalGan::standardised(const EncodedSet& set) const {
  return with_member_axis({scaling_.standardised(set.features, set.mask), set.mask});
}

SetsOfEpoch PeriodicCrystalGan::sets_of(const PerDomain<EncodedSet>& sets, const std::string& seed_name) const {
  if (!configuration_.periodic.augmentation) {
    const PerDomain<CellBatch> fixed{standardised(sets.a), standardised(sets.b)};
    return [fixed](std::int64_t) { return fixed; };
  }
  return [this, sets, seed = seed_.derive("augmentation/" + seed_name)](std::int64_t epoch) {
    Random random(seed.derive("epoch-" + std::to_string(epoch)));
    const EncodedSet a = in_frames(sets.a, draw_frames(sets.a, random));
    const EncodedSet b = in_frames(sets.b, draw_frames(sets.b, random));
    return PerDomain<CellBatch>{standardised(a), standardised(b)};
  };
}

EncodedSet PeriodicCrystalGan::translated(const Generator& generator, const EncodedSet& set, const at::Tensor& latent,
                                          Random& random) const {
  const CellBatch exchanged = with_metal_blocks_exchanged(with_member_axis(set));
  const EncodedSet from{exchanged.features[0], exchanged.mask[0]};
  if (configuration_.periodic.frames == 1)
    return {scaling_.restored(generator(standardised(set), latent).features)[0], from.mask};
  FrameMean mean(from);
  for (std::int64_t i = 0; i < configuration_.periodic.frames; ++i) {
    const auto frames = draw_frames(from, random);
    const CellBatch seen = with_metal_blocks_exchanged(standardised(in_frames(from, frames)));
    mean.add(scaling_.restored(generator(seen, latent).features)[0], frames);
  }
  return {mean.mean(), from.mask};
}

std::vector<Structure> PeriodicCrystalGan::pseudo_binaries(const Generator& generator, const EncodedSet& set,
                                                           const std::vector<Structure>& from, Random& random) const {
  const EncodedSet made = translated(generator, set, {}, random);  // [B, K, S, 3]
  std::vector<Structure> pseudo;
  for (std::int64_t i = 0; i < set.size(); ++i) {
    const Structure& parent = from[static_cast<std::size_t>(i)];
    const auto decoded = decode_fractional(made.features[i], made.mask[i], system_, parent.name());
    const auto* structure = std::get_if<Structure>(&decoded);
    // What step 1 could not keep a sane crystal takes no part but as its parent with the other metal.
    const bool sane = structure != nullptr && !insane_cell(*structure);
    pseudo.push_back(sane ? *structure : with_metals_exchanged(parent, system_));
  }
  return pseudo;
}

TernaryStarts PeriodicCrystalGan::transfer() const {
  const at::NoGradGuard no_gradient;
  const auto& generators = step1_.gan().generators;
  Random random(seed_.derive("transfer"));
  auto from_a = pseudo_binaries(generators.a, binaries_.a, domains_.a, random);
  auto from_b = pseudo_binaries(generators.b, binaries_.b, domains_.b, random);
  return {system_,
          {std::move(from_a), std::move(from_b)},
          inputs_,
          limits_,
          configuration_.periodic,
          {member_, configuration_.training.members}};
}

PerDomain<EncodedSet> PeriodicCrystalGan::training_ternaries(TernaryStarts& starts) const {
  Random random(seed_.derive("ternaries"));
  const auto draw = [&](HostDomain host) {
    std::vector<Structure> structures;
    for (std::int64_t i = 0; i < configuration_.periodic.ternaries; ++i)
      structures.push_back(starts.draw(host, random).structure);
    structures.insert(structures.end(), learned_.begin(), learned_.end());
    return encode_fractional(structures, system_, layout_);
  };
  EncodedSet a = draw(HostDomain::a);
  return {std::move(a), draw(HostDomain::b)};
}

std::vector<RawStructure> PeriodicCrystalGan::generate(std::int64_t count) const {
  TernaryStarts starts = transfer();
  Random random(seed_.derive("generate"));
  std::vector<RawStructure> made;
  for (std::int64_t part = 0; std::ssize(made) < count; ++part) {
    Random of_part(seed_.derive("generate/part-" + std::to_string(part)));
    PerDomain<std::vector<RawStructure>> of_host;
    for (const HostDomain host : {HostDomain::a, HostDomain::b}) {
      std::vector<TernaryStart> some;
      for (std::int64_t i = 0; i < kStartsAtOnce; ++i) some.push_back(starts.draw(host, random));
      generate_from(some, host, of_part, host == HostDomain::a ? of_host.a : of_host.b);
    }
    for (std::size_t i = 0; i < of_host.a.size(); ++i) {
      made.push_back(std::move(of_host.a[i]));
      made.push_back(std::move(of_host.b[i]));
    }
  }
  made.erase(made.begin() + static_cast<std::ptrdiff_t>(count), made.end());
  return made;
}

void PeriodicCrystalGan::generate_from(const std::vector<TernaryStart>& starts, HostDomain host, Random& random,
                                       std::vector<RawStructure>& made) const {
  const at::NoGradGuard no_gradient;
  const bool of_a = host == HostDomain::a;
  const auto add = [&](std::variant<Structure, Rejection> structure, const TernaryStart& start, std::string origin) {
    made.push_back({std::move(structure), std::move(origin), member_, domains_.a[start.index_a].name(),
                    domains_.b[start.index_b].name()});
  };
  if (!configuration_.periodic.step3) {
    for (const TernaryStart& start : starts) add(start.structure, start, of_a ? "AHB_g" : "BHA_g");
    return;
  }
  std::vector<Structure> structures;
  for (const TernaryStart& start : starts) structures.push_back(start.structure);
  const EncodedSet set = encode_fractional(structures, system_, layout_);
  const auto& generators = step3_.gan().generators;
  const at::Tensor latent = draw_latent(1, set.size(), configuration_.periodic.latent, random);
  const EncodedSet cells = translated(of_a ? generators.a : generators.b, set, latent, random);
  const std::string origin = of_a ? "AHB2" : "BHA2";
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    auto decoded = decode_fractional(cells.features[row], cells.mask[row], system_, origin);
    if (auto* structure = std::get_if<Structure>(&decoded)) *structure = at_rule_volume(*structure);
    add(std::move(decoded), starts[i], origin);
  }
}

std::vector<HistoryRow> PeriodicCrystalGan::history() const {
  std::vector<HistoryRow> rows = step1_.history();
  rows.insert(rows.end(), step3_.history().begin(), step3_.history().end());
  return rows;
}

NamedTensors PeriodicCrystalGan::state() const {
  NamedTensors tensors = step1_.state("step1/");
  tensors.merge(step3_.state("step3/"));
  tensors["scaling/lattice-mean"] = scaling_.lattice_mean;
  tensors["scaling/lattice-deviation"] = scaling_.lattice_deviation;
  return tensors;
}

void PeriodicCrystalGan::restore(const NamedTensors& tensors) {
  step1_.restore("step1/", tensors);
  step3_.restore("step3/", tensors);
  scaling_.lattice_mean = tensor_named(tensors, "scaling/lattice-mean", scaling_.lattice_mean).clone();
  scaling_.lattice_deviation = tensor_named(tensors, "scaling/lattice-deviation", scaling_.lattice_deviation).clone();
}

}  // namespace crystalgan
