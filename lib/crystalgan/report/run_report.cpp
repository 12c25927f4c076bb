#include "crystalgan/report/run_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "crystalgan/report/candidate_blocks.hpp"
#include "crystalgan/report/figures.hpp"
#include "crystalgan/report/html.hpp"
#include "crystalgan/report/packed.hpp"
#include "crystalgan/report/page_files.hpp"

namespace crystalgan {
namespace {

// The template with every {{name}} replaced once; what is put in is not read again.
std::string filled(std::string_view text, const std::map<std::string, std::string, std::less<>>& values) {
  std::string page;
  for (std::size_t open = text.find("{{"); open != std::string_view::npos; open = text.find("{{")) {
    const std::size_t close = text.find("}}", open);
    const auto value = values.find(text.substr(open + 2, close - open - 2));
    if (value == values.end()) throw std::logic_error("report.html: a name that nothing stands for");
    page += text.substr(0, open);
    page += value->second;
    text.remove_prefix(close + 2);
  }
  return page += text;
}

// What the page may do: its own scripts, styles, pictures made on the spot; nothing from anywhere else.
std::string content_policy() {
  return "default-src 'none'; script-src " + policy_hash(page_files::kScript) + " " +
         policy_hash(page_files::kViewerLibrary) + "; style-src 'unsafe-inline'; img-src data: blob:";
}

// Rows of a table body or list: term and what is said of it.
std::string facts_list(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::string list = "<dl class=\"facts\">\n";
  for (const auto& [term, text] : facts)
    list += "<div><dt>" + html_escaped(term) + "</dt><dd>" + html_escaped(text) + "</dd></div>\n";
  return list + "</dl>\n";
}

std::string inputs_text(const std::string& source, std::size_t count, Element metal, Element x) {
  const std::string name = std::string(metal.symbol()) + "-" + std::string(x.symbol());
  return fmt::format("{} {} structures, {}", count, name, source.empty() ? "built-in prototypes" : source);
}

std::string sentence(const Summary& summary) {
  if (summary.generated == 0 && !summary.rejections.empty())
    return "No structure can keep these limits: " + html_escaped(summary.rejections.front().example) + ".";
  return fmt::format(
      "Of <strong>{}</strong> structures generated for {}, <strong>{}</strong> keep every distance limit of the policy "
      "<em>{}</em> and are certified; <strong>{}</strong> of these are unique, novel and symmetric at once, over {} "
      "compositions and {} space groups.",
      summary.generated, html_escaped(summary.system), summary.certified, html_escaped(summary.policy),
      summary.new_and_symmetric, summary.compositions, summary.space_groups);
}

std::string summary_html(const RunRecord& run) {
  const Configuration& asked = run.configuration;
  std::string method = asked.method.name;
  if (method == "crystalgan") method += ", mode " + asked.method.mode;
  std::string training = fmt::format("{} member{}", asked.training.members, asked.training.members == 1 ? "" : "s");
  if (!run.history.empty())
    training += fmt::format(", {} + {} epochs", asked.training.epochs_step1, asked.training.epochs_step3);
  return "<p class=\"outcome\">" + sentence(run.summary) + "</p>\n" +
         facts_list(
             {{"Metals and shared element", run.system.name()},
              {"Method", method},
              {"Inputs A-X", inputs_text(asked.system.a_structures, run.inputs.a.size(), run.system.a, run.system.x)},
              {"Inputs B-X", inputs_text(asked.system.b_structures, run.inputs.b.size(), run.system.b, run.system.x)},
              {"Training", training},
              {"Repair", asked.screening.repair ? "projected onto the limits, then symmetrised" : "none"},
              {"Distance policy", run.summary.policy},
              {"Seed", std::to_string(asked.seed)},
              {"Command", run.manifest.command},
              {"Program", "crystalgan " + run.manifest.version + " (" + run.manifest.commit + ")"}});
}

std::string rejections_html(const Summary& summary) {
  if (summary.rejections.empty()) return "<p>No structure was rejected.</p>\n";
  std::string table =
      "<table class=\"plain\"><thead><tr><th scope=\"col\">Reason</th><th scope=\"col\" "
      "class=\"number\">Structures</th>"
      "<th scope=\"col\">First example</th></tr></thead><tbody>\n";
  for (const RejectionCount& row : summary.rejections)
    table += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td>{}</td></tr>\n",
                         html_escaped(row.reason), row.count, html_escaped(row.example));
  return table + "</tbody></table>\n";
}

// Counts of a comparison that the page shows, in this order.
constexpr const char* kCompared[] = {"certified", "strict", "unique", "novel", "symmetric", "new_and_symmetric"};

std::string share_text(const MethodShares& method, const std::string& name) {
  const auto found = method.shares.find(name);
  if (found == method.shares.end()) return "";
  const Estimate& share = found->second;
  return share.half_width ? fmt::format("{:.1f} ± {:.1f}", 100 * share.mean, 100 * *share.half_width)
                          : fmt::format("{:.1f}", 100 * share.mean);
}

std::string comparison_html(const RunRecord& run) {
  if (!run.comparison)
    return fmt::format(
        "<p>How much of this is learned? <code>crystalgan compare {} {} --with {} -o RUN/compare</code> judges this "
        "method "
        "beside null baselines that learn nothing; <code>crystalgan report RUN</code> then shows them here.</p>\n",
        html_escaped(run.configuration.system.a), html_escaped(run.configuration.system.b),
        html_escaped(run.configuration.system.x));
  const ComparisonShares& comparison = *run.comparison;
  std::string table = fmt::format(
      "<table class=\"plain\"><caption>In % of the {} structures asked of every method, mean over {} seed{} with its "
      "95 % "
      "interval; policy {}.</caption>\n<thead><tr><th scope=\"col\">Method</th><th scope=\"col\">Kind</th>",
      comparison.samples, comparison.seeds, comparison.seeds == 1 ? "" : "s", html_escaped(comparison.policy));
  for (const std::string name : kCompared) {
    std::string heading = name;
    std::ranges::replace(heading, '_', ' ');
    table += "<th scope=\"col\" class=\"number\">" + heading + "</th>";
  }
  table += "</tr></thead><tbody>\n";
  for (const MethodShares& method : comparison.methods) {
    table += fmt::format("<tr><th scope=\"row\" title=\"{}\">{}</th><td>{}</td>", html_escaped(method.meaning),
                         html_escaped(method.name), html_escaped(method.kind));
    for (const std::string name : kCompared) table += "<td class=\"number\">" + share_text(method, name) + "</td>";
    table += "</tr>\n";
  }
  return table + "</tbody></table>\n";
}

std::string losses_html(const RunRecord& run) {
  const std::string figure = loss_figure(run);
  return figure.empty() ? "<p>Nothing was trained in this run.</p>\n" : figure;
}

}  // namespace

std::string run_report(const RunRecord& run) {
  const std::string viewer = "<script type=\"application/octet-stream\" id=\"viewer-library\">" +
                             packed(page_files::kViewerLibrary) + "</script>\n";
  return filled(page_files::kTemplate, {{"policy", content_policy()},
                                        {"title", html_escaped(run.system.name() + " candidates")},
                                        {"style", std::string(page_files::kStyle) + kFigureStyle},
                                        {"summary", summary_html(run)},
                                        {"funnel", funnel_figure(run)},
                                        {"comparison", comparison_html(run)},
                                        {"losses", losses_html(run)},
                                        {"distances", distance_figure(run)},
                                        {"rejections", rejections_html(run.summary)},
                                        {"licences", html_escaped(page_files::kViewerLicences)},
                                        {"facts", facts_json(run)},
                                        {"blocks", candidate_blocks(run) + viewer},
                                        {"script", std::string(page_files::kScript)}});
}

}  // namespace crystalgan
