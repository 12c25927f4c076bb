#include "crystalgan/potentials/relaxation.hpp"

#include <lbfgs.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/potentials/fire.hpp"
#include "crystalgan/potentials/kept_symmetry.hpp"
#include "crystalgan/potentials/parallel_calculations.hpp"
#include "crystalgan/potentials/relaxation_coordinates.hpp"

namespace crystalgan {
namespace {

// eV. The energy that libLBFGS gets for a refused step: higher than any real one, so that its line search goes back.
constexpr double kRefused = 1e10;

constexpr double kForbidden = std::numeric_limits<double>::infinity();

double largest_component(const std::vector<Cartesian>& forces) {
  double largest = 0.0;
  for (const Cartesian& force : forces) largest = std::max(largest, length(force));
  return largest;
}

double largest_component(const StrainDerivative& strain) {
  double largest = 0.0;
  for (const auto& row : strain)
    for (const double component : row) largest = std::max(largest, std::abs(component));
  return largest;
}

Structure rattled(const Structure& initial, double deviation, Seed seed) {
  Random random(seed);
  std::vector<Site> sites = initial.sites();
  for (Site& site : sites) {
    const Cartesian shift{deviation * random.normal(), deviation * random.normal(), deviation * random.normal()};
    site.position = site.position + initial.lattice().fractional(shift);
  }
  return {initial.lattice(), std::move(sites), initial.name()};
}

// One relaxation, with the functions that libLBFGS calls.
class Descent {
 public:
  Descent(const SymmetricCrystal& initial, Calculator& calculator, const RelaxationSettings& settings)
      : coordinates_(initial.structure, settings.variable_cell),
        trial_(initial),
        calculator_(calculator),
        settings_(settings),
        initial_volume_(initial.structure.lattice().volume()),
        numbers_(coordinates_.size()),
        best_{initial.structure, 0.0, 0.0, 0.0, 0, RelaxationEnd::stuck, ""} {
    coordinates_.write_initial(numbers_);
  }

  Relaxation run() {
    if (const auto reason = outside(best_.structure)) return ended(RelaxationEnd::forbidden, *reason);
    lbfgs_down();
    if (tried_ && !is_over()) {
      coordinates_ = RelaxationCoordinates(best_.structure, settings_.variable_cell);
      coordinates_.write_initial(numbers_);
      fire(numbers_,
           {[this](auto numbers, auto gradient) { return energy_at(numbers, gradient); }, [this] { return accept(); }});
    }
    if (!failure_.empty()) return ended(RelaxationEnd::failed, failure_);
    if (is_converged()) return ended(RelaxationEnd::converged, "");
    if (best_.evaluations >= settings_.max_evaluations) return ended(RelaxationEnd::out_of_evaluations, "");
    if (!refusal_.empty()) return ended(RelaxationEnd::forbidden, refusal_);
    return ended(RelaxationEnd::stuck, "no step lowers the energy");
  }

 private:
  static lbfgsfloatval_t evaluate(void* self, const lbfgsfloatval_t* numbers, lbfgsfloatval_t* gradient, int count,
                                  lbfgsfloatval_t) {
    const auto size = static_cast<std::size_t>(count);
    const double energy = static_cast<Descent*>(self)->energy_at({numbers, size}, {gradient, size});
    return std::isfinite(energy) ? energy : kRefused;
  }

  static int progress(void* self, const lbfgsfloatval_t*, const lbfgsfloatval_t*, lbfgsfloatval_t, lbfgsfloatval_t,
                      lbfgsfloatval_t, lbfgsfloatval_t, int, int, int) {
    return static_cast<Descent*>(self)->accept() ? 1 : 0;
  }

  void lbfgs_down() {
    lbfgs_parameter_t parameters;
    ::lbfgs_parameter_init(&parameters);
    parameters.epsilon = 0.0;  // is_converged() decides
    parameters.linesearch = LBFGS_LINESEARCH_BACKTRACKING_WOLFE;
    double energy = 0.0;
    ::lbfgs(static_cast<int>(numbers_.size()), numbers_.data(), &energy, evaluate, progress, this, &parameters);
  }

  // No exception may pass through libLBFGS, which is C.
  double energy_at(std::span<const double> numbers, std::span<double> gradient) {
    std::ranges::fill(gradient, 0.0);
    if (!failure_.empty() || best_.evaluations >= settings_.max_evaluations) return kForbidden;
    try {
      trial_.structure = coordinates_.structure(numbers);
      const Structure& structure = trial_.structure;
      if (const auto reason = outside(structure)) {
        refusal_ = *reason;
        return kForbidden;
      }
      ++best_.evaluations;
      const CellEnergy found =
          trial_.operations.empty() ? calculator_.evaluate(structure) : calculator_.evaluate_symmetric(trial_);
      coordinates_.write_gradient(numbers, found, gradient);
      const double volume = structure.lattice().volume();
      tried_ = Trial{structure, found.energy, largest_component(found.forces),
                     settings_.variable_cell ? largest_component(found.strain) / volume : 0.0, found.moments};
      if (best_.evaluations == 1) accept();
      return found.energy;
    } catch (const StructureError& error) {
      refusal_ = error.what();
    } catch (const std::exception& error) {
      failure_ = error.what();
    }
    return kForbidden;
  }

  // The last trial becomes the current structure. True when the relaxation ends.
  bool accept() {
    best_.structure = tried_->structure;
    best_.energy = tried_->energy;
    best_.largest_force = tried_->force;
    best_.largest_stress = tried_->stress;
    best_.moments = tried_->moments;
    refusal_.clear();
    return is_over();
  }

  bool is_over() const { return is_converged() || !failure_.empty() || best_.evaluations >= settings_.max_evaluations; }

  bool is_converged() const {
    return tried_ && best_.largest_force <= settings_.largest_force && best_.largest_stress <= settings_.largest_stress;
  }

  std::optional<std::string> outside(const Structure& structure) const {
    const double share = structure.lattice().volume() / initial_volume_;
    if (!(share >= settings_.min_volume_share && share <= settings_.max_volume_share))
      return "volume: expected " + exact_text(settings_.min_volume_share) + " to " +
             exact_text(settings_.max_volume_share) + " of the start, got " + exact_text(share);
    for (const auto& [pair, distance] : shortest_distances(structure)) {
      const double shortest = settings_.min_radii_share * radii_limit(pair.first, pair.second);
      if (!(distance >= shortest))
        return pair_name(pair) + ": expected at least " + exact_text(shortest) + " A, got " + exact_text(distance);
    }
    return std::nullopt;
  }

  Relaxation ended(RelaxationEnd end, std::string reason) {
    best_.end = end;
    best_.reason = std::move(reason);
    return std::move(best_);
  }

  struct Trial {
    Structure structure;
    double energy;
    double force;
    double stress;
    std::vector<double> moments;
  };

  RelaxationCoordinates coordinates_;
  SymmetricCrystal trial_;
  Calculator& calculator_;
  const RelaxationSettings& settings_;
  double initial_volume_;
  std::vector<double> numbers_;
  std::optional<Trial> tried_;
  Relaxation best_;
  std::string refusal_;
  std::string failure_;
};

}  // namespace

std::string end_name(RelaxationEnd end) {
  switch (end) {
    case RelaxationEnd::converged:
      return "converged";
    case RelaxationEnd::out_of_evaluations:
      return "out of evaluations";
    case RelaxationEnd::stuck:
      return "stuck";
    case RelaxationEnd::forbidden:
      return "outside the guards";
    case RelaxationEnd::failed:
      return "failed";
  }
  return "";
}

Relaxation relaxed(const Structure& initial, Calculator& calculator, const RelaxationSettings& settings, Seed seed) {
  const SymmetricCrystal first = settings.keep_symmetry ? exactly_symmetric(initial, settings.symmetry_tolerance)
                                                        : SymmetricCrystal{rattled(initial, settings.rattle, seed), {}};
  return Descent(first, calculator, settings).run();
}

std::vector<Relaxation> relax_all(const std::vector<Structure>& initial, const Calculator& calculator,
                                  const RelaxationSettings& settings, Seed seed, std::size_t threads,
                                  const RelaxationObserver& observer, std::size_t first) {
  std::vector<std::optional<Relaxation>> ends(initial.size());
  std::mutex reporting;
  std::size_t done = 0;
  parallel_calculations(initial.size(), calculator, threads, [&](std::size_t i, Calculator& own) {
    ends[i] = relaxed(initial[i], own, settings, seed.derive("relax/" + std::to_string(first + i)));
    const std::lock_guard lock(reporting);
    ++done;
    if (observer) observer(done, initial.size());
  });
  std::vector<Relaxation> relaxations;
  for (auto& end : ends) relaxations.push_back(std::move(*end));
  return relaxations;
}

}  // namespace crystalgan
