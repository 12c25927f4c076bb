#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "crystalgan/core/random.hpp"
#include "crystalgan/potentials/chgnet/gated_unit.hpp"
#include "crystalgan/potentials/chgnet/readout.hpp"
#include "crystalgan/potentials/chgnet/weights.hpp"

namespace crystalgan::chgnet {
namespace {

using Row = std::array<double, 64>;

// The network as its paper has it, one row at a time, from the arrays of the file.
class Straight {
 public:
  Row linear(const std::string& name, const std::vector<double>& inputs, bool with_bias) const {
    const auto size = static_cast<std::int64_t>(inputs.size());
    const auto weights = numbers_named<float>(arrays_, name + ".weight", {64, size});
    Row result{};
    if (with_bias) result = vector(name + ".bias");
    for (std::size_t i = 0; i < 64; ++i)
      for (std::size_t j = 0; j < inputs.size(); ++j)
        result[i] += static_cast<double>(weights[i * inputs.size() + j]) * inputs[j];
    return result;
  }

  Row vector(const std::string& name) const {
    const auto numbers = numbers_named<float>(arrays_, name, {64});
    Row row;
    std::copy(numbers.begin(), numbers.end(), row.begin());
    return row;
  }

  Row normed(const std::string& name, const Row& row) const {
    const double mean = std::accumulate(row.begin(), row.end(), 0.0) / 64;
    double variance = 0.0;
    for (const double number : row) variance += (number - mean) * (number - mean) / 64;
    const Row scale = vector(name + ".weight"), shift = vector(name + ".bias");
    Row result;
    for (std::size_t i = 0; i < 64; ++i) result[i] = scale[i] * (row[i] - mean) / std::sqrt(variance + 1e-5) + shift[i];
    return result;
  }

  static double sigmoid_of(double x) { return 1.0 / (1.0 + std::exp(-x)); }
  static Row silu(Row row) {
    for (double& number : row) number *= sigmoid_of(number);
    return row;
  }

  /// G(z) with the names that begin with `prefix`.
  Row gated(const std::string& prefix, const std::vector<double>& inputs, bool hidden) const {
    const auto side = [&](const std::string& name) {
      const std::string layers = prefix + name + ".layers.";
      if (!hidden) return linear(layers + "1", inputs, true);
      const Row first = silu(linear(layers + "0", inputs, true));
      return linear(layers + "3", {first.begin(), first.end()}, true);
    };
    const Row core = silu(normed(prefix + "bn1", side("mlp_core")));
    const Row gate = normed(prefix + "bn2", side("mlp_gate"));
    Row result;
    for (std::size_t i = 0; i < 64; ++i) result[i] = core[i] * sigmoid_of(gate[i]);
    return result;
  }

 private:
  NamedArrays arrays_ = parse_weights(shipped_weights_bytes(), "weights");
};

std::vector<double> random_numbers(std::size_t count, Random& random) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(2.0 * random.uniform() - 1.0);
  return numbers;
}

TEST(Exponential, OfFloatIsGoodTo2e7) {
  for (double x = -87.0; x <= 87.0; x += 0.0137) {
    const auto single = static_cast<float>(x);
    const double exact = std::exp(static_cast<double>(single));
    EXPECT_NEAR(static_cast<double>(exponential(single)) / exact, 1.0, 2e-7) << x;
  }
}

// Sums of the network reach thousands.
TEST(Sigmoids, OfTwoDoNotDisturbEachOther) {
  for (const double x : {-3000.0, -50.0, -5.0, 0.0, 1.0, 60.0, 4000.0})
    for (const double y : {-2000.0, -7.0, 0.5, 2000.0}) {
      const auto both = sigmoids(x, y);
      EXPECT_NEAR(both.one, Straight::sigmoid_of(x), 1e-15);
      EXPECT_NEAR(both.other, Straight::sigmoid_of(y), 1e-15);
      const auto single = sigmoids(static_cast<float>(x), static_cast<float>(y));
      EXPECT_NEAR(single.one, Straight::sigmoid_of(x), 2e-7);
      EXPECT_NEAR(single.other, Straight::sigmoid_of(y), 2e-7);
    }
}

TEST(LayerNorm, HasMeanZeroAndVarianceOneAndItsOwnGradient) {
  Random random(Seed(1));
  std::vector<double> row = random_numbers(64, random);
  const std::vector<double> weights = random_numbers(64, random);
  std::vector<double> normed(64), of_row(64);
  const double inverse = normalise(normed.data(), row.data());
  EXPECT_NEAR(std::accumulate(normed.begin(), normed.end(), 0.0), 0.0, 1e-13);
  EXPECT_NEAR(std::inner_product(normed.begin(), normed.end(), normed.begin(), 0.0), 64.0, 64e-4);
  normalise_back(of_row.data(), weights.data(), normed.data(), inverse);
  const auto value_at = [&](std::size_t i, double by) {
    std::vector<double> moved = row, result(64);
    moved[i] += by;
    normalise(result.data(), moved.data());
    return std::inner_product(result.begin(), result.end(), weights.begin(), 0.0);
  };
  for (const std::size_t i : {0U, 31U, 63U})
    EXPECT_NEAR(of_row[i], (value_at(i, 1e-5) - value_at(i, -1e-5)) / 2e-5, 1e-8);
}

// Some rows of three atoms and some of own features: the tables are the parts of W₁ z.
struct UnitCase {
  const Convolution<double>& convolution;
  std::size_t parts;
  std::vector<std::vector<double>> features;  ///< of each part, of row 0 to 2
  std::int64_t rows = 37;                     ///< more than a tile, and no whole group

  UnitCase(const Convolution<double>& of, Random& random) : convolution(of), parts(of.unit.parts.size()) {
    for (std::size_t part = 0; part < parts; ++part) features.push_back(random_numbers(3 * 64, random));
  }

  std::size_t source_row(std::size_t part, std::int64_t row) const {
    return (static_cast<std::size_t>(row) * (part + 1) + part) % 3;
  }

  std::vector<double> inputs(std::int64_t row) const {
    std::vector<double> all;
    for (std::size_t part = 0; part < parts; ++part) {
      const auto begin = features[part].begin() + static_cast<std::ptrdiff_t>(64 * source_row(part, row));
      all.insert(all.end(), begin, begin + 64);
    }
    return all;
  }
};

// G of all rows by tiles; if `weights` are given, also Σ weights ⊙ G's gradients by all features.
struct UnitResult {
  std::vector<double> values;
  std::vector<std::vector<double>> gradients;
};

UnitResult run_tiles(const UnitCase& unit_case, const std::vector<double>& weights) {
  const GatedUnit<double>& unit = unit_case.convolution.unit;
  std::vector<Array<double>> tables(4), of_tables(4);
  std::vector<std::vector<Index>> indices(4);
  RowSources<double> sources{unit_case.rows, {}, {}};
  std::array<double*, 4> gradients{};
  for (std::size_t part = 0; part < unit_case.parts; ++part) {
    reset_rows(tables[part], 3, kUnits);
    reset_rows(of_tables[part], 3, kUnits);
    Array<double> padded(unit_case.features[part].begin(), unit_case.features[part].end());
    padded.resize(rows_with_room(3) * 64);
    multiply(tables[part].data(), padded.data(), 3, unit.parts[part]);
    for (std::int64_t row = 0; row < unit_case.rows; ++row)
      indices[part].push_back(static_cast<Index>(unit_case.source_row(part, row)));
    sources.tables[part] = tables[part].data();
    sources.indices[part] = indices[part].data();
    gradients[part] = of_tables[part].data();
  }
  for (std::size_t i = 0; i < 3 * kUnits; ++i) tables[0][i] += unit.bias[i % kUnits];
  KeptRows<double> kept;
  kept.reserve(static_cast<std::size_t>(unit_case.rows), unit.core_next.has_value());
  UnitResult result;
  Tile<double> tile;
  for (std::int64_t begin = 0; begin < unit_case.rows; begin += kTile) {
    const std::int64_t count = std::min(kTile, unit_case.rows - begin);
    gated_tile(tile, unit, sources, kept, begin, count);
    result.values.insert(result.values.end(), tile.values, tile.values + count * kFeatures);
  }
  for (std::int64_t begin = 0; begin < unit_case.rows; begin += kTile) {
    const std::int64_t count = std::min(kTile, unit_case.rows - begin);
    differentiated_gates(tile, unit, kept, begin, count);
    std::copy_n(weights.begin() + begin * kFeatures, count * kFeatures, tile.values);
    gated_tile_back(tile, unit, kept, begin, count);
    scatter(tile, sources, gradients, begin, count);
  }
  for (std::size_t part = 0; part < unit_case.parts; ++part) {
    Array<double> of_features(rows_with_room(3) * 64);
    multiply_back(of_features.data(), of_tables[part].data(), 3, unit.parts[part]);
    result.gradients.emplace_back(of_features.begin(), of_features.begin() + 3 * 64);
  }
  return result;
}

void expect_unit(const Convolution<double>& convolution, const std::string& prefix, bool hidden) {
  Random random(Seed(2));
  UnitCase unit_case(convolution, random);
  const std::vector<double> weights = random_numbers(static_cast<std::size_t>(unit_case.rows) * 64, random);
  const UnitResult result = run_tiles(unit_case, weights);
  const Straight straight;
  for (const std::int64_t row : {0, 5, 36}) {
    const Row expected = straight.gated(prefix, unit_case.inputs(row), hidden);
    for (std::size_t i = 0; i < 64; ++i)
      EXPECT_NEAR(result.values[static_cast<std::size_t>(row) * 64 + i], expected[i], 1e-12)
          << prefix << row << " " << i;
  }
  const auto value = [&] {
    const UnitResult moved = run_tiles(unit_case, weights);
    return std::inner_product(moved.values.begin(), moved.values.end(), weights.begin(), 0.0);
  };
  for (std::size_t part = 0; part < unit_case.parts; ++part) {
    double& feature = unit_case.features[part][64 + 7 * part];
    const double here = feature;
    feature = here + 1e-5;
    const double up = value();
    feature = here - 1e-5;
    const double down = value();
    feature = here;
    EXPECT_NEAR(result.gradients[part][64 + 7 * part], (up - down) / 2e-5, 1e-7) << prefix << part;
  }
}

TEST(GatedUnit, OfAtomsAgreesWithItsFormulaAndItsGradient) {
  expect_unit(shipped_parameters<double>().atom_convolutions[3], "atom_conv_layers.3.twoBody_atom.", true);
}

TEST(GatedUnit, OfBondsAgreesWithItsFormulaAndItsGradient) {
  expect_unit(shipped_parameters<double>().bond_convolutions[1], "bond_conv_layers.1.twoBody_bond.", true);
}

TEST(GatedUnit, OfAnglesHasNoHiddenLayer) {
  expect_unit(shipped_parameters<double>().angle_updates[1], "angle_layers.1.twoBody_bond.", false);
}

TEST(SiteEnergies, AgreeWithTheirFormulaAndTheirGradient) {
  Random random(Seed(3));
  const std::size_t atoms = 18;  // two groups
  Array<double> features(rows_with_room(atoms) * 64), gradient(rows_with_room(atoms) * 64);
  for (double& number : features) number = 2.0 * random.uniform() - 1.0;
  std::vector<double> energies(atoms);
  site_energies<double>(shipped_parameters<double>(), features, energies, gradient);

  const Straight straight;
  Row row;
  std::copy_n(features.begin() + 17 * 64, 64, row.begin());
  row = straight.normed("readout_norm", row);
  for (const char* layer : {"mlp.layers.0", "mlp.layers.2", "mlp.layers.4"})
    row = Straight::silu(straight.linear(layer, {row.begin(), row.end()}, true));
  const auto& parameters = shipped_parameters<double>();
  EXPECT_NEAR(energies[17],
              std::inner_product(row.begin(), row.end(), parameters.energy_weights.begin(), parameters.energy_bias),
              1e-12);

  for (const std::size_t i : {3U, 64U, 17U * 64U + 5U}) {
    Array<double> ignored(gradient.size());
    std::vector<double> up(atoms), down(atoms);
    const double here = features[i];
    features[i] = here + 1e-5;
    site_energies<double>(parameters, features, up, ignored);
    features[i] = here - 1e-5;
    site_energies<double>(parameters, features, down, ignored);
    features[i] = here;
    EXPECT_NEAR(gradient[i], (up[i / 64] - down[i / 64]) / 2e-5, 1e-8);
  }
}

}  // namespace
}  // namespace crystalgan::chgnet
