#include "crystalgan/discriminator/template_prior.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/random.hpp"

namespace crystalgan {
namespace {

using wyckoff::CrystalSystem;
using wyckoff::TemplateView;

// Weights of the score by hand, all chosen.
constexpr double kCountOffset = 0.3;
constexpr double kOrbitPenalty = 1.0;
constexpr double kFewestOrbits = 3.0;
constexpr double kCoordinatePenalty = 0.5;
constexpr double kCellPenalty = 0.3;
constexpr double kAtomPenalty = 0.05;

constexpr std::size_t kPortionOfScores = 4096;  // templates of one piece of work

int free_ratios_and_angles(int space_group) {
  switch (wyckoff::crystal_system(space_group)) {
    case CrystalSystem::triclinic:
      return 5;
    case CrystalSystem::monoclinic:
      return 3;
    case CrystalSystem::orthorhombic:
      return 2;
    case CrystalSystem::tetragonal:
    case CrystalSystem::trigonal:
    case CrystalSystem::hexagonal:
      return 1;
    case CrystalSystem::cubic:
      return 0;
  }
  return 0;
}

double log_count(const TemplateView& arrangement, const SpaceGroupCounts& counts) {
  return std::log(counts[static_cast<std::size_t>(arrangement.space_group)] + kCountOffset);
}

double parameter_penalty(const TemplateView& arrangement) {
  return kParameterPenalty * std::max(0, wyckoff::parameters(arrangement) - 1);
}

}  // namespace

double hand_set_score(const TemplateView& arrangement, const SpaceGroupCounts& counts) {
  return log_count(arrangement, counts) -
         kOrbitPenalty * (static_cast<double>(arrangement.orbits.size()) - kFewestOrbits) -
         kCoordinatePenalty * wyckoff::parameters(arrangement) -
         kCellPenalty * free_ratios_and_angles(arrangement.space_group) -
         kAtomPenalty * wyckoff::atoms(arrangement).total();
}

double frequency_score(const TemplateView& arrangement, const SpaceGroupCounts& counts) {
  return log_count(arrangement, counts) - parameter_penalty(arrangement);
}

TemplatePrior::TemplatePrior(TemplateDiscriminator discriminator)
    : score_([discriminator](const TemplateView& arrangement) {
        const TemplateFeatures features = template_features(arrangement);
        return discriminator.score(arrangement.space_group, features) -
               kParameterPenalty * std::max(0.0, features[kParametersFeature] - 1.0);
      }) {}

TemplatePrior TemplatePrior::hand_set(const SpaceGroupCounts& counts) {
  return {[counts](const TemplateView& arrangement) { return hand_set_score(arrangement, counts); }, std::nullopt};
}

TemplatePrior TemplatePrior::frequency(const SpaceGroupCounts& counts) {
  return {[counts](const TemplateView& arrangement) { return frequency_score(arrangement, counts); }, std::nullopt};
}

TemplatePrior TemplatePrior::none(Seed seed) {
  return {[](const TemplateView&) { return 0.0; }, seed};
}

std::vector<double> TemplatePrior::log_probabilities(const wyckoff::TemplateList& templates,
                                                     std::size_t threads) const {
  std::vector<double> scores(templates.size());
  parallel_for((templates.size() + kPortionOfScores - 1) / kPortionOfScores, threads, [&](std::size_t portion) {
    const std::size_t end = std::min(templates.size(), (portion + 1) * kPortionOfScores);
    for (std::size_t i = portion * kPortionOfScores; i < end; ++i) scores[i] = score_(templates[i]);
  });
  if (scores.empty()) return scores;
  const double largest = *std::ranges::max_element(scores);
  double sum = 0.0;
  for (const double score : scores) sum += std::exp(score - largest);
  const double normalisation = largest + std::log(sum);
  for (double& score : scores) score -= normalisation;
  return scores;
}

std::vector<double> TemplatePrior::order(const wyckoff::TemplateList& templates,
                                         std::vector<double> log_probabilities) const {
  if (!drawn_ || templates.empty()) return log_probabilities;
  std::vector<double> drawn(templates.size());
  const auto [a, b, x] = wyckoff::formula(templates[0]);
  Random random(drawn_->derive(std::to_string(a) + ' ' + std::to_string(b) + ' ' + std::to_string(x)));
  for (double& one : drawn) one = random.uniform();
  return drawn;
}

}  // namespace crystalgan
