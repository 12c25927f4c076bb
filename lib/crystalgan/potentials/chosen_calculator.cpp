#include "crystalgan/potentials/chosen_calculator.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/potentials/ase/ase_calculator.hpp"
#include "crystalgan/potentials/chgnet/chgnet_calculator.hpp"
#include "crystalgan/potentials/kim/kim_calculator.hpp"
#include "crystalgan/potentials/kim/kim_models.hpp"
#include "crystalgan/potentials/packing/packing_calculator.hpp"

namespace crystalgan {
namespace {

std::string names_of(const std::set<Element>& elements) {
  std::vector<std::string> names;
  for (const Element element : elements) names.emplace_back(element.symbol());
  return join(names);
}

std::unique_ptr<Calculator> named_model(const std::string& name, const std::set<Element>& needed) {
  auto calculator = make_kim_calculator(name);
  const std::set<Element>& known = calculator->elements();
  if (!std::includes(known.begin(), known.end(), needed.begin(), needed.end()))
    throw ConfigError("relaxation.model", "expected a model of " + names_of(needed) + ", got " + printable(name, 200) +
                                              ", which knows " + names_of(known));
  return calculator;
}

std::unique_ptr<Calculator> chgnet_for(const std::set<Element>& needed) {
  auto calculator = make_chgnet_calculator();
  for (const Element element : needed)
    if (!calculator->elements().contains(element))
      throw ConfigError("relaxation.relax",
                        "expected elements that CHGNet knows (H to Pu without Po, At, Rn, Fr, Ra), got " +
                            std::string(element.symbol()));
  return calculator;
}

std::unique_ptr<Calculator> ase_calculator_of(const Configuration::Relaxation& settings) {
  if (settings.ase.empty()) throw ConfigError("--ase", "expected MODULE:FACTORY beside --relax ase");
  if (settings.python.empty())
    throw ConfigError("--ase", "the settings name --ase " + printable(settings.ase, 200) +
                                   "; give it on the command line, which alone starts a program");
  return make_ase_calculator({settings.ase, settings.python, settings.ase_timeout, settings.ase_path});
}

std::string why_none(const std::set<Element>& needed) {
  if (const std::string absence = kim_absence(); !absence.empty()) return absence;
  if (kim_models(user_cache_folder()).empty()) return "no model of the KIM API is installed (package openkim-models)";
  return "no installed model of the KIM API covers " + names_of(needed) + " (universal ones do not count)";
}

}  // namespace

ChosenCalculator choose_calculator(const Configuration::Relaxation& settings, const std::set<Element>& needed) {
  if (settings.relax == Relax::packing) return {make_packing_calculator(), ""};
  if (settings.relax == Relax::chgnet) return {chgnet_for(needed), ""};
  if (settings.relax == Relax::ase) return {ase_calculator_of(settings), ""};
  if (!settings.model.empty()) return {named_model(settings.model, needed), ""};
  if (settings.relax == Relax::off) return {nullptr, "relaxation.relax is off"};
  const auto models = models_covering(needed);
  if (models.empty()) return {nullptr, why_none(needed)};
  return {make_kim_calculator(models.front()), ""};
}

ChosenCalculator choose_calculator(const Configuration::Relaxation& settings, const ChemicalSystem& system) {
  return choose_calculator(settings, std::set<Element>{system.a, system.b, system.x});
}

Configuration::Relaxation with_given_program(Configuration::Relaxation recorded,
                                             const Configuration::Relaxation& given) {
  if (given.ase.empty()) return recorded;
  if (recorded.relax != Relax::ase || recorded.ase != given.ase)
    throw ConfigError("--ase", "expected " +
                                   (recorded.relax == Relax::ase
                                        ? printable(recorded.ase, 200) + ", the calculator of this run,"
                                        : "a run with --relax ase, whose relaxations are by an ASE calculator,") +
                                   " got " + printable(given.ase, 200));
  recorded.python = given.python;
  recorded.ase_path = given.ase_path;
  if (given.ase_timeout > 0.0) recorded.ase_timeout = given.ase_timeout;
  return recorded;
}

}  // namespace crystalgan
