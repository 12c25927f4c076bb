#include "crystalgan/core/unused_names.hpp"

#include <utility>

#include "crystalgan/core/text.hpp"

namespace crystalgan {

UnusedNames::UnusedNames(std::string separator, Case letters) : separator_(std::move(separator)), case_(letters) {}

std::string UnusedNames::key(const std::string& name) const {
  return case_ == Case::ignored ? in_lower_case(name) : name;
}

std::string UnusedNames::take(const std::string& name) {
  if (used_.insert(key(name)).second) return name;
  for (int& number = next_numbers_.try_emplace(key(name), 2).first->second;; ++number) {
    std::string candidate = name + separator_ + std::to_string(number);
    if (used_.insert(key(candidate)).second) return candidate;
  }
}

}  // namespace crystalgan
