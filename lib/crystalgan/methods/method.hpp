#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "crystalgan/core/seed.hpp"
#include "crystalgan/methods/binaries.hpp"
#include "crystalgan/methods/raw_structure.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// A way from two sets of binaries to raw ternaries; one *member* of it: an independent training (LearnedMethod), or for
/// what learns nothing a stream of draws of its own. All random draws depend on the configuration's seed and the member's
/// number only.
class Method {
 public:
  virtual ~Method() = default;

  /// `count` raw structures or all that there are, the same for the same member every time; the first ones do not
  /// depend on `count`.
  virtual std::vector<RawStructure> generate(std::int64_t count) const = 0;

  /// No more than so many can come of generate(); of `substitute` fewer where prototypes repeat each other.
  virtual std::int64_t max_samples() const { return std::numeric_limits<std::int64_t>::max(); }
};

/// A method of the table in method.cpp.
struct MethodEntry {
  MethodName name;
  std::string_view meaning;  ///< one line
  std::unique_ptr<Method> (*make)(const Configuration&, const Binaries&, std::int64_t member);
};

/// All methods, learned ones first.
std::span<const MethodEntry> method_table();

/// The method that the configuration names.
std::unique_ptr<Method> make_method(const Configuration& configuration, const Binaries& binaries, std::int64_t member);

/// The seed of one member, from which everything that it draws is derived.
Seed member_seed(const Configuration& configuration, std::int64_t member);

}  // namespace crystalgan
