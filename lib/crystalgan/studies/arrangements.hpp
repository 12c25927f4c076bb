#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/core/seed.hpp"
#include "crystalgan/discriminator/template_prior.hpp"
#include "crystalgan/methods/symmetry_model.hpp"
#include "crystalgan/record/configuration.hpp"
#include "crystalgan/studies/known_systems.hpp"
#include "crystalgan/wyckoff/enumeration.hpp"

namespace crystalgan {

/// The priors whose orders are compared: those of the mode symmetry, and the space group alone.
inline constexpr std::array<std::string_view, 4> kComparedPriors{"learned", "hand-set", "space group alone", "none"};

/// Where a known ternary's arrangement stands among all enumerated ones of its formula.
struct KnownArrangement {
  std::string system;
  std::string ternary;      ///< its name
  std::string arrangement;  ///< as text; empty where spglib gives none
  /// By each of kComparedPriors, from 0; nothing where the arrangement is not among the enumerated ones.
  std::optional<std::array<std::size_t, kComparedPriors.size()>> ranks;

  friend bool operator==(const KnownArrangement&, const KnownArrangement&) = default;
};

/// How many have a rank below `count` by one of kComparedPriors.
std::size_t ranked_within(const std::vector<KnownArrangement>& known, std::size_t prior, std::size_t count);

/// Ranks the arrangements of known ternaries, formula by formula: what a prior is worth before any energy.
class ArrangementSearch {
 public:
  /// `model` has space groups. The limits of atoms and space groups, and the seed of the prior `none`, are those of the
  /// configuration. Keeps a reference to `systems`, which must outlive this.
  ArrangementSearch(const std::vector<KnownSystem>& systems, const SymmetryModel& model,
                    const Configuration& configuration);

  std::size_t formulas() const { return tasks_.size(); }

  /// All known ternaries of one formula; thread-safe for different ones.
  void rank(std::size_t formula);

  /// In the order of the systems and their ternaries.
  std::vector<KnownArrangement> take() { return std::move(found_); }

 private:
  struct Place {
    std::size_t system, ternary, index;  // index in found_
  };
  struct Task {
    RoleCounts formula;
    std::vector<Place> places;
  };

  const std::vector<KnownSystem>& systems_;
  std::vector<TemplatePrior> priors_;
  wyckoff::EnumerationLimits limits_;
  std::vector<Task> tasks_;
  std::vector<KnownArrangement> found_;
};

}  // namespace crystalgan
