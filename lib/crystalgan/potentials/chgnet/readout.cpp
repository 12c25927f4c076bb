#include "crystalgan/potentials/chgnet/readout.hpp"

#include <algorithm>
#include <cmath>

#include "crystalgan/potentials/chgnet/gated_unit.hpp"

namespace crystalgan::chgnet {
namespace {

constexpr std::size_t kHiddenLayers = 3;

// One group of rows through the network and back.
template <class Number>
struct ReadoutRows {
  alignas(64) Number normed[kRowGroup * kFeatures] = {};
  alignas(64) Number inputs[kRowGroup * kFeatures] = {};
  alignas(64) Number sums[kHiddenLayers][kRowGroup * kFeatures] = {};  ///< before silu
  alignas(64) Number gradient[kRowGroup * kFeatures] = {};
  Number inverse[kRowGroup] = {};
};

template <class Number>
void normalise_rows(const Parameters<Number>& parameters, const Number* atoms, ReadoutRows<Number>& rows) {
  for (std::int64_t row = 0; row < kRowGroup; ++row) {
    Number* const normed = rows.normed + row * kFeatures;
    rows.inverse[row] = normalise(normed, atoms + row * kFeatures);
    for (std::int64_t i = 0; i < kFeatures; ++i) {
      const auto place = static_cast<std::size_t>(i);
      rows.inputs[row * kFeatures + i] = normed[i] * parameters.readout_scale[place] + parameters.readout_shift[place];
    }
  }
}

// Leaves silu of the last sums in rows.inputs.
template <class Number>
void run_layers(const Parameters<Number>& parameters, ReadoutRows<Number>& rows) {
  for (std::size_t layer = 0; layer < kHiddenLayers; ++layer) {
    Number* const sums = rows.sums[layer];
    for (std::int64_t row = 0; row < kRowGroup; ++row)
      std::copy_n(parameters.readout_biases[layer].data(), kFeatures, sums + row * kFeatures);
    add_multiplied(sums, rows.inputs, kRowGroup, parameters.readout_layers[layer]);
    for (std::int64_t i = 0; i < kRowGroup * kFeatures; ++i) rows.inputs[i] = sums[i] * sigmoid(sums[i]);
  }
}

// From 1 for each energy to the gradient by the atoms.
template <class Number>
void run_layers_back(const Parameters<Number>& parameters, ReadoutRows<Number>& rows, Number* of_atoms) {
  for (std::int64_t row = 0; row < kRowGroup; ++row)
    std::copy_n(parameters.energy_weights.data(), kFeatures, rows.inputs + row * kFeatures);
  for (std::size_t layer = kHiddenLayers; layer-- > 0;) {
    const Number* const sums = rows.sums[layer];
    for (std::int64_t i = 0; i < kRowGroup * kFeatures; ++i)
      rows.gradient[i] = rows.inputs[i] * silu_derivative(sums[i], sigmoid(sums[i]));
    multiply_back(rows.inputs, rows.gradient, kRowGroup, parameters.readout_layers[layer]);
  }
  for (std::int64_t row = 0; row < kRowGroup; ++row) {
    Number* const of_normed = rows.inputs + row * kFeatures;
    for (std::int64_t i = 0; i < kFeatures; ++i) of_normed[i] *= parameters.readout_scale[static_cast<std::size_t>(i)];
    normalise_back(of_atoms + row * kFeatures, of_normed, rows.normed + row * kFeatures, rows.inverse[row]);
  }
}

}  // namespace

template <class Number>
void site_energies(const Parameters<Number>& parameters, const Array<Number>& atoms, std::span<double> energies,
                   Array<Number>& of_atoms) {
  ReadoutRows<Number> rows;
  for (std::size_t begin = 0; begin < energies.size(); begin += kRowGroup) {
    normalise_rows(parameters, atoms.data() + begin * kFeatures, rows);
    run_layers(parameters, rows);
    for (std::size_t row = 0; row < std::min<std::size_t>(kRowGroup, energies.size() - begin); ++row) {
      auto energy = static_cast<double>(parameters.energy_bias);
      for (std::size_t i = 0; i < kFeatures; ++i)
        energy +=
            static_cast<double>(parameters.energy_weights[i]) * static_cast<double>(rows.inputs[row * kFeatures + i]);
      energies[begin + row] = energy;
    }
    run_layers_back(parameters, rows, of_atoms.data() + begin * kFeatures);
  }
}

template <class Number>
void magnetic_moments(const Parameters<Number>& parameters, const Array<Number>& atoms, std::span<double> moments) {
  for (std::size_t atom = 0; atom < moments.size(); ++atom) {
    auto moment = static_cast<double>(parameters.moment_bias);
    for (std::size_t i = 0; i < kFeatures; ++i)
      moment += static_cast<double>(parameters.moment_weights[i]) * static_cast<double>(atoms[atom * kFeatures + i]);
    moments[atom] = std::abs(moment);
  }
}

template void site_energies(const Parameters<float>&, const Array<float>&, std::span<double>, Array<float>&);
template void site_energies(const Parameters<double>&, const Array<double>&, std::span<double>, Array<double>&);
template void magnetic_moments(const Parameters<float>&, const Array<float>&, std::span<double>);
template void magnetic_moments(const Parameters<double>&, const Array<double>&, std::span<double>);

}  // namespace crystalgan::chgnet
