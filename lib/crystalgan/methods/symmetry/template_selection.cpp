#include "crystalgan/methods/symmetry/template_selection.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace crystalgan {
namespace {

using EnergyVolume = std::pair<long, long>;

/// `per_ev` and `per_cubic` (1/Å^3) say how fine.
EnergyVolume energy_volume(const RelaxedTemplate& found, double per_ev, double per_cubic) {
  return {std::lround(found.energy * per_ev), std::lround(found.volume_per_atom * per_cubic)};
}

// How fine geometries are told apart, all chosen: coarse before they are relaxed to the end.
constexpr double kEarlyPerEv = 100.0, kEarlyPerCubic = 15.0;
constexpr double kLatePerEv = 300.0, kLatePerCubic = 30.0;

constexpr double kEnergyPercentile = 0.02;
constexpr double kEnergyWeight = 6.0;  // log-probability per eV/atom, chosen
constexpr double kMostBelow = -0.5;    // eV/atom: below E₀ by more is a collapsed cell
constexpr int kMinimaOfTemplate = 3;   // chosen

/// Between the two nearest values, by linear interpolation.
double percentile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

double log_of_sum(double one, double other) {
  const double larger = std::max(one, other);
  return larger + std::log1p(std::exp(std::min(one, other) - larger));
}

}  // namespace

std::vector<RelaxedTemplate> without_repeats(std::vector<RelaxedTemplate> found) {
  std::set<EnergyVolume> known;
  std::erase_if(found, [&](const RelaxedTemplate& each) {
    return !known.insert(energy_volume(each, kEarlyPerEv, kEarlyPerCubic)).second;
  });
  return found;
}

std::vector<RelaxedTemplate> most_promising(std::vector<RelaxedTemplate> found, std::size_t count) {
  if (found.empty()) return found;
  std::vector<double> energies;
  energies.reserve(found.size());
  for (const RelaxedTemplate& each : found) energies.push_back(each.energy);
  const double zero = percentile(std::move(energies), kEnergyPercentile);
  std::ranges::stable_sort(found, std::ranges::greater{}, [&](const RelaxedTemplate& each) {
    return each.log_probability - kEnergyWeight * std::max(each.energy - zero, kMostBelow);
  });
  if (found.size() > count) found.erase(found.begin() + static_cast<std::ptrdiff_t>(count), found.end());
  return found;
}

void TemplateMinima::add(RelaxedTemplate found) {
  const EnergyVolume key = energy_volume(found, kLatePerEv, kLatePerCubic);
  if (const auto known = known_.find(key); known != known_.end()) {
    TemplateMinimum& earlier = minima_[known->second];
    ++earlier.repeats;
    earlier.summed_log_probability = log_of_sum(earlier.summed_log_probability, found.log_probability);
    return;
  }
  int& of_template = of_template_[found.place];
  if (of_template == kMinimaOfTemplate) return;
  known_.emplace(key, minima_.size());
  const double log_probability = found.log_probability;
  minima_.push_back({std::move(found), log_probability, 0, of_template++});
}

}  // namespace crystalgan
