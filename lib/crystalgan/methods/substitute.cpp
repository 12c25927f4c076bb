#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>
#include <set>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/matching/known_structures.hpp"
#include "crystalgan/methods/method.hpp"

namespace crystalgan {
namespace {

// Distance of two elements if one is not in Pettifor's string: the length of the string.
constexpr int kFurthest = 102;

int steps_between(Element one, Element other) {
  const auto first = one.mendeleev_number();
  const auto second = other.mendeleev_number();
  return first && second ? std::abs(*first - *second) : kFurthest;
}

/// A known structure; A, B and X replace its three elements.
struct Decoration {
  std::size_t prototype;
  std::array<Element, 3> from;  ///< replaced by A, B and X
  int steps;                    ///< in Pettifor's string, sum of all three
};

/// Known ternaries of other systems with A, B and X in place of their elements. The other methods use no known
/// ternaries.
class Substitute final : public Method {
 public:
  Substitute(const Configuration& configuration, const Binaries& binaries, std::int64_t member)
      : system_(binaries.system),
        prototypes_(binaries.prototypes),
        member_(member),
        members_(configuration.training.members) {
    const std::set<Element> own{system_.a, system_.b, system_.x};
    for (std::size_t i = 0; i < prototypes_.size(); ++i) {
      const std::set<Element> elements = elements_of(prototypes_[i].composition());
      if (elements.size() == own.size() && elements != own) add_decorations(i, elements);
    }
    if (decorations_.empty())
      throw StructureError("prototypes: expected ternaries that are not of the system " + system_.name() +
                           ", got none among " + std::to_string(prototypes_.size()) + " structures");
    // nearest chemistry first
    std::ranges::stable_sort(decorations_, {}, &Decoration::steps);
  }

  std::vector<RawStructure> generate(std::int64_t count) const override {
    std::vector<RawStructure> made;
    KnownStructures seen;
    std::int64_t distinct = 0;
    for (const Decoration& decoration : decorations_) {
      if (std::ssize(made) == count) break;
      Structure structure = decorated(decoration);
      if (seen.holds(structure)) continue;
      seen.add(structure);
      if (distinct++ % members_ == member_)
        made.push_back({std::move(structure), "substitute", member_, prototypes_[decoration.prototype].name(), ""});
    }
    return made;
  }

  std::int64_t max_samples() const override { return std::ssize(decorations_) / members_; }

 private:
  void add_decorations(std::size_t prototype, const std::set<Element>& elements) {
    std::array<Element, 3> from{*elements.begin(), *std::next(elements.begin()), *elements.rbegin()};
    do {
      decorations_.push_back(
          {prototype, from,
           steps_between(from[0], system_.a) + steps_between(from[1], system_.b) + steps_between(from[2], system_.x)});
    } while (std::ranges::next_permutation(from).found);
  }

  Structure decorated(const Decoration& decoration) const {
    const Structure& prototype = prototypes_[decoration.prototype];
    const auto& [from_a, from_b, from_x] = decoration.from;
    std::vector<Site> sites = prototype.sites();
    for (Site& site : sites)
      site.element = site.element == from_a ? system_.a : site.element == from_b ? system_.b : system_.x;
    return at_rule_volume({prototype.lattice(), std::move(sites), "substitute"});
  }

  ChemicalSystem system_;
  std::vector<Structure> prototypes_;
  std::int64_t member_;
  std::int64_t members_;
  std::vector<Decoration> decorations_;
};

}  // namespace

std::unique_ptr<Method> make_substitute(const Configuration& configuration, const Binaries& binaries,
                                        std::int64_t member) {
  return std::make_unique<Substitute>(configuration, binaries, member);
}

}  // namespace crystalgan
