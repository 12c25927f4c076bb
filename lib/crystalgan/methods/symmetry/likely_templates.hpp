#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <vector>

#include "crystalgan/discriminator/template_prior.hpp"
#include "crystalgan/wyckoff/enumeration.hpp"
#include "crystalgan/wyckoff/template.hpp"

namespace crystalgan {

/// A template that is worth a try.
struct LikelyTemplate {
  wyckoff::Template arrangement;
  double log_probability;  ///< in its formula, by the prior
};

/// The first `count` of the templates of one formula by the prior, best first; equal ones in the order of the list.
std::vector<LikelyTemplate> likeliest(const TemplatePrior& prior, const wyckoff::TemplateList& templates,
                                      std::size_t count, std::size_t threads = 1);

/// The most templates of one formula that are tried.
inline constexpr std::size_t kMaxTriedTemplates = 160;

/// The likeliest templates of formulas. Each formula is enumerated once, whatever the systems that ask for it; any number of
/// threads may ask.
class LikelyTemplates {
 public:
  struct OfFormula {
    std::size_t enumerated;             ///< templates within the limits
    std::vector<LikelyTemplate> first;  ///< up to kMaxTriedTemplates, best first
  };

  LikelyTemplates(TemplatePrior prior, wyckoff::EnumerationLimits limits)
      : prior_(std::move(prior)), limits_(std::move(limits)) {}

  /// The same for any number of threads. The reference stays valid.
  const OfFormula& of(const RoleCounts& formula, std::size_t threads = 1);

 private:
  struct Entry {
    std::once_flag is_made;
    OfFormula made;
  };

  TemplatePrior prior_;
  wyckoff::EnumerationLimits limits_;
  std::mutex mutex_;  // of the map, not of its entries
  std::map<RoleCounts, Entry> entries_;
};

}  // namespace crystalgan
