#include "crystalgan/potentials/kim/kim_models.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <tuple>

namespace crystalgan {
namespace {

// The order of preference. Tried on hydrides and their metals: forces and strain derivatives agree with finite
// differences, lattice constants with experiment to 2 % (that of PdH to 4 %). Chosen: those that cover an A-B-H come
// before those of a single hydride.
constexpr std::array<std::string_view, 5> kTestedModels{
    "EAM_Dynamo_HaleWongZimmerman_2008PairHybrid_PdAgH__MO_104806802344_005",
    "EAM_Dynamo_ZhouZimmermanWong_2008_PdH__MO_114797992931_000",
    "EAM_Dynamo_AngeloMoodyBaskes_1995_NiAlH__MO_418978237058_005",
    "MEAM_LAMMPS_ShimKoKim_2013_NiVH__MO_612225165948_000",
    "MEAM_LAMMPS_ShimKoKim_2013_AlVH__MO_344724145339_000",
};

// A model of this many elements or more is one formula for the whole table: energies without meaning (Lennard-Jones for
// PdH: -25 eV at a = 3.67 Å). Chosen: half the table; of the 441 models of openkim-models 2021.01.28 all others cover
// seven at most.
constexpr std::size_t kUniversal = 59;

}  // namespace

std::optional<std::filesystem::path> user_cache_folder() {
  const auto folder_of = [](const char* variable) -> std::optional<std::filesystem::path> {
    const char* const value = std::getenv(variable);
    // The XDG Base Directory Specification: relative paths are to be ignored.
    if (value == nullptr || !std::filesystem::path(value).is_absolute()) return std::nullopt;
    return std::filesystem::path(value);
  };
  if (const auto cache = folder_of("XDG_CACHE_HOME")) return *cache / "crystalgan";
  if (const auto home = folder_of("HOME")) return *home / ".cache" / "crystalgan";
  return std::nullopt;
}

std::vector<std::string> models_covering(const std::set<Element>& elements, const std::vector<KimModel>& models) {
  std::vector<std::tuple<std::ptrdiff_t, std::size_t, std::string>> ranked;
  for (const KimModel& model : models) {
    if (model.elements.size() >= kUniversal) continue;
    if (!std::includes(model.elements.begin(), model.elements.end(), elements.begin(), elements.end())) continue;
    const auto place = std::find(kTestedModels.begin(), kTestedModels.end(), model.name);
    ranked.emplace_back(place - kTestedModels.begin(), model.elements.size(), model.name);
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<std::string> names;
  for (const auto& [place, size, name] : ranked) names.push_back(name);
  return names;
}

std::vector<std::string> models_covering(const std::set<Element>& elements) {
  return models_covering(elements, kim_models(user_cache_folder()));
}

}  // namespace crystalgan
