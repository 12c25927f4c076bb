#pragma once

#include <string_view>

#include "crystalgan/discriminator/template_discriminator.hpp"

namespace crystalgan {

/// The text of data/discriminator.txt: D trained on the shipped binaries. The program carries it.
extern const std::string_view kShippedDiscriminator;

/// The shipped D, read at the first call (less than a millisecond) and kept.
const TemplateDiscriminator& shipped_discriminator();

}  // namespace crystalgan
