#pragma once

#include <cstdint>
#include <string_view>

namespace crystalgan {

/// The one source of randomness of a run. Every consumer derives its own by name
/// (`seed.derive("member-3").derive("weights/generator-a/step-1")`), so that adding a consumer disturbs nobody.
class Seed {
 public:
  explicit constexpr Seed(std::uint64_t value) : value_(value) {}

  constexpr std::uint64_t value() const { return value_; }

  /// A seed that depends on this one and on every byte of `name`.
  Seed derive(std::string_view name) const;

 private:
  std::uint64_t value_;
};

}  // namespace crystalgan
