#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// Data of SMACT 2.2.1 on an element. It differs from `Element`, because a published measure needs the published
/// numbers.
struct SmactElement {
  bool metal;
  std::optional<double> electronegativity;        ///< Pauling scale
  std::span<const std::int8_t> oxidation_states;  ///< ascending, never 0
};

SmactElement smact_element(Element element);

}  // namespace crystalgan
