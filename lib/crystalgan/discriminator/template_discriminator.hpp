#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/discriminator/template_features.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"
#include "crystalgan/wyckoff/template.hpp"

namespace crystalgan {

/// D(template | formula): how much a template looks like a real binary among all templates of its formula. A conditional
/// logit (McFadden, Frontiers in Econometrics 1974): z(t) = w · (φ(t) - mean) / deviation + u[space group].
struct TemplateDiscriminator {
  TemplateFeatures mean{}, deviation{}, weights{};
  std::array<double, wyckoff::kSpaceGroups + 1> offsets{};  ///< u, by number; [0] is not used

  /// z(t), a logarithm that is not normalised.
  double score(const wyckoff::TemplateView& arrangement) const;
  double score(int space_group, const TemplateFeatures& features) const;
};

/// What a free coordinate beyond the first takes off a score: it stands for the chance that a few tries find the
/// geometry. Chosen on public systems among 0, 0.2, 0.4, 0.6, 0.8; without it templates of low symmetry push out what can be
/// found.
inline constexpr double kParameterPenalty = 0.4;

/// Paper: the discriminator of step 1, here of arrangements. Symbols: z(t) as above, D the free coordinates of t.
/// Here: log P(t) = s(t) - log Σ_t' exp s(t'), s(t) = z(t) - kParameterPenalty max(0, D - 1), over the templates of one
/// formula. Differs: the paper's D judges generated cells one by one; this one divides one probability among all.
/// Test: tests/discriminator/template_discriminator_test.cpp.
std::vector<double> log_probabilities(const TemplateDiscriminator& discriminator,
                                      const wyckoff::TemplateList& templates, std::size_t threads = 1);

/// The places of the `count` largest values, largest first; of equal ones the first place first.
std::vector<std::size_t> best_places(const std::vector<double>& values, std::size_t count);

/// The model as text, numbers in full precision; the reverse throws ParseError with the line, naming `file`.
std::string to_text(const TemplateDiscriminator& discriminator);
TemplateDiscriminator parse_discriminator(std::string_view text, const std::string& file);

}  // namespace crystalgan
