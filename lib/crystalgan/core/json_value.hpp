#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crystalgan {

/// A value of JSON text that others wrote, with its file and the keys that lead to it. All reading of numbers, texts and
/// lists out of records passes here: every function checks kind and range, and throws ParseError
/// "run/summary.json: rejected[2].count: expected a whole number from 0 to 9007199254740992, got 1e+300".
class JsonValue {
 public:
  /// Every whole number up to here is exact in JSON and in double: 2^53.
  static constexpr std::int64_t kMaxCount = 9007199254740992;

  /// Throws ParseError "FILE: expected WHAT: ..." where the text is not JSON.
  static JsonValue parse(std::string_view text, const std::string& file, std::string_view what);
  /// The same for one line (from 1) of a file of JSON Lines.
  static JsonValue parse_line(std::string_view text, const std::string& file, std::int64_t line, std::string_view what);

  /// False for anything but an object with this key.
  bool contains(std::string_view key) const;
  JsonValue at(std::string_view key) const;
  std::vector<JsonValue> items() const;                            ///< of a list
  std::vector<std::pair<std::string, JsonValue>> members() const;  ///< of an object

  bool is_null() const;
  bool is_text() const;

  std::string text() const;
  bool yes() const;
  /// A whole number without sign, fraction and exponent, from `min` to `max`.
  std::int64_t count(std::int64_t min = 0, std::int64_t max = kMaxCount) const;
  /// A place in a list of `size` elements: 0 to size - 1.
  std::size_t index(std::size_t size) const;
  double real() const;                        ///< finite
  double real(double min, double max) const;  ///< from `min` to `max`
  std::optional<double> real_or_null() const;

  std::vector<std::string> texts() const;  ///< a list of texts
  /// A list of finite numbers, `size` of them unless it is nothing.
  std::vector<double> reals(std::optional<std::size_t> size = std::nullopt) const;

  /// Throws ParseError: expected that, got this value.
  [[noreturn]] void fail(const std::string& expected) const;

 private:
  JsonValue(std::shared_ptr<const void> json, std::shared_ptr<const std::pair<std::string, std::int64_t>> place,
            std::string keys)
      : json_(std::move(json)), place_(std::move(place)), keys_(std::move(keys)) {}

  JsonValue inside(const void* json, std::string_view key) const;

  std::shared_ptr<const void> json_;  // a value inside the whole document, which it keeps alive
  std::shared_ptr<const std::pair<std::string, std::int64_t>> place_;  // file and line
  std::string keys_;                                                   // "rejected[2].count", or ""
};

}  // namespace crystalgan
