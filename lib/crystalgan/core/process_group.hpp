#pragma once

#include <sys/types.h>

#include "crystalgan/core/descriptor.hpp"

namespace crystalgan {

/// A process group for programs that this one starts. All of it is killed with this object, and when this process ends in
/// whatever way: a shell in the group waits for the end of a pipe that only this process can write to.
class ProcessGroup {
 public:
  /// Throws IoError where /bin/sh cannot be run.
  ProcessGroup();
  ProcessGroup(const ProcessGroup&) = delete;
  ProcessGroup& operator=(const ProcessGroup&) = delete;
  ~ProcessGroup();

  pid_t number() const { return shell_; }

 private:
  Descriptor alive_;  // the pipe ends with it
  pid_t shell_;
};

}  // namespace crystalgan
