#include "crystalgan/archive/comparison_shares.hpp"

#include <nlohmann/json.hpp>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// A count with its interval as a share of the samples; null has no interval.
Estimate share(const nlohmann::json& count, double asked, std::size_t seeds) {
  const auto& half_width = count.at("half_width");
  return {count.at("mean").get<double>() / asked,
          half_width.is_null() ? std::optional<double>() : half_width.get<double>() / asked, seeds};
}

}  // namespace

ComparisonShares parse_comparison(std::string_view json, const std::string& file, ComparedForm form) {
  try {
    const auto read = nlohmann::json::parse(json);
    const std::size_t seeds = read.at("seeds").size();
    ComparisonShares comparison{
        read.at("system"), read.at("policy"), read.at("samples"), static_cast<std::int64_t>(seeds), {}};
    if (comparison.samples < 1)
      throw ParseError(file, 0, "samples: expected at least 1, got " + read.at("samples").dump());
    for (const auto& row : read.at("contenders")) {
      MethodShares method{row.at("name"), row.at("kind"), row.at("meaning"), {}};
      const auto& means = row.at("means");
      const auto take = [&](const std::string& name, const nlohmann::json& count) {
        method.shares[name] = share(count, static_cast<double>(comparison.samples), seeds);
      };
      for (const char* name : {"generated", "decoded"}) take(name, means.at(name));
      for (const auto& [name, count] : means.at(form == ComparedForm::repaired ? "repaired" : "as_generated").items())
        take(name, count);
      comparison.methods.push_back(method);
    }
    return comparison;
  } catch (const nlohmann::json::exception& error) {
    throw ParseError(file, 0, std::string("expected what compare writes: ") + error.what());
  }
}

}  // namespace crystalgan
