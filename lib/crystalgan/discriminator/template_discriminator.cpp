#include "crystalgan/discriminator/template_discriminator.hpp"

#include <algorithm>
#include <numeric>

namespace crystalgan {

double TemplateDiscriminator::score(const wyckoff::TemplateView& arrangement) const {
  return score(arrangement.space_group, template_features(arrangement));
}

double TemplateDiscriminator::score(int space_group, const TemplateFeatures& features) const {
  double sum = offsets[static_cast<std::size_t>(space_group)];
  for (std::size_t i = 0; i < kTemplateFeatures; ++i) sum += weights[i] * (features[i] - mean[i]) / deviation[i];
  return sum;
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
