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
  std::set<Element> elements;  ///< all that it covers; empty where it cannot be used
};

/// Why there are no models of the KIM API: this program was built without its headers, or its library, which is opened by
/// the first of these functions that is called, is not installed. Empty where it can be used.
std::string kim_absence();

/// Of the opened library: "2.3.0-git+GNU.GNU.GNU"; empty where kim_absence() is not.
std::string kim_version();

/// All installed models, sorted by name. To find their elements each model is loaded, which takes seconds; the result is
/// kept in the folder `cache` and read from there while the KIM API and the installed models are the same. Without a folder,
/// or where it cannot be used, the models are loaded again. None where kim_absence() says why.
std::vector<KimModel> kim_models(const std::optional<std::filesystem::path>& cache);

/// $XDG_CACHE_HOME/crystalgan, $HOME/.cache/crystalgan where that is not set; nothing where neither is.
std::optional<std::filesystem::path> user_cache_folder();

/// The names of the models that cover these elements, the best first: the tested ones, then those with the fewest other
/// elements, then by name. Models for nearly every element are left out.
std::vector<std::string> models_covering(const std::set<Element>& elements, const std::vector<KimModel>& models);

/// The same for the installed models, with the cache of the user.
std::vector<std::string> models_covering(const std::set<Element>& elements);

}  // namespace crystalgan
