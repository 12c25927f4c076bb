#pragma once

#include <array>
#include <string_view>

namespace crystalgan {

/// How the geometric losses L_geo1 and L_geo2 are formed from nearest-neighbour distances; docs/paper-map.md, step 3.
enum class GeometryForm {
  literal,  ///< as printed in the paper
  spring,   ///< as in the authors' code
  hinge,    ///< as the paper's text says
  none,     ///< no geometric term
};

/// Their names in settings and options, in the order of the values.
inline constexpr std::array<std::string_view, 4> kGeometryFormNames{"literal", "spring", "hinge", "none"};

}  // namespace crystalgan
