#include "crystalgan/archive/comparison_shares.hpp"

#include "crystalgan/core/json_value.hpp"

namespace crystalgan {
namespace {

// A count with its interval as a share of the samples; null has no interval.
Estimate share(const JsonValue& count, double asked, std::size_t seeds) {
  std::optional<double> half_width = count.at("half_width").real_or_null();
  if (half_width) *half_width /= asked;
  return {count.at("mean").real() / asked, half_width, seeds};
}

}  // namespace

ComparisonShares parse_comparison(std::string_view json, const std::string& file, ComparedForm form) {
  const JsonValue read = JsonValue::parse(json, file, "what compare writes");
  const std::size_t seeds = read.at("seeds").items().size();
  ComparisonShares comparison{read.at("system").text(),
                              read.at("policy").text(),
                              read.at("samples").count(1),
                              static_cast<std::int64_t>(seeds),
                              {}};
  for (const JsonValue& row : read.at("contenders").items()) {
    MethodShares method{row.at("name").text(), row.at("kind").text(), row.at("meaning").text(), {}};
    const JsonValue means = row.at("means");
    const auto take = [&](const std::string& name, const JsonValue& count) {
      method.shares[name] = share(count, static_cast<double>(comparison.samples), seeds);
    };
    for (const char* name : {"generated", "decoded"}) take(name, means.at(name));
    for (const auto& [name, count] : means.at(form == ComparedForm::repaired ? "repaired" : "as_generated").members())
      take(name, count);
    comparison.methods.push_back(method);
  }
  return comparison;
}

}  // namespace crystalgan
