#include "crystalgan/features/decode.hpp"

#include <ATen/ATen.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

// `place` turns the three numbers of an atom into a fractional position.
template <class Place>
std::variant<Structure, Rejection> decode(const at::Tensor& features, const at::Tensor& mask,
                                          const ChemicalSystem& system, const std::string& name, Place place) {
  check_shape("features", std::array{Layout::blocks, kAnySize, Layout::components}, features.sizes());
  check_shape("mask", std::array{Layout::blocks, features.size(1)}, mask.sizes());
  if (features.size(1) < 3)
    throw ShapeError("features: expected at least 3 rows for the lattice, got " + std::to_string(features.size(1)));
  const auto numbers = features.to(at::kCPU, at::kDouble).contiguous();  // [K, S, 3]
  const auto present = mask.to(at::kCPU).contiguous();                   // [K, S]
  const auto number = numbers.accessor<double, 3>();
  const auto is_present = present.accessor<bool, 2>();
  const auto row = [&](Block block, std::int64_t slot) {
    const auto values = number[static_cast<std::int64_t>(block)][slot];
    return Cartesian{values[0], values[1], values[2]};
  };

  try {
    const Lattice lattice({row(Block::lattice, 0), row(Block::lattice, 1), row(Block::lattice, 2)});
    std::vector<Site> sites;
    for (const auto& [block, element] :
         {std::pair{Block::x, system.x}, std::pair{Block::a, system.a}, std::pair{Block::b, system.b}})
      for (std::int64_t slot = 0; slot < present.size(1); ++slot)
        if (is_present[static_cast<std::int64_t>(block)][slot])
          sites.push_back({element, place(lattice, row(block, slot))});
    // Checked before it is wrapped: nan and places out of all reach would come out at the origin.
    const Structure checked(lattice, sites, name);
    for (Site& site : sites) site.position = wrapped(site.position);
    return Structure(lattice, std::move(sites), name);
  } catch (const StructureError& error) {
    // the constructors know what a structure is; here their refusal is a count, not a failure
    return Rejection{std::string(kNotACrystal), error.what()};
  }
}

}  // namespace

std::variant<Structure, Rejection> decode_cartesian(const at::Tensor& features, const at::Tensor& mask,
                                                    const ChemicalSystem& system, const std::string& name) {
  return decode(features, mask, system, name,
                [](const Lattice& lattice, const Cartesian& position) { return lattice.fractional(position); });
}

std::variant<Structure, Rejection> decode_fractional(const at::Tensor& features, const at::Tensor& mask,
                                                     const ChemicalSystem& system, const std::string& name) {
  return decode(features, mask, system, name, [](const Lattice&, const Cartesian& numbers) {
    return Fractional{numbers[0], numbers[1], numbers[2]};  // a row of plain numbers: here they are fractions
  });
}

}  // namespace crystalgan
