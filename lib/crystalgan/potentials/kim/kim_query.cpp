#include <algorithm>
#include <sstream>
#include <string_view>
#include <system_error>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/potentials/kim/kim_library.hpp"
#include "crystalgan/potentials/kim/kim_models.hpp"

// The elements that each installed model covers, and the cache of them.

namespace crystalgan {
namespace {

constexpr std::string_view kCacheFile = "kim-models.txt";

// First line of the cache; its number changes with the form of the rest.
std::string cache_title() { return "crystalgan kim models 1, KIM API " + kim_version(); }

bool relaxes(const KIM_Model* model) {
  KIM_ComputeArguments* arguments = nullptr;
  if (kim().create_arguments(model, &arguments) != 0) return false;
  const bool gives = gives_energy_and_forces(arguments);
  kim().destroy_arguments(model, &arguments);
  return gives;
}

std::set<Element> elements_of_model(const std::string& name) {
  const KimModelHandle model = create_kim_model(name);
  if (!model || !relaxes(model.get())) return {};
  std::set<Element> elements;
  for (int number = 1; number <= 118; ++number) {
    const Element element = Element::from_atomic_number(number);
    int supported = 0;
    int code = 0;
    const KIM_SpeciesName species = kim().species_name(std::string(element.symbol()).c_str());
    if (kim().get_species(model.get(), species, &supported, &code) == 0 && supported != 0) elements.insert(element);
  }
  return elements;
}

std::vector<KimModel> load_all(const std::vector<std::string>& names) {
  std::vector<KimModel> models;
  with_kim_library([&] {
    for (const std::string& name : names) models.push_back({name, elements_of_model(name)});
  });
  return models;
}

/// A line per model: its name and its elements, between blanks.
std::string cache_text(const std::vector<KimModel>& models) {
  std::string text = cache_title() + "\n";
  for (const KimModel& model : models) {
    text += model.name;
    for (const Element element : model.elements) text += " " + std::string(element.symbol());
    text += "\n";
  }
  return text + "end\n";
}

/// Nothing where the text is from another version or other models, or is damaged.
std::optional<std::vector<KimModel>> read_cache(const std::string& text, const std::vector<std::string>& names) {
  std::istringstream lines(text);
  std::string line;
  if (!std::getline(lines, line) || line != cache_title()) return std::nullopt;
  std::vector<KimModel> models;
  for (const std::string& name : names) {
    if (!std::getline(lines, line)) return std::nullopt;
    const auto words = split_words(line);
    if (words.empty() || words[0] != name) return std::nullopt;
    models.push_back({name, {}});
    for (std::size_t i = 1; i < words.size(); ++i) {
      const auto element = Element::find(words[i]);
      if (!element) return std::nullopt;
      models.back().elements.insert(*element);
    }
  }
  if (!std::getline(lines, line) || line != "end") return std::nullopt;
  return models;
}

}  // namespace

std::vector<KimModel> kim_models(const std::optional<std::filesystem::path>& cache) {
  if (!kim_absence().empty()) return {};
  std::vector<std::string> names;
  with_kim_library([&] { names = installed_kim_models(); });
  if (!cache) return load_all(names);
  const std::filesystem::path file = *cache / kCacheFile;
  std::error_code failure;
  if (std::filesystem::is_regular_file(file, failure)) {
    try {
      if (auto models = read_cache(read_file(file), names)) return *models;
    } catch (const IoError&) {
      // Not readable for this user: the models are loaded again.
    }
  }
  auto models = load_all(names);
  std::filesystem::create_directories(*cache, failure);
  try {
    if (!failure) write_file(file, cache_text(models));
  } catch (const OutputError&) {
    // Without a cache the next call takes seconds longer.
  }
  return models;
}

}  // namespace crystalgan
