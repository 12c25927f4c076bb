#pragma once

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crystalgan/core/text.hpp"

// Reads SVG text as an XML parser would, and refuses what is not well-formed. Knows what figures need: elements,
// attributes in double quotes, the references of html_escaped() and an XML declaration.
namespace crystalgan::test {

struct SvgElement {
  std::string name;
  std::map<std::string, std::string> attributes;
  std::string text;  ///< its own, references resolved

  double number(const std::string& attribute) const { return std::stod(attributes.at(attribute)); }
  bool has_class(const std::string& mark) const {
    return attributes.contains("class") &&
           (" " + attributes.at("class") + " ").find(" " + mark + " ") != std::string::npos;
  }
};

class SvgReader {
 public:
  explicit SvgReader(std::string_view text) : rest_(text) {}

  /// All elements in the order of their start tags. Throws std::runtime_error.
  std::vector<SvgElement> read() {
    for (const char letter : rest_)
      if (static_cast<unsigned char>(letter) < 0x20U && letter != '\n' && letter != '\t' && letter != '\r')
        fail("control");
    if (!is_utf8(rest_)) fail("UTF-8");
    if (rest_.starts_with("<?xml ")) rest_.remove_prefix(rest_.find("?>") + 2);
    while (!rest_.empty()) {
      if (rest_.starts_with("</"))
        close();
      else if (rest_.starts_with("<"))
        open();
      else
        words();
    }
    if (!open_.empty() || elements_.empty()) fail("an end");
    return elements_;
  }

 private:
  [[noreturn]] void fail(const std::string& wanted) const {
    throw std::runtime_error("no well-formed XML: expected " + wanted + " before " + std::string(rest_.substr(0, 60)));
  }

  std::string_view until(char end) {
    const std::size_t length = rest_.find(end);
    if (length == std::string_view::npos) fail(std::string(1, end));
    const std::string_view part = rest_.substr(0, length);
    rest_.remove_prefix(length + 1);
    return part;
  }

  std::string resolved(std::string_view raw) const {
    static const std::map<std::string, char, std::less<>> references{
        {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"#39", '\''}};
    std::string text;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] == '<') fail("no <");
      if (raw[i] != '&') {
        text += raw[i];
        continue;
      }
      const std::size_t end = raw.find(';', i);
      const auto found = references.find(raw.substr(i + 1, end == std::string_view::npos ? 0 : end - i - 1));
      if (found == references.end()) fail("a reference");
      text += found->second;
      i = end;
    }
    return text;
  }

  void words() {
    const std::size_t length = std::min(rest_.find('<'), rest_.size());
    const std::string text = resolved(rest_.substr(0, length));
    rest_.remove_prefix(length);
    if (!open_.empty())
      elements_[open_.back()].text += text;
    else if (text.find_first_not_of(" \n") != std::string::npos)
      fail("nothing outside of the root");
  }

  void close() {
    rest_.remove_prefix(2);
    if (open_.empty() || until('>') != elements_[open_.back()].name) fail("the tag that is open");
    open_.pop_back();
  }

  void open() {
    if (open_.empty() && !elements_.empty()) fail("one root");
    rest_.remove_prefix(1);
    SvgElement element;
    const auto is_name = [](char letter) { return std::isalnum(static_cast<unsigned char>(letter)) || letter == '-'; };
    while (!rest_.empty() && is_name(rest_[0])) {
      element.name += rest_[0];
      rest_.remove_prefix(1);
    }
    if (element.name.empty()) fail("a name");
    while (rest_.starts_with(' ') || rest_.starts_with('\n')) attribute(element);
    const bool empty = rest_.starts_with('/');
    if (empty) rest_.remove_prefix(1);
    if (!rest_.starts_with('>')) fail(">");
    rest_.remove_prefix(1);
    if (element.attributes.contains("id") && !ids_.insert(element.attributes.at("id")).second) fail("a new id");
    elements_.push_back(element);
    if (!empty) open_.push_back(elements_.size() - 1);
  }

  void attribute(SvgElement& element) {
    rest_.remove_prefix(1);
    const std::string name(until('='));
    if (!rest_.starts_with('"')) fail("a quote");
    rest_.remove_prefix(1);
    if (!element.attributes.emplace(name, resolved(until('"'))).second) fail("every attribute once");
  }

  std::string_view rest_;
  std::vector<SvgElement> elements_;
  std::vector<std::size_t> open_;
  std::set<std::string> ids_;
};

inline std::vector<SvgElement> svg_elements(std::string_view svg) { return SvgReader(svg).read(); }

inline std::vector<SvgElement> with_class(const std::vector<SvgElement>& elements, const std::string& mark) {
  std::vector<SvgElement> found;
  for (const SvgElement& element : elements)
    if (element.has_class(mark)) found.push_back(element);
  return found;
}

/// The elements of one panel: from its title to the next one.
inline std::vector<SvgElement> panel_of(const std::vector<SvgElement>& elements, const std::string& title) {
  std::vector<SvgElement> panel;
  for (const SvgElement& element : elements) {
    if (element.has_class("chart-name")) {
      if (!panel.empty()) break;
      if (element.text != title) continue;
    } else if (panel.empty()) {
      continue;
    }
    panel.push_back(element);
  }
  return panel;
}

/// Where a value stands on a linear axis, by two of the numbers beside it: "x" for the horizontal axis, "y" for the
/// vertical one.
inline double place_by_numbers(const std::vector<SvgElement>& panel, const std::string& axis, double value) {
  const std::string anchor = axis == "x" ? "middle" : "end";
  std::vector<std::pair<double, double>> marks;
  for (const SvgElement& element : with_class(panel, "chart-number"))
    if (element.attributes.contains("text-anchor") && element.attributes.at("text-anchor") == anchor)
      marks.emplace_back(std::stod(element.text), element.number(axis));
  if (marks.size() < 2) throw std::runtime_error("expected two numbers beside the axis");
  const auto [first, from] = marks.front();
  const auto [last, to] = marks.back();
  return from + (value - first) / (last - first) * (to - from);
}

}  // namespace crystalgan::test
