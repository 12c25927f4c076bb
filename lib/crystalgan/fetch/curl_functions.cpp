#include "crystalgan/fetch/curl_functions.hpp"

#include <dlfcn.h>

#include <optional>

namespace crystalgan {
namespace {

// In Debian 12: packages libcurl4 and libcurl3-gnutls. The functions and their numbers are the same.
constexpr const char* kCurlNames[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};

std::optional<CurlFunctions> opened_curl() {
  void* handle = nullptr;
  for (const char* name : kCurlNames)
    if (handle == nullptr) handle = ::dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) return std::nullopt;
  CurlFunctions library{};
  bool complete = true;
#define CRYSTALGAN_FIND_CURL(member, function)                                             \
  library.member = reinterpret_cast<decltype(library.member)>(::dlsym(handle, #function)); \
  complete = complete && library.member != nullptr;
  CRYSTALGAN_CURL_FUNCTIONS(CRYSTALGAN_FIND_CURL)
#undef CRYSTALGAN_FIND_CURL
  if (!complete || library.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return std::nullopt;
  return library;
}

}  // namespace

const CurlFunctions* curl_functions() {
  static const std::optional<CurlFunctions> library = opened_curl();
  return library ? &*library : nullptr;
}

}  // namespace crystalgan
