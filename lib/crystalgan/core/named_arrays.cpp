#include "crystalgan/core/named_arrays.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "crystalgan/core/check_shape.hpp"
#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

template <class Number>
bool all_finite(const std::vector<Number>& numbers) {
  return std::ranges::all_of(numbers, [](Number number) { return std::isfinite(static_cast<double>(number)); });
}

}  // namespace

const NamedArray& array_named(const NamedArrays& arrays, const std::string& name,
                              const std::vector<std::int64_t>& shape) {
  const auto found = arrays.find(name);
  if (found == arrays.end()) throw ShapeError("checkpoint: expected an array " + name + ", got none");
  check_shape("checkpoint, " + name, shape, found->second.shape);
  return found->second;
}

template <class Number>
std::vector<Number> numbers_named(const NamedArrays& arrays, const std::string& name,
                                  const std::vector<std::int64_t>& shape) {
  const NamedArray& array = array_named(arrays, name, shape);
  if (const auto* numbers = std::get_if<std::vector<Number>>(&array.numbers)) return *numbers;
  constexpr std::array kTypes{"float32", "float64", "int64"};
  const std::size_t expected = decltype(array.numbers)(std::vector<Number>{}).index();
  throw ShapeError("checkpoint, " + name + ": expected numbers of type " + kTypes[expected] + ", got " +
                   kTypes[array.numbers.index()]);
}

void require_finite(const NamedArrays& arrays) {
  for (const auto& [name, array] : arrays)
    if (!std::visit([](const auto& numbers) { return all_finite(numbers); }, array.numbers))
      throw NumericalError(name + ": expected finite numbers, got some that are not");
}

template std::vector<float> numbers_named(const NamedArrays&, const std::string&, const std::vector<std::int64_t>&);
template std::vector<double> numbers_named(const NamedArrays&, const std::string&, const std::vector<std::int64_t>&);
template std::vector<std::int64_t> numbers_named(const NamedArrays&, const std::string&,
                                                 const std::vector<std::int64_t>&);

}  // namespace crystalgan
