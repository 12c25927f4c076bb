#pragma once

#include "crystalgan/potentials/ionic/ionic_model.hpp"

namespace crystalgan::test {

/// Sr, Ti and O as kinds 0, 1 and 2: formal charges, contact lengths (Å) of about those that binaries give.
inline IonicModel strontium_titanate() {
  IonicModel model;
  model.charges = {2.0, 4.0, -2.0};
  model.set_contact(0, 2, 2.5103);
  model.set_contact(1, 2, 2.3307);
  model.set_contact(2, 2, 2.0);
  return model;
}

}  // namespace crystalgan::test
