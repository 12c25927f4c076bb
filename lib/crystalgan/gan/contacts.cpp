#include "crystalgan/gan/contacts.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include <array>
#include <cmath>
#include <utility>

#include "crystalgan/gan/plain_numbers.hpp"

namespace crystalgan {
namespace {

// Å². Below this squared distance the square root has no useful slope; atoms on top of each other get gradient 0, not
// nan.
constexpr double kSmallestSquare = 1e-12;

void add_at(double* rows, std::int64_t i, const Cartesian& vector) {
  for (std::size_t axis = 0; axis < 3; ++axis) rows[3 * i + static_cast<std::int64_t>(axis)] += vector[axis];
}

// What the backward pass of a list of contacts needs.
struct Measured : torch::CustomClassHolder {
  std::vector<Contact> contacts;
  std::vector<Cartesian> slopes;  // derivative of each distance by the position of `to`: a unit vector, or zero
  std::vector<std::int64_t> lattice_sizes;
  std::vector<std::int64_t> positions_sizes;
};

class ContactDistances : public torch::autograd::Function<ContactDistances> {
 public:
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& lattice,
                            const at::Tensor& positions, const AtomNumbers& numbers,
                            const c10::intrusive_ptr<Measured>& measured) {
    const auto count = static_cast<std::int64_t>(measured->contacts.size());
    auto distances = at::empty({count}, at::kDouble);
    double* distance = distances.data_ptr<double>();
    measured->slopes.reserve(measured->contacts.size());
    for (const Contact& contact : measured->contacts) {
      const Cartesian apart = numbers.reach(contact);
      const double square = dot(apart, apart);
      const bool together = square <= kSmallestSquare;
      *distance = together ? std::sqrt(kSmallestSquare) : std::sqrt(square);
      measured->slopes.push_back(together ? Cartesian{} : (1.0 / *distance) * apart);
      ++distance;
    }
    context->saved_data["measured"] = c10::IValue::make_capsule(measured);
    measured->lattice_sizes = lattice.sizes().vec();
    measured->positions_sizes = positions.sizes().vec();
    return distances.to(positions.options());
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->saved_data["measured"].toCapsule();
    const auto& measured = static_cast<const Measured&>(*saved);
    const auto of_distances = plain_numbers(gradients[0]);
    auto of_lattice = at::zeros(measured.lattice_sizes, at::kDouble);
    auto of_positions = at::zeros(measured.positions_sizes, at::kDouble);
    const double* gradient = of_distances.data_ptr<double>();
    double* row = of_positions.data_ptr<double>();
    double* vector = of_lattice.data_ptr<double>();
    for (std::size_t i = 0; i < measured.contacts.size(); ++i) {
      const Contact& contact = measured.contacts[i];
      const Cartesian pull = gradient[i] * measured.slopes[i];
      add_at(row, contact.to, pull);
      add_at(row, contact.from, -pull);
      for (std::size_t k = 0; k < 3; ++k)
        add_at(vector, 3 * contact.cell + static_cast<std::int64_t>(k), static_cast<double>(contact.image[k]) * pull);
    }
    const auto& like = gradients[0].options();
    return {of_lattice.to(like), of_positions.to(like), {}, {}};
  }
};

}  // namespace

AtomNumbers::AtomNumbers(const AtomBatch& atoms, std::int64_t rows) {
  const auto sizes = atoms.positions.sizes();
  check_shape("atom positions", std::array{kAnySize, kAnySize, rows, std::int64_t{3}}, sizes);
  check_shape("lattices", std::array{sizes[0], sizes[1], std::int64_t{3}, std::int64_t{3}}, atoms.lattice.sizes());
  check_shape("atom mask", std::array{sizes[0], sizes[1], sizes[2]}, atoms.present.sizes());
  tensors_ = {plain_numbers(atoms.lattice), plain_numbers(atoms.positions), plain_numbers(atoms.present, at::kBool)};
  basis_ = tensors_[0].data_ptr<double>();
  position_ = tensors_[1].data_ptr<double>();
  present_ = tensors_[2].data_ptr<bool>();
  cells_ = sizes[0] * sizes[1];
  rows_ = sizes[2];
}

const std::vector<FoundContact>& ContactSearch::of(std::int64_t cell) {
  found_.clear();
  apart_.clear();
  const std::int64_t end = (cell + 1) * numbers_.rows_per_cell();
  for (std::int64_t from = cell * numbers_.rows_per_cell(); from < end; ++from) {
    if (!numbers_.present(from)) continue;
    for (std::int64_t to = from + 1; to < end; ++to) {
      if (!numbers_.present(to)) continue;
      const Cartesian& apart = apart_.emplace_back(numbers_.position(to) - numbers_.position(from));
      found_.push_back({{cell, from, to, {0, 0, 0}}, dot(apart, apart)});
    }
  }
  if (!images_) return found_;
  const ClosestImage closest(numbers_.basis(cell));
  nearest_.resize(apart_.size());
  closest.nearest(apart_, nearest_);
  for (std::size_t i = 0; i < nearest_.size(); ++i) {
    found_[i].contact.image = nearest_[i].index;
    found_[i].square = nearest_[i].square;
  }
  const Cartesian& own = closest.reduced().front();
  for (std::int64_t row = end - numbers_.rows_per_cell(); row < end; ++row)
    if (numbers_.present(row)) found_.push_back({{cell, row, row, closest.shortest()}, dot(own, own)});
  return found_;
}

at::Tensor contact_distances(const AtomBatch& atoms, const AtomNumbers& numbers, std::vector<Contact> contacts) {
  auto measured = c10::make_intrusive<Measured>();
  measured->contacts = std::move(contacts);
  return ContactDistances::apply(atoms.lattice, atoms.positions, numbers, measured);
}

}  // namespace crystalgan
