#include "crystalgan/repair/projection.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/repair/reduced_cell.hpp"
#include "crystalgan/repair/strain_fit.hpp"

namespace crystalgan {
namespace {

// Å by which the list of contacts reaches further than the limits. Chosen, not derived: one full step of the default
// settings uses up three quarters of it, the later small ones little.
constexpr double kSkin = 1.0;

// Å within which metals count as equally near; the weight falls to zero towards the end of it, so that nothing jumps.
// Chosen, not derived.
constexpr double kTie = 0.1;

// Å; two atoms nearer than that have no line between them. Chosen, not derived.
constexpr double kCoincident = 1e-9;

// Images of one pair beyond which a cell is too narrow to be mended here. Chosen, not derived: 5 Å around an atom in a
// cell of 1 x 1 x 8 Å hold 400.
constexpr double kMaxImages = 1000.0;

// Two atoms, the second one moved by whole lattice vectors.
struct CloseContact {
  std::uint32_t first;
  std::uint32_t second;
  Fractional image;
  double min;  // Å, margin included; 0: free
  bool metals;
};

// A contact that breaks a limit.
struct Breach {
  std::uint32_t first;
  std::uint32_t second;
  Cartesian unit;  // from first to second
  double gap;      // Å to gain, negative where the two are to come closer
  double weight;
  double wanted;  // Å
};

// What the breaches of one atom add up to.
struct Load {
  Cartesian move;  // Å, times weights until all are added
  double weight = 0.0;
};

// What the limits ask of the atoms of one structure, margin included.
class Targets {
 public:
  Targets(const Structure& structure, Element x, const DistanceLimits& limits, double margin) {
    std::vector<Element> elements;
    for (const Site& site : structure.sites()) {
      const auto known = std::find(elements.begin(), elements.end(), site.element);
      kinds_.push_back(static_cast<std::size_t>(known - elements.begin()));
      if (known == elements.end()) elements.push_back(site.element);
    }
    count_ = elements.size();
    if (limits.metals) max_ = std::max(limits.metals->max - margin, kCoincident);
    for (const Element one : elements) {
      metal_.push_back(one != x);
      for (const Element other : elements) {
        double min = 0.0;
        if (const auto limit = limits.pairs.find(element_pair(one, other)); limit != limits.pairs.end())
          min = limit->second.min;
        if (limits.metals && one != x && other != x) min = std::max(min, limits.metals->min);
        min_.push_back(min > 0.0 ? min + margin : 0.0);
        largest_ = std::max(largest_, min_.back());
      }
    }
  }

  double min_distance(std::size_t i, std::size_t j) const { return min_[kinds_[i] * count_ + kinds_[j]]; }
  bool metal(std::size_t i) const { return metal_[kinds_[i]]; }
  double largest() const { return largest_; }                               // Å, of all that least() can be
  const std::optional<double>& max_metal_distance() const { return max_; }  // Å, to the nearest metal

 private:
  std::vector<std::size_t> kinds_;  // per atom
  std::size_t count_;
  std::vector<bool> metal_;  // per kind
  std::vector<double> min_;  // per pair of kinds
  double largest_ = 0.0;
  std::optional<double> max_;
};

// A direction for atoms on top of each other: spread over the sphere by the golden angle, so that several part in
// several directions. Any would do.
Cartesian direction_of(std::size_t atom) {
  const double z = std::fmod(0.5 + static_cast<double>(atom) * std::numbers::phi, 1.0) * 2.0 - 1.0;
  const double turn = static_cast<double>(atom) * std::numbers::pi * (3.0 - std::sqrt(5.0));
  const double radius = std::sqrt(std::max(0.0, 1.0 - z * z));
  return {radius * std::cos(turn), radius * std::sin(turn), z};
}

Cartesian parting(std::size_t first, std::size_t second) {
  const Cartesian apart = direction_of(second) - direction_of(first);
  const double size = length(apart);
  return size > 0.0 ? (1.0 / size) * apart : Cartesian{1.0, 0.0, 0.0};
}

class Projection {
 public:
  Projection(const Structure& structure, Element x, const DistanceLimits& limits, const ProjectionSettings& settings)
      : settings_(settings),
        targets_(structure, x, limits, settings.margin),
        cell_(structure),
        lattice_(cell_.lattice()),
        rule_(rule_volume(structure.composition())),
        positions_(cell_.positions()),
        nearest_(structure.size()),
        loads_(structure.size()) {}

  // False where nothing had to move or nothing could.
  bool run();

  Structure result(const Structure& structure) const { return cell_.restored(structure, lattice_.rows(), positions_); }

 private:
  bool list_contacts();
  bool list_contacts(std::size_t first, std::size_t second, double cutoff, const std::array<double, 3>& spacings);
  Cartesian apart(const CloseContact& contact) const {
    return lattice_.cartesian(positions_[contact.second] - positions_[contact.first] + contact.image);
  }
  void add_breach(const CloseContact& contact, const Cartesian& apart, double distance, double wanted, double weight);
  bool find_breaches();
  bool find_lonely_metals();
  void move_atoms();
  void strain_cell(double share);
  bool fit_volume();

  const ProjectionSettings& settings_;
  Targets targets_;
  ReducedCell cell_;
  Lattice lattice_;  // Minkowski-reduced when the projection began
  double rule_;      // Å^3
  std::vector<Fractional> positions_;

  std::vector<CloseContact> contacts_;
  double metal_reach_ = 0.0;  // Å up to which metals are listed whatever their least distance
  double slack_ = -1.0;       // Å that are left of the skin

  std::vector<double> nearest_;  // per atom: squared distance to the nearest metal, Å^2
  std::vector<Breach> breaches_;
  double worst_ = 0.0;       // Å, the largest gap
  std::vector<Load> loads_;  // per atom
};

// All images of one pair within the cutoff; of an atom and itself one of each ± pair.
bool Projection::list_contacts(std::size_t first, std::size_t second, double cutoff,
                               const std::array<double, 3>& spacings) {
  // |apart + n| · spacing <= cutoff bounds n on each axis: a point further than `cutoff` along a reciprocal axis is
  // further than `cutoff` in space.
  const Fractional between = positions_[second] - positions_[first];
  std::array<double, 3> low{};
  std::array<double, 3> high{};
  double images = 1.0;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double reach = cutoff / spacings[axis];
    low[axis] = std::ceil(-between[axis] - reach);
    high[axis] = std::floor(-between[axis] + reach);
    images *= high[axis] - low[axis] + 1.0;
  }
  if (!(images <= kMaxImages)) return false;
  CloseContact contact{static_cast<std::uint32_t>(first),
                       static_cast<std::uint32_t>(second),
                       {},
                       targets_.min_distance(first, second),
                       targets_.metal(first) && targets_.metal(second)};
  for (double i = first == second ? 0.0 : low[0]; i <= high[0]; ++i) {
    for (double j = first == second && i == 0.0 ? 0.0 : low[1]; j <= high[1]; ++j) {
      for (double k = first == second && i == 0.0 && j == 0.0 ? 1.0 : low[2]; k <= high[2]; ++k) {
        contact.image = {i, j, k};
        const Cartesian v = apart(contact);
        if (dot(v, v) <= cutoff * cutoff) contacts_.push_back(contact);
      }
    }
  }
  return true;
}

bool Projection::list_contacts() {
  contacts_.clear();
  slack_ = kSkin;
  const auto spacings = lattice_.spacings();
  for (std::size_t first = 0; first < positions_.size(); ++first) {
    for (std::size_t second = first; second < positions_.size(); ++second) {
      double limit = targets_.min_distance(first, second);
      if (targets_.max_metal_distance() && targets_.metal(first) && targets_.metal(second))
        limit = std::max(limit, metal_reach_);
      else if (limit == 0.0)
        continue;
      if (!list_contacts(first, second, limit + kSkin, spacings)) return false;
    }
  }
  return true;
}

void Projection::add_breach(const CloseContact& contact, const Cartesian& apart, double distance, double wanted,
                            double weight) {
  const Cartesian unit = distance > kCoincident ? (1.0 / distance) * apart : parting(contact.first, contact.second);
  const double gap = wanted - distance;
  worst_ = std::max(worst_, std::abs(gap));
  breaches_.push_back({contact.first, contact.second, unit, gap, weight * std::abs(gap), wanted});
}

// False where the cell is too narrow to list its contacts.
bool Projection::find_breaches() {
  if (slack_ < 0.0 && !list_contacts()) return false;
  breaches_.clear();
  worst_ = 0.0;
  std::fill(nearest_.begin(), nearest_.end(), std::numeric_limits<double>::infinity());
  for (const CloseContact& contact : contacts_) {
    const Cartesian v = apart(contact);
    const double square = dot(v, v);
    if (contact.metals) {
      nearest_[contact.first] = std::min(nearest_[contact.first], square);
      nearest_[contact.second] = std::min(nearest_[contact.second], square);
    }
    if (square < contact.min * contact.min) add_breach(contact, v, std::sqrt(square), contact.min, 1.0);
  }
  return !targets_.max_metal_distance() || find_lonely_metals();
}

// Metals whose nearest metal is too far pull at all that are nearest. False where list_contacts() fails.
bool Projection::find_lonely_metals() {
  const double max = *targets_.max_metal_distance();
  double furthest = 0.0;
  for (std::size_t i = 0; i < nearest_.size(); ++i)
    if (targets_.metal(i)) furthest = std::max(furthest, std::sqrt(nearest_[i]));
  if (furthest <= max) return true;
  if (furthest + kTie > metal_reach_ + slack_) {
    // not certainly the nearest, for the list ends there; an own image lies at every lattice vector
    const double reach = length(lattice_.rows()[0]) + kTie;
    if (reach > metal_reach_) {
      metal_reach_ = reach;
      slack_ = -1.0;
      return find_breaches();
    }
  }
  for (const CloseContact& contact : contacts_) {
    if (!contact.metals) continue;
    const Cartesian v = apart(contact);
    const double distance = length(v);
    for (const std::size_t lonely : {contact.first, contact.second}) {
      const double nearest = std::sqrt(nearest_[lonely]);
      if (nearest > max && distance < nearest + kTie)
        add_breach(contact, v, distance, distance - (nearest - max), 1.0 - (distance - nearest) / kTie);
    }
  }
  return true;
}

// Each end of a breach moves as if the other stood still: atoms with many breaches fall short of every one, and halves
// would need twice the steps. An atom's breaches are averaged with their gaps as weights, so that a contact that keeps
// its limit but for rounding counts as much as none.
void Projection::move_atoms() {
  std::fill(loads_.begin(), loads_.end(), Load{});
  const auto add = [&](std::size_t atom, const Cartesian& push, double weight) {
    loads_[atom].move = loads_[atom].move + weight * push;
    loads_[atom].weight += weight;
  };
  for (const Breach& breach : breaches_) {
    if (breach.first == breach.second) continue;
    const Cartesian push = breach.gap * breach.unit;
    add(breach.first, -push, breach.weight);
    add(breach.second, push, breach.weight);
  }
  double furthest = 0.0;
  for (std::size_t i = 0; i < loads_.size(); ++i) {
    Load& load = loads_[i];
    const double size = length(load.move);
    if (!(size > 0.0)) continue;
    const double bounded = std::min(size / load.weight, settings_.max_displacement);
    load.move = (bounded / size) * load.move;
    furthest = std::max(furthest, bounded);
    positions_[i] = positions_[i] + lattice_.fractional(load.move);
  }
  slack_ -= 2.0 * furthest;
}

// What the moves of the atoms leave of the breaches strains the cell: all of it between an atom and its own image, a
// `share` of it between two atoms.
void Projection::strain_cell(double share) {
  StrainFit fit;
  bool needed = false;
  for (const Breach& breach : breaches_) {
    const double gained = dot(breach.unit, loads_[breach.second].move - loads_[breach.first].move);
    const double left = (breach.gap - gained) * (breach.first == breach.second ? 1.0 : share);
    const bool asks = left * breach.gap > 0.0;
    fit.add(breach.unit, asks ? left / breach.wanted : 0.0, breach.weight);
    needed = needed || asks;
  }
  if (!needed) return;
  Strain strain = fit.solve();
  const double ratio = lattice_.volume() / rule_;
  const double wanted = ratio * (1.0 + trace_of(strain));
  const double allowed = std::clamp(wanted, settings_.min_volume, settings_.max_volume);
  // where the volume may not follow, what is not asked for gives way
  if (allowed != wanted) strain = fit.solve(allowed / ratio - 1.0);
  const double size = norm(strain);
  if (!(size > 0.0)) return;
  const double bounded = std::min(size, settings_.max_strain);
  for (double& component : strain) component *= bounded / size;
  Basis rows = lattice_.rows();
  for (Cartesian& row : rows) row = strained(row, strain);
  lattice_ = Lattice(rows);
  slack_ -= bounded * (std::max(targets_.largest(), metal_reach_) + kSkin);
}

// Scales the cell onto the nearer bound of the volume where it lies outside; true where it did.
bool Projection::fit_volume() {
  const double ratio = lattice_.volume() / rule_;
  const double bounded = std::clamp(ratio, settings_.min_volume, settings_.max_volume);
  if (bounded == ratio) return false;
  const double factor = std::cbrt(bounded / ratio);
  lattice_ = lattice_.scaled(factor);
  slack_ -= std::abs(factor - 1.0) * (std::max(targets_.largest(), metal_reach_) + kSkin);
  return true;
}

bool Projection::run() {
  bool moved = fit_volume();
  for (int step = 0; step < settings_.steps; ++step) {
    if (!find_breaches()) return false;
    // aimed at the whole margin, content with half of it: the last of it would take many small steps
    if (worst_ <= settings_.margin / 2.0) return moved;
    move_atoms();
    // the atoms first, the cell the more the longer they fail
    strain_cell(static_cast<double>(step) / settings_.steps);
    fit_volume();
    moved = true;
  }
  return moved;
}

}  // namespace

Structure projected(const Structure& structure, Element x, const DistanceLimits& limits,
                    const ProjectionSettings& settings) {
  Projection projection(structure, x, limits, settings);
  return projection.run() ? projection.result(structure) : structure;
}

}  // namespace crystalgan
