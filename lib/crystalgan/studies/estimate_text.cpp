#include "crystalgan/studies/estimate_text.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace crystalgan {
namespace {

std::string with_interval(std::string mean, const Estimate& estimate, double factor) {
  return estimate.half_width ? fmt::format("{} ± {:.1f}", mean, *estimate.half_width * factor) : mean;
}

std::string with_interval(std::string ratio, const RatioEstimate& estimate, double factor) {
  if (!estimate.interval) return ratio;
  const auto& [low, high] = *estimate.interval;
  return fmt::format("{} [{:.1f}, {:.1f}]", ratio, low * factor + 0.0, high * factor + 0.0);  // no -0
}

}  // namespace

std::string estimate_text(const Estimate& estimate, double factor) {
  return with_interval(fmt::format("{:.1f}", estimate.mean * factor + 0.0), estimate, factor);  // + 0 turns -0 into 0
}

std::string difference_text(const Estimate& difference, double factor) {
  return with_interval(fmt::format("{:+.1f}", difference.mean * factor), difference, factor);
}

std::string ratio_text(const RatioEstimate& ratio, double factor) {
  return with_interval(fmt::format("{:.1f}", ratio.ratio * factor + 0.0), ratio, factor);
}

std::string ratio_difference_text(const RatioEstimate& difference, double factor) {
  return with_interval(fmt::format("{:+.1f}", difference.ratio * factor + 0.0), difference, factor);
}

nlohmann::ordered_json ratio_json(const RatioEstimate& ratio) {
  nlohmann::ordered_json json{{"ratio", ratio.ratio}, {"low", nullptr}, {"high", nullptr}};
  if (ratio.interval) {
    json["low"] = ratio.interval->low;
    json["high"] = ratio.interval->high;
  }
  return json;
}

nlohmann::ordered_json estimate_json(const Estimate& estimate) {
  nlohmann::ordered_json json{{"mean", estimate.mean}};
  json["half_width"] = estimate.half_width ? nlohmann::ordered_json(*estimate.half_width) : nullptr;
  return json;
}

}  // namespace crystalgan
