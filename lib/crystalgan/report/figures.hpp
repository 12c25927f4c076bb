#pragma once

#include <string>

#include "crystalgan/archive/run_record.hpp"

namespace crystalgan {

// The figures of a report: each one <svg> element with title and description. Colours and fonts: kFigureStyle.

/// One group of bars per count of the funnel, as shares of the generated structures: this run, and the null baselines
/// with intervals.
std::string funnel_figure(const RunRecord& run);

/// One panel per loss term and step, one line per member over the epochs; logarithmic for values over more than two
/// decades. Empty without training.
std::string loss_figure(const RunRecord& run);

/// One panel per element pair: the distribution of the distance (Å) from every atom of one element to its nearest of
/// the other, candidates and inputs, with the limit of the policy.
std::string distance_figure(const RunRecord& run);

/// The formulas of the mode symmetry in a ternary diagram, with the best by name. Empty without formulas.
std::string formula_figure(const RunRecord& run);

/// The hull of a ranking in a ternary diagram: its phases by name, tie lines, the lowest candidate of each composition
/// coloured by its energy above the hull. `id` distinguishes the figures of one page.
std::string hull_figure(const RankingRecord& ranking, const ChemicalSystem& system, const std::string& id);

/// The style of the figures as CSS with variables for both colour schemes, for the <style> of a page.
extern const char* const kFigureStyle;

/// A figure as an independent file with its style (SVG 1.1).
std::string standalone_svg(const std::string& figure);

}  // namespace crystalgan
