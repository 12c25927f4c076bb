#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/text.hpp"
#include "crystalgan/report/figures.hpp"
#include "crystalgan/report/ternary_diagram.hpp"

namespace crystalgan {
namespace {

// Colours by the energy above the hull. Chosen: the error of a universal potential, and what real crystals that are not
// on the hull rarely exceed.
struct Distance {
  double max;  // eV per atom
  const char* mark;
  const char* key;
};
constexpr std::array kDistances{Distance{0.03, "hull-near", "candidate, up to 0.03 eV/atom above the hull"},
                                Distance{0.10, "hull-middle", "up to 0.10"}, Distance{0.20, "hull-far", "up to 0.20"},
                                Distance{std::numeric_limits<double>::infinity(), "hull-farther", "more"}};

constexpr double kPhaseDot = 5.0, kOtherDot = 2.5, kCandidateDot = 4.0;  // radii, chosen
constexpr std::size_t kListed = 18;                                      // phases in the list beside the triangle

using Seen = std::set<std::pair<std::string, std::string>>;

// Whether this is the first shape at its place.
bool is_first(const DrawnPoint& place, Seen& seen) {
  return seen.emplace(coordinate_text(place.x), coordinate_text(place.y)).second;
}

const Distance& distance_of(const RankedRow& crystal) {
  return *std::ranges::find_if(kDistances, [&](const Distance& one) { return crystal.above_hull <= one.max; });
}

// "Pd", "NiH-NaCl", "NiH (mp-24719)", "NiPdH (candidate 0003)"
std::string list_name(const HullPhase& phase) {
  if (phase.name.starts_with(phase.formula)) return printable(phase.name);
  return printable(phase.formula) + (phase.kind == "candidate" ? " (candidate " : " (") + printable(phase.name) + ")";
}

class HullDiagram {
 public:
  HullDiagram(const RankingRecord& ranking, const ChemicalSystem& system) : ranking_(ranking), system_(system) {}

  void draw() {
    diagram_.draw(system_, drawing_);
    draw_tie_lines();
    draw_other_phases();
    draw_candidates();
    draw_hull_phases();
    draw_list();
  }

  std::string finished(const ChartCaption& caption) const {
    const double foot = std::max(TernaryDiagram::kTop + TernaryDiagram::kHeight, line_);
    return drawing_.finished(caption, TernaryDiagram::kWidth, foot + TernaryDiagram::kBelow);
  }

 private:
  std::optional<DrawnPoint> place_of(const std::string& formula) const {
    const auto composition = ternary_composition(formula, system_);
    return composition ? std::optional(diagram_.place(*composition)) : std::nullopt;
  }

  void draw_tie_lines() {
    std::set<std::pair<std::size_t, std::size_t>> drawn;
    for (const auto& triangle : ranking_.hull.triangles)
      for (std::size_t k = 0; k < 3; ++k) {
        const auto [one, other] = std::minmax(triangle[k], triangle[(k + 1) % 3]);
        const auto from = place_of(ranking_.hull.phases[one].formula),
                   to = place_of(ranking_.hull.phases[other].formula);
        if (from && to && drawn.emplace(one, other).second) drawing_.line(*from, *to, "hull-tie");
      }
  }

  // The lowest of each composition. They stand by formula, then energy.
  void draw_other_phases() {
    Seen seen;
    for (const PhaseRow& phase : ranking_.phases) {
      const auto place = place_of(phase.formula);
      if (place && is_first(*place, seen) && phase.above_hull > 0.0)
        drawing_.circle(*place, kOtherDot, "hull-other",
                        fmt::format("{} ({}), {:.4f} eV/atom above the hull", printable(phase.formula),
                                    printable(phase.name), phase.above_hull));
    }
  }

  // The lowest of each composition, the lowest of all on top.
  void draw_candidates() {
    Seen seen;
    std::vector<std::pair<DrawnPoint, const RankedRow*>> shown;
    for (const RankedRow& crystal : ranking_.crystals) {
      const auto place = place_of(crystal.formula);
      if (place && is_first(*place, seen)) shown.emplace_back(*place, &crystal);
    }
    std::ranges::reverse(shown);
    for (const auto& [place, crystal] : shown)
      drawing_.circle(place, kCandidateDot, distance_of(*crystal).mark,
                      fmt::format("{} {} {}, {:.4f} eV/atom above the hull", crystal->id, printable(crystal->formula),
                                  printable(crystal->space_group_symbol), crystal->above_hull));
  }

  void draw_hull_phases() {
    for (const HullPhase& phase : ranking_.hull.phases) {
      const auto place = place_of(phase.formula);
      if (!place) continue;
      if (phase.kind != "candidate")
        drawing_.circle(*place, kPhaseDot, "own",
                        fmt::format("{} ({}), on the hull", printable(phase.formula), printable(phase.name)));
      draw_name(*place, phase);
    }
  }

  // Outside of the triangle on its edges, to the right elsewhere. The corners have their names.
  void draw_name(const DrawnPoint& place, const HullPhase& phase) {
    const auto composition = *ternary_composition(phase.formula, system_);
    if ((composition.a > 0.0) + (composition.b > 0.0) + (composition.x > 0.0) == 1) return;
    const std::string name = printable(phase.formula);
    if (composition.x == 0.0)
      drawing_.text({place.x, place.y + 18.0}, "chart-label", Anchor::middle, name);
    else if (composition.b == 0.0)
      drawing_.text({place.x - 9.0, place.y + 4.0}, "chart-label", Anchor::end, name);
    else
      drawing_.text({place.x + 9.0, place.y + 4.0}, "chart-label", Anchor::start, name);
  }

  void draw_key(double radius, const char* mark, const char* words) {
    line_ += TernaryDiagram::kListLine;
    drawing_.circle({TernaryDiagram::kListLeft + kPhaseDot, line_ - 4.0}, radius, mark);
    drawing_.text({TernaryDiagram::kListLeft + 18.0, line_}, "chart-label", Anchor::start, words);
  }

  void draw_list() {
    line_ = TernaryDiagram::kTop;
    drawing_.text({TernaryDiagram::kListLeft, line_}, "chart-heading", Anchor::start, "Points");
    draw_key(kPhaseDot, "own", "known phase on the hull");
    draw_key(kOtherDot, "hull-other", "known phase above it");
    for (const Distance& one : kDistances) draw_key(kCandidateDot, one.mark, one.key);
    line_ += 2.0 * TernaryDiagram::kListLine;
    drawing_.text({TernaryDiagram::kListLeft, line_}, "chart-heading", Anchor::start, "On the hull");
    std::vector<HullPhase> phases = ranking_.hull.phases;
    std::stable_partition(phases.begin(), phases.end(),
                          [](const HullPhase& phase) { return phase.kind == "candidate"; });
    phases.resize(std::min(kListed, phases.size()));
    for (const HullPhase& phase : phases) {
      line_ += TernaryDiagram::kListLine;
      drawing_.text({TernaryDiagram::kListLeft, line_}, phase.kind == "candidate" ? "chart-name" : "chart-label",
                    Anchor::start, list_name(phase));
    }
    if (ranking_.hull.phases.size() > kListed) {
      line_ += TernaryDiagram::kListLine;
      drawing_.text({TernaryDiagram::kListLeft, line_}, "chart-note", Anchor::start,
                    fmt::format("and {} more", ranking_.hull.phases.size() - kListed));
    }
  }

  const RankingRecord& ranking_;
  const ChemicalSystem& system_;
  TernaryDiagram diagram_;
  Drawing drawing_;
  double line_ = 0.0;
};

std::string hull_description(const RankingRecord& ranking) {
  std::vector<std::string> names;
  for (const HullPhase& phase : ranking.hull.phases)
    names.push_back(printable(phase.formula) + (phase.kind == "candidate" ? " (candidate " + phase.name + ")" : ""));
  return fmt::format("{} phases are on the hull: {}. {} of {} candidates are within 0.10 eV/atom of it.", names.size(),
                     join(names), within(ranking, 0.10), ranking.crystals.size());
}

}  // namespace

std::string hull_figure(const RankingRecord& ranking, const ChemicalSystem& system, const std::string& id) {
  HullDiagram diagram(ranking, system);
  diagram.draw();
  return diagram.finished(
      {id, "Hull of " + ranking.system + " by " + printable(ranking.calculator.name), hull_description(ranking)});
}

}  // namespace crystalgan
