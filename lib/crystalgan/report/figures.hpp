#pragma once

#include <string>

#include "crystalgan/archive/run_record.hpp"

namespace crystalgan {

// The pictures of a report: each one <svg> element with a title and a description for those who do not see it. Colours
// and fonts come from kFigureStyle.

/// From what was generated to what is new and symmetric: one group of bars per count of the funnel, as shares of what
/// was generated; beside the run's own bar those of the compared null baselines with their intervals.
std::string funnel_figure(const RunRecord& run);

/// One panel per loss term and step, one line per member over the epochs; a term whose values span more than two
/// decades has a logarithmic axis. Empty where nothing was trained.
std::string loss_figure(const RunRecord& run);

/// One panel per element pair: how the distance (Å) from every atom of one kind to its nearest of the other is
/// distributed, candidates beside inputs, with the limit of the policy.
std::string distance_figure(const RunRecord& run);

/// The style of the figures as CSS text with variables for both colour schemes: for the <style> of a page.
extern const char* const kFigureStyle;

/// A figure as a file of its own, with its style (SVG 1.1).
std::string standalone_svg(const std::string& figure);

}  // namespace crystalgan
