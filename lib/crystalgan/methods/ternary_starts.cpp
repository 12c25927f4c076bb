#include "crystalgan/methods/ternary_starts.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/supercell.hpp"
#include "crystalgan/crystal/symmetry.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/features/augment.hpp"
#include "crystalgan/methods/interleaving.hpp"
#include "crystalgan/repair/certificate.hpp"
#include "crystalgan/repair/refinement.hpp"
#include "crystalgan/repair/symmetrise.hpp"

namespace crystalgan {
namespace {

// How often a ternary is drawn before the first one that keeps the limits is taken. Chosen: most draws cost a few microseconds.
constexpr int kDraws = 1000;

// Distances over their limits in what is put together. Chosen: at 1 the guests stand on hollow sites of the host, which
// gives the highest symmetries and some hundred crystals; the projection mends what stands as close as 0.7, which gives
// any number of lower symmetry. The former are looked for first, until so many starts in a row found none.
constexpr double kHollow = 1.0;
constexpr double kMendable = 0.7;
constexpr int kDrawsAmongHollow = 200;
constexpr int kHollowMisses = 5;

// Few inputs make few crystals: when so many starts in a row found nothing new and symmetric, the others are looked for
// with fewer draws. Chosen.
constexpr int kStartsInVain = 5;
constexpr int kFewDraws = 30;

// The repair of a start keeps its volume, within rounding at the rule's.
RefinementSettings at_fixed_volume() {
  RefinementSettings settings;
  settings.projection.min_volume = 0.999;
  settings.projection.max_volume = 1.001;
  return settings;
}

// Guests with their axes in another order: their lattice is fitted to the host's in one of six ways.
std::vector<Site> with_axes(std::vector<Site> sites, const AxisOrder& order) {
  for (Site& site : sites) {
    const Fractional old = site.position;
    for (std::size_t axis = 0; axis < 3; ++axis) site.position[axis] = old[static_cast<std::size_t>(order[axis])];
  }
  return sites;
}

}  // namespace

TernaryStarts::TernaryStarts(const ChemicalSystem& system, PerDomain<std::vector<Structure>> pseudo,
                             const std::vector<Structure>& known, const DistanceLimits& limits,
                             const Configuration::Periodic& settings, const MemberShare& share)
    : system_(system), pseudo_(std::move(pseudo)), limits_(limits), settings_(settings) {
  const std::int64_t most = most_atoms();
  const PerDomain<std::map<Counts, std::vector<Pair>>> all{pairs_of(HostDomain::a, most),
                                                           pairs_of(HostDomain::b, most)};
  std::set<Counts> compositions;
  for (const auto* of_host : {&all.a, &all.b})
    for (const auto& [composition, pairs] : *of_host) compositions.insert(composition);
  std::int64_t index = 0;
  for (const Counts& composition : compositions) {
    if (index++ % share.members != share.member) continue;
    if (const auto found = all.a.find(composition); found != all.a.end()) pairs_.a.push_back(found->second);
    if (const auto found = all.b.find(composition); found != all.b.end()) pairs_.b.push_back(found->second);
  }
  // a share without anything for one of the hosts takes all that there is
  const auto fill = [](std::vector<std::vector<Pair>>& pairs, const std::map<Counts, std::vector<Pair>>& from) {
    if (pairs.empty())
      for (const auto& [composition, of_it] : from) pairs.push_back(of_it);
  };
  fill(pairs_.a, all.a);
  fill(pairs_.b, all.b);
  for (int cells = 0; cells <= settings_.most_multiple; ++cells) sublattices_.push_back(sublattices(cells));
  for (const Structure& structure : known) known_.add(with_one_metal(structure, system_));
}

// What the settings allow, and where the inputs are larger, what the smallest pair of either host needs.
std::int64_t TernaryStarts::most_atoms() const {
  std::int64_t most = settings_.most_atoms;
  for (const HostDomain host : {HostDomain::a, HostDomain::b}) {
    std::int64_t smallest = std::numeric_limits<std::int64_t>::max();
    for (const Structure& of_host : hosts(host))
      for (const Structure& of_guest : guests(host))
        smallest = std::min(smallest, static_cast<std::int64_t>(of_host.size() + metals_of(of_guest, system_).size()));
    most = std::max(most, smallest);
  }
  return most;
}

std::map<TernaryStarts::Counts, std::vector<TernaryStarts::Pair>> TernaryStarts::pairs_of(
    HostDomain host, std::int64_t most_atoms) const {
  std::map<Counts, std::vector<Pair>> pairs;
  std::vector<std::int64_t> metals_of_guests;
  for (const Structure& guest : guests(host)) metals_of_guests.push_back(std::ssize(metals_of(guest, system_)));
  const bool guest_is_a = guest_metal(host) == system_.a;
  for (std::size_t i = 0; i < hosts(host).size(); ++i) {
    const std::int64_t metals = std::ssize(metals_of(hosts(host)[i], system_));
    const std::int64_t x = std::ssize(hosts(host)[i].sites()) - metals;
    for (std::int64_t m = 1; m <= settings_.most_multiple && m * (metals + x) < most_atoms; ++m) {
      for (std::size_t j = 0; j < metals_of_guests.size(); ++j) {
        for (std::int64_t n = 1; n <= settings_.most_multiple; ++n) {
          const std::int64_t guest = n * metals_of_guests[j];
          // one cell of each may be as large as the inputs are; supercells keep to the settings, and so to the slots
          if (m * (metals + x) + guest > (m * n == 1 ? most_atoms : settings_.most_atoms)) break;
          const std::int64_t divisor = std::gcd(std::gcd(m * metals, m * x), guest);
          const std::int64_t of_guest = guest / divisor;
          const std::int64_t of_host = m * metals / divisor;
          const Counts counts{guest_is_a ? of_guest : of_host, guest_is_a ? of_host : of_guest, m * x / divisor};
          pairs[counts].push_back({i, j, static_cast<int>(m), static_cast<int>(n)});
        }
      }
    }
  }
  return pairs;
}

const Structure& TernaryStarts::some_supercell(const std::vector<Structure>& of, HostDomain domain, std::size_t index,
                                               int cells, Random& random) {
  const auto& changes = sublattices_[static_cast<std::size_t>(cells)];
  const std::size_t which = random.below(changes.size());
  const std::tuple key{domain, index, cells, which};
  auto found = supercells_.find(key);
  if (found == supercells_.end())
    found = supercells_.emplace(key, niggli_reduced(supercell(becoming(of[index]), changes[which]))).first;
  return found->second;
}

std::optional<TernaryStarts::Proposal> TernaryStarts::propose(HostDomain host, double clearance, Random& random) {
  const auto& compositions = host == HostDomain::a ? pairs_.a : pairs_.b;
  const auto& pairs = compositions[random.below(compositions.size())];
  const Pair& pair = pairs[random.below(pairs.size())];
  const bool interleave = settings_.transfer == "interleave";
  const HostDomain other = host == HostDomain::a ? HostDomain::b : HostDomain::a;
  const Structure& of_host = some_supercell(hosts(host), host, pair.host, pair.host_cells, random);
  auto metals = metals_of(some_supercell(guests(host), other, pair.guest, pair.guest_cells, random), system_);
  if (interleave) metals = with_axes(std::move(metals), kAxisOrders[random.below(kAxisOrders.size())]);
  const Structure room = with_room_for(of_host, metals);
  // What no shift can mend is seen before any is tried.
  if (!has_room(room, clearance) || !has_room({room.lattice(), metals, room.name()}, clearance)) return std::nullopt;
  constexpr std::array kNoShift{0.0};
  const auto grid = interleave ? std::span<const double>(kQuartersAndThirds) : std::span<const double>(kNoShift);
  const auto shift = draw_clear_shift(room, metals, grid, clearance, random);
  if (!shift) return std::nullopt;
  return Proposal{interleaved(room, metals, *shift), pair};
}

TernaryStarts::Proposal TernaryStarts::unselected(HostDomain host, Random& random) {
  Proposal proposal = *propose(host, 0.0, random);
  if (settings_.transfer != "interleave") return proposal;
  // the guest stands behind the host's atoms: it is moved on to where it is clearest
  const auto& sites = proposal.structure.sites();
  const auto first_guest = std::ranges::find(sites, guest_metal(host), &Site::element);
  const Structure room(proposal.structure.lattice(), {sites.begin(), first_guest}, proposal.structure.name());
  const std::vector<Site> metals(first_guest, sites.end());
  proposal.structure = interleaved(room, metals, placements(room, metals, kQuartersAndThirds).front().shift);
  return proposal;
}

// Of what step 3 begins with.
Element TernaryStarts::guest_metal(HostDomain host) const {
  return metals_of(becoming(guests(host).front()), system_).front().element;
}

Structure TernaryStarts::becoming(const Structure& structure) const {
  return settings_.step3 ? with_metals_exchanged(structure, system_) : structure;
}

bool TernaryStarts::has_room(const Structure& structure, double clearance) const {
  return std::ranges::all_of(shortest_distances(structure), [&](const auto& shortest) {
    const auto limit = limits_.pairs.find(shortest.first);
    return limit == limits_.pairs.end() || shortest.second >= clearance * limit->second.least;
  });
}

std::optional<Structure> TernaryStarts::repaired(const Structure& structure) const {
  auto outcome = refined(structure, system_, limits_, at_fixed_volume());
  if (std::holds_alternative<Rejection>(outcome)) return std::nullopt;
  Structure mended = at_rule_volume(std::get<Structure>(outcome));
  if (broken_limit(certify(mended, system_.x, limits_))) return std::nullopt;
  return mended;
}

bool TernaryStarts::is_new_and_symmetric(const Structure& structure) {
  return symmetrised(structure, kSymmetryTolerance) && !known_.holds(with_one_metal(structure, system_)) &&
         !drawn_.holds(structure);
}

std::optional<TernaryStarts::Proposal> TernaryStarts::search(HostDomain host, Random& random) {
  std::optional<Proposal> best;
  int& misses = host == HostDomain::a ? hollow_misses_.a : hollow_misses_.b;
  int& in_vain = host == HostDomain::a ? starts_in_vain_.a : starts_in_vain_.b;
  const bool often = in_vain++ < kStartsInVain;
  const int draws = often ? kDraws : kFewDraws;
  const int among_hollow = often && misses < kHollowMisses ? kDrawsAmongHollow : 0;
  for (int i = 0; i < draws; ++i) {
    auto proposal = propose(host, i < among_hollow ? kHollow : kMendable, random);
    if (!proposal) continue;
    const auto mended = repaired(proposal->structure);
    if (!mended) continue;
    proposal->structure = *mended;
    const bool wanted = is_new_and_symmetric(*mended);
    if (wanted || !best) best = std::move(proposal);
    if (!wanted) continue;
    drawn_.add(*mended);
    misses = i < among_hollow ? 0 : misses + 1;
    in_vain = 0;
    break;
  }
  return best;
}

TernaryStart TernaryStarts::draw(HostDomain host, Random& random) {
  std::optional<Proposal> found;
  if (settings_.selection) found = search(host, random);
  if (!found) found = unselected(host, random);
  const bool a_hosts = host == HostDomain::a;
  return {at_rule_volume(becoming(found->structure)), host, a_hosts ? found->pair.host : found->pair.guest,
          a_hosts ? found->pair.guest : found->pair.host};
}

}  // namespace crystalgan
