#include "crystalgan/studies/arrangements.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "crystalgan/record/space_group_list.hpp"
#include "crystalgan/wyckoff/recognition.hpp"

namespace crystalgan {
namespace {

RoleCounts role_counts_of(const Structure& ternary, const ChemicalSystem& system) {
  const auto composition = reduced(ternary.composition());
  const auto count = [&](Element element) {
    for (const auto& [each, atoms] : composition)
      if (each == element) return static_cast<int>(atoms);
    return 0;
  };
  return {count(system.a), count(system.b), count(system.x)};
}

std::optional<std::size_t> place_of(const wyckoff::Template& wanted, const wyckoff::TemplateList& templates) {
  for (std::size_t i = 0; i < templates.size(); ++i)
    if (templates[i].space_group == wanted.space_group && std::ranges::equal(templates[i].orbits, wanted.orbits))
      return i;
  return std::nullopt;
}

// As best_places() orders: of equal values the first place first.
std::size_t rank_of(std::size_t place, const std::vector<double>& order) {
  std::size_t rank = 0;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (order[i] > order[place] || (order[i] == order[place] && i < place)) ++rank;
  return rank;
}

}  // namespace

std::size_t ranked_within(const std::vector<KnownArrangement>& known, std::size_t prior, std::size_t count) {
  return static_cast<std::size_t>(std::ranges::count_if(
      known, [&](const KnownArrangement& each) { return each.ranks && (*each.ranks)[prior] < count; }));
}

ArrangementSearch::ArrangementSearch(const std::vector<KnownSystem>& systems, const SymmetryModel& model,
                                     const Configuration& configuration)
    : systems_(systems) {
  const SpaceGroupCounts counts = model.space_groups.value();
  const Seed seed = Seed(static_cast<std::uint64_t>(configuration.seed)).derive("symmetry").derive("templates");
  priors_ = {model.discriminator, TemplatePrior::hand_set(counts), TemplatePrior::frequency(counts),
             TemplatePrior::none(seed)};
  limits_.max_atoms = static_cast<int>(configuration.symmetry.max_atoms);
  limits_.space_groups = parse_space_groups(configuration.symmetry.space_groups);
  std::map<RoleCounts, std::vector<Place>> of_formula;
  for (std::size_t system = 0; system < systems.size(); ++system)
    for (std::size_t ternary = 0; ternary < systems[system].ternaries.size(); ++ternary) {
      const Structure& structure = systems[system].ternaries[ternary];
      of_formula[role_counts_of(structure, systems[system].system)].push_back({system, ternary, found_.size()});
      found_.push_back({systems[system].system.name(), structure.name(), "", std::nullopt});
    }
  for (auto& [formula, places] : of_formula) tasks_.push_back({formula, std::move(places)});
}

void ArrangementSearch::rank(std::size_t formula) {
  const Task& task = tasks_[formula];
  const wyckoff::TemplateList templates = wyckoff::enumerated_templates(task.formula, limits_);
  std::vector<std::vector<double>> orders;
  for (const TemplatePrior& prior : priors_)
    orders.push_back(prior.order(templates, prior.log_probabilities(templates)));
  for (const Place& place : task.places) {
    const auto& [a, b, x] = systems_[place.system].system;
    const auto arrangement =
        wyckoff::template_of(systems_[place.system].ternaries[place.ternary],
                             {{a, wyckoff::Role::a}, {b, wyckoff::Role::b}, {x, wyckoff::Role::x}});
    if (!arrangement) continue;
    KnownArrangement& found = found_[place.index];
    found.arrangement = wyckoff::to_text(*arrangement);
    const auto among = place_of(*arrangement, templates);
    if (!among) continue;
    found.ranks.emplace();
    for (std::size_t prior = 0; prior < orders.size(); ++prior) (*found.ranks)[prior] = rank_of(*among, orders[prior]);
  }
}

}  // namespace crystalgan
