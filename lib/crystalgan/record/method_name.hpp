#pragma once

// Every method: its value, and its name in files and options. A method is a row here and a source in methods/, which
// defines make_<value>() as methods/method.hpp declares it. A macro, because the value, the text, the declaration and the
// call of each method follow from its row.
#define CRYSTALGAN_METHODS(row)                                                                       \
  row(crystalgan, "crystalgan") row(discogan, "discogan") row(gan, "gan") row(random, "random")       \
      row(random_symmetric, "random-symmetric") row(overlay, "overlay") row(interleave, "interleave") \
          row(relabel, "relabel") row(substitute, "substitute")

namespace crystalgan {

#define CRYSTALGAN_VALUE(value, name) value,
enum class MethodName { CRYSTALGAN_METHODS(CRYSTALGAN_VALUE) };
#undef CRYSTALGAN_VALUE

}  // namespace crystalgan
