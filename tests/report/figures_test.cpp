#include "crystalgan/report/figures.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <locale>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "crystalgan/crystal/neighbors.hpp"
#include "crystalgan/report/ternary_diagram.hpp"
#include "tests/report/svg_elements.hpp"
#include "tests/support/crystals.hpp"

namespace crystalgan {
namespace {

using test::panel_of;
using test::place_by_numbers;
using test::svg_elements;
using test::SvgElement;
using test::with_class;

// For differences of two coordinates, which are rounded to 0.1.
constexpr double kRounding = 0.11;

// Rocksalt with layers of Pd and Ni in turn, a = 4 Å unless said otherwise. By hand: every H has both metals at a/2; Pd,
// Ni and H each have their own kind, and Ni has Pd, at a/√2.
Structure layered(double a = 4.0) {
  const Element pd = Element::from_symbol("Pd");
  const Element ni = Element::from_symbol("Ni");
  const Element h = Element::from_symbol("H");
  return {Lattice::from_parameters(a, a, a, 90, 90, 90),
          {{pd, {0, 0, 0}},
           {pd, {0.5, 0.5, 0}},
           {ni, {0.5, 0, 0.5}},
           {ni, {0, 0.5, 0.5}},
           {h, {0.5, 0.5, 0.5}},
           {h, {0.5, 0, 0}},
           {h, {0, 0.5, 0}},
           {h, {0, 0, 0.5}}},
          "layered"};
}

RecordedCandidate candidate_of(const Structure& structure) {
  RecordedCandidate recorded{{}, structure, ""};
  recorded.candidate.certificate.pairs = {{"H-H", 2.8, std::nullopt, "free"}, {"H-Pd", 2.0, 1.4, "radii"}};
  return recorded;
}

RunRecord empty_run() {
  const ChemicalSystem system = ChemicalSystem::from_symbols("Pd", "Ni", "H");
  Summary summary;
  summary.system = system.name();
  summary.policy = "radii";
  return {{}, {}, system, {}, summary, {}, {}, {}, {}, {}, {}};
}

// Ten generated; two candidates, whose H-metal distances are 2.0 and 2.2 Å; rocksalt PdH, H-Pd 2.045 Å, as only input.
RunRecord small_run() {
  RunRecord run = empty_run();
  run.summary.generated = 10;
  run.summary.certified = 8;
  run.summary.strict = 6;
  run.summary.unique = 5;
  run.summary.novel = 4;
  run.summary.symmetric = 2;
  run.summary.new_and_symmetric = 1;
  run.candidates = {candidate_of(layered()), candidate_of(layered(4.4))};
  run.inputs.a = {test::rocksalt()};
  return run;
}

MethodShares method(const std::string& name, const std::string& kind, double novel) {
  return {name, kind, "", {{"generated", {1.0, 0.0, 3}}, {"novel", {novel, 0.125, 3}}}};
}

ComparisonShares small_comparison() {
  return {"Pd-Ni-H",
          "radii",
          20,
          3,
          {method("crystalgan", "method", 0.9), method("random", "null", 0.5), method("no training", "control", 0.25),
           method("no step 3", "control", 0.1), method("substitute", "reference", 0.7)}};
}

// Two members over 300 epochs of step 1; L_R_AH falls from 1 by four decades, L_R_BH by less than two.
std::vector<HistoryRow> small_history(std::int64_t members = 2) {
  std::vector<HistoryRow> rows;
  for (std::int64_t member = 0; member < members; ++member) {
    for (std::int64_t epoch = 0; epoch <= 300; ++epoch) {
      HistoryRow row = empty_row(member, 1, epoch);
      row.terms[static_cast<std::size_t>(LossTerm::reconstruction_a)] =
          std::pow(10.0, -4.0 * static_cast<double>(epoch) / 300.0);
      row.terms[static_cast<std::size_t>(LossTerm::reconstruction_b)] =
          std::pow(10.0, -1.9 * static_cast<double>(epoch) / 300.0);
      if (epoch == 100)
        row.terms[static_cast<std::size_t>(LossTerm::reconstruction_b)] = std::numeric_limits<double>::quiet_NaN();
      rows.push_back(row);
    }
  }
  return rows;
}

std::string description(const std::vector<SvgElement>& elements) { return elements.at(2).text; }

// ---- the funnel ----

TEST(Figures, TheFunnelShowsEveryCountAsShareOfWhatWasGenerated) {
  const auto elements = svg_elements(funnel_figure(small_run()));
  const auto bars = with_class(elements, "own");
  const std::vector<double> shares{1.0, 0.8, 0.6, 0.5, 0.4, 0.2, 0.1};
  ASSERT_EQ(bars.size(), shares.size());
  for (std::size_t i = 0; i < shares.size(); ++i)
    EXPECT_NEAR(bars[i].number("width"), shares[i] * bars[0].number("width"), kRounding) << i;
  EXPECT_FALSE(panel_of(elements, "8 (80 %)").empty());
  EXPECT_NE(description(elements).find("Of 10 generated structures: Certified 8 (80 %), Strict 6 (60 %)"),
            std::string::npos);
}

TEST(Figures, TheFunnelHasNullsAndTheUntrainedBesideItAndNoOthers) {
  RunRecord run = small_run();
  run.comparison = small_comparison();
  const auto elements = svg_elements(funnel_figure(run));
  const double whole = with_class(elements, "own").at(1).number("width");  // the first is the key
  // One key each and one bar each: under "novel", for the other counts have no share, and 100 % of "generated" says
  // nothing.
  ASSERT_EQ(with_class(elements, "null").size(), 2U);
  ASSERT_EQ(with_class(elements, "control").size(), 2U);
  EXPECT_NEAR(with_class(elements, "null")[1].number("width"), 0.5 * whole, kRounding);
  EXPECT_NEAR(with_class(elements, "control")[1].number("width"), 0.25 * whole, kRounding);
  const auto whisker = with_class(elements, "chart-whisker").at(0);
  EXPECT_NEAR(whisker.number("x2") - whisker.number("x1"), 0.25 * whole, kRounding);
  EXPECT_NE(description(elements).find(
                "over 3 seeds, of 20 structures each under the policy radii: random: Novel 50.0 ± 12.5 %"),
            std::string::npos);
  EXPECT_EQ(description(elements).find("substitute"), std::string::npos);
}

TEST(Figures, TheFunnelOfNothingSaysSo) {
  const auto elements = svg_elements(funnel_figure(empty_run()));
  EXPECT_EQ(elements.back().text, "Nothing was generated.");
  EXPECT_EQ(description(elements), "Nothing was generated.");
}

// ---- the losses ----

TEST(Figures, EveryTermWithValuesHasAPanelWithALineForEveryMember) {
  RunRecord run = small_run();
  run.history = small_history();
  const auto elements = svg_elements(loss_figure(run));
  std::vector<std::string> titles;
  for (const auto& title : with_class(elements, "chart-name")) titles.push_back(title.text);
  EXPECT_EQ(titles, (std::vector<std::string>{"L_R_AH", "L_R_BH"}));
  EXPECT_EQ(with_class(elements, "chart-line").size(), 4U);
  EXPECT_EQ(with_class(elements, "chart-heading").at(0).text, "Step 1");
  EXPECT_NE(description(elements).find("L_R_AH from 1 to 0.0001"), std::string::npos);
}

TEST(Figures, OnlyMoreThanTwoDecadesMakeALogarithmicAxis) {
  RunRecord run = small_run();
  run.history = small_history();
  const auto elements = svg_elements(loss_figure(run));
  const auto has_power = [](const std::vector<SvgElement>& panel) {
    return std::ranges::any_of(panel, [](const SvgElement& element) { return element.text.starts_with("10⁻"); });
  };
  EXPECT_TRUE(has_power(panel_of(elements, "L_R_AH")));
  EXPECT_FALSE(has_power(panel_of(elements, "L_R_BH")));
}

TEST(Figures, LinesHaveAtMostTwoHundredPoints) {
  RunRecord run = small_run();
  run.history = small_history();
  for (const auto& line : with_class(svg_elements(loss_figure(run)), "chart-line")) {
    EXPECT_LE(std::ranges::count(line.attributes.at("points"), ','), 200);
    EXPECT_GT(std::ranges::count(line.attributes.at("points"), ','), 100);
  }
}

TEST(Figures, ManyMembersShareOneColourAndASentence) {
  RunRecord run = small_run();
  run.history = small_history(9);
  const auto elements = svg_elements(loss_figure(run));
  EXPECT_EQ(with_class(elements, "many").size(), 18U);
  EXPECT_EQ(with_class(elements, "chart-key").size(), 0U);
  EXPECT_EQ(with_class(elements, "chart-text").at(0).text, "One line for each of the 9 members, numbered 0 to 8.");
  run.history = small_history(8);
  EXPECT_EQ(with_class(svg_elements(loss_figure(run)), "chart-key").size(), 8U);
}

TEST(Figures, AMethodWithoutStepsHasNoHeading) {
  RunRecord run = small_run();
  run.history = {empty_row(0, 0, 1), empty_row(0, 0, 2)};
  for (HistoryRow& row : run.history) row.terms[static_cast<std::size_t>(LossTerm::generator_total)] = 0.7;
  const auto elements = svg_elements(loss_figure(run));
  EXPECT_EQ(with_class(elements, "chart-heading").size(), 0U);
  EXPECT_EQ(with_class(elements, "chart-name").at(0).text, "L_G");
}

TEST(Figures, WhereNothingWasTrainedThereAreNoLosses) {
  EXPECT_EQ(loss_figure(small_run()), "");
  EXPECT_EQ(standalone_svg(""), "");
}

// ---- the distances ----

// One bin, drawn as M x,base H x V top H to V base V base Z.
void expect_bar(const std::vector<SvgElement>& panel, const SvgElement& path, double from, double to, double percent) {
  std::string text = path.attributes.at("d");
  std::ranges::replace_if(
      text, [](char letter) { return std::string_view("MHVZ,").find(letter) != std::string_view::npos; }, ' ');
  std::istringstream words(text);
  const std::vector<double> numbers{std::istream_iterator<double>(words), {}};
  ASSERT_EQ(numbers.size(), 7U) << path.attributes.at("d");
  const auto place = [&](const char* axis, double value) { return place_by_numbers(panel, axis, value); };
  EXPECT_NEAR(numbers[0], place("x", from), 2.0 * kRounding);
  EXPECT_NEAR(numbers[4], place("x", to), 2.0 * kRounding);
  EXPECT_NEAR(numbers[1] - numbers[3], place("y", 0.0) - place("y", percent), 2.0 * kRounding);
}

TEST(Figures, DistancesAreThoseCountedByHand) {
  const auto elements = svg_elements(distance_figure(small_run()));
  const auto panel = panel_of(elements, "H-Pd");
  // Half of the distances from H to Pd in the bin from 2.00 Å, half in that from 2.20 Å; all of the input in the first.
  const auto candidates = with_class(panel, "candidates");
  ASSERT_EQ(candidates.size(), 2U);
  expect_bar(panel, candidates[0], 2.0, 2.05, 50.0);
  expect_bar(panel, candidates[1], 2.2, 2.25, 50.0);
  ASSERT_EQ(with_class(panel, "inputs").size(), 1U);
  expect_bar(panel, with_class(panel, "inputs")[0], 2.0, 2.05, 100.0);
}

TEST(Figures, TheDescriptionOfTheDistancesHasTheNumbers) {
  const std::string words = description(svg_elements(distance_figure(small_run())));
  for (const char* part :
       {"Pd-Pd, from each Pd to its nearest other Pd: 4 in candidates, 2.83 to 3.11 Å",
        "Ni-Pd, from each Ni to its nearest Pd: 4 in candidates, 2.83 to 3.11 Å", "no input contains both",
        "H-Pd, from each H to its nearest Pd: 8 in candidates, 2.00 to 2.20 Å",
        "4 in inputs, 2.04 to 2.04 Å, median 2.04 Å; limit 1.40 Å.", "8 in candidates, 2.83"})
    EXPECT_NE(words.find(part), std::string::npos) << part << " in " << words;
}

TEST(Figures, TheLimitIsThatOfTheFirstCertificateThatHasOne) {
  RunRecord run = small_run();
  run.candidates[0].candidate.certificate.pairs = {{"H-Pd", 2.0, std::nullopt, "free"}};
  const auto elements = svg_elements(distance_figure(run));
  const auto panel = panel_of(elements, "H-Pd");
  const auto limits = with_class(panel, "chart-limit");
  ASSERT_EQ(limits.size(), 1U);
  EXPECT_NEAR(limits[0].number("x1"), place_by_numbers(panel, "x", 1.4), kRounding);
  for (const char* other : {"H-H", "Ni-Pd"})  // left free by the certificate, and not in it
    EXPECT_EQ(with_class(panel_of(elements, other), "chart-limit").size(), 0U) << other;
}

// Independent of the measuring in the figure: the search over all images of crystal/neighbors, in skewed cells.
TEST(Figures, DistancesAreThoseOfTheNeighbourSearchInAnyCell) {
  Random random(Seed{5});
  for (const Structure& structure : test::random_crystals(random)) {
    RunRecord run = empty_run();
    run.candidates = {candidate_of(structure)};
    const std::string words = description(svg_elements(distance_figure(run)));
    for (const auto& [pair, distance] : shortest_distances(structure)) {
      if (pair.first == pair.second && structure.composition().at(pair.first) > 1) continue;  // H-H: two distances
      const auto at = words.find(" " + pair_name(pair) + ", ");
      const auto number = words.find("candidates, ", at) + 12;
      EXPECT_NEAR(std::stod(words.substr(number)), distance, 0.0051) << pair_name(pair) << " in " << words;
    }
  }
}

TEST(Figures, ARunWithoutCandidatesShowsItsInputs) {
  RunRecord run = small_run();
  run.candidates.clear();
  const auto panel = panel_of(svg_elements(distance_figure(run)), "H-Pd");
  EXPECT_EQ(panel.at(2).text, "no candidate contains both, 4 in inputs");
  EXPECT_EQ(with_class(panel, "candidates").size(), 0U);
  EXPECT_EQ(with_class(panel, "inputs").size(), 1U);
  EXPECT_EQ(with_class(svg_elements(distance_figure(empty_run())), "chart-name").size(), 6U);
}

// ---- all of them ----

std::vector<std::string> all_figures(const RunRecord& run) {
  return {funnel_figure(run), loss_figure(run), distance_figure(run)};
}

RunRecord hostile_run() {
  const std::string words = "</desc><script>alert('\xff\x01')</script>";
  RunRecord run = small_run();
  run.history = small_history();
  run.summary.system = run.summary.policy = words;
  run.comparison = small_comparison();
  for (MethodShares& other : run.comparison->methods)
    if (other.kind == "null") other.name = words;
  return run;
}

TEST(Figures, TextOfFilesStaysTextAlsoInFilesOfTheirOwn) {
  for (const std::string& figure : all_figures(hostile_run()))
    for (const std::string& text : {figure, standalone_svg(figure)})
      for (const SvgElement& element : svg_elements(text)) EXPECT_NE(element.name, "script");
}

TEST(Figures, NumbersThatNoRunLeavesDoNoHarm) {
  RunRecord run = small_run();
  run.summary.certified = 1000;
  run.summary.novel = -1;
  run.candidates[0].candidate.certificate.pairs[1].min = 1e200;
  run.candidates.push_back(candidate_of(layered(1e100)));
  run.history = small_history();
  run.history[5].terms[0] = 1e308;
  run.history[6].terms[0] = -1e308;
  run.history[7].terms[1] = 1e-310;
  run.history[8].epoch = std::numeric_limits<std::int64_t>::max();
  for (const std::string& figure : all_figures(run))
    for (const SvgElement& element : svg_elements(figure))
      for (const auto& [name, value] : element.attributes)
        for (const char* wild : {"nan", "inf"}) EXPECT_EQ(value.find(wild), std::string::npos) << name << " " << value;
  for (const SvgElement& bar : with_class(svg_elements(funnel_figure(run)), "own"))
    EXPECT_LE(bar.number("width"), 800.0);
  run.summary.generated = -3;
  EXPECT_EQ(svg_elements(funnel_figure(run)).back().text, "Nothing was generated.");
}

TEST(Figures, TheirNamesWithinAPageAreDifferent) {
  std::string page = "<div>";
  for (const std::string& figure : all_figures(hostile_run())) page += figure;
  EXPECT_NO_THROW(svg_elements(page + "</div>"));  // refuses an id that comes twice
}

TEST(Figures, NothingInThemRunsOrIsLoaded) {
  for (const std::string& figure : all_figures(hostile_run())) {
    for (const SvgElement& element : svg_elements(standalone_svg(figure))) {
      EXPECT_FALSE(element.attributes.contains("href"));
      EXPECT_FALSE(element.attributes.contains("style"));
      for (const auto& [name, value] : element.attributes) EXPECT_FALSE(name.starts_with("on")) << name;
      EXPECT_EQ(element.text.find("url("), std::string::npos);
      EXPECT_EQ(element.text.find("@import"), std::string::npos);
    }
  }
}

class CommaForPoint : public std::numpunct<char> {
 protected:
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};

TEST(Figures, EqualRunsGiveEqualBytesInAnyLocale) {
  const auto figures = all_figures(hostile_run());
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new CommaForPoint));
  const auto again = all_figures(hostile_run());
  std::locale::global(before);
  EXPECT_EQ(figures, again);
}

TEST(Figures, AFileOfItsOwnNeedsNothingElse) {
  for (const std::string& figure : all_figures(hostile_run())) {
    const auto elements = svg_elements(standalone_svg(figure));
    EXPECT_EQ(elements[0].attributes.at("xmlns"), "http://www.w3.org/2000/svg");
    EXPECT_EQ("0 0 " + elements[0].attributes.at("width") + " " + elements[0].attributes.at("height"),
              elements[0].attributes.at("viewBox"));
    EXPECT_EQ(elements[3].name, "style");
    EXPECT_EQ(elements[4].attributes.at("class"), "chart-paper");
    // Programs besides browsers know neither variables nor schemes.
    EXPECT_EQ(elements[3].text.find("var("), std::string::npos);
    EXPECT_EQ(elements[3].text.find("@media"), std::string::npos);
    EXPECT_NE(elements[3].text.find(".chart .own { fill: #"), std::string::npos);
  }
}

TEST(Figures, EveryMarkHasItsStyle) {
  const std::string style = kFigureStyle;
  std::set<std::string> marks;
  for (const std::string& figure : all_figures(hostile_run()))
    for (const SvgElement& element : svg_elements(figure))
      if (element.attributes.contains("class")) marks.insert(element.attributes.at("class"));
  marks.erase("chart");
  marks.erase("chart-text");  // as all text is
  ASSERT_GT(marks.size(), 8U);
  for (const std::string& mark : marks) {
    const std::string last = mark.substr(mark.rfind(' ') + 1);
    EXPECT_NE(style.find("." + last + " {"), std::string::npos) << last;
  }
}

TEST(Figures, BothColourSchemesKnowEveryVariable) {
  const std::string style = kFigureStyle;
  const std::size_t dark = style.find("@media");
  ASSERT_NE(dark, std::string::npos);
  for (std::size_t at = style.find("var("); at != std::string::npos; at = style.find("var(", at + 1)) {
    const std::string variable = style.substr(at + 4, style.find(')', at) - at - 4) + ": #";
    EXPECT_LT(style.find(variable), dark) << variable;
    EXPECT_NE(style.find(variable, dark), std::string::npos) << variable;
  }
}

// Pd, Ni, H and NiH on the hull, PdH above it; candidates of three compositions, two of one.
RankingRecord small_ranking() {
  RankingRecord ranking;
  ranking.system = "Pd-Ni-H";
  ranking.calculator = {"CHGNet", "0.3.0", "", "universal potential"};
  ranking.phases = {{"mp-24719", "database", "NiH", "Fm-3m", -4.6, -0.2, 0.0},
                    {"PdH<low", "binary", "PdH", "P1", -4.2, 0.1, 0.1},
                    {"PdH-high", "binary", "PdH", "P1", -4.1, 0.2, 0.2}};
  ranking.hull = {{{"Pd", "element", "Pd"},
                   {"Ni", "element", "Ni"},
                   {"H", "element", "H"},
                   {"mp-24719", "database", "NiH"},
                   {"0004", "candidate", "NiPdH"}},
                  {{0, 1, 4}, {0, 2, 4}, {1, 3, 4}, {2, 3, 4}}};
  ranking.crystals = {{"0004", "NiPdH", 216, "F-43m", -4.6, -0.3, 0.0, -0.1, "0004"},
                      {"0002", "Ni2Pd2H2", 1, "P1", -4.5, -0.2, 0.05, 0.05, "0002"},
                      {"0001", "NiPd3H<", 1, "P1", -4.5, -0.2, 0.06, 0.06, "0001"},
                      {"0003", "NiPd2H3", 1, "P1", -4.5, -0.2, 0.11, 0.11, "0003"},
                      {"0005", "NiPdH4", 1, "P1", -4.5, -0.2, 0.30, 0.30, "0005"}};
  return ranking;
}

TEST(HullFigure, HasEachTieLineOnceAndTheLowestOfEachComposition) {
  const auto elements = svg_elements(hull_figure(small_ranking(), empty_run().system, "hull"));
  EXPECT_EQ(with_class(elements, "hull-tie").size(), 8U) << "12 edges, 4 of them shared";
  const auto dots = [&](const std::string& mark) {
    auto found = with_class(elements, mark);
    std::erase_if(found, [](const SvgElement& one) { return one.number("cx") > 640.0; });  // the key
    return found;
  };
  EXPECT_EQ(dots("own").size(), 4U) << "known phases on the hull";
  ASSERT_EQ(dots("hull-other").size(), 1U) << "of PdH the lowest";
  ASSERT_EQ(dots("hull-near").size(), 1U) << "Ni2Pd2H2 is at the place of NiPdH";
  EXPECT_EQ(dots("hull-middle").size(), 0U);
  EXPECT_EQ(dots("hull-far").size(), 1U);
  EXPECT_EQ(dots("hull-farther").size(), 1U);
  // the equal mixture is the centre of the triangle, PdH the middle of its left side
  EXPECT_NEAR(dots("hull-near")[0].number("cx"), 320.0, kRounding);
  EXPECT_NEAR(dots("hull-near")[0].number("cy"), 40.0 + 450.33 * 2.0 / 3.0, kRounding);
  EXPECT_NEAR(dots("hull-other")[0].number("cx"), 60.0 + 130.0, kRounding);
  EXPECT_NEAR(dots("hull-other")[0].number("cy"), 40.0 + 450.33 / 2.0, kRounding);
}

TEST(HullFigure, SaysWhatEachPointIs) {
  const RankingRecord ranking = small_ranking();
  const std::string figure = hull_figure(ranking, empty_run().system, "hull");
  std::vector<std::string> titles, labels;
  for (const SvgElement& element : svg_elements(figure)) {
    if (element.name == "title") titles.push_back(element.text);
    if (element.name == "text") labels.push_back(element.text);
  }
  const auto has = [](const std::vector<std::string>& texts, const std::string& text) {
    return std::ranges::find(texts, text) != texts.end();
  };
  EXPECT_TRUE(has(titles, "Hull of Pd-Ni-H by CHGNet"));
  EXPECT_TRUE(has(titles, "NiH (mp-24719), on the hull"));
  EXPECT_TRUE(has(titles, "PdH (PdH<low), 0.1000 eV/atom above the hull"));
  EXPECT_TRUE(has(titles, "0003 NiPd2H3 P1, 0.1100 eV/atom above the hull"));
  EXPECT_TRUE(has(labels, "NiH")) << "beside its point";
  EXPECT_TRUE(has(labels, "NiH (mp-24719)")) << "in the list";
  EXPECT_TRUE(has(labels, "NiPdH (candidate 0004)"));
  EXPECT_EQ(figure.find(" stable"), std::string::npos);
}

TEST(HullFigure, IsDrawnWithoutCandidates) {
  RankingRecord ranking = small_ranking();
  ranking.crystals.clear();
  EXPECT_NO_THROW(svg_elements(standalone_svg(hull_figure(ranking, empty_run().system, "hull"))));
}

TEST(TernaryDiagram, ReadsFormulasOfItsElementsOnly) {
  const ChemicalSystem system = empty_run().system;
  const auto found = ternary_composition("Ni2Pd10H", system);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->a, 10.0);
  EXPECT_EQ(found->b, 2.0);
  EXPECT_EQ(found->x, 1.0);
  EXPECT_EQ(ternary_composition("Pd", system)->b, 0.0);
  for (const char* other : {"", "NiCu", "Pd-H", "pd", "<b>", "H<", "Pd2 H"})
    EXPECT_FALSE(ternary_composition(other, system)) << other;
}

TEST(FormulaFigure, IsEmptyWithoutFormulas) { EXPECT_EQ(formula_figure(empty_run()), ""); }

TEST(FormulaFigure, PutsEachFormulaWhereItsSharesAre) {
  RunRecord run = empty_run();
  const double half = std::log(0.5);
  run.formulas = {{1, "PdNiH", 1, 1, 1, half, 1, 1, "valences", "", 10, 5, ""},
                  {2, "Pd2NiH<3", 2, 1, 3, 2 * half, 1, 1, "valences", "", 10, 0, "no arrangement"}};
  const std::string figure = formula_figure(run);
  auto dots = svg_elements(figure);
  std::erase_if(dots, [](const SvgElement& element) { return element.name != "circle"; });
  ASSERT_EQ(dots.size(), 2U);  // the most likely is drawn last
  // the equal mixture is the centre of the triangle from 60 to 580 along x, 40 to 490.3 along y
  EXPECT_NEAR(dots[1].number("cx"), 320.0, kRounding);
  EXPECT_NEAR(dots[1].number("cy"), 40.0 + 450.33 * 2.0 / 3.0, kRounding);
  EXPECT_NEAR(dots[0].number("cx"), 60.0 + 520.0 * (1.0 + 1.5) / 6.0, kRounding);
  EXPECT_NEAR(dots[0].number("cy"), 40.0 + 450.33 / 2.0, kRounding);
  EXPECT_GT(dots[1].number("r"), dots[0].number("r"));
  EXPECT_EQ(dots[0].attributes.at("class"), "inputs");
  EXPECT_EQ(dots[1].attributes.at("class"), "candidates");
  EXPECT_EQ(figure.find("H<3"), std::string::npos);
  EXPECT_NE(figure.find("1  PdNiH  -0.69"), std::string::npos);
}

}  // namespace
}  // namespace crystalgan
