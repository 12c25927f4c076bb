#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crystalgan/studies/compare.hpp"

namespace crystalgan {

/// A row of Table 2 of arXiv:1810.11203, "number of ternary compositions of good quality". The paper does not say out of
/// how many.
struct PaperFigures {
  std::int64_t gan;
  std::int64_t discogan;
  std::int64_t no_constraint;
  std::int64_t with_constraint;
};

/// The paper's figures for a system such as "Pd-Ni-H", the metals in either order; nothing for systems it does not have.
std::optional<PaperFigures> paper_figures(std::string_view system);

/// Structures per set of the paper; counts are printed out of so many.
inline constexpr std::int64_t kPaperSet = 35;

/// A comparison with ComparisonSettings::paper as readable Markdown: the paper's Table 2 and ours side by side, the
/// pseudo-binaries of DiscoGAN, the counts of every seed, and the meaning of the rows. `products` names the library of
/// the matrix products, on which the last digits of a training depend.
std::string paper_table(const Comparison& comparison, const std::string& products);

/// One row per contender and seed.
std::string paper_table_csv(const Comparison& comparison);

/// The same with the paper's figures, means and intervals, out of kPaperSet.
std::string paper_table_json(const Comparison& comparison);

}  // namespace crystalgan
