#include "crystalgan/fetch/optimade_query.hpp"

#include <algorithm>
#include <cctype>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/fetch/http_client.hpp"

// The endpoints and parameters: OPTIMADE API specification 1.2, "API Endpoints" and "URL Query Parameters".

namespace crystalgan {
namespace {

// What the reader uses. No property that is newer than version 1.0: a database of that version refuses it.
constexpr const char* kFields =
    "lattice_vectors,cartesian_site_positions,species_at_sites,species,nsites,dimension_types,structure_features,"
    "assemblies,chemical_formula_reduced";

/// Whether text is the last part of a versioned base URL: "v1", "v1.2".
bool is_version(const std::string& text) {
  return text.size() > 1 && text.front() == 'v' && std::all_of(text.begin() + 1, text.end(), [](unsigned char letter) {
           return std::isdigit(letter) != 0 || letter == '.';
         });
}

/// "https://a.b/c" as "https://a.b/c/v1"; one that names a version or an endpoint is left as it is.
std::string versioned_base(const std::string& url) {
  if (!is_http_url(url) || url.find_first_of("?# ") != std::string::npos)
    throw ConfigError("OPTIMADE",
                      "expected the URL of a database such as https://optimade.materialsproject.org, got '" +
                          printable(url, 200) + "'");
  std::string base = url;
  const auto cut = [&base](std::string_view ending) {
    if (base.ends_with(ending)) base.resize(base.size() - ending.size());
  };
  while (base.ends_with('/')) cut("/");
  cut("/structures");
  return is_version(base.substr(base.rfind('/') + 1)) ? base : base + "/v1";
}

}  // namespace

std::string OptimadeQuery::whole_filter() const {
  std::vector<std::string> parts;
  if (!elements.empty()) {
    std::vector<std::string> symbols;
    for (const Element element : elements) symbols.push_back("\"" + std::string(element.symbol()) + "\"");
    parts.push_back("elements HAS ALL " + join(symbols, ","));
  }
  if (nelements) parts.push_back("nelements=" + std::to_string(*nelements));
  if (!filter.empty()) parts.push_back(parts.empty() ? filter : "(" + filter + ")");
  return join(parts, " AND ");
}

std::string OptimadeQuery::first_page(int page_limit) const {
  const std::string condition = whole_filter();
  if (condition.empty()) throw ConfigError("OPTIMADE", "expected --elements, --nelements or --filter, got none");
  return versioned_base(url) + "/structures?filter=" + percent_encoded(condition) + "&response_fields=" + kFields +
         (page_limit == 0 ? "" : "&page_limit=" + std::to_string(page_limit));
}

std::string OptimadeQuery::info_page() const { return versioned_base(url) + "/info"; }

}  // namespace crystalgan
