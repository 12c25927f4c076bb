#include "crystalgan/report/figures.hpp"

#include <map>
#include <string_view>

namespace crystalgan {

// The first block has the light colours; standalone_svg() uses these. Member colours are from Okabe and Ito
// (https://jfly.uni-koeln.de/color/), distinguishable for all types of colour vision, without yellow and black, which
// are weak on light or dark paper; the last four are dashed too. Dark variants are chosen: lighter, same hue.
const char* const kFigureStyle = R"(.chart {
  --chart-ink: #1c2127;
  --chart-muted: #59636e;
  --chart-grid: #e1e5ea;
  --chart-axis: #7d8690;
  --chart-paper: #ffffff;
  --chart-own: #0b5fb0;
  --chart-null: #8b96a2;
  --chart-control: #7a5ea8;
  --chart-candidates: #0b5fb0;
  --chart-inputs: #d55e00;
  --chart-limit: #1c2127;
  --chart-near: #7f2704;
  --chart-middle: #d94801;
  --chart-far: #fd8d3c;
  --chart-farther: #fdd0a2;
  --chart-member-1: #0072b2;
  --chart-member-2: #d55e00;
  --chart-member-3: #009e73;
  --chart-member-4: #b5538c;
  --chart-member-5: #3a9ad9;
  --chart-member-6: #c98a00;
  --chart-member-7: #7f5539;
  --chart-member-8: #6b7280;
}
.chart { display: block; width: 100%; height: auto; max-width: 1000px; font-family: system-ui, sans-serif; }
.chart text { fill: var(--chart-ink); font-size: 12px; }
.chart .chart-heading { font-size: 13px; font-weight: 600; }
.chart .chart-name { font-weight: 600; }
.chart .chart-note { fill: var(--chart-muted); font-size: 11px; }
.chart .chart-number { fill: var(--chart-muted); font-size: 10px; }
.chart .chart-grid { stroke: var(--chart-grid); stroke-width: 1; }
.chart .chart-axis { stroke: var(--chart-axis); stroke-width: 1; }
.chart .chart-whisker { stroke: var(--chart-ink); stroke-width: 1.2; }
.chart .chart-paper { fill: var(--chart-paper); }
.chart .own { fill: var(--chart-own); }
.chart .null { fill: var(--chart-null); }
.chart .control { fill: var(--chart-control); }
.chart .candidates { fill: var(--chart-candidates); fill-opacity: 0.6; stroke: var(--chart-candidates); stroke-width: 0.8; }
.chart .inputs { fill: var(--chart-inputs); fill-opacity: 0.25; stroke: var(--chart-inputs); stroke-width: 1.2; }
.chart .chart-limit { stroke: var(--chart-limit); stroke-width: 1.2; stroke-dasharray: 4 3; }
.chart .hull-tie { stroke: var(--chart-own); stroke-width: 1.2; }
.chart .hull-other { fill: var(--chart-null); }
.chart .hull-near { fill: var(--chart-near); }
.chart .hull-middle { fill: var(--chart-middle); }
.chart .hull-far { fill: var(--chart-far); }
.chart .hull-farther { fill: var(--chart-farther); stroke: var(--chart-axis); stroke-width: 0.5; }
.chart .chart-line, .chart .chart-key { fill: none; stroke-width: 1.3; stroke-linejoin: round; }
.chart .chart-key { stroke-width: 2; }
.chart .member-1 { stroke: var(--chart-member-1); }
.chart .member-2 { stroke: var(--chart-member-2); }
.chart .member-3 { stroke: var(--chart-member-3); }
.chart .member-4 { stroke: var(--chart-member-4); }
.chart .member-5 { stroke: var(--chart-member-5); stroke-dasharray: 5 2; }
.chart .member-6 { stroke: var(--chart-member-6); stroke-dasharray: 5 2; }
.chart .member-7 { stroke: var(--chart-member-7); stroke-dasharray: 5 2; }
.chart .member-8 { stroke: var(--chart-member-8); stroke-dasharray: 5 2; }
.chart .many { stroke: var(--chart-own); stroke-width: 0.7; stroke-opacity: 0.5; }
@media screen and (prefers-color-scheme: dark) {
  .chart {
    --chart-ink: #e6eaef;
    --chart-muted: #a3adb8;
    --chart-grid: #333b45;
    --chart-axis: #808b97;
    --chart-paper: #14181d;
    --chart-own: #5aa7f0;
    --chart-null: #77828e;
    --chart-control: #a98fd8;
    --chart-candidates: #5aa7f0;
    --chart-inputs: #ff9248;
    --chart-limit: #e6eaef;
    --chart-near: #ffe3c4;
    --chart-middle: #fdae6b;
    --chart-far: #e6550d;
    --chart-farther: #8c3a10;
    --chart-member-1: #4fa8e0;
    --chart-member-2: #ff8a3d;
    --chart-member-3: #2fc79a;
    --chart-member-4: #e58fc0;
    --chart-member-5: #8fd0f7;
    --chart-member-6: #f0b63f;
    --chart-member-7: #c99a77;
    --chart-member-8: #b4bcc6;
  }
}
)";

namespace {

// Two blocks of kFigureStyle, found by their first lines.
constexpr std::string_view kEndOfColours = "}\n";
constexpr std::string_view kStartOfDark = "@media";

std::map<std::string, std::string> light_colours(std::string_view style) {
  std::map<std::string, std::string> colours;
  const std::string_view block = style.substr(0, style.find(kEndOfColours));
  for (std::size_t at = block.find("--"); at != std::string_view::npos; at = block.find("--", at + 2)) {
    const std::size_t colon = block.find(": ", at);
    colours[std::string(block.substr(at, colon - at))] = block.substr(colon + 2, block.find(';', colon) - colon - 2);
  }
  return colours;
}

// The light style with colours in place of variables, which SVG 1.1 does not have.
std::string light_style() {
  const std::string_view style = kFigureStyle;
  const auto colours = light_colours(style);
  const std::size_t start = style.find(kEndOfColours) + kEndOfColours.size();
  std::string_view rest = style.substr(start, style.find(kStartOfDark) - start);
  std::string plain;
  for (std::size_t at = rest.find("var("); at != std::string_view::npos; at = rest.find("var(")) {
    const std::size_t end = rest.find(')', at);
    plain += std::string(rest.substr(0, at)) + colours.at(std::string(rest.substr(at + 4, end - at - 4)));
    rest.remove_prefix(end + 1);
  }
  return plain + std::string(rest);
}

}  // namespace

std::string standalone_svg(const std::string& figure) {
  if (figure.empty()) return "";
  const std::size_t box = figure.find("viewBox=\"0 0 ") + 13;
  const std::size_t blank = figure.find(' ', box);
  const std::string width = figure.substr(box, blank - box);
  const std::string height = figure.substr(blank + 1, figure.find('"', blank) - blank - 1);
  const std::size_t shapes = figure.find("</desc>") + 7;
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" "
         "width=\"" +
         width + "\" height=\"" + height + "\"" + figure.substr(4, shapes - 4) + "\n<style>\n" + light_style() +
         "</style>\n<rect class=\"chart-paper\" width=\"" + width + "\" height=\"" + height + "\"/>" +
         figure.substr(shapes);
}

}  // namespace crystalgan
