#pragma once

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace crystalgan::test {

/// What disturbs a command: tests/faults/faulty_files.c does it.
struct Fault {
  enum class Calls { change, read };

  std::string what;                        ///< "kill", "terminate", "short", or a number of errno
  Calls calls = Calls::change;             ///< on files of the working folder
  std::int64_t at = 0;                     ///< the call that fails, from 1
  bool stays = false;                      ///< later calls fail too
  std::optional<std::int64_t> bytes = {};  ///< room on the disk
  std::optional<double> seconds = {};      ///< processor time before a kill

  bool is_kill() const { return what == "kill"; }
  /// The number of errno that the program must name; 0 for none.
  int reason() const { return is_kill() || what == "terminate" || what == "short" ? 0 : std::stoi(what); }
};

inline Fault killed_at(std::int64_t call) { return {.what = "kill", .at = call}; }
inline Fault terminated_at(std::int64_t call) { return {.what = "terminate", .at = call}; }
inline Fault killed_after(double seconds) { return {.what = "kill", .seconds = seconds}; }
inline Fault full_disk(std::int64_t bytes) { return {.what = std::to_string(ENOSPC), .bytes = bytes}; }
inline Fault broken(int reason, Fault::Calls calls, std::int64_t call) {
  return {.what = std::to_string(reason), .calls = calls, .at = call};
}
inline Fault always(int reason, Fault::Calls calls) {
  return {.what = std::to_string(reason), .calls = calls, .at = 1, .stays = true};
}

std::string description(const Fault& fault);

/// What a command did on files of its working folder, undisturbed.
struct FileCalls {
  std::int64_t changes = 0;
  std::int64_t reads = 0;
  std::int64_t bytes = 0;  ///< written
  double seconds = 0.0;    ///< processor time
};

/// For a child before it starts the program: loads the library, with the fault, if any.
void set_fault(const std::filesystem::path& folder, const std::optional<Fault>& fault,
               const std::filesystem::path& counts);

FileCalls counted_calls(const std::filesystem::path& counts);

}  // namespace crystalgan::test
