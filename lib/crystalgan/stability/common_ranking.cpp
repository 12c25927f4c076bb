#include "crystalgan/stability/common_ranking.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>
#include <sstream>

#include "crystalgan/stability/convex_hull.hpp"

namespace crystalgan {
namespace {

// The mean of the lowest of `count` out of `total` draws without repetition, whose values are `sorted`, ascending, the
// missing ones as high as the highest: the chance that the i-th is the lowest falls by a recursion.
double mean_lowest(const std::vector<double>& sorted, std::size_t total, std::size_t count) {
  double mean = 0.0;
  double none_lower = 1.0;  // chance that none of the i lowest was drawn
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto left = static_cast<double>(total - i);
    const double drawn = std::min(1.0, static_cast<double>(count) / left);
    mean += none_lower * drawn * sorted[i];
    none_lower *= 1.0 - drawn;
  }
  return mean + none_lower * sorted.back();
}

// Which runs found a crystal, by the number before the slash of each id.
std::set<std::size_t> finders(const RankedRow& row) {
  std::set<std::size_t> runs;
  std::istringstream ids(row.found_by);
  for (std::string id; ids >> id;) runs.insert(std::stoul(id.substr(0, id.find('/'))));
  return runs;
}

}  // namespace

std::vector<RunShare> shares_of(const std::vector<RankedRun>& runs, const KnownEnergies& known,
                                const ChemicalSystem& system, const CalculatorRecord& calculator, std::size_t threads) {
  std::vector<RelaxedCrystal> all;
  for (std::size_t run = 0; run < runs.size(); ++run)
    for (RelaxedCrystal crystal : runs[run].crystals) {
      crystal.row.id = std::to_string(run) + "/" + crystal.row.id;
      all.push_back(std::move(crystal));
    }
  const RankingRecord record = ranked(all, known, system, calculator, threads);
  const ConvexHull hull({system.a, system.b, system.x}, phases_of(known));
  std::vector<RunShare> shares;
  for (std::size_t run = 0; run < runs.size(); ++run) {
    std::vector<double> above;
    for (const RelaxedCrystal& crystal : runs[run].crystals) {
      if (!is_of(crystal.structure, system)) continue;
      const Phase phase{crystal.structure.composition(),
                        *crystal.row.energy * static_cast<double>(crystal.structure.size())};
      if (hull.formation_energy(phase) >= kMinFormationEnergy) above.push_back(hull.energy_above(phase));
    }
    std::sort(above.begin(), above.end());
    RunShare share{runs[run].name,
                   runs[run].relaxed,
                   runs[run].crystals.size(),
                   0,
                   0,
                   0,
                   0,
                   above.empty() ? std::numeric_limits<double>::infinity() : above.front(),
                   {}};
    for (const std::size_t spent : kSpent)
      if (!above.empty() && spent <= share.relaxed)
        share.expected_lowest.push_back(mean_lowest(above, share.relaxed, spent));
    for (const RankedRow& row : record.crystals) {
      const auto found_by = finders(row);
      if (!found_by.contains(run)) continue;
      ++share.distinct;
      if (row.above_hull <= 0.05) ++share.within_05;
      if (row.above_hull <= 0.10) ++share.within_10;
      if (row.above_hull <= 0.10 && found_by.size() == 1) ++share.alone_10;
    }
    shares.push_back(std::move(share));
  }
  return shares;
}

}  // namespace crystalgan
