#include "crystalgan/methods/symmetry/likely_templates.hpp"

namespace crystalgan {

std::vector<LikelyTemplate> likeliest(const TemplatePrior& prior, const wyckoff::TemplateList& templates,
                                      std::size_t count, std::size_t threads) {
  const std::vector<double> log_probability = prior.log_probabilities(templates, threads);
  std::vector<LikelyTemplate> likely;
  for (const std::size_t place : best_places(prior.order(templates, log_probability), count)) {
    const wyckoff::TemplateView found = templates[place];
    likely.push_back({{found.space_group, {found.orbits.begin(), found.orbits.end()}}, log_probability[place]});
  }
  return likely;
}

const LikelyTemplates::OfFormula& LikelyTemplates::of(const RoleCounts& formula, std::size_t threads) {
  std::unique_lock lock(mutex_);
  Entry& entry = entries_[formula];
  lock.unlock();
  std::call_once(entry.is_made, [&] {
    const wyckoff::TemplateList all = wyckoff::enumerated_templates(formula, limits_, threads);
    entry.made = {all.size(), likeliest(prior_, all, kMaxTriedTemplates, threads)};
  });
  return entry.made;
}

}  // namespace crystalgan
