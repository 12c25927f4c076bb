#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// Which structures of which database.
struct OptimadeQuery {
  std::string url;                ///< of the database, with or without /v1 and /structures
  std::vector<Element> elements;  ///< that all of them have
  std::optional<int> nelements;   ///< how many elements they have
  std::string filter;             ///< a further condition in the language of OPTIMADE filters; empty: none

  /// "elements HAS ALL "Pd","H" AND nelements=2"
  std::string whole_filter() const;

  /// The URL of the first page, with the properties that parse_json() reads. Throws ConfigError for a URL that is not of
  /// HTTP or HTTPS or has a query, and for a query without any condition. `page_limit` 0: as many as the database likes.
  std::string first_page(int page_limit) const;

  /// The URL that says the licence.
  std::string info_page() const;
};

}  // namespace crystalgan
