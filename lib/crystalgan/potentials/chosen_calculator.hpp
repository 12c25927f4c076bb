#pragma once

#include <memory>
#include <set>
#include <string>

#include "crystalgan/crystal/chemical_system.hpp"
#include "crystalgan/potentials/calculator.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {

/// The calculator that the settings ask for, or why there is none.
struct ChosenCalculator {
  std::unique_ptr<Calculator> calculator;  ///< null: none
  std::string reason;                      ///< for people, where there is none
};

/// `relaxation.relax` says which kind, `relaxation.model` names one. "auto" takes the best known model of the KIM API
/// that covers A, B and X. Throws ConfigError for a named model that does not exist, fails, or does not cover them, and for
/// "chgnet" where it does not know one of them; for an ASE calculator that cannot be made, and for one that is only recorded:
/// without relaxation.python, as without_program() leaves it.
ChosenCalculator choose_calculator(const Configuration::Relaxation& settings, const ChemicalSystem& system);

/// The same for any elements.
ChosenCalculator choose_calculator(const Configuration::Relaxation& settings, const std::set<Element>& elements);

/// The settings of a run, with the program of its ASE calculator as `given` names it; unchanged where `given` names none. Its
/// time limit is that of the run where `given` has 0. Throws
/// ConfigError where it names another calculator than that of the run.
Configuration::Relaxation with_given_program(Configuration::Relaxation recorded,
                                             const Configuration::Relaxation& given);

}  // namespace crystalgan
