#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// What a contender is there for.
enum class ContenderKind {
  of_paper,   ///< a row of the paper's Table 2, or another reading of it
  method,     ///< what this program does by default
  control,    ///< the same with one part taken out
  null,       ///< nothing learned
  reference,  ///< knows what the others do not: ternaries
};

std::string_view name_of(ContenderKind kind);

/// One row of a comparison.
struct Contender {
  std::string name;
  std::string meaning;  ///< one line
  Configuration configuration;
  ContenderKind kind;
};

/// The name of the contender that the others are set against.
inline constexpr std::string_view kMainContender = "crystalgan";

/// Structures asked of every contender and seed where the configuration does not say. Chosen: twice the 35 of a set of
/// the paper, once through each generator.
inline constexpr std::int64_t kComparedSamples = 70;

/// Å, of the null "interleave + noise" where the configuration does not say. Chosen: about the displacements that
/// networks make.
inline constexpr double kComparedNoise = 0.1;

/// Everything that is worth a comparison: the paper's methods, the default mode, the same with one part taken out, and
/// the null baselines; `substitute` only where `base` names prototypes. `base` gives the question to all of them (system,
/// samples, seed, policy, window), noise to the one null that has any, and everything else to those of its own mode; the
/// others start from the defaults of theirs.
/// `epochs`, if given, are those of both steps of whatever learns.
std::vector<Contender> contenders(const Configuration& base, std::optional<std::int64_t> epochs = std::nullopt);

/// Those of the list with these names, in the order of the list; all of it for no names. Throws ConfigError for an
/// unknown name; `option` is where the names were given.
std::vector<Contender> selected(const std::vector<Contender>& all, const std::vector<std::string>& names,
                                const std::string& option = "--only");

}  // namespace crystalgan
