#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>

namespace crystalgan {

/// Gives every name once: a name that was taken before gets a number, "PdH", "PdH_2", "PdH_3".
class UnusedNames {
 public:
  enum class Case { matters, ignored };  ///< ignored: "PdH" and "pdh" are the same name

  explicit UnusedNames(std::string separator = "_", Case letters = Case::matters);

  std::string take(const std::string& name);

 private:
  std::string key(const std::string& name) const;

  std::string separator_;
  Case case_;
  std::unordered_set<std::string> used_;
  std::unordered_map<std::string, int> next_numbers_;  // so that a thousand equal names cost a thousand steps
};

}  // namespace crystalgan
