#include "crystalgan/io/operator_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <gemmi/symmetry.hpp>
#include <map>
#include <tuple>

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

// Translations of space groups are multiples of 1/24 but for shifted origins; printed decimals such as 0.667 become
// the fraction they mean. Chosen: half a unit of the third digit.
constexpr double kTranslationDigits = 5e-4;

// Translations this near are the same: less than half of 1/24, and enough for 0.33 of 1/3. Chosen.
constexpr double kSameTranslation = 0.02;

constexpr int kGrid = gemmi::Op::DEN;

/// Takes the unsigned number at the head of `text`: digits, perhaps a decimal point, perhaps '/' and digits.
std::optional<double> take_number(std::string_view& text) {
  const auto take = [&](std::string_view letters) {
    const std::string_view taken = text.substr(0, text.find_first_not_of(letters));
    text.remove_prefix(taken.size());
    return try_parse_real(taken);
  };
  const auto number = take("0123456789.");
  if (!number || !text.starts_with('/')) return number;
  text.remove_prefix(1);
  const auto divisor = take("0123456789");
  if (!divisor || *divisor == 0.0) return std::nullopt;
  return *number / *divisor;
}

/// One row of "x-y,x,z+1/2". Nothing where it is none.
std::optional<std::pair<std::array<int, 3>, double>> parse_row(std::string_view text) {
  std::array<int, 3> rotation{};
  double translation = 0.0;
  bool first = true;
  while (!text.empty()) {
    int sign = 1;
    if (text.front() == '+' || text.front() == '-') {
      sign = text.front() == '-' ? -1 : 1;
      text.remove_prefix(1);
    } else if (!first) {
      return std::nullopt;
    }
    first = false;
    const std::size_t axis = std::string_view("xyz").find(text.empty() ? '?' : text.front());
    if (axis != std::string_view::npos) {
      if (std::abs(rotation[axis] += sign) > 1) return std::nullopt;
      text.remove_prefix(1);
      continue;
    }
    const auto number = take_number(text);
    if (!number || *number > 100.0) return std::nullopt;
    translation += sign * *number;
  }
  if (first) return std::nullopt;
  const double nearest = std::round(translation * kGrid) / kGrid;
  return std::pair{rotation, std::fabs(translation - nearest) < kTranslationDigits ? nearest : translation};
}

/// A number for each rotation whose entries are -3 to 3, as those of a product of two operators are.
int packed(const Rotation& rotation) {
  int number = 0;
  for (const auto& row : rotation)
    for (const int entry : row) number = 7 * number + entry + 3;
  return number;
}

SymmetryOperation product(const SymmetryOperation& one, const SymmetryOperation& other) {
  SymmetryOperation both{{}, one(other.translation)};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 3; ++k) both.rotation[i][j] += one.rotation[i][k] * other.rotation[k][j];
  return both;
}

bool same_translation(const Fractional& one, const Fractional& other) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double difference = one[axis] - other[axis];
    if (!(std::fabs(difference - std::round(difference)) < kSameTranslation)) return false;
  }
  return true;
}

const SymmetryOperation kIdentity{{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, {}};

}  // namespace

std::optional<SymmetryOperation> parse_operator(std::string_view text) {
  std::array<std::string, 3> rows;
  std::size_t row = 0;
  for (const char letter : text) {
    if (letter == ',') {
      if (++row == rows.size()) return std::nullopt;
    } else if (letter != ' ' && letter != '\t' && letter != '\r' && letter != '\n') {
      rows[row] += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
  }
  SymmetryOperation parsed;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto found = parse_row(rows[i]);
    if (!found) return std::nullopt;
    std::tie(parsed.rotation[i], parsed.translation[i]) = *found;
  }
  return std::abs(determinant(parsed.rotation)) == 1 ? std::optional(parsed) : std::nullopt;
}

std::string operator_text(const SymmetryOperation& symmetry) {
  std::string text;
  for (std::size_t i = 0; i < 3; ++i) {
    std::array<int, 3> row{};
    for (std::size_t j = 0; j < 3; ++j) row[j] = symmetry.rotation[i][j] * kGrid;
    const double shift = symmetry.translation[i] * kGrid;
    const bool on_grid = std::fabs(shift - std::round(shift)) < 1e-6;
    if (i > 0) text += ',';
    text += gemmi::make_triplet_part(row, on_grid ? static_cast<int>(std::lround(shift)) : 0);
    if (!on_grid) text += (shift < 0.0 ? "" : "+") + exact_text(symmetry.translation[i]);
  }
  return text;
}

bool fits(const SymmetryOperation& symmetry, const Lattice& lattice, double tolerance) {
  const Basis& rows = lattice.rows();
  Basis images;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) images[i] = images[i] + static_cast<double>(symmetry.rotation[j][i]) * rows[j];
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const double scale = std::sqrt(dot(rows[i], rows[i]) * dot(rows[j], rows[j]));
      if (!(std::fabs(dot(images[i], images[j]) - dot(rows[i], rows[j])) <= tolerance * scale)) return false;
    }
  }
  return true;
}

OperatorSet::OperatorSet(const std::vector<SymmetryOperation>& operators) {
  for (const SymmetryOperation& symmetry : operators) add(symmetry);
}

bool OperatorSet::contains(const SymmetryOperation& symmetry) const {
  const auto known = translations_.find(packed(symmetry.rotation));
  return known != translations_.end() && std::ranges::any_of(known->second, [&](const Fractional& translation) {
           return same_translation(translation, symmetry.translation);
         });
}

bool OperatorSet::add(const SymmetryOperation& symmetry) {
  if (contains(symmetry)) return false;
  operators_.push_back(symmetry);
  translations_[packed(symmetry.rotation)].push_back(symmetry.translation);
  return true;
}

std::optional<std::pair<SymmetryOperation, SymmetryOperation>> OperatorSet::missing_product() const {
  if (!contains(kIdentity)) return std::pair{kIdentity, kIdentity};
  // what the generators so far make; every operator that they do not make becomes a generator
  std::vector<SymmetryOperation> generators;
  OperatorSet made;
  made.add(kIdentity);
  for (const SymmetryOperation& symmetry : operators_) {
    if (made.contains(symmetry)) continue;
    generators.push_back(symmetry);
    for (std::size_t i = 0; i < made.size(); ++i) {
      for (const SymmetryOperation& generator : generators) {
        const SymmetryOperation both = product(generator, made.all()[i]);
        if (!contains(both)) return std::pair{generator, made.all()[i]};
        made.add(both);
      }
    }
  }
  return std::nullopt;
}

bool OperatorSet::same_as(const OperatorSet& other) const {
  return size() == other.size() &&
         std::ranges::all_of(operators_, [&](const SymmetryOperation& symmetry) { return other.contains(symmetry); });
}

bool OperatorSet::same_but_for_origin(const OperatorSet& other) const {
  if (size() != other.size() || translations_.size() != other.translations_.size()) return false;
  for (const auto& [rotation, translations] : translations_)
    if (!other.translations_.contains(rotation)) return false;
  // components are chosen one after the other: most origins are excluded by the first
  Fractional shift;
  for (int i = 0; i < kGrid; ++i) {
    shift[0] = static_cast<double>(i) / kGrid;
    if (!may_have_origin(other, shift, 1)) continue;
    for (int j = 0; j < kGrid; ++j) {
      shift[1] = static_cast<double>(j) / kGrid;
      if (!may_have_origin(other, shift, 2)) continue;
      for (int k = 0; k < kGrid; ++k) {
        shift[2] = static_cast<double>(k) / kGrid;
        if (has_origin(other, shift)) return true;
      }
    }
  }
  return false;
}

bool OperatorSet::has_origin(const OperatorSet& other, const Fractional& shift) const {
  return std::ranges::all_of(operators_, [&](const SymmetryOperation& symmetry) {
    return other.contains({symmetry.rotation, symmetry.translation + shift - rotated(symmetry.rotation, shift)});
  });
}

bool OperatorSet::may_have_origin(const OperatorSet& other, const Fractional& shift, std::size_t known) const {
  const auto is_settled = [known](const std::array<int, 3>& row) {
    for (std::size_t axis = known; axis < 3; ++axis)
      if (row[axis] != 0) return false;
    return true;
  };
  return std::ranges::all_of(operators_, [&](const SymmetryOperation& symmetry) {
    const auto& translations = other.translations_.at(packed(symmetry.rotation));
    for (std::size_t axis = 0; axis < known; ++axis) {
      const std::array<int, 3>& row = symmetry.rotation[axis];
      if (!is_settled(row)) continue;
      double translation = symmetry.translation[axis] + shift[axis];
      for (std::size_t k = 0; k < known; ++k) translation -= row[k] * shift[k];
      if (std::ranges::none_of(translations, [&](const Fractional& any) {
            const double difference = any[axis] - translation;
            return std::fabs(difference - std::round(difference)) < kSameTranslation;
          }))
        return false;
    }
    return true;
  });
}

bool OperatorSet::same_point_group(const OperatorSet& other) const {
  const auto kinds = [](const OperatorSet& set) {
    std::map<std::pair<int, int>, int> counts;  // by determinant and trace
    std::unordered_map<int, bool> seen;
    for (const SymmetryOperation& symmetry : set.all()) {
      const Rotation& rotation = symmetry.rotation;
      if (seen.emplace(packed(rotation), true).second)
        ++counts[{determinant(rotation), rotation[0][0] + rotation[1][1] + rotation[2][2]}];
    }
    return counts;
  };
  return kinds(*this) == kinds(other);
}

}  // namespace crystalgan
