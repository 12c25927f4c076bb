#include "crystalgan/potentials/evaluate_all.hpp"

#include <gtest/gtest.h>

#include "crystalgan/core/error.hpp"
#include "crystalgan/potentials/packing/packing_calculator.hpp"
#include "tests/potentials/calculator_checks.hpp"

namespace crystalgan {
namespace {

// The packing, which refuses crystals of one atom.
class Choosy : public Calculator {
 public:
  const CalculatorIdentity& identity() const override { return packing_->identity(); }
  const std::set<Element>& elements() const override { return packing_->elements(); }
  std::unique_ptr<Calculator> another() const override { return std::make_unique<Choosy>(); }
  CellEnergy evaluate(const Structure& structure) override {
    if (structure.size() == 1) throw StructureError(structure.name() + ": one atom");
    return packing_->evaluate(structure);
  }

 private:
  std::unique_ptr<Calculator> packing_ = make_packing_calculator();
};

TEST(EvaluateAll, GivesEnergiesAndErrorsInOrderForAnyNumberOfThreads) {
  const auto crystals = test::trial_crystals(Element::from_symbol("Pd"), Element::from_symbol("Ni"));
  for (const std::size_t threads : {1, 2, 20}) {
    const auto found = try_evaluate(crystals, Choosy(), threads);
    ASSERT_EQ(found.size(), crystals.size());
    for (std::size_t i = 0; i < crystals.size(); ++i) {
      ASSERT_EQ(std::holds_alternative<std::exception_ptr>(found[i]), crystals[i].size() == 1) << crystals[i].name();
      if (crystals[i].size() > 1) {
        EXPECT_EQ(std::get<CellEnergy>(found[i]).energy, Choosy().evaluate(crystals[i]).energy);
        continue;
      }
      EXPECT_THROW(std::rethrow_exception(std::get<std::exception_ptr>(found[i])), StructureError);
    }
  }
  EXPECT_TRUE(try_evaluate({}, Choosy(), 3).empty());
}

}  // namespace
}  // namespace crystalgan
