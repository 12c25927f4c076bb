#include "crystalgan/potentials/relaxation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <span>

#include "crystalgan/core/error.hpp"
#include "crystalgan/crystal/volume_rule.hpp"
#include "crystalgan/potentials/packing/packing_calculator.hpp"
#include "crystalgan/potentials/relaxation_coordinates.hpp"

namespace crystalgan {
namespace {

const Element kPd = Element::from_symbol("Pd");
const Element kNi = Element::from_symbol("Ni");
const Element kH = Element::from_symbol("H");

Structure skewed_ternary(double scale = 1.0) {
  return {Lattice::from_parameters(3.1 * scale, 4.4 * scale, 4.9 * scale, 71, 98, 115),
          {{kPd, {0.02, 0.01, 0}}, {kNi, {0.49, 0.52, 0.5}}, {kH, {0.2, 0.72, 0.3}}, {kH, {0.75, 0.3, 0.68}}},
          "skewed"};
}

// A crystal of springs: every atom tied to a place, the volume to a volume. Counts, and fails when it is told to.
class Springs : public Calculator {
 public:
  explicit Springs(std::size_t fails_at = 0) : fails_at_(fails_at) {}

  const CalculatorIdentity& identity() const override { return identity_; }
  const std::set<Element>& elements() const override { return elements_; }
  CellEnergy evaluate(const Structure& structure) override {
    if (++calls_ == fails_at_) throw NumericalError("springs: broken");
    CellEnergy found{0.0, std::vector<Cartesian>(structure.size()), {}};
    const double residual = structure.lattice().volume() / 60.0 - 1.0;
    found.energy = 20.0 * residual * residual;
    for (std::size_t i = 0; i < 3; ++i) found.strain[i][i] = 40.0 * residual * (residual + 1.0);
    return found;
  }
  std::unique_ptr<Calculator> another() const override { return std::make_unique<Springs>(fails_at_); }

 private:
  CalculatorIdentity identity_{"springs", "1", "this test", Trust::geometry};
  std::set<Element> elements_{kPd, kNi, kH};
  std::size_t fails_at_;
  std::size_t calls_ = 0;
};

TEST(RelaxationCoordinates, TheirGradientIsThatOfTheEnergy) {
  const Structure start = skewed_ternary();
  const RelaxationCoordinates coordinates(start, true);
  const auto calculator = make_packing_calculator();
  std::vector<double> numbers(coordinates.size());
  coordinates.write_initial(numbers);
  for (std::size_t k = 0; k < 6; ++k) numbers[12 + k] = 0.05 * (static_cast<double>(k) - 2.0);  // far from U = 0
  const auto energy = [&] { return calculator->evaluate(coordinates.structure(numbers)).energy; };
  std::vector<double> gradient(coordinates.size());
  coordinates.write_gradient(numbers, calculator->evaluate(coordinates.structure(numbers)), gradient);
  const double step = 1e-5;
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    const double here = numbers[k];
    numbers[k] = here + step;
    const double up = energy();
    numbers[k] = here - step;
    const double down = energy();
    numbers[k] = here;
    EXPECT_NEAR(gradient[k], (up - down) / (2 * step), 1e-5 * std::max(1.0, std::abs(gradient[k]))) << k;
  }
}

TEST(RelaxationCoordinates, TheStartIsTheStart) {
  const Structure start = skewed_ternary();
  const RelaxationCoordinates coordinates(start, true);
  std::vector<double> numbers(coordinates.size());
  coordinates.write_initial(numbers);
  const Structure back = coordinates.structure(numbers);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t axis = 0; axis < 3; ++axis)
      EXPECT_NEAR(back.lattice().rows()[i][axis], start.lattice().rows()[i][axis], 1e-12);
  for (std::size_t i = 0; i < start.size(); ++i)
    for (std::size_t axis = 0; axis < 3; ++axis)
      EXPECT_NEAR(back.sites()[i].position[axis], start.sites()[i].position[axis], 1e-12);
}

TEST(Relaxation, EndsAtTheVolumeOfTheSprings) {
  Springs springs;
  const Relaxation end = relaxed(skewed_ternary(), springs, {}, Seed(1));
  EXPECT_EQ(end.end, RelaxationEnd::converged) << end.reason;
  EXPECT_NEAR(end.structure.lattice().volume(), 60.0, 0.01);
  EXPECT_LE(end.largest_stress, 0.001);
}

TEST(Relaxation, AFixedCellStays) {
  const auto packing = make_packing_calculator();
  RelaxationSettings settings;
  settings.variable_cell = false;
  const Structure start = skewed_ternary();
  const Relaxation end = relaxed(start, *packing, settings, Seed(1));
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t axis = 0; axis < 3; ++axis)
      EXPECT_NEAR(end.structure.lattice().rows()[i][axis], start.lattice().rows()[i][axis], 1e-12);
}

TEST(Relaxation, GoesDownAndSaysHowFarItCame) {
  const auto packing = make_packing_calculator();
  const Structure start = at_rule_volume(skewed_ternary());
  const Relaxation end = relaxed(start, *packing, {}, Seed(1));
  EXPECT_EQ(end.end, RelaxationEnd::converged) << end_name(end.end) << ": " << end.reason;
  EXPECT_LT(end.energy, packing->evaluate(start).energy + 1e-9);
  const CellEnergy again = packing->evaluate(end.structure);
  double largest = 0.0;
  for (const Cartesian& force : again.forces) largest = std::max(largest, length(force));
  EXPECT_DOUBLE_EQ(largest, end.largest_force);
  EXPECT_DOUBLE_EQ(again.energy, end.energy);
  EXPECT_LE(largest, 0.01);
}

TEST(Relaxation, WhatDoesNotGoWellIsSaid) {
  Springs springs;
  Structure clash = skewed_ternary();
  clash = {clash.lattice(), {{kPd, {0, 0, 0}}, {kNi, {0.1, 0, 0}}}, "clash"};
  const Relaxation forbidden = relaxed(clash, springs, {}, Seed(1));
  EXPECT_EQ(forbidden.end, RelaxationEnd::forbidden);
  EXPECT_TRUE(forbidden.reason.starts_with("Ni-Pd: expected at least")) << forbidden.reason;
  EXPECT_EQ(forbidden.evaluations, 0U);

  RelaxationSettings few;
  few.max_evaluations = 2;
  const Relaxation hasty = relaxed(skewed_ternary(1.2), springs, few, Seed(1));
  EXPECT_EQ(hasty.end, RelaxationEnd::out_of_evaluations);
  EXPECT_EQ(hasty.evaluations, 2U);

  Springs broken(3);
  const Relaxation failed = relaxed(skewed_ternary(1.2), broken, {}, Seed(1));
  EXPECT_EQ(failed.end, RelaxationEnd::failed);
  EXPECT_NE(failed.reason.find("springs: broken"), std::string::npos);

  RelaxationSettings narrow;
  narrow.max_volume_share = 1.02;  // the springs want more
  const Relaxation stopped = relaxed(skewed_ternary(0.8), springs, narrow, Seed(1));
  EXPECT_EQ(stopped.end, RelaxationEnd::forbidden) << end_name(stopped.end);
  EXPECT_TRUE(stopped.reason.starts_with("volume: expected")) << stopped.reason;
}

TEST(Relaxation, ManyGiveTheSameOnAnyNumberOfThreads) {
  const auto packing = make_packing_calculator();
  std::vector<Structure> starts;
  for (int i = 0; i < 6; ++i) starts.push_back(at_rule_volume(skewed_ternary(1.0 + 0.02 * i)));
  const auto one = relax_all(starts, *packing, {}, Seed(3), 1);
  const auto three = relax_all(starts, *packing, {}, Seed(3), 3);
  ASSERT_EQ(one.size(), starts.size());
  for (std::size_t i = 0; i < starts.size(); ++i) {
    EXPECT_EQ(one[i].energy, three[i].energy) << i;
    EXPECT_EQ(one[i].structure.lattice().rows(), three[i].structure.lattice().rows()) << i;
    EXPECT_EQ(one[i].evaluations, three[i].evaluations) << i;
  }
}

}  // namespace
}  // namespace crystalgan
