#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/methods/method.hpp"

namespace crystalgan {

/// One draw and the names of its inputs; empty for a domain without one.
struct Drawn {
  std::variant<Structure, Rejection> structure;
  std::string parent_a;
  std::string parent_b;
};

/// A method without learning: structure k of a member is one draw with its own seed, "generate/k".
class DrawnMethod : public Method {
 public:
  /// `origin`: the name of the method in results.
  DrawnMethod(std::string origin, const Configuration& configuration, Binaries binaries, std::int64_t member);

  std::vector<RawStructure> generate(std::int64_t count) const final;

 protected:
  const std::string& origin() const { return origin_; }
  const Binaries& binaries() const { return binaries_; }

 private:
  virtual Drawn draw(Random& random) const = 0;

  std::string origin_;
  Binaries binaries_;
  std::int64_t member_;
  Seed seed_;
};

/// A binary of either domain. The host gives cell and X, the guest only its metals.
struct DrawnPair {
  const Structure& a;
  const Structure& b;
  bool a_is_host;

  const Structure& host() const { return a_is_host ? a : b; }
  const Structure& guest() const { return a_is_host ? b : a; }
};

/// A random pair, uniform, with either host. It refers to `binaries`.
DrawnPair draw_pair(const Binaries& binaries, Random& random);

/// The metals of both and the X of the host.
Composition composition_of(const DrawnPair& pair, const ChemicalSystem& system);

}  // namespace crystalgan
