#include "crystalgan/fetch/http_client.hpp"

#include <array>
#include <cctype>
#include <new>
#include <utility>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/fetch/curl_functions.hpp"

namespace crystalgan {
namespace {

// Where a page moved to another address for good, one is enough. Chosen.
constexpr long kMaxRedirections = 5;

// Bytes per second and seconds below which an answer counts as broken off. Chosen.
constexpr long kMinSpeed = 10;
constexpr long kMinSpeedSeconds = 60;

struct Transfer {
  const HttpSettings& settings;
  std::string body;
  bool is_too_long = false;
};

std::size_t take_bytes(char* bytes, std::size_t size, std::size_t count, void* transfer) {
  auto& taking = *static_cast<Transfer*>(transfer);
  if (taking.body.size() + size * count > taking.settings.max_bytes) {
    taking.is_too_long = true;
    return 0;  // ends the transfer
  }
  taking.body.append(bytes, size * count);
  return size * count;
}

int show_progress(void* transfer, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& stop = static_cast<Transfer*>(transfer)->settings.stop_requested;
  return stop && stop() ? 1 : 0;
}

bool passes(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

}  // namespace

struct CurlHandle {
  const CurlFunctions& curl;
  CURL* easy;
};

HttpClient::HttpClient(HttpSettings settings) : settings_(std::move(settings)) {
  const CurlFunctions* const curl = curl_functions();
  if (curl == nullptr)
    throw ConfigError("network", "libcurl is not installed (Debian package libcurl4 or libcurl3-gnutls)");
  handle_ = std::make_unique<CurlHandle>(CurlHandle{*curl, curl->easy_init()});
  if (handle_->easy == nullptr) throw std::bad_alloc();
}

HttpClient::~HttpClient() { handle_->curl.easy_cleanup(handle_->easy); }

HttpReply HttpClient::get(const std::string& url) {
  if (!is_http_url(url)) return {0, {}, {}, "expected a URL of http:// or https://", false};
  const CurlFunctions& curl = handle_->curl;
  CURL* const easy = handle_->easy;
  Transfer transfer{settings_, {}, false};
  std::array<char, CURL_ERROR_SIZE> message{};
  curl.easy_reset(easy);
  const auto set = [&](CURLoption option, auto value) {
    if (const CURLcode code = curl.easy_setopt(easy, option, value); code != CURLE_OK)
      throw ConfigError("network", libcurl_fault(code, curl));
  };
  const bool is_https = in_lower_case(url.substr(0, 8)) == "https://";
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, is_https ? "https" : "http,https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, kMaxRedirections);
  set(CURLOPT_USERAGENT, settings_.user_agent.c_str());
  set(CURLOPT_ACCEPT_ENCODING, "");  // what libcurl can unpack
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(1e3 * settings_.connect_seconds));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(1e3 * settings_.timeout_seconds));
  set(CURLOPT_LOW_SPEED_LIMIT, kMinSpeed);
  set(CURLOPT_LOW_SPEED_TIME, kMinSpeedSeconds);
  set(CURLOPT_WRITEFUNCTION, take_bytes);
  set(CURLOPT_WRITEDATA, static_cast<void*>(&transfer));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, show_progress);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(&transfer));
  set(CURLOPT_ERRORBUFFER, message.data());
  const CURLcode code = curl.easy_perform(easy);
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
  if (transfer.is_too_long)
    return {0, {}, {}, "expected at most " + std::to_string(settings_.max_bytes) + " bytes, got more", false};
  if (code != CURLE_OK)
    return {0, {}, {}, printable(message[0] != '\0' ? message.data() : curl.easy_strerror(code), 200), passes(code)};
  long status = 0;
  curl_off_t retry_after = 0;
  curl.easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  curl.easy_getinfo(easy, CURLINFO_RETRY_AFTER, &retry_after);
  HttpReply reply{static_cast<int>(status), std::move(transfer.body), {}, {}, false};
  if (retry_after > 0) reply.retry_after = static_cast<double>(retry_after);
  return reply;
}

std::string libcurl_fault(CURLcode code, const CurlFunctions& curl) {
  // CURLOPT_PROTOCOLS_STR is the newest option here
  if (code == CURLE_UNKNOWN_OPTION) return "expected libcurl 7.85 or newer, got an older one";
  return std::string("libcurl: ") + curl.easy_strerror(code);
}

bool is_http_url(const std::string& url) {
  const std::string head = in_lower_case(url.substr(0, 8));
  return head.starts_with("http://") || head == "https://";
}

std::string percent_encoded(const std::string& text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    const bool is_plain =
        byte < 0x80 && (std::isalnum(byte) != 0 || std::string_view("-._~").find(letter) != std::string_view::npos);
    if (is_plain)
      encoded += letter;
    else
      encoded += {'%', digits[byte >> 4U], digits[byte & 15U]};
  }
  return encoded;
}

}  // namespace crystalgan
