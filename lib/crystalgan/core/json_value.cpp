#include "crystalgan/core/json_value.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

using Json = nlohmann::json;

const Json& json_of(const std::shared_ptr<const void>& value) { return *static_cast<const Json*>(value.get()); }

// Short, whatever the size of the value.
std::string shown_value(const Json& json) {
  if (json.is_number()) return json.dump();
  if (json.is_string()) return "'" + printable(json.get_ref<const std::string&>()) + "'";
  if (json.is_null()) return "null";
  if (json.is_boolean()) return json.get<bool>() ? "true" : "false";
  return (json.is_array() ? "a list of " : "an object of ") + std::to_string(json.size());
}

}  // namespace

JsonValue JsonValue::parse(std::string_view text, const std::string& file, std::string_view what) {
  return parse_line(text, file, 0, what);
}

JsonValue JsonValue::parse_line(std::string_view text, const std::string& file, std::int64_t line,
                                std::string_view what) {
  // The parser takes a zero byte for the end.
  if (text.find('\0') != std::string_view::npos)
    throw ParseError(file, line, "expected " + std::string(what) + ", got a zero byte");
  try {
    auto json = std::make_shared<const Json>(Json::parse(text));
    return {json, std::make_shared<const std::pair<std::string, std::int64_t>>(file, line), {}};
  } catch (const Json::exception& error) {  // numbers that are no double are among these
    throw ParseError(file, line, "expected " + std::string(what) + ": " + printable(error.what(), 300));
  }
}

JsonValue JsonValue::inside(const void* json, std::string_view key) const {
  const bool is_place = key.starts_with('[');
  std::string keys = keys_ + (keys_.empty() || is_place ? "" : ".") + printable(key);
  return {std::shared_ptr<const void>(json_, json), place_, std::move(keys)};
}

bool JsonValue::contains(std::string_view key) const { return json_of(json_).contains(std::string(key)); }

JsonValue JsonValue::at(std::string_view key) const {
  const Json& json = json_of(json_);
  if (!json.is_object()) fail("an object");
  const auto found = json.find(std::string(key));
  if (found == json.end()) {
    const std::string missing = (keys_.empty() ? "" : keys_ + ".") + std::string(key);
    throw ParseError(place_->first, place_->second, missing + ": expected a value, got none");
  }
  return inside(&*found, key);
}

std::vector<JsonValue> JsonValue::items() const {
  const Json& json = json_of(json_);
  if (!json.is_array()) fail("a list");
  std::vector<JsonValue> items;
  for (const Json& item : json) items.push_back(inside(&item, "[" + std::to_string(items.size()) + "]"));
  return items;
}

std::vector<std::pair<std::string, JsonValue>> JsonValue::members() const {
  const Json& json = json_of(json_);
  if (!json.is_object()) fail("an object");
  std::vector<std::pair<std::string, JsonValue>> members;
  for (const auto& [key, value] : json.items()) members.emplace_back(key, inside(&value, key));
  return members;
}

bool JsonValue::is_null() const { return json_of(json_).is_null(); }

bool JsonValue::is_text() const { return json_of(json_).is_string(); }

std::string JsonValue::text() const {
  if (!is_text()) fail("a text");
  return json_of(json_).get<std::string>();
}

bool JsonValue::yes() const {
  if (!json_of(json_).is_boolean()) fail("true or false");
  return json_of(json_).get<bool>();
}

// The parser makes anything with a sign, -0 too, no unsigned number, and what is beyond 64 bits a double.
std::int64_t JsonValue::count(std::int64_t min, std::int64_t max) const {
  const Json& json = json_of(json_);
  const auto* number = json.is_number_unsigned() ? json.get_ptr<const Json::number_unsigned_t*>() : nullptr;
  if (number == nullptr || *number > static_cast<Json::number_unsigned_t>(max) ||
      *number < static_cast<Json::number_unsigned_t>(min))
    fail("a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  return static_cast<std::int64_t>(*number);
}

std::size_t JsonValue::index(std::size_t size) const {
  if (size == 0) fail("no number, as there is nothing to number");
  return static_cast<std::size_t>(count(0, static_cast<std::int64_t>(size) - 1));
}

double JsonValue::real() const {
  const Json& json = json_of(json_);
  if (!json.is_number() || !std::isfinite(json.get<double>())) fail("a finite number");
  return json.get<double>();
}

double JsonValue::real(double min, double max) const {
  const double number = real();
  if (!(number >= min && number <= max)) fail("a number from " + exact_text(min) + " to " + exact_text(max));
  return number;
}

std::optional<double> JsonValue::real_or_null() const {
  return is_null() ? std::nullopt : std::optional<double>(real());
}

std::vector<std::string> JsonValue::texts() const {
  std::vector<std::string> texts;
  for (const JsonValue& item : items()) texts.push_back(item.text());
  return texts;
}

std::vector<double> JsonValue::reals(std::optional<std::size_t> size) const {
  std::vector<double> numbers;
  for (const JsonValue& item : items()) numbers.push_back(item.real());
  if (size && numbers.size() != *size) fail("a list of " + std::to_string(*size));
  return numbers;
}

void JsonValue::fail(const std::string& expected) const {
  throw ParseError(
      place_->first, place_->second,
      (keys_.empty() ? "" : keys_ + ": ") + "expected " + expected + ", got " + shown_value(json_of(json_)));
}

}  // namespace crystalgan
