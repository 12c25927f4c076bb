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
constexpr double kEnergyWeight = 6.0;         // log-probability per eV/atom, chosen
constexpr double kMostBelow = -0.5;           // eV/atom: below E₀ by more is a collapsed cell
constexpr std::size_t kMinimaOfTemplate = 3;  // chosen

/// Between the two nearest values, by linear interpolation.
double percentile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

constexpr double kNearEnergy = 0.002;  // eV/atom, in one template; chosen
constexpr double kNearVolume = 0.01;   // relative

bool is_near(const RelaxedTemplate& one, const RelaxedTemplate& other) {
  return std::abs(one.energy - other.energy) < kNearEnergy &&
         std::abs(one.volume_per_atom / other.volume_per_atom - 1.0) < kNearVolume;
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

TemplateMinimum* TemplateMinima::find(const RelaxedTemplate& found) {
  if (const auto known = known_.find(energy_volume(found, kLatePerEv, kLatePerCubic)); known != known_.end())
    return &minima_[known->second];
  for (const std::size_t i : of_template_[found.place])
    if (is_near(minima_[i].first, found)) return &minima_[i];
  return nullptr;
}

void TemplateMinima::add(RelaxedTemplate found) {
  if (TemplateMinimum* earlier = find(found)) {
    ++earlier->repeats;
    earlier->summed_log_probability = log_of_sum(earlier->summed_log_probability, found.log_probability);
    return;
  }
  std::vector<std::size_t>& of_template = of_template_[found.place];
  if (of_template.size() == kMinimaOfTemplate) return;
  known_.emplace(energy_volume(found, kLatePerEv, kLatePerCubic), minima_.size());
  const int minimum = static_cast<int>(of_template.size());
  of_template.push_back(minima_.size());
  const double log_probability = found.log_probability;
  minima_.push_back({std::move(found), log_probability, 0, minimum});
}

}  // namespace crystalgan
