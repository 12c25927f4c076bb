#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "crystalgan/wyckoff/template.hpp"

namespace crystalgan {

inline constexpr std::size_t kTemplateFeatures = 37;
inline constexpr std::size_t kParametersFeature = 6;  ///< the place of D, the free coordinates of all orbits

/// φ(t): what the discriminator sees of a template. No element is in it, and A and B are one kind, the metals: so what
/// is learned from binaries serves ternaries.
using TemplateFeatures = std::array<double, kTemplateFeatures>;

/// Names in the order of the features, as the model file has them.
extern const std::array<std::string_view, kTemplateFeatures> kTemplateFeatureNames;

/// Throws StructureError for a space group outside 1 to 230.
TemplateFeatures template_features(const wyckoff::TemplateView& arrangement);

}  // namespace crystalgan
