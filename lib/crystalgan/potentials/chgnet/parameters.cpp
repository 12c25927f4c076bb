#include "crystalgan/potentials/chgnet/parameters.hpp"

#include <algorithm>
#include <string>

#include "crystalgan/potentials/chgnet/weights.hpp"

namespace crystalgan::chgnet {
namespace {

// A matrix of the file: row = output.
struct Matrix {
  std::int64_t rows;
  std::int64_t columns;
  std::vector<double> entries;

  double at(std::int64_t row, std::int64_t column) const {
    return entries[static_cast<std::size_t>(row * columns + column)];
  }
};

Matrix matrix_named(const NamedArrays& weights, const std::string& name, std::int64_t rows, std::int64_t columns) {
  const auto numbers = numbers_named<float>(weights, name, {rows, columns});
  return {rows, columns, {numbers.begin(), numbers.end()}};
}

std::vector<double> vector_named(const NamedArrays& weights, const std::string& name, std::int64_t size) {
  const auto numbers = numbers_named<float>(weights, name, {size});
  return {numbers.begin(), numbers.end()};
}

Matrix columns_of(const Matrix& matrix, std::int64_t begin, std::int64_t count) {
  Matrix part{matrix.rows, count, {}};
  for (std::int64_t row = 0; row < matrix.rows; ++row)
    for (std::int64_t column = 0; column < count; ++column) part.entries.push_back(matrix.at(row, begin + column));
  return part;
}

Matrix stacked(Matrix above, const Matrix& below) {
  above.rows += below.rows;
  above.entries.insert(above.entries.end(), below.entries.begin(), below.entries.end());
  return above;
}

// A basis has a 32nd function, which is 0.
Matrix with_last_column(const Matrix& matrix) {
  Matrix wider{matrix.rows, kColumns, {}};
  for (std::int64_t row = 0; row < matrix.rows; ++row)
    for (std::int64_t column = 0; column < kColumns; ++column)
      wider.entries.push_back(column < matrix.columns ? matrix.at(row, column) : 0.0);
  return wider;
}

// After `first`, `second`.
Matrix composed(const Matrix& second, const Matrix& first) {
  Matrix result{second.rows, first.columns, std::vector<double>(static_cast<std::size_t>(second.rows * first.columns))};
  for (std::int64_t row = 0; row < second.rows; ++row)
    for (std::int64_t inner = 0; inner < second.columns; ++inner)
      for (std::int64_t column = 0; column < first.columns; ++column)
        result.entries[static_cast<std::size_t>(row * first.columns + column)] +=
            second.at(row, inner) * first.at(inner, column);
  return result;
}

template <class Number>
Array<Number> array_from(const std::vector<double>& numbers) {
  Array<Number> array;
  for (const double number : numbers) array.push_back(static_cast<Number>(number));
  return array;
}

template <class Number>
Linear<Number> linear_of(const Matrix& matrix) {
  Linear<Number> linear{matrix.columns, matrix.rows, {}, array_from<Number>(matrix.entries)};
  for (std::int64_t input = 0; input < matrix.columns; ++input)
    for (std::int64_t output = 0; output < matrix.rows; ++output)
      linear.forward.push_back(static_cast<Number>(matrix.at(output, input)));
  return linear;
}

std::vector<double> joined(std::vector<double> one, const std::vector<double>& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

// `layer` is the number of its first matrix in the file. `basis_part` is multiplied after `embedding` for from_basis.
struct UnitNames {
  std::string prefix;
  std::string layer;
  std::int64_t parts;
  std::int64_t basis_part;
  bool hidden;
};

template <class Number>
Convolution<Number> convolution_named(const NamedArrays& weights, const UnitNames& names, const Matrix& embedding) {
  const std::string core = names.prefix + "mlp_core.layers.";
  const std::string gate = names.prefix + "mlp_gate.layers.";
  const auto both = [&](const std::string& name, std::int64_t size) {
    return array_from<Number>(
        joined(vector_named(weights, core + name, size), vector_named(weights, gate + name, size)));
  };
  const std::int64_t inputs = names.parts * kFeatures;
  const Matrix first = stacked(matrix_named(weights, core + names.layer + ".weight", kFeatures, inputs),
                               matrix_named(weights, gate + names.layer + ".weight", kFeatures, inputs));
  Convolution<Number> result;
  for (std::int64_t part = 0; part < names.parts; ++part)
    result.unit.parts.push_back(linear_of<Number>(columns_of(first, part * kFeatures, kFeatures)));
  result.from_basis =
      linear_of<Number>(composed(columns_of(first, names.basis_part * kFeatures, kFeatures), embedding));
  result.unit.bias = both(names.layer + ".bias", kFeatures);
  if (names.hidden) {
    result.unit.core_next = linear_of<Number>(matrix_named(weights, core + "3.weight", kFeatures, kFeatures));
    result.unit.gate_next = linear_of<Number>(matrix_named(weights, gate + "3.weight", kFeatures, kFeatures));
    result.unit.next_bias = both("3.bias", kFeatures);
  }
  const auto norms = [&](const std::string& name) {
    return array_from<Number>(joined(vector_named(weights, names.prefix + "bn1." + name, kFeatures),
                                     vector_named(weights, names.prefix + "bn2." + name, kFeatures)));
  };
  result.unit.scale = norms("weight");
  result.unit.shift = norms("bias");
  return result;
}

template <std::size_t size>
std::array<double, size> numbers_in(const std::vector<double>& numbers) {
  std::array<double, size> array{};
  std::copy_n(numbers.begin(), size, array.begin());
  return array;
}

template <class Number>
void arrange_bases(const NamedArrays& weights, Parameters<Number>& parameters) {
  const std::string radial = "bond_basis_expansion.rbf_expansion_";
  parameters.atom_graph_frequencies = numbers_in<31>(vector_named(weights, radial + "ag.frequencies", kFunctions));
  parameters.bond_graph_frequencies = numbers_in<31>(vector_named(weights, radial + "bg.frequencies", kFunctions));
  parameters.angle_frequencies =
      numbers_in<15>(vector_named(weights, "angle_basis_expansion.fourier_expansion.frequencies", 15));
  const auto from_basis = [&](const std::string& name) {
    return linear_of<Number>(with_last_column(matrix_named(weights, name, kFeatures, kFunctions)));
  };
  parameters.bond_embedding = from_basis("bond_embedding.weight");
  parameters.atom_graph_weights = from_basis("bond_weights_ag.weight");
  parameters.bond_graph_weights = from_basis("bond_weights_bg.weight");
  parameters.angle_embedding = from_basis("angle_embedding.weight");
}

template <class Number>
void arrange_layers(const NamedArrays& weights, Parameters<Number>& parameters) {
  const Matrix bonds = with_last_column(matrix_named(weights, "bond_embedding.weight", kFeatures, kFunctions));
  const Matrix angles = with_last_column(matrix_named(weights, "angle_embedding.weight", kFeatures, kFunctions));
  const auto with_out = [&](Convolution<Number> convolution, const std::string& prefix) {
    convolution.out =
        linear_of<Number>(matrix_named(weights, prefix + "mlp_out.layers.1.weight", kFeatures, kFeatures));
    return convolution;
  };
  for (const std::string layer : {"0.", "1.", "2.", "3."}) {
    const std::string prefix = "atom_conv_layers." + layer;
    parameters.atom_convolutions.push_back(
        with_out(convolution_named<Number>(weights, {prefix + "twoBody_atom.", "0", 3, 1, true}, bonds), prefix));
  }
  for (const std::string layer : {"0.", "1.", "2."}) {
    const std::string prefix = "bond_conv_layers." + layer;
    parameters.bond_convolutions.push_back(
        with_out(convolution_named<Number>(weights, {prefix + "twoBody_bond.", "0", 4, 2, true}, angles), prefix));
  }
  for (const std::string layer : {"0.", "1."})
    parameters.angle_updates.push_back(
        convolution_named<Number>(weights, {"angle_layers." + layer + "twoBody_bond.", "1", 4, 2, false}, angles));
}

template <class Number>
void arrange_readout(const NamedArrays& weights, Parameters<Number>& parameters) {
  const auto array = [&](const std::string& name) {
    return array_from<Number>(vector_named(weights, name, kFeatures));
  };
  const auto row = [&](const std::string& name) {
    return array_from<Number>(matrix_named(weights, name, 1, kFeatures).entries);
  };
  parameters.moment_weights = row("site_wise.weight");
  parameters.moment_bias = static_cast<Number>(vector_named(weights, "site_wise.bias", 1).front());
  parameters.readout_scale = array("readout_norm.weight");
  parameters.readout_shift = array("readout_norm.bias");
  for (const std::string layer : {"0", "2", "4"}) {
    parameters.readout_layers.push_back(
        linear_of<Number>(matrix_named(weights, "mlp.layers." + layer + ".weight", kFeatures, kFeatures)));
    parameters.readout_biases.push_back(array("mlp.layers." + layer + ".bias"));
  }
  parameters.energy_weights = row("mlp.layers.7.weight");
  parameters.energy_bias = static_cast<Number>(vector_named(weights, "mlp.layers.7.bias", 1).front());
}

}  // namespace

template <class Number>
Parameters<Number> arranged_parameters(const NamedArrays& weights) {
  Parameters<Number> parameters;
  parameters.reference_energies = numbers_in<94>(matrix_named(weights, "composition_model.fc.weight", 1, 94).entries);
  parameters.embedding =
      array_from<Number>(matrix_named(weights, "atom_embedding.embedding.weight", 94, kFeatures).entries);
  arrange_bases(weights, parameters);
  arrange_layers(weights, parameters);
  arrange_readout(weights, parameters);
  return parameters;
}

template <class Number>
const Parameters<Number>& shipped_parameters() {
  static const auto parameters =
      arranged_parameters<Number>(parse_weights(shipped_weights_bytes(), "data/chgnet-0.3.0.safetensors"));
  return parameters;
}

template Parameters<float> arranged_parameters(const NamedArrays&);
template Parameters<double> arranged_parameters(const NamedArrays&);
template const Parameters<float>& shipped_parameters();
template const Parameters<double>& shipped_parameters();

}  // namespace crystalgan::chgnet
