#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "crystalgan/core/seed.hpp"
#include "crystalgan/methods/binaries.hpp"
#include "crystalgan/methods/raw_structure.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// A method that makes raw ternaries from two sets of binaries; one *member* of it: an independent training
/// (LearnedMethod) or an independent series of draws. All random draws depend only on the configuration's seed and the
/// member's number.
class Method {
 public:
  virtual ~Method() = default;

  /// `count` raw structures, or all if there are fewer; equal for equal members. The first ones do not depend on
  /// `count`.
  virtual std::vector<RawStructure> generate(std::int64_t count) const = 0;

  /// Upper limit of generate(); `substitute` gives fewer if prototypes repeat.
  virtual std::int64_t max_samples() const { return std::numeric_limits<std::int64_t>::max(); }
};

// make_random() and so on: one member of each method.
#define CRYSTALGAN_MAKER(value, name)                                                                \
  std::unique_ptr<Method> make_##value(const Configuration& configuration, const Binaries& binaries, \
                                       std::int64_t member);
CRYSTALGAN_METHODS(CRYSTALGAN_MAKER)
#undef CRYSTALGAN_MAKER

/// The method of the configuration.
std::unique_ptr<Method> make_method(const Configuration& configuration, const Binaries& binaries, std::int64_t member);

/// The seed of one member; all its draws derive from it.
Seed member_seed(const Configuration& configuration, std::int64_t member);

}  // namespace crystalgan
