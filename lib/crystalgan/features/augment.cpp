#include "crystalgan/features/augment.hpp"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/crystal/lattice.hpp"

namespace crystalgan {
namespace {

using Metric = std::array<std::array<double, 3>, 3>;  // Å²: products of the lattice vectors

// The features of one structure as rows of plain numbers.
class Rows {
 public:
  Rows(float* features, const bool* mask, std::int64_t slots) : features_(features), mask_(mask), slots_(slots) {}

  Cartesian lattice_row(std::int64_t row) const {
    return {features_[3 * row], features_[3 * row + 1], features_[3 * row + 2]};
  }
  void set_lattice(const Basis& rows) {
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) features_[3 * i + j] = static_cast<float>(rows[i][j]);
  }
  std::int64_t place(std::int64_t block, std::int64_t slot) const { return 3 * (block * slots_ + slot); }
  float* atom(std::int64_t block, std::int64_t slot) { return features_ + place(block, slot); }
  /// Atoms fill the first slots of a block.
  std::int64_t atoms(std::int64_t block) const {
    std::int64_t count = 0;
    while (count < slots_ && mask_[block * slots_ + count]) ++count;
    return count;
  }

 private:
  float* features_;
  const bool* mask_;
  std::int64_t slots_;
};

Rows rows_of(at::Tensor& features, const at::Tensor& mask, std::int64_t structure) {
  const std::int64_t slots = features.size(2);
  const std::int64_t size = Layout::blocks * slots;
  return {features.data_ptr<float>() + 3 * size * structure, mask.data_ptr<bool>() + size * structure, slots};
}

Metric metric_of(const Basis& rows) {
  Metric metric;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) metric[i][j] = dot(rows[i], rows[j]);
  return metric;
}

// The lattice of a metric with a along x and b in the xy plane (Cholesky).
Basis oriented(const Metric& metric) {
  const double a = std::sqrt(metric[0][0]);
  const double b_a = metric[1][0] / a;
  const double b_b = std::sqrt(std::max(0.0, metric[1][1] - b_a * b_a));
  const double c_a = metric[2][0] / a;
  const double c_b = (metric[2][1] - c_a * b_a) / b_b;
  const double c_c = std::sqrt(std::max(0.0, metric[2][2] - c_a * c_a - c_b * c_b));
  return {Cartesian{a, 0, 0}, Cartesian{b_a, b_b, 0}, Cartesian{c_a, c_b, c_c}};
}

void into_frame(Rows& rows, const Frame& frame) {
  const auto& order = frame.order;
  rows.set_lattice(
      oriented(metric_of({rows.lattice_row(order[0]), rows.lattice_row(order[1]), rows.lattice_row(order[2])})));
  for (std::int64_t block = 1; block < Layout::blocks; ++block) {
    const auto& atoms = frame.atoms[static_cast<std::size_t>(block)];
    std::vector<Fractional> moved;
    for (const std::int64_t atom : atoms) {
      const float* old = rows.atom(block, atom);
      const Fractional there{old[order[0]], old[order[1]], old[order[2]]};
      moved.push_back(wrapped(there + frame.shift));
    }
    for (std::size_t slot = 0; slot < moved.size(); ++slot)
      for (std::size_t axis = 0; axis < 3; ++axis)
        rows.atom(block, static_cast<std::int64_t>(slot))[axis] = static_cast<float>(moved[slot][axis]);
  }
}

Frame unshuffled(const Rows& rows) {
  Frame frame;
  for (std::int64_t block = 1; block < Layout::blocks; ++block)
    for (std::int64_t slot = 0; slot < rows.atoms(block); ++slot)
      frame.atoms[static_cast<std::size_t>(block)].push_back(slot);
  return frame;
}

EncodedSet owned(const EncodedSet& set) {
  check_shape("encoded structures", std::array{kAnySize, Layout::blocks, kAnySize, Layout::components},
              set.features.sizes());
  return {set.features.contiguous().clone(), set.mask.contiguous()};
}

}  // namespace

std::vector<Frame> draw_frames(const EncodedSet& set, Random& random) {
  EncodedSet copy = owned(set);
  std::vector<Frame> frames;
  for (std::int64_t i = 0; i < set.size(); ++i) {
    Frame frame = unshuffled(rows_of(copy.features, copy.mask, i));
    frame.order = kAxisOrders[random.below(kAxisOrders.size())];
    frame.shift = {random.uniform(), random.uniform(), random.uniform()};
    for (auto& atoms : frame.atoms) {
      const std::vector<std::int64_t> old = atoms;
      const auto shuffled = random.permutation(old.size());
      for (std::size_t slot = 0; slot < old.size(); ++slot) atoms[slot] = old[shuffled[slot]];
    }
    frames.push_back(std::move(frame));
  }
  return frames;
}

EncodedSet in_frames(const EncodedSet& set, const std::vector<Frame>& frames) {
  EncodedSet result = owned(set);
  for (std::int64_t i = 0; i < result.size(); ++i) {
    Rows rows = rows_of(result.features, result.mask, i);
    into_frame(rows, frames[static_cast<std::size_t>(i)]);
  }
  return result;
}

EncodedSet with_axes(const EncodedSet& set, const AxisOrder& order) {
  EncodedSet result = owned(set);
  for (std::int64_t i = 0; i < result.size(); ++i) {
    Rows rows = rows_of(result.features, result.mask, i);
    Frame frame = unshuffled(rows);
    frame.order = order;
    into_frame(rows, frame);
  }
  return result;
}

FrameMean::FrameMean(const EncodedSet& from)
    : from_(owned(from)),
      metric_(static_cast<std::size_t>(from.size())),
      shift_(static_cast<std::size_t>(from.features.numel()), 0.0) {}

void FrameMean::add(const at::Tensor& changed, const std::vector<Frame>& frames) {
  check_shape("changed structures", from_.features.sizes(), changed.sizes());
  auto after = changed.to(at::kFloat).contiguous();
  EncodedSet before = in_frames(from_, frames);
  const std::int64_t size = from_.features.numel() / std::max<std::int64_t>(1, from_.size());
  for (std::int64_t i = 0; i < from_.size(); ++i) {
    const auto structure = static_cast<std::size_t>(i);
    const Frame& frame = frames[structure];
    Rows old_rows = rows_of(before.features, before.mask, i);
    Rows new_rows = rows_of(after, before.mask, i);
    const Metric metric = metric_of({new_rows.lattice_row(0), new_rows.lattice_row(1), new_rows.lattice_row(2)});
    for (std::size_t one = 0; one < 3; ++one)
      for (std::size_t other = 0; other < 3; ++other)
        metric_[structure][static_cast<std::size_t>(frame.order[one])][static_cast<std::size_t>(frame.order[other])] +=
            metric[one][other];
    for (std::int64_t block = 1; block < Layout::blocks; ++block) {
      const auto& atoms = frame.atoms[static_cast<std::size_t>(block)];
      for (std::size_t slot = 0; slot < atoms.size(); ++slot) {
        const auto row = static_cast<std::int64_t>(slot);
        double* sum = shift_.data() + size * i + old_rows.place(block, atoms[slot]);
        for (std::size_t axis = 0; axis < 3; ++axis)
          sum[frame.order[axis]] += static_cast<double>(new_rows.atom(block, row)[axis]) -
                                    static_cast<double>(old_rows.atom(block, row)[axis]);
      }
    }
  }
  count_ += 1.0;
}

at::Tensor FrameMean::mean() const {
  EncodedSet result = owned(from_);
  float* numbers = result.features.data_ptr<float>();
  for (std::size_t i = 0; i < shift_.size(); ++i) numbers[i] += static_cast<float>(shift_[i] / count_);
  for (std::int64_t i = 0; i < result.size(); ++i) {
    Metric metric = metric_[static_cast<std::size_t>(i)];
    for (auto& row : metric)
      for (double& product : row) product /= count_;
    rows_of(result.features, result.mask, i).set_lattice(oriented(metric));
  }
  return result.features;
}

}  // namespace crystalgan
