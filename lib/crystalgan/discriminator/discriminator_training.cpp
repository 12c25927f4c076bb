#include "crystalgan/discriminator/discriminator_training.hpp"

#include <fmt/format.h>
#include <lbfgs.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/core/random.hpp"
#include "crystalgan/wyckoff/enumeration.hpp"

namespace crystalgan {
namespace {

// All chosen; the result hardly changes with them.
constexpr std::size_t kNegatives = 6000;  // templates of one formula that the known ones are compared with
constexpr double kCommonTemplate = 0.5;   // weight of a template of n binaries: 1 + this ln n
constexpr double kWeightPenalty = 0.002;
constexpr double kOffsetPenalty = 0.003;
constexpr double kSmallestDeviation = 1e-3;  // of a feature that never changes
constexpr int kIterations = 150;

constexpr std::size_t kUnknowns = kTemplateFeatures + wyckoff::kSpaceGroups + 1;  // w, then u

// The rows of one formula; the known templates come first.
struct Choices {
  std::vector<float> features;             // [rows, kTemplateFeatures]
  std::vector<std::uint8_t> space_groups;  // [rows]
  std::vector<double> weights;             // p, [known]
  double others;                           // ln of how many templates each row beyond the known ones stands for

  std::size_t rows() const { return space_groups.size(); }
  double offset(std::size_t row) const { return row < weights.size() ? 0.0 : others; }
  std::span<float> row(std::size_t i) { return std::span(features).subspan(i * kTemplateFeatures, kTemplateFeatures); }
  std::span<const float> row(std::size_t i) const {
    return std::span(features).subspan(i * kTemplateFeatures, kTemplateFeatures);
  }

  void append(const wyckoff::TemplateView& arrangement) {
    for (const double feature : template_features(arrangement)) features.push_back(static_cast<float>(feature));
    space_groups.push_back(static_cast<std::uint8_t>(arrangement.space_group));
  }
};

Choices choices_of(const KnownTemplates& known, Seed seed) {
  std::map<wyckoff::Template, std::size_t> counts;
  for (const auto& [arrangement, count] : known.known) counts[arrangement] += count;
  const wyckoff::TemplateList all = wyckoff::enumerated_templates(known.formula);
  Choices choices{};
  std::vector<std::size_t> rest;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto found = counts.find({all[i].space_group, {all[i].orbits.begin(), all[i].orbits.end()}});
    if (found == counts.end()) {
      rest.push_back(i);
      continue;
    }
    choices.append(all[i]);
    choices.weights.push_back(1.0 + kCommonTemplate * std::log(static_cast<double>(found->second)));
  }
  const std::size_t drawn = std::min(kNegatives, rest.size());
  Random random(seed);
  const std::vector<std::size_t> order = random.permutation(rest.size());
  for (std::size_t i = 0; i < drawn; ++i) choices.append(all[rest[order[i]]]);
  choices.others = drawn == 0 ? 0.0 : std::log(static_cast<double>(rest.size()) / static_cast<double>(drawn));
  return choices;
}

// Mean and deviation of each feature over all rows; the rows become standardised.
void standardise(std::vector<Choices>& formulas, TemplateDiscriminator& discriminator) {
  TemplateFeatures sums{}, squares{};
  double rows = 0.0;
  for (const Choices& choices : formulas) rows += static_cast<double>(choices.rows());
  for (const Choices& choices : formulas)
    for (std::size_t i = 0; i < choices.rows(); ++i)
      for (std::size_t j = 0; j < kTemplateFeatures; ++j) sums[j] += choices.row(i)[j];
  for (std::size_t j = 0; j < kTemplateFeatures; ++j) discriminator.mean[j] = sums[j] / rows;
  for (const Choices& choices : formulas)
    for (std::size_t i = 0; i < choices.rows(); ++i)
      for (std::size_t j = 0; j < kTemplateFeatures; ++j)
        squares[j] += std::pow(choices.row(i)[j] - discriminator.mean[j], 2);
  for (std::size_t j = 0; j < kTemplateFeatures; ++j)
    discriminator.deviation[j] = std::sqrt(squares[j] / rows) + kSmallestDeviation;
  for (Choices& choices : formulas)
    for (std::size_t i = 0; i < choices.rows(); ++i)
      for (std::size_t j = 0; j < kTemplateFeatures; ++j)
        choices.row(i)[j] =
            static_cast<float>((choices.row(i)[j] - discriminator.mean[j]) / discriminator.deviation[j]);
}

using Unknowns = std::array<double, kUnknowns>;

// The share of one formula in the loss, and its gradient.
double loss_of(const Choices& choices, std::span<const double> unknowns, Unknowns& gradient) {
  const std::size_t rows = choices.rows();
  std::vector<double> scores(rows);
  double largest = -1e300;
  for (std::size_t i = 0; i < rows; ++i) {
    double score = unknowns[kTemplateFeatures + choices.space_groups[i]];
    const auto row = choices.row(i);
    for (std::size_t j = 0; j < kTemplateFeatures; ++j) score += unknowns[j] * static_cast<double>(row[j]);
    scores[i] = score;
    largest = std::max(largest, score + choices.offset(i));
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < rows; ++i) sum += std::exp(scores[i] + choices.offset(i) - largest);
  const double log_sum = largest + std::log(sum);
  const double weight = std::accumulate(choices.weights.begin(), choices.weights.end(), 0.0);

  double loss = 0.0;
  gradient.fill(0.0);
  for (std::size_t i = 0; i < rows; ++i) {
    const double p = i < choices.weights.size() ? choices.weights[i] : 0.0;
    loss += p * (log_sum - scores[i]);
    const double slope = weight * std::exp(scores[i] + choices.offset(i) - log_sum) - p;
    gradient[kTemplateFeatures + choices.space_groups[i]] += slope;
    const auto row = choices.row(i);
    for (std::size_t j = 0; j < kTemplateFeatures; ++j) gradient[j] += slope * static_cast<double>(row[j]);
  }
  return loss;
}

// Paper: none; the conditional logit of McFadden (Frontiers in Econometrics, 1974).
// Symbols: p weight of a known template, z its score, o ln of how many templates a row stands for; sums over formulas f.
// Here: Σ_f Σ_known p (log Σ_t exp(z_t + o_t) - z) / Σ p + kWeightPenalty |w|² + kOffsetPenalty |u|².
// Differs: rows beyond the known ones are a sample, so that the sum over all templates is an estimate.
// Test: tests/discriminator/discriminator_training_test.cpp, against central differences.
class Fit {
 public:
  Fit(std::span<const Choices> formulas, std::size_t threads) : formulas_(formulas), threads_(threads) {
    for (const Choices& choices : formulas)
      total_weight_ += std::accumulate(choices.weights.begin(), choices.weights.end(), 0.0);
  }

  double data_loss(std::span<const double> unknowns, std::span<double> gradient) const {
    std::vector<double> losses(formulas_.size());
    std::vector<Unknowns> gradients(formulas_.size());
    parallel_for(formulas_.size(), threads_,
                 [&](std::size_t f) { losses[f] = loss_of(formulas_[f], unknowns, gradients[f]); });
    double loss = 0.0;
    std::ranges::fill(gradient, 0.0);
    for (std::size_t f = 0; f < formulas_.size(); ++f) {
      loss += losses[f] / total_weight_;
      for (std::size_t j = 0; j < kUnknowns; ++j) gradient[j] += gradients[f][j] / total_weight_;
    }
    return loss;
  }

  double loss(std::span<const double> unknowns, std::span<double> gradient) const {
    double loss = data_loss(unknowns, gradient);
    for (std::size_t j = 0; j < kUnknowns; ++j) {
      const double penalty = j < kTemplateFeatures ? kWeightPenalty : kOffsetPenalty;
      loss += penalty * unknowns[j] * unknowns[j];
      gradient[j] += 2.0 * penalty * unknowns[j];
    }
    return loss;
  }

  static double call(void* fit, const double* unknowns, double* gradient, int count, double /*step*/) {
    const auto size = static_cast<std::size_t>(count);
    return static_cast<const Fit*>(fit)->loss({unknowns, size}, {gradient, size});
  }

 private:
  std::span<const Choices> formulas_;
  std::size_t threads_;
  double total_weight_ = 0.0;
};

}  // namespace

std::vector<KnownTemplates> known_templates(const std::vector<wyckoff::Template>& templates) {
  const wyckoff::EnumerationLimits limits;
  std::map<RoleCounts, std::map<wyckoff::Template, std::size_t>> sorted;
  for (const wyckoff::Template& arrangement : templates)
    if (wyckoff::atoms(arrangement).total() <= limits.max_atoms &&
        static_cast<int>(arrangement.orbits.size()) <= limits.max_orbits &&
        wyckoff::parameters(arrangement) <= limits.max_parameters)
      ++sorted[wyckoff::formula(arrangement)][arrangement];
  std::vector<KnownTemplates> known;
  for (const auto& [formula, counts] : sorted) {
    known.push_back({formula, {}});
    for (const auto& [arrangement, count] : counts) known.back().known.push_back({arrangement, count});
  }
  return known;
}

DiscriminatorTraining train_discriminator(const std::vector<KnownTemplates>& known, Seed seed, std::size_t threads) {
  std::vector<Choices> formulas(known.size());
  parallel_for(known.size(), threads, [&](std::size_t f) {
    const auto [m, n, q] = known[f].formula.by_role();
    formulas[f] = choices_of(known[f], seed.derive(fmt::format("negatives/{}-{}-{}", m, n, q)));
  });
  std::erase_if(formulas, [](const Choices& choices) { return choices.weights.empty(); });
  if (formulas.empty()) throw StructureError("expected at least one binary with a template, found none");

  DiscriminatorTraining result;
  result.formulas = formulas.size();
  for (const Choices& choices : formulas) result.positives += choices.weights.size();
  standardise(formulas, result.discriminator);
  const Fit fit(formulas, threads);
  Unknowns unknowns{}, gradient{};
  result.uniform_loss = fit.data_loss(unknowns, gradient);
  lbfgs_parameter_t parameters;
  lbfgs_parameter_init(&parameters);
  parameters.max_iterations = kIterations;
  parameters.epsilon = 1e-6;
  double loss = 0.0;
  const int status = lbfgs(static_cast<int>(kUnknowns), unknowns.data(), &loss, &Fit::call, nullptr,
                           const_cast<Fit*>(&fit), &parameters);
  if (status < 0 && status != LBFGSERR_MAXIMUMITERATION)
    throw NumericalError(fmt::format("training of the discriminator: libLBFGS ended with {}", status));
  result.loss = fit.data_loss(unknowns, gradient);
  std::copy_n(unknowns.begin(), kTemplateFeatures, result.discriminator.weights.begin());
  std::copy(unknowns.begin() + kTemplateFeatures, unknowns.end(), result.discriminator.offsets.begin());
  return result;
}

}  // namespace crystalgan
