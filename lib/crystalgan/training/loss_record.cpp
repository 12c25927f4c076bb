#include "crystalgan/training/loss_record.hpp"

#include <cmath>
#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {

void LossRecord::add(LossTerm term, double loss) {
  if (!std::isfinite(loss)) {
    const std::string step = row_.step > 0 ? "step " + std::to_string(row_.step) + ", " : "";
    throw NumericalError(step + "epoch " + std::to_string(row_.epoch) + ", member " + std::to_string(row_.member) +
                         ": " + loss_name(term, row_.step) + ": expected a finite number, got " + std::to_string(loss));
  }
  double& mean = row_.terms[static_cast<std::size_t>(term)];
  if (std::isnan(mean)) mean = 0.0;  // first batch
  mean += share_ * loss;
}

void LossRecord::add(const DiscriminatorTerms& terms) {
  add(LossTerm::discriminator_a, terms.a);
  add(LossTerm::discriminator_b, terms.b);
  add(LossTerm::discriminator_total, terms.total());
}

void LossRecord::add(const GeneratorTerms& terms, double total) {
  add(LossTerm::gan_b, terms.gan_b);
  add(LossTerm::reconstruction_a, terms.reconstruction_a);
  add(LossTerm::gan_a, terms.gan_a);
  add(LossTerm::reconstruction_b, terms.reconstruction_b);
  if (terms.geometry) {
    add(LossTerm::geo1, terms.geometry->geo1);
    add(LossTerm::geo2, terms.geometry->geo2);
  }
  if (terms.feature_matching) {
    add(LossTerm::feature_matching_b, terms.feature_matching->b);
    add(LossTerm::feature_matching_a, terms.feature_matching->a);
  }
  add(LossTerm::generator_total, total);
}

}  // namespace crystalgan
