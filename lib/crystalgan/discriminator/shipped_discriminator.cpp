#include "crystalgan/discriminator/shipped_discriminator.hpp"

namespace crystalgan {

const TemplateDiscriminator& shipped_discriminator() {
  static const TemplateDiscriminator discriminator =
      parse_discriminator(kShippedDiscriminator, "data/discriminator.txt");
  return discriminator;
}

}  // namespace crystalgan
