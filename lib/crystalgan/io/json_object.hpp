#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/lattice.hpp"
#include "crystalgan/io/conventions.hpp"

/// JSON as the formats in it are read. Internal to io.
namespace crystalgan {

using Json = nlohmann::json;

/// What stands there, for a message; null and nothing mean the same in OPTIMADE.
inline std::string shown(const Json& value) { return value.is_null() ? "none" : printable(value.dump()); }

/// The value of a key; null where there is none.
inline const Json& member(const Json& object, const char* key) {
  static const Json none;
  if (!object.is_object()) return none;
  const auto found = object.find(key);
  return found == object.end() ? none : *found;
}

/// The properties of one structure and the place where it stands: a line, or line 0 of a file that holds one value.
class JsonObject {
 public:
  JsonObject(const Json& properties, const Place& place) : properties_(properties), place_(place) {}

  const Json& at(const char* key) const { return member(properties_, key); }

  const Json& list(const char* key) const {
    const Json& value = at(key);
    if (!value.is_array()) fail(std::string(key) + ": expected a list, got " + shown(value));
    return value;
  }

  Cartesian vector(const Json& value, const char* key) const {
    if (!value.is_array() || value.size() != 3 ||
        !std::all_of(value.begin(), value.end(), [](const Json& component) { return component.is_number(); }))
      fail(std::string(key) + ": expected three numbers, got " + shown(value));
    return {value[0].get<double>(), value[1].get<double>(), value[2].get<double>()};
  }

  std::string where() const { return place_.line == 0 ? place_.file : place_.file + ":" + std::to_string(place_.line); }

  /// Throws ParseError.
  [[noreturn]] void fail(const std::string& what) const { throw ParseError(place_.file, place_.line, what); }

  /// Throws StructureError.
  [[noreturn]] void refuse(const std::string& what) const { throw StructureError(where() + ": " + what); }

  /// Throws ParseError for more atoms than a cell may have.
  void require_size(std::size_t atoms) const {
    if (atoms > static_cast<std::size_t>(read_limits().atoms)) fail(conventions::too_many_atoms(atoms));
  }

 private:
  const Json& properties_;
  const Place& place_;
};

}  // namespace crystalgan
