#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crystalgan/crystal/element.hpp"

namespace crystalgan {

/// An installed portable model of the KIM API, https://openkim.org.
struct KimModel {
  std::string name;
  std::set<Element> elements;  ///< all that it covers together; none where it cannot be used
};

/// Why there are no models of the KIM API: this program was built without its headers, or its library, which is opened by
/// the first of these functions that is called, is not installed. Empty where it can be used.
std::string kim_absence();

/// Of the opened library: "2.3.0-git+GNU.GNU.GNU"; empty where kim_absence() is not.
std::string kim_version();

/// All installed models by name. Each is asked what it covers, which takes seconds, so the answer is kept in the folder
/// `cache` and taken from there while the KIM API and the installed models are the same; without a folder, or where it
/// cannot be used, they are asked anew. None where kim_absence() says why.
std::vector<KimModel> kim_models(const std::optional<std::filesystem::path>& cache);

/// $XDG_CACHE_HOME/crystalgan, $HOME/.cache/crystalgan where that is not set; nothing where neither is.
std::optional<std::filesystem::path> user_cache_folder();

/// Of `models` the names of those to relax these elements with, the best first: those known to serve, then those with
/// the fewest further elements, then by name. Models that claim to cover nearly every element are never among them.
std::vector<std::string> models_covering(const std::set<Element>& elements, const std::vector<KimModel>& models);

/// The same of the installed models, with the user's cache.
std::vector<std::string> models_covering(const std::set<Element>& elements);

}  // namespace crystalgan
