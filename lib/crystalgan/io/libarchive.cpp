#include "crystalgan/io/libarchive.hpp"

#include <dlfcn.h>

#include <optional>

namespace crystalgan {
namespace {

// In Debian 12: package libarchive13.
constexpr const char* kLibArchiveName = "libarchive.so.13";

std::optional<LibArchive> opened_libarchive() {
  void* const handle = ::dlopen(kLibArchiveName, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return std::nullopt;
  LibArchive library{};
  bool complete = true;
#define CRYSTALGAN_FIND(member, function)                                                  \
  library.member = reinterpret_cast<decltype(library.member)>(::dlsym(handle, #function)); \
  complete = complete && library.member != nullptr;
  CRYSTALGAN_LIBARCHIVE_FUNCTIONS(CRYSTALGAN_FIND)
#undef CRYSTALGAN_FIND
  return complete ? std::optional(library) : std::nullopt;
}

}  // namespace

const LibArchive* libarchive() {
  static const std::optional<LibArchive> library = opened_libarchive();
  return library ? &*library : nullptr;
}

}  // namespace crystalgan
