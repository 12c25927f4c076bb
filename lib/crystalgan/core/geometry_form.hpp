#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace crystalgan {

/// How the geometric losses L_geo1 and L_geo2 are formed from nearest-neighbour distances; docs/paper-map.md, step 3.
enum class GeometryForm {
  literal,  ///< as printed in the paper
  spring,   ///< as in the authors' code
  hinge,    ///< as the paper's text says
  none,     ///< no geometric term
};

/// The forms by their names in settings and options.
inline constexpr std::array<std::pair<std::string_view, GeometryForm>, 4> kGeometryForms{{
    {"literal", GeometryForm::literal},
    {"spring", GeometryForm::spring},
    {"hinge", GeometryForm::hinge},
    {"none", GeometryForm::none},
}};

}  // namespace crystalgan
