#include "crystalgan/wyckoff/enumeration.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan::wyckoff {
namespace {

/// How few orbits and free coordinates fill a number of points with the positions from an index on; what no choice can
/// fill needs kNever.
class LeastNeeded {
 public:
  static constexpr int kNever = std::numeric_limits<int>::max() / 2;

  LeastNeeded(const std::vector<Position>& positions, int max_points)
      : width_(static_cast<std::size_t>(max_points) + 1),
        needs_((positions.size() + 1) * width_, Need{kNever, kNever}) {
    needs_[positions.size() * width_] = {0, 0};
    for (std::size_t i = positions.size(); i-- > 0;) {
      for (std::size_t points = 0; points < width_; ++points) {
        Need& need = needs_[i * width_ + points];
        need = needs_[(i + 1) * width_ + points];
        const auto multiplicity = static_cast<std::size_t>(positions[i].multiplicity);
        if (multiplicity > points) continue;
        // a position without free coordinates holds one orbit, any other as many as fit
        const std::size_t rest = points - multiplicity;
        const Need& after = positions[i].parameters == 0 ? needs_[(i + 1) * width_ + rest] : needs_[i * width_ + rest];
        need.orbits = std::min(need.orbits, after.orbits + 1);
        need.parameters = std::min(need.parameters, after.parameters + positions[i].parameters);
      }
    }
  }

  int orbits(std::size_t position, int points) const { return at(position, points).orbits; }
  int parameters(std::size_t position, int points) const { return at(position, points).parameters; }

 private:
  struct Need {
    int orbits;
    int parameters;
  };

  const Need& at(std::size_t position, int points) const {
    return needs_[position * width_ + static_cast<std::size_t>(points)];
  }

  std::size_t width_;
  std::vector<Need> needs_;
};

/// An upper limit of the number of lists within the limits: it lets roles share positions without free coordinates.
class ListCount {
 public:
  ListCount(const std::vector<Position>& positions, int max_points, const EnumerationLimits& limits)
      : orbits_(limits.max_orbits + 1),
        parameters_(limits.max_parameters + 1),
        ways_(index((max_points + 1) * orbits_, 0), 0.0) {
    way(0, 0, 0) = 1.0;
    for (const Position& position : positions) {
      const bool once = position.parameters == 0;
      for (int step = 0; step <= max_points; ++step) {
        const int points = once ? max_points - step : step;  // downwards, no position is used twice
        if (points < position.multiplicity) continue;
        for (int orbits = 1; orbits < orbits_; ++orbits)
          for (int sum = position.parameters; sum < parameters_; ++sum)
            way(points, orbits, sum) += way(points - position.multiplicity, orbits - 1, sum - position.parameters);
      }
    }
  }

  double operator()(const std::array<int, kRoles>& points) {
    std::vector<double> total(index(orbits_, 0), 0.0);
    total[0] = 1.0;
    for (const int role_points : points) {
      std::vector<double> next(total.size(), 0.0);
      for (int orbits = 0; orbits < orbits_; ++orbits)
        for (int sum = 0; sum < parameters_; ++sum)
          for (int more = 0; orbits + more < orbits_; ++more)
            for (int added = 0; sum + added < parameters_; ++added)
              next[index(orbits + more, sum + added)] += total[index(orbits, sum)] * way(role_points, more, added);
      total = std::move(next);
    }
    return std::accumulate(total.begin(), total.end(), 0.0);
  }

 private:
  std::size_t index(int orbits, int sum) const {
    return static_cast<std::size_t>(orbits) * static_cast<std::size_t>(parameters_) + static_cast<std::size_t>(sum);
  }
  double& way(int points, int orbits, int sum) { return ways_[index(points * orbits_ + orbits, sum)]; }

  int orbits_;
  int parameters_;
  std::vector<double> ways_;
};

enum class Comparison { smaller, equal, larger };

/// Fills the points of each role in turn, positions from the general one on, and keeps the lists that no letter permutation
/// makes smaller. The orbits of A come first in a list: an image of them that is smaller ends all lists that begin with
/// them, one that is larger needs no second look, and only permutations that keep them are applied to the rest.
class Walk {
 public:
  Walk(const SpaceGroupTable& group, const LeastNeeded& least, const EnumerationLimits& limits,
       const std::array<int, kRoles>& points, bool counts_all)
      : group_(group),
        least_(least),
        limits_(limits),
        points_(points),
        counts_all_(counts_all),
        taken_(group.positions.size(), false) {
    for (auto& kept : kept_) kept.reserve(group.letter_permutations.size());
  }

  TemplateList templates() {
    kept_[0].resize(group_.letter_permutations.size());
    std::iota(kept_[0].begin(), kept_[0].end(), std::size_t{0});
    begin_role(0, 0, true);
    return std::move(found_);
  }

 private:
  /// `minimal`: no image of the orbits so far is smaller. `kept_[role]` are the permutations that keep them.
  void begin_role(std::size_t role, int sum, bool minimal) {
    if (role == kRoles) {
      ++lists_;
      if (minimal) found_.append({group_.number, orbits_});
      return;
    }
    begins_[role] = orbits_.size();
    fill(role, 0, points_[role], sum, minimal);
  }

  void end_role(std::size_t role, int sum, bool minimal) {
    if (minimal) minimal = keep_permutations(role);
    if (minimal || counts_all_) begin_role(role + 1, sum, minimal);
  }

  void fill(std::size_t role, std::size_t position, int left, int sum, bool minimal) {
    if (lists_ > limits_.max_lists) return;
    if (left == 0) return end_role(role, sum, minimal);
    if (static_cast<int>(orbits_.size()) + least_.orbits(position, left) > limits_.max_orbits) return;
    if (sum + least_.parameters(position, left) > limits_.max_parameters) return;
    fill(role, position + 1, left, sum, minimal);
    const Position& place = group_.positions[position];
    const bool once = place.parameters == 0;
    if (once && taken_[position]) return;
    const std::size_t before = orbits_.size();
    if (once) taken_[position] = true;
    for (;;) {
      left -= place.multiplicity;
      sum += place.parameters;
      if (left < 0 || static_cast<int>(orbits_.size()) >= limits_.max_orbits || sum > limits_.max_parameters) break;
      orbits_.push_back({static_cast<Role>(role), static_cast<std::uint8_t>(position)});
      fill(role, position + 1, left, sum, minimal);
      if (once) break;
    }
    if (once) taken_[position] = false;
    orbits_.resize(before, {});
  }

  /// Whether no permutation makes the orbits of this role smaller; those that keep them go into kept_[role + 1].
  bool keep_permutations(std::size_t role) {
    const std::span<const Orbit> own = std::span(orbits_).subspan(begins_[role]);
    auto& next = kept_[role + 1];
    next.clear();
    for (const std::size_t index : kept_[role]) {
      switch (compared(own, group_.letter_permutations[index])) {
        case Comparison::smaller:
          return false;
        case Comparison::equal:
          next.push_back(index);
          break;
        case Comparison::larger:
          break;
      }
    }
    return true;
  }

  /// The sorted image of the orbits of one role beside the orbits.
  Comparison compared(std::span<const Orbit> own, const LetterPermutation& permutation) {
    image_.clear();
    for (const Orbit& orbit : own) {
      const std::uint8_t moved = permutation[orbit.position];
      std::size_t place = image_.size();
      image_.push_back(moved);
      for (; place > 0 && image_[place - 1] > moved; --place) image_[place] = image_[place - 1];
      image_[place] = moved;
    }
    for (std::size_t i = 0; i < own.size(); ++i)
      if (image_[i] != own[i].position) return image_[i] < own[i].position ? Comparison::smaller : Comparison::larger;
    return Comparison::equal;
  }

  const SpaceGroupTable& group_;
  const LeastNeeded& least_;
  const EnumerationLimits& limits_;
  std::array<int, kRoles> points_;
  bool counts_all_;  // lists that are not minimal are walked too, since they count
  std::vector<bool> taken_;
  std::vector<Orbit> orbits_;
  std::array<std::size_t, kRoles> begins_{};
  std::array<std::vector<std::size_t>, kRoles + 1> kept_;
  std::vector<std::uint8_t> image_;
  std::size_t lists_ = 0;
  TemplateList found_;
};

TemplateList templates_of_group(int number, const RoleCounts& formula, const EnumerationLimits& limits) {
  const SpaceGroupTable& group = space_group_table(number);
  const int max_units = limits.max_atoms / formula.total();
  const auto per_unit = formula.by_role();
  const int max_points = *std::ranges::max_element(per_unit) * max_units * group.lattice_points;
  const LeastNeeded least(group.positions, max_points);
  ListCount count(group.positions, max_points, limits);
  TemplateList found;
  for (int units = 1; units <= max_units; ++units) {
    std::array<int, kRoles> points{};
    for (std::size_t role = 0; role < kRoles; ++role) points[role] = per_unit[role] * units * group.lattice_points;
    const bool counts_all = count(points) > static_cast<double>(limits.max_lists);
    found.append(Walk(group, least, limits, points, counts_all).templates());
  }
  return found;
}

void check_request(const RoleCounts& formula, const EnumerationLimits& limits) {
  const auto [a, b, x] = formula;
  if (!(a >= 0 && b >= 0 && x >= 0 && std::gcd(std::gcd(a, b), x) == 1))
    throw StructureError("formula of a template: expected counts without a common divisor, got A" + std::to_string(a) +
                         " B" + std::to_string(b) + " X" + std::to_string(x));
  if (limits.max_atoms < 0 || limits.max_orbits < 0 || limits.max_parameters < 0)
    throw StructureError("limits of templates: expected 0 or more, got " + std::to_string(limits.max_atoms) +
                         " atoms, " + std::to_string(limits.max_orbits) + " orbits, " +
                         std::to_string(limits.max_parameters) + " free coordinates");
}

}  // namespace

TemplateList enumerated_templates(const RoleCounts& formula, const EnumerationLimits& limits, std::size_t threads) {
  check_request(formula, limits);
  std::vector<int> groups = limits.space_groups;
  if (groups.empty()) {
    groups.resize(kSpaceGroups);
    std::iota(groups.begin(), groups.end(), 1);
  }
  std::vector<TemplateList> parts(groups.size());
  parallel_for(groups.size(), threads,
               [&](std::size_t i) { parts[i] = templates_of_group(groups[i], formula, limits); });
  TemplateList found;
  for (TemplateList& part : parts) found.append(std::exchange(part, {}));
  return found;
}

}  // namespace crystalgan::wyckoff
