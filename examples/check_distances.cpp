// check_distances FILE X
//
// How close the elements of a structure come to each other, periodic images counted, and whether that is far enough.
// X is the element that is no metal.
#include <cstdio>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/contact_distance.hpp"
#include "crystalgan/io/structure_file.hpp"
#include "crystalgan/repair/certificate.hpp"

using namespace crystalgan;

// Limits are plain data, so a policy of one's own takes a few lines.
DistanceLimits own_limits(const Structure& structure) {
  DistanceLimits limits;
  limits.policy = "example";
  for (const auto& [pair, shortest] : shortest_distances(structure))
    limits.pairs[pair] = {radii_limit(pair.first, pair.second), "radii, crystal/contact_distance.hpp"};
  limits.metals = MetalWindow{0.0, 3.5, "chosen: a metal has another one within 3.5 A"};
  return limits;
}

int main(int argc, char** argv) try {
  if (argc != 3) throw ConfigError("check_distances", "expected FILE X");
  const Element x = Element::from_symbol(argv[2]);
  for (const Structure& structure : read_structures(argv[1])) {
    const Certificate certificate = certify(structure, x, own_limits(structure));
    std::printf("%s: %s\n", structure.name().c_str(), formula(structure.composition()).c_str());
    for (const PairDistance& pair : certificate.pairs)
      std::printf("  %-5s %.3f A, at least %.3f\n", pair.pair.c_str(), pair.shortest, *pair.min);
    const auto broken = broken_limit(certificate);
    std::printf("  %s\n", broken ? broken->reason.c_str() : "keeps all limits");
  }
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
