#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "crystalgan/core/seed.hpp"
#include "crystalgan/discriminator/template_discriminator.hpp"
#include "crystalgan/wyckoff/space_group_table.hpp"
#include "crystalgan/wyckoff/template.hpp"

namespace crystalgan {

/// What a free coordinate beyond the first takes off a learned score: it stands for the chance that a few tries find the
/// geometry. Chosen on public systems among 0, 0.2, 0.4, 0.6, 0.8; without it templates of low symmetry push out what can be
/// found.
inline constexpr double kParameterPenalty = 0.4;

/// How many binaries each space group has, by number; [0] is not used.
using SpaceGroupCounts = std::array<double, wyckoff::kSpaceGroups + 1>;

// Paper:   none; a score by hand, what the discriminator must beat
// Symbols: n(s) binaries in the space group s; O orbits; D free coordinates of all orbits; F free ratios and angles of the
//          cell: 0 cubic, 1 hexagonal, trigonal and tetragonal, 2 orthorhombic, 3 monoclinic, 5 triclinic; N atoms of the
//          primitive cell
// Here:    s(t) = ln(n(s) + 0.3) - (O - 3) - 0.5 D - 0.3 F - 0.05 N
// Differs: -
// Test:    template_prior_test.cpp
double hand_set_score(const wyckoff::TemplateView& arrangement, const SpaceGroupCounts& counts);

/// ln(n(s) + 0.3) - kParameterPenalty max(0, D - 1): what the space group alone tells.
double frequency_score(const wyckoff::TemplateView& arrangement, const SpaceGroupCounts& counts);

/// What orders the templates of a formula before they have energies.
class TemplatePrior {
 public:
  /// Paper: the discriminator of step 1, here of arrangements. Symbols: z(t) of TemplateDiscriminator, D the free
  /// coordinates of t. Here: log P(t) = s(t) - log Σ_t' exp s(t'), s(t) = z(t) - kParameterPenalty max(0, D - 1), over the
  /// templates of one formula. Differs: the paper's D judges generated cells one by one; this one divides one probability
  /// among all. Test: template_prior_test.cpp.
  TemplatePrior(TemplateDiscriminator discriminator);  // NOLINT(google-explicit-constructor): the usual prior
  static TemplatePrior hand_set(const SpaceGroupCounts& counts);
  static TemplatePrior frequency(const SpaceGroupCounts& counts);
  /// All are equal; their order is drawn by the seed and the formula.
  static TemplatePrior none(Seed seed);

  /// ln P(t) over the templates of one formula. The same for any number of threads.
  std::vector<double> log_probabilities(const wyckoff::TemplateList& templates, std::size_t threads = 1) const;

  /// The larger, the earlier: the ln P(t) of these templates, or draws where all are equal.
  std::vector<double> order(const wyckoff::TemplateList& templates, std::vector<double> log_probabilities) const;

 private:
  using Score = std::function<double(const wyckoff::TemplateView&)>;
  TemplatePrior(Score score, std::optional<Seed> drawn) : score_(std::move(score)), drawn_(drawn) {}

  Score score_;
  std::optional<Seed> drawn_;
};

}  // namespace crystalgan
