#include "crystalgan/methods/symmetry/template_search.hpp"

#include <array>
#include <cmath>
#include <span>
#include <string>
#include <utility>

#include "crystalgan/wyckoff/arrangement.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"

namespace crystalgan {
namespace {

using wyckoff::TemplateView;

constexpr int kStarts = 10;          // random cells of one try
constexpr double kGoodStart = 0.85;  // least distance / limit: good enough to stop
constexpr double kPoorStart = 0.2;   // too close to relax
constexpr double kLeastRatio = 0.5;  // after relaxation, of the limits: 0.4 of the shortest binary distances
constexpr double kLeastVolume = 0.3, kMostVolume = 3.0;  // of the rule
constexpr int kFirstSteps = 10, kLastSteps = 25;

/// One cell and one set of coordinates only.
bool is_rigid(const TemplateView& arrangement) {
  return wyckoff::crystal_system(arrangement.space_group) == wyckoff::CrystalSystem::cubic &&
         wyckoff::parameters(arrangement) == 0;
}

IonicCell ionic_cell_of(const wyckoff::Arrangement& arrangement) {
  IonicCell cell{arrangement.rows, {}, {}};
  cell.positions.reserve(arrangement.positions.size());
  cell.kinds.reserve(arrangement.positions.size());
  for (std::size_t i = 0; i < arrangement.positions.size(); ++i) {
    const Fractional& x = arrangement.positions[i];
    cell.positions.push_back(x[0] * cell.rows[0] + x[1] * cell.rows[1] + x[2] * cell.rows[2]);
    cell.kinds.push_back(static_cast<std::uint8_t>(arrangement.roles[i]));
  }
  return cell;
}

std::string seed_name(const RoleCounts& formula, const TemplateView& arrangement) {
  return std::to_string(formula.a) + ' ' + std::to_string(formula.b) + ' ' + std::to_string(formula.x) + '/' +
         wyckoff::to_text(arrangement) + '/';
}

}  // namespace

TemplateBudget TemplateBudget::of(std::size_t rank, FormulaSource source) {
  constexpr std::size_t kFirst = 8, kMiddle = 20;  // ranks
  if (source == FormulaSource::host) return {100, 70};
  if (source == FormulaSource::unusual) return {100, 75};
  if (rank < kFirst) return {kMaxTriedTemplates, 140};
  if (rank < kMiddle) return {100, 75};
  return {60, 40};
}

int tries_of(const TemplateView& arrangement, std::size_t place) {
  if (is_rigid(arrangement)) return 1;
  // by free coordinates: 0, 1, 2 and 3, 4, more
  constexpr std::array kLikely{2, 6, 8, 6, 6}, kLess{1, 3, 4, 4, 3}, kLeast{1, 2, 2, 2, 2};
  constexpr std::size_t kLikelyPlaces = 15, kLessPlaces = 50;
  const int free = wyckoff::parameters(arrangement);
  const std::size_t column = free <= 1 ? static_cast<std::size_t>(free) : free <= 3 ? 2 : free == 4 ? 3 : 4;
  return (place < kLikelyPlaces ? kLikely : place < kLessPlaces ? kLess : kLeast)[column];
}

/// The random cell with the most room of a few; nothing where even that has atoms on each other.
std::optional<IonicCell> TemplateSearch::start(const TemplateView& arrangement, std::span<const AtomPair> pairs,
                                               double volume, Random& random) {
  const int starts = is_rigid(arrangement) ? 1 : kStarts;
  double best_ratio = kPoorStart;
  std::optional<IonicCell> best;
  for (int i = 0; i < starts && best_ratio <= kGoodStart; ++i) {
    IonicCell cell = ionic_cell_of(wyckoff::random_arrangement(arrangement, volume, random));
    const double ratio = distances_.least(cell, geometry_.limits, pairs);
    if (ratio < best_ratio) continue;
    best_ratio = ratio;
    best = std::move(cell);
  }
  return best;
}

/// False where the volume or a distance no longer makes sense.
bool TemplateSearch::relax(const Target& target, IonicRelaxation& relaxation, int steps, RelaxedTemplate& found) {
  const auto atoms = static_cast<double>(found.cell.positions.size());
  const IonicSymmetry& symmetry = symmetries_[found.place].in_cell(found.cell.rows);
  found.energy = relaxation.relax(target.model, found.cell, steps, &symmetry).energy / atoms;
  found.volume_per_atom = cell_volume(found.cell.rows) / atoms;
  const double ratio = found.volume_per_atom * target.formula.total() / target.unit_volume;
  return std::isfinite(found.energy) && ratio > kLeastVolume && ratio < kMostVolume &&
         distances_.least(found.cell, geometry_.limits, symmetry.pairs) >= kLeastRatio;
}

std::vector<RelaxedTemplate> TemplateSearch::tried(const Target& target, const std::vector<LikelyTemplate>& templates) {
  std::vector<RelaxedTemplate> found;
  for (std::size_t place = 0; place < templates.size(); ++place) {
    const auto& [arrangement, log_probability] = templates[place];
    const double volume = target.unit_volume * wyckoff::formula_units(arrangement);
    const std::string name = seed_name(target.formula, arrangement);
    for (int time = 0; time < tries_of(arrangement, place); ++time) {
      Random random(seed_.derive(name + std::to_string(time)));
      auto cell = start(arrangement, symmetries_[place].pairs(), volume, random);
      if (!cell) continue;
      RelaxedTemplate one{place, log_probability, 0.0, 0.0, std::move(*cell)};
      if (relax(target, early_, kFirstSteps, one)) found.push_back(std::move(one));
    }
  }
  return found;
}

SymmetryCandidate TemplateSearch::candidate(const Target& target, const TemplateMinimum& minimum,
                                            const wyckoff::Template& arrangement) const {
  const std::array<Element, 3> elements{system_.a, system_.b, system_.x};
  const IonicCell& cell = minimum.first.cell;
  const Lattice lattice(cell.rows);
  std::vector<Site> sites;
  for (std::size_t i = 0; i < cell.positions.size(); ++i)
    sites.push_back({elements[cell.kinds[i]], wrapped(lattice.fractional(cell.positions[i]))});
  const std::string origin = wyckoff::to_text(arrangement);
  SymmetryCandidate made{{lattice, std::move(sites), origin}, target.rank, 'T', origin};
  made.log_probability = minimum.first.log_probability;
  made.summed_log_probability = minimum.summed_log_probability;
  made.energy = minimum.first.energy;
  made.minimum = minimum.minimum;
  made.repeats = minimum.repeats;
  return made;
}

std::vector<SymmetryCandidate> TemplateSearch::candidates(const RoleCounts& formula, std::size_t rank,
                                                          const IonicModel& model,
                                                          const std::vector<LikelyTemplate>& templates,
                                                          std::size_t relaxed) {
  const Target target{formula, rank, model, geometry_.volume(formula)};
  symmetries_.clear();
  for (const LikelyTemplate& each : templates) symmetries_.emplace_back(each.arrangement);
  TemplateMinima minima;
  for (RelaxedTemplate& each : most_promising(without_repeats(tried(target, templates)), relaxed))
    if (relax(target, late_, kLastSteps, each)) minima.add(std::move(each));
  std::vector<SymmetryCandidate> found;
  for (const TemplateMinimum& minimum : minima.minima())
    found.push_back(candidate(target, minimum, templates[minimum.first.place].arrangement));
  return found;
}

}  // namespace crystalgan
