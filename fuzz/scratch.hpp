#pragma once

#include <filesystem>

namespace crystalgan::fuzz {

/// An empty folder in memory (/dev/shm) that goes away with its contents.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::filesystem::path& path() const { return path_; }
  void empty() const;  ///< deletes what is in it

 private:
  std::filesystem::path path_;
};

}  // namespace crystalgan::fuzz
