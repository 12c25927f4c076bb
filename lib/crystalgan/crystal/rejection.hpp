#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "crystalgan/crystal/structure.hpp"

namespace crystalgan {

/// Why a generated structure was rejected. Not an error: rejections are counted by `reason`.
struct Rejection {
  std::string reason;  ///< a short fixed phrase, the same for every structure rejected for it
  std::string detail;  ///< what was expected and what was found, for this structure
};

/// A generated structure, or why it is none.
using Generated = std::variant<Structure, Rejection>;

/// The reason of everything whose numbers describe no cell with atoms.
inline constexpr std::string_view kNotACrystal =
    "not a crystal: numbers not finite or out of bounds, or vectors that span no volume";

}  // namespace crystalgan
