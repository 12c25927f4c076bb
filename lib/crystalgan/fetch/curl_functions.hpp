#pragma once

#include <curl/curl.h>

#include <string>

/// The functions of libcurl that are used, opened at run time: a start of the program loads neither it nor what it loads
/// itself. Internal to fetch.
namespace crystalgan {

// name of the member, name of the function
#define CRYSTALGAN_CURL_FUNCTIONS(USE) \
  USE(global_init, curl_global_init)   \
  USE(easy_init, curl_easy_init)       \
  USE(easy_cleanup, curl_easy_cleanup) \
  USE(easy_reset, curl_easy_reset)     \
  USE(easy_setopt, curl_easy_setopt)   \
  USE(easy_getinfo, curl_easy_getinfo) \
  USE(easy_perform, curl_easy_perform) \
  USE(easy_strerror, curl_easy_strerror)

struct CurlFunctions {
#define CRYSTALGAN_DECLARE_CURL(member, function) decltype(&::function) member;
  CRYSTALGAN_CURL_FUNCTIONS(CRYSTALGAN_DECLARE_CURL)
#undef CRYSTALGAN_DECLARE_CURL
};

/// Null where the library cannot be opened. It is opened once and never closed.
const CurlFunctions* curl_functions();

/// Why an option could not be set.
std::string libcurl_fault(CURLcode code, const CurlFunctions& curl);

}  // namespace crystalgan
