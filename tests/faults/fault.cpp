#include "tests/faults/fault.hpp"

#include <cstdlib>
#include <cstring>
#include <fstream>

namespace crystalgan::test {
namespace {

void set(const char* name, const std::string& value) {
  ::setenv((std::string("CRYSTALGAN_FAULT") + name).c_str(), value.c_str(), 1);
}

// A program with the address sanitizer wants its library first.
void allow_preload_beside_sanitizers() {
  const char* options = std::getenv("ASAN_OPTIONS");
  ::setenv("ASAN_OPTIONS", (std::string(options == nullptr ? "" : options) + ":verify_asan_link_order=0").c_str(), 1);
}

}  // namespace

std::string description(const Fault& fault) {
  std::string text = fault.reason() == 0 ? fault.what : std::strerror(fault.reason());
  text += fault.calls == Fault::Calls::read ? ", reading" : ", writing";
  if (fault.at > 0) text += ", call " + std::to_string(fault.at) + (fault.stays ? " and later" : "");
  if (fault.bytes) text += ", after " + std::to_string(*fault.bytes) + " bytes";
  if (fault.seconds) text += ", after " + std::to_string(*fault.seconds) + " s";
  return text;
}

void set_fault(const std::filesystem::path& folder, const std::optional<Fault>& fault,
               const std::filesystem::path& counts) {
  ::setenv("LD_PRELOAD", CRYSTALGAN_FAULTY_FILES, 1);
  allow_preload_beside_sanitizers();
  set("_BELOW", folder.string());
  if (!fault) return set("_COUNT", counts.string());
  set("", fault->what);
  set("_CALLS", fault->calls == Fault::Calls::read ? "read" : "change");
  if (fault->at > 0) set("_AT", std::to_string(fault->at));
  if (fault->stays) set("_STAYS", "1");
  if (fault->bytes) set("_BYTES", std::to_string(*fault->bytes));
  if (fault->seconds) set("_SECONDS", std::to_string(*fault->seconds));
}

FileCalls counted_calls(const std::filesystem::path& counts) {
  FileCalls calls;
  std::ifstream file(counts);
  file >> calls.changes >> calls.reads >> calls.bytes >> calls.seconds;
  return calls;
}

}  // namespace crystalgan::test
