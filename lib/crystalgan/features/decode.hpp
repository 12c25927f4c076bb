#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <variant>

#include "crystalgan/crystal/rejection.hpp"
#include "crystalgan/features/layout.hpp"

namespace crystalgan {

/// The structure that Cartesian features [K, S, 3] with their mask [K, S] describe, or why they describe none: numbers
/// that are not finite, or lattice vectors that span no volume. Atoms stand X first, then A, then B. Throws ShapeError.
std::variant<Structure, Rejection> decode_cartesian(const at::Tensor& features, const at::Tensor& mask,
                                                    const ChemicalSystem& system, const std::string& name);

/// The same for features with fractional positions, as encode_fractional() makes them.
std::variant<Structure, Rejection> decode_fractional(const at::Tensor& features, const at::Tensor& mask,
                                                     const ChemicalSystem& system, const std::string& name);

}  // namespace crystalgan
