#include "crystalgan/studies/tune_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "crystalgan/core/text.hpp"
#include "crystalgan/evaluation/markdown_table.hpp"
#include "crystalgan/studies/estimate_text.hpp"

namespace crystalgan {
namespace {

std::string score_text(const Tuning& tuning) {
  return tuning.mode == Mode::published
             ? "share of the structures generated from held-out binaries that keep the paper's rule as generated, "
               "periodic images counted"
             : "share of the structures generated from held-out binaries that are good as generated, before any repair";
}

std::array<double, 6> lambdas_of(const Trial& trial) {
  const auto& loss = trial.configuration.loss;
  return {loss.lambda1, loss.lambda2, loss.lambda3, loss.lambda4, loss.lambda5, loss.lambda6};
}

// Best first; equal ones in their order, as Tuning::best().
std::vector<std::size_t> by_score(const Tuning& tuning) {
  std::vector<std::size_t> order(tuning.trials.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t one, std::size_t other) {
    return tuning.score(tuning.trials[one]).mean > tuning.score(tuning.trials[other]).mean;
  });
  return order;
}

std::string failures_text(const Tuning& tuning) {
  std::string text;
  for (std::size_t i = 0; i < tuning.trials.size(); ++i)
    for (std::size_t fold = 0; fold < tuning.trials[i].folds.size(); ++fold)
      if (const std::string& failure = tuning.trials[i].folds[fold].failure; !failure.empty())
        text += fmt::format("\nTrial {}, fold {}: nothing was generated, which scores 0: {}\n", i, fold, failure);
  return text;
}

nlohmann::ordered_json trial_json(const Tuning& tuning, std::size_t index) {
  const Trial& trial = tuning.trials[index];
  const Estimate score = tuning.score(trial);
  nlohmann::ordered_json json{
      {"trial", index}, {"lambda", lambdas_of(trial)}, {"factors", trial.factors}, {"score", estimate_json(score)}};
  json["folds"] = nlohmann::ordered_json::array();
  for (const FoldOutcome& fold : trial.folds) {
    json["folds"].push_back({{"asked", fold.asked},
                             {"score", tuning.score(fold)},
                             {"summary", nlohmann::ordered_json::parse(summary_json(fold.summary))}});
    if (!fold.failure.empty()) json["folds"].back()["failure"] = fold.failure;
  }
  return json;
}

}  // namespace

std::string tuning_tables(const Tuning& tuning) {
  const std::size_t folds = tuning.trials.front().folds.size();
  std::string text = fmt::format(
      "# {}: weights of the losses by cross-validation\n\n"
      "{} mode, distance policy '{}'; {} and {} different structures in {} folds.\n"
      "The score is the {}.\n"
      "Mean ± 95 % t-interval over the folds, whose trainings share structures: read it as a scale, not as a test.\n"
      "Trial 0 is the configuration as it was given.\n\n",
      tuning.system, name_of(tuning.mode), tuning.policy, tuning.structures_a, tuning.structures_b, folds,
      score_text(tuning));
  std::vector<std::vector<std::string>> table{{"trial", "λ1", "λ2", "λ3", "λ4", "λ5", "λ6", "score %"}};
  for (const std::size_t index : by_score(tuning)) {
    table.push_back({std::to_string(index)});
    for (const double lambda : lambdas_of(tuning.trials[index])) table.back().push_back(fmt::format("{:.3g}", lambda));
    table.back().push_back(estimate_text(tuning.score(tuning.trials[index]), 100.0));
  }
  return text + markdown_table(table) + failures_text(tuning);
}

std::string tuning_csv(const Tuning& tuning) {
  std::string text = "trial,lambda1,lambda2,lambda3,lambda4,lambda5,lambda6,score,half_width";
  for (std::size_t fold = 0; fold < tuning.trials.front().folds.size(); ++fold) text += fmt::format(",fold_{}", fold);
  text += "\n";
  for (std::size_t i = 0; i < tuning.trials.size(); ++i) {
    const Trial& trial = tuning.trials[i];
    const Estimate score = tuning.score(trial);
    text += std::to_string(i);
    for (const double lambda : lambdas_of(trial)) text += "," + exact_text(lambda);
    text += "," + exact_text(score.mean) + "," + (score.half_width ? exact_text(*score.half_width) : "");
    for (const FoldOutcome& fold : trial.folds) text += "," + exact_text(tuning.score(fold));
    text += "\n";
  }
  return text;
}

std::string tuning_json(const Tuning& tuning) {
  const std::size_t best = tuning.best();
  nlohmann::ordered_json json{{"system", tuning.system},
                              {"policy", tuning.policy},
                              {"mode", name_of(tuning.mode)},
                              {"score", score_text(tuning)},
                              {"structures", {tuning.structures_a, tuning.structures_b}},
                              {"best", best},
                              {"best_configuration", configuration_text(tuning.trials[best].configuration)},
                              {"trials", nlohmann::ordered_json::array()}};
  for (std::size_t i = 0; i < tuning.trials.size(); ++i) json["trials"].push_back(trial_json(tuning, i));
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

}  // namespace crystalgan
