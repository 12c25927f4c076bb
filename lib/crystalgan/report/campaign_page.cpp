#include "crystalgan/report/campaign_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "crystalgan/core/text.hpp"
#include "crystalgan/report/packed.hpp"
#include "crystalgan/report/page_files.hpp"

namespace crystalgan {
namespace {

constexpr std::size_t kMaxPageText = 200;  // bytes of a foreign text on the page; chosen: a long line

// Additions to the style of the reports.
constexpr std::string_view kCampaignStyle = R"(
.best td, .best tbody th { vertical-align: middle; }
.best { background: var(--page-paper); border: 1px solid var(--page-line); }
.cell { display: block; width: 5.5rem; height: 5.5rem; }
.cell path { fill: none; stroke: var(--page-edge); stroke-width: 0.7; }
.cell circle { stroke: var(--page-dot-line); stroke-width: 0.6; }
.cell .role-a { fill: var(--page-role-a); }
.cell .role-b { fill: var(--page-role-b); }
.cell .role-x { fill: var(--page-role-x); }
)";

std::string text_html(std::string_view text) { return html_escaped(printable(text, kMaxPageText)); }

// "NiPdH<sub>2</sub>"
std::string formula_html(std::string_view formula) {
  const auto is_plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  };
  if (formula.size() > kMaxPageText || !std::ranges::all_of(formula, is_plain)) return text_html(formula);
  std::string html;
  bool is_number = false;
  for (const char letter : formula) {
    const bool is_digit = letter >= '0' && letter <= '9';
    if (is_digit != is_number) html += is_digit ? "<sub>" : "</sub>";
    is_number = is_digit;
    html += letter;
  }
  return html + (is_number ? "</sub>" : "");
}

std::string page_energy_text(const std::optional<double>& energy) {
  return energy ? fmt::format("{:.3f}", *energy) : std::string("–");
}

std::string space_group_html(const PageCandidate& candidate) {
  if (candidate.space_group == 0) return "–";
  return fmt::format("<span class=\"symbol\">{}</span> ({})", text_html(candidate.space_group_symbol),
                     candidate.space_group);
}

std::string candidates_html(const CampaignPage& page) {
  if (page.candidates.empty()) return "<p>No candidate is ranked yet.</p>\n";
  std::string table =
      "<p class=\"legend\"><span><span class=\"dot role-a\"></span>first metal</span> <span><span class=\"dot "
      "role-b\"></span>second metal</span> <span><span class=\"dot role-x\"></span>" +
      text_html(page.x) +
      "</span></p>\n<div class=\"scroll\" role=\"region\" aria-label=\"Best candidates\" tabindex=\"0\"><table "
      "class=\"best\">"
      "<thead><tr><td></td><th scope=\"col\">Formula</th><th scope=\"col\">Space group</th><th scope=\"col\" "
      "class=\"number\">Above known<br><small>eV/atom</small></th><th scope=\"col\" "
      "class=\"number\">Formation<br><small>"
      "eV/atom</small></th><th scope=\"col\">Template</th><th scope=\"col\">System, id</th></tr></thead><tbody>\n";
  for (const PageCandidate& one : page.candidates)
    table += fmt::format(
        "<tr><td>{}</td><th scope=\"row\">{}</th><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td>"
        "<td>{}</td><td>{} {}</td></tr>\n",
        one.picture, formula_html(one.formula), space_group_html(one), page_energy_text(one.above_known),
        page_energy_text(one.formation_energy), text_html(one.arrangement), text_html(one.system), text_html(one.id));
  return table + "</tbody></table></div>\n";
}

std::string failed_systems_html(const CampaignPage& page) {
  if (page.failures.empty()) return "<p>No system failed.</p>\n";
  std::string table =
      "<div class=\"scroll\" role=\"region\" aria-label=\"Failures\" tabindex=\"0\"><table class=\"best\"><thead><tr>"
      "<th scope=\"col\">System</th><th scope=\"col\" class=\"number\">Attempts</th><th scope=\"col\">Reason</th></tr>"
      "</thead><tbody>\n";
  const std::size_t shown = std::min(page.failures.size(), kMaxPageFailures);
  for (std::size_t k = 0; k < shown; ++k) {
    const PageFailure& failure = page.failures[k];
    table += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"number\">{}</td><td>{}</td></tr>\n",
                         text_html(failure.system), failure.attempts, text_html(failure.reason));
  }
  table += "</tbody></table></div>\n";
  if (page.failures.size() > shown) table += fmt::format("<p>And {} more.</p>\n", page.failures.size() - shown);
  return table;
}

// As of a report: its own script and styles, and nothing from outside.
std::string head_html(const CampaignPage& page) {
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src " +
         policy_hash(kMetalMatrixScript) +
         "; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" "
         "content=\"CrystalGAN\">\n<title>" +
         text_html(page.name) + " · CrystalGAN</title>\n<style>" + std::string(page_files::kStyle) +
         std::string(kCampaignStyle) + kMetalMatrixStyle + "</style>\n</head>\n";
}

std::string section_html(std::string_view id, std::string_view title, const std::string& lead,
                         const std::string& content) {
  return fmt::format(
      "<section id=\"{0}\" class=\"wide\" aria-labelledby=\"{0}-title\"><h2 "
      "id=\"{0}-title\">{1}</h2>\n{2}{3}</section>\n",
      id, title, lead, content);
}

}  // namespace

std::string campaign_page(const CampaignPage& page) {
  const std::string x = text_html(page.x);
  return head_html(page) +
         "<body>\n<a class=\"skip\" href=\"#candidates\">Skip to the candidates</a>\n<header class=\"masthead\"><div "
         "class=\"wide\"><p class=\"maker\">CrystalGAN campaign</p><h1>" +
         text_html(page.name) +
         "</h1><nav aria-label=\"Parts of this page\"><ul><li><a href=\"#matrix\">Matrix</a></li><li><a "
         "href=\"#candidates\">Candidates</a></li><li><a "
         "href=\"#failures\">Failures</a></li></ul></nav></div></header>\n"
         "<main>\n" +
         section_html(
             "matrix", "Metals with " + x,
             facts_list(page.facts) + "<p class=\"lead\">Each cell is a system of two metals and " + x +
                 ". The metals stand in the order of Pettifor's chemical scale: similar ones are neighbours.</p>\n",
             metal_matrix(page.matrix)) +
         section_html("candidates", "Best candidates",
                      "<p class=\"lead\">Lowest energy above the hull of the known phases first; below 0 is a new "
                      "stable phase by "
                      "these energies. Compute what you want to make from first principles.</p>\n",
                      candidates_html(page)) +
         section_html("failures", "Failures", "", failed_systems_html(page)) + "</main>\n<script>" +
         std::string(kMetalMatrixScript) + "</script>\n</body>\n</html>\n";
}

}  // namespace crystalgan
