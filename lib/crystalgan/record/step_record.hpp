#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/columns.hpp"

namespace crystalgan {

/// A structure at one of the paper's three steps (arXiv:1810.11203), with the losses of this structure alone,
/// unweighted. Step 2 has no losses.
struct StepRow {
  std::int64_t pair;    ///< of binaries, from 1; the six structures of a pair have the same number
  std::int64_t step;    ///< 1, 2 or 3
  std::string origin;   ///< AHB1, BHA1 (step 1), AHB_g, BHA_g (step 2), AHB2, BHA2 (step 3)
  std::int64_t member;  ///< the training that made it
  std::string parent_a;
  std::string parent_b;
  std::string formula;                           ///< of the cell; empty, as all measures, where it is no crystal
  std::optional<double> volume_per_atom;         ///< Å^3
  std::optional<double> shortest;                ///< Å, of all distances, own images included
  std::optional<double> nearest_metal_shortest;  ///< Å, smallest distance of a metal to its nearest metal
  std::optional<double> nearest_metal_longest;   ///< Å, largest distance of a metal to its nearest metal
  std::optional<double> adversarial;             ///< nat; L_GAN of the discriminator that it shall deceive
  std::optional<double> reconstruction;          ///< Å^2; L_R of the structure it was made from
  std::optional<double> geo1;                    ///< Å^2; step 3 with a geometric constraint
  std::optional<double> geo2;
  std::string rejected;  ///< why it is no crystal; empty otherwise
};

/// The columns of steps.csv.
inline constexpr std::array kStepColumns{
    Column<StepRow>{"pair", "", &StepRow::pair},
    Column<StepRow>{"step", "", &StepRow::step},
    Column<StepRow>{"origin", "", &StepRow::origin},
    Column<StepRow>{"member", "", &StepRow::member},
    Column<StepRow>{"parent_a", "", &StepRow::parent_a},
    Column<StepRow>{"parent_b", "", &StepRow::parent_b},
    Column<StepRow>{"formula", "", &StepRow::formula},
    Column<StepRow>{"volume_per_atom", "angstrom3", &StepRow::volume_per_atom},
    Column<StepRow>{"shortest", "angstrom", &StepRow::shortest},
    Column<StepRow>{"nearest_metal_shortest", "angstrom", &StepRow::nearest_metal_shortest},
    Column<StepRow>{"nearest_metal_longest", "angstrom", &StepRow::nearest_metal_longest},
    Column<StepRow>{"L_GAN", "", &StepRow::adversarial},
    Column<StepRow>{"L_R", "", &StepRow::reconstruction},
    Column<StepRow>{"L_geo1", "", &StepRow::geo1},
    Column<StepRow>{"L_geo2", "", &StepRow::geo2},
    Column<StepRow>{"rejected", "", &StepRow::rejected},
};

/// steps.csv: one row per structure.
std::string steps_csv(const std::vector<StepRow>& rows);

/// The reverse. Throws ParseError.
std::vector<StepRow> parse_steps(std::string_view csv, const std::string& file);

}  // namespace crystalgan
