#include "crystalgan/gan/measured_cells.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/vector.hpp"
#include "crystalgan/gan/plain_numbers.hpp"

namespace crystalgan {
namespace {

// Å^3. A generated lattice may span no volume; its scaling then stays finite.
constexpr double kSmallestVolume = 1e-2;

Cartesian vector_at(const double* numbers) { return {numbers[0], numbers[1], numbers[2]}; }
Basis basis_at(const double* numbers) { return {vector_at(numbers), vector_at(numbers + 3), vector_at(numbers + 6)}; }

void put(const Cartesian& vector, double* numbers) { std::ranges::copy(vector.components, numbers); }
void put(const Basis& basis, double* numbers) {
  for (std::size_t row = 0; row < 3; ++row) put(basis[row], numbers + 3 * row);
}

// A FeatureScale in plain numbers.
struct PlainScale {
  Basis lattice_mean;
  Basis lattice_deviation;
  double fraction_mean;
  double fraction_deviation;

  explicit PlainScale(const FeatureScale& scale)
      : lattice_mean(basis_at(plain_numbers(scale.lattice_mean).data_ptr<double>())),
        lattice_deviation(basis_at(plain_numbers(scale.lattice_deviation).data_ptr<double>())),
        fraction_mean(scale.fraction_mean),
        fraction_deviation(scale.fraction_deviation) {}
};

// A lattice with every length times (wanted volume / volume)^(1/3).
struct RescaledLattice {
  Basis given;
  double factor = 1.0;
  double slope = 0.0;  // of the factor, by the signed volume of `given`

  void rescale_to(double wanted) {
    const double volume = triple_product(given);
    factor = std::cbrt(wanted / std::max(std::fabs(volume), kSmallestVolume));
    if (std::fabs(volume) >= kSmallestVolume) slope = -factor / (3.0 * volume);
  }

  Basis basis() const { return {factor * given[0], factor * given[1], factor * given[2]}; }

  // The derivative by `given` of what has this derivative by basis().
  Basis backward(const Basis& gradient) const {
    double of_factor = 0.0;
    for (std::size_t row = 0; row < 3; ++row) of_factor += dot(gradient[row], given[row]);
    Basis of_given;
    for (std::size_t row = 0; row < 3; ++row)
      of_given[row] = factor * gradient[row] + of_factor * slope * cross(given[(row + 1) % 3], given[(row + 2) % 3]);
    return of_given;
  }
};

// A batch of cells and how it becomes one of atoms: features -> lattice and positions, and the way back of gradients.
class Measurement : public torch::CustomClassHolder {
 public:
  Measurement(const CellBatch& cells, const std::vector<std::int64_t>& blocks, const std::optional<FeatureScale>& scale,
              const at::Tensor& volume)
      : blocks_(blocks), features_(plain_numbers(cells.features)), mask_(plain_numbers(cells.mask, at::kBool)) {
    if (!scale) return;
    scale_.emplace(*scale);
    if (volume.defined()) volume_ = plain_numbers(volume);
  }

  // [M, B, 3, 3], [M, B, P, 3]
  std::array<at::Tensor, 2> forward() {
    auto lattice = at::empty({features_.size(0), features_.size(1), 3, 3}, at::kDouble);
    auto positions = at::zeros({features_.size(0), features_.size(1), rows_per_cell(), 3}, at::kDouble);
    const double* feature = features_.data_ptr<double>();
    double* vectors = lattice.data_ptr<double>();
    double* places = positions.data_ptr<double>();
    for (std::int64_t cell = 0; cell < cells(); ++cell) {
      RescaledLattice& of_cell = lattices_.emplace_back(lattice_of(cell));
      const Basis basis = of_cell.basis();
      put(basis, vectors + 9 * cell);
      for_each_atom(cell, [&](std::int64_t row, std::int64_t place) {
        const Cartesian given = vector_at(feature + place);
        put(scale_ ? combined(fractions(given), basis) : given, places + 3 * row);
      });
    }
    return {lattice, positions};
  }

  at::Tensor backward(const at::Tensor& of_lattice, const at::Tensor& of_positions) const {
    auto of_features = at::zeros(features_.sizes(), at::kDouble);
    const double* feature = features_.data_ptr<double>();
    const double* pulls = of_positions.data_ptr<double>();
    double* gradient = of_features.data_ptr<double>();
    for (std::int64_t cell = 0; cell < cells(); ++cell) {
      const RescaledLattice& of_cell = lattices_[static_cast<std::size_t>(cell)];
      const Basis basis = of_cell.basis();
      Basis of_basis = basis_at(of_lattice.data_ptr<double>() + 9 * cell);
      for_each_atom(cell, [&](std::int64_t row, std::int64_t place) {
        const Cartesian pull = vector_at(pulls + 3 * row);
        if (!scale_) return put(pull, gradient + place);
        const auto fraction = fractions(vector_at(feature + place));
        for (std::size_t k = 0; k < 3; ++k) of_basis[k] = of_basis[k] + fraction[k] * pull;
        put(scale_->fraction_deviation * Cartesian{dot(basis[0], pull), dot(basis[1], pull), dot(basis[2], pull)},
            gradient + place);
      });
      Basis of_rows = of_cell.backward(of_basis);
      if (scale_) of_rows = product(scale_->lattice_deviation, of_rows);
      put(of_rows, gradient + lattice_place(cell));
    }
    return of_features;
  }

  // [M, B, P]
  at::Tensor present() const {
    auto present = at::zeros({features_.size(0), features_.size(1), rows_per_cell()}, at::kBool);
    bool* holds = present.data_ptr<bool>();
    for (std::int64_t cell = 0; cell < cells(); ++cell)
      for_each_atom(cell, [&](std::int64_t row, std::int64_t) { holds[row] = true; });
    return present;
  }

 private:
  std::int64_t cells() const { return features_.size(0) * features_.size(1); }
  std::int64_t slots() const { return features_.size(3); }
  std::int64_t rows_per_cell() const { return std::ssize(blocks_) * slots(); }
  // Where the numbers of the lattice begin among the features.
  std::int64_t lattice_place(std::int64_t cell) const { return 3 * cell * features_.size(2) * slots(); }

  // Calls `of_atom(row among M B P, where its numbers begin among the features)`.
  template <class OfAtom>
  void for_each_atom(std::int64_t cell, const OfAtom& of_atom) const {
    const bool* holds = mask_.data_ptr<bool>();
    std::int64_t row = cell * rows_per_cell();
    for (const std::int64_t block : blocks_) {
      const std::int64_t first = (cell * features_.size(2) + block) * slots();
      for (std::int64_t slot = first; slot < first + slots(); ++slot, ++row)
        if (holds[slot]) of_atom(row, 3 * slot);
    }
  }

  RescaledLattice lattice_of(std::int64_t cell) const {
    RescaledLattice lattice{basis_at(features_.data_ptr<double>() + lattice_place(cell))};
    if (!scale_) return lattice;
    const Basis numbers = product(scale_->lattice_deviation, lattice.given);
    for (std::size_t row = 0; row < 3; ++row) lattice.given[row] = scale_->lattice_mean[row] + numbers[row];
    if (volume_.defined()) lattice.rescale_to(volume_.data_ptr<double>()[cell]);
    return lattice;
  }

  std::array<double, 3> fractions(const Cartesian& given) const {
    std::array<double, 3> fractions{};
    for (std::size_t k = 0; k < 3; ++k) fractions[k] = scale_->fraction_mean + scale_->fraction_deviation * given[k];
    return fractions;
  }

  static Cartesian combined(const std::array<double, 3>& fractions, const Basis& basis) {
    return fractions[0] * basis[0] + fractions[1] * basis[1] + fractions[2] * basis[2];
  }

  // component by component
  static Basis product(const Basis& one, const Basis& other) {
    Basis both;
    for (std::size_t row = 0; row < 3; ++row)
      for (std::size_t axis = 0; axis < 3; ++axis) both[row][axis] = one[row][axis] * other[row][axis];
    return both;
  }

  std::vector<std::int64_t> blocks_;
  at::Tensor features_;  // [M, B, K, S, 3]
  at::Tensor mask_;      // [M, B, K, S]
  std::optional<PlainScale> scale_;
  at::Tensor volume_;  // [M, B] or undefined
  std::vector<RescaledLattice> lattices_;
};

class MeasuredAtoms : public torch::autograd::Function<MeasuredAtoms> {
 public:
  static torch::autograd::variable_list forward(torch::autograd::AutogradContext* context, const at::Tensor& features,
                                                const c10::intrusive_ptr<Measurement>& measurement) {
    context->saved_data["measurement"] = c10::IValue::make_capsule(measurement);
    context->save_for_backward({features});
    const auto [lattice, positions] = measurement->forward();
    return {lattice, positions};
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->saved_data["measurement"].toCapsule();
    const auto& measurement = static_cast<const Measurement&>(*saved);
    const auto of_features = measurement.backward(plain_numbers(gradients[0]), plain_numbers(gradients[1]));
    return {of_features.to(context->get_saved_variables().front().options()), {}};
  }
};

}  // namespace

AtomBatch measured_atoms(const CellBatch& cells, const std::vector<std::int64_t>& blocks,
                         const std::optional<FeatureScale>& scale, const at::Tensor& volume) {
  const auto sizes = cells.features.sizes();
  check_shape("features of cells", std::array{kAnySize, kAnySize, kAnySize, kAnySize, std::int64_t{3}}, sizes);
  if (sizes[3] < 3)
    throw ShapeError("slots of cells: expected at least 3, as many as lattice vectors, got " +
                     std::to_string(sizes[3]));
  for (const std::int64_t block : blocks)
    if (block < 0 || block >= sizes[2])
      throw ShapeError("block of cells: expected one below " + std::to_string(sizes[2]) + ", got " +
                       std::to_string(block));
  check_shape("mask of cells", sizes.slice(0, 4), cells.mask.sizes());
  if (volume.defined()) check_shape("volumes of cells", sizes.slice(0, 2), volume.sizes());
  auto measurement = c10::make_intrusive<Measurement>(cells, blocks, scale, volume);
  const auto atoms = MeasuredAtoms::apply(cells.features, measurement);
  return {atoms[0], atoms[1], measurement->present()};
}

}  // namespace crystalgan
