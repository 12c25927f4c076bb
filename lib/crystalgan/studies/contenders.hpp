#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// The role of a contender.
enum class ContenderKind {
  of_paper,   ///< a row of the paper's Table 2, or another reading of it
  method,     ///< a mode of this program
  control,    ///< the same without one part
  null,       ///< no learning
  reference,  ///< uses known ternaries
};

std::string_view name_of(ContenderKind kind);

/// One row of a comparison.
struct Contender {
  std::string name;
  std::string meaning;  ///< one line
  Configuration configuration;
  ContenderKind kind;
};

/// The main contender; the others are compared with it.
inline constexpr std::string_view kMainContender = "crystalgan";

/// Default structures per contender and seed. Chosen: twice the 35 of a set of the paper, one for each generator.
inline constexpr std::int64_t kComparedSamples = 70;

/// Å, default of the null "interleave + noise". Chosen: about the displacement by the networks.
inline constexpr double kComparedNoise = 0.1;

/// The list of contenders: the paper's methods, the modes symmetry and repaired, each also without one part, and the null
/// baselines; `substitute` only if `base` has prototypes. Every setting of `base` reaches every row, except what the name of
/// a row says: method, mode, what the mode symmetry orders by, form of the constraint, training or none, noise. One member each. `epochs`: of both steps, of all rows.
/// Throws ConfigError where `base` names another method than crystalgan.
std::vector<Contender> contenders(const Configuration& base, std::optional<std::int64_t> epochs = std::nullopt);

/// The contenders with these names, in the order of the list; all for no names. Throws ConfigError for an unknown name;
/// `option` is the option with the names.
std::vector<Contender> selected(const std::vector<Contender>& all, const std::vector<std::string>& names,
                                const std::string& option = "--only");

}  // namespace crystalgan
