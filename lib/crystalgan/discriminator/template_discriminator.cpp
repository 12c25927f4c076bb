#include "crystalgan/discriminator/template_discriminator.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "crystalgan/core/parallel.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kPortion = 4096;  // templates of one piece of work

}  // namespace

double TemplateDiscriminator::score(const wyckoff::TemplateView& arrangement) const {
  return score(arrangement.space_group, template_features(arrangement));
}

double TemplateDiscriminator::score(int space_group, const TemplateFeatures& features) const {
  double sum = offsets[static_cast<std::size_t>(space_group)];
  for (std::size_t i = 0; i < kTemplateFeatures; ++i) sum += weights[i] * (features[i] - mean[i]) / deviation[i];
  return sum;
}

std::vector<double> log_probabilities(const TemplateDiscriminator& discriminator,
                                      const wyckoff::TemplateList& templates, std::size_t threads) {
  std::vector<double> scores(templates.size());
  parallel_for((templates.size() + kPortion - 1) / kPortion, threads, [&](std::size_t portion) {
    for (std::size_t i = portion * kPortion; i < std::min(templates.size(), (portion + 1) * kPortion); ++i) {
      const TemplateFeatures features = template_features(templates[i]);
      scores[i] = discriminator.score(templates[i].space_group, features) -
                  kParameterPenalty * std::max(0.0, features[kParametersFeature] - 1.0);
    }
  });
  if (scores.empty()) return scores;
  const double largest = *std::ranges::max_element(scores);
  double sum = 0.0;
  for (const double score : scores) sum += std::exp(score - largest);
  const double normalisation = largest + std::log(sum);
  for (double& score : scores) score -= normalisation;
  return scores;
}

std::vector<std::size_t> best_places(const std::vector<double>& values, std::size_t count) {
  std::vector<std::size_t> places(values.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  const auto end = places.begin() + static_cast<std::ptrdiff_t>(std::min(count, places.size()));
  std::partial_sort(places.begin(), end, places.end(), [&](std::size_t one, std::size_t other) {
    return values[one] != values[other] ? values[one] > values[other] : one < other;
  });
  places.erase(end, places.end());
  return places;
}

}  // namespace crystalgan
