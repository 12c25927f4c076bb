#pragma once

#include <utility>

namespace crystalgan {

/// Closes a file descriptor; -1 is none.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    reset(std::exchange(other.number_, -1));
    return *this;
  }
  ~Descriptor() { close(); }
  int number() const { return number_; }
  void reset(int number) {
    close();
    number_ = number;
  }
  /// False where it fails, with the reason in errno: some file systems report a full disk only here.
  bool close();

 private:
  int number_;
};

}  // namespace crystalgan
