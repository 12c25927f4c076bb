#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace crystalgan {

/// Numbers with a shape, row-major.
struct NamedArray {
  std::vector<std::int64_t> shape;
  std::variant<std::vector<float>, std::vector<double>, std::vector<std::int64_t>> numbers;
};

/// Arrays by name: the content of a checkpoint.
using NamedArrays = std::map<std::string, NamedArray>;

/// One axis.
template <class Number>
NamedArray array_of(const std::vector<Number>& numbers) {
  return {{static_cast<std::int64_t>(numbers.size())}, numbers};
}

/// The array of this name. Throws ShapeError, naming it, if it is missing or has another shape; kAnySize in `shape`
/// allows any size.
const NamedArray& array_named(const NamedArrays& arrays, const std::string& name,
                              const std::vector<std::int64_t>& shape);

/// Its numbers. Throws as array_named(), and for another type.
template <class Number>
std::vector<Number> numbers_named(const NamedArrays& arrays, const std::string& name,
                                  const std::vector<std::int64_t>& shape);

/// Throws NumericalError naming the first array with a non-finite number.
void require_finite(const NamedArrays& arrays);

}  // namespace crystalgan
