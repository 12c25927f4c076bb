#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace crystalgan {

/// The answer to one request.
struct HttpReply {
  int status = 0;                     ///< of HTTP; 0 where there was no whole answer
  std::string body;                   ///< unpacked
  std::optional<double> retry_after;  ///< seconds, as the server asks
  std::string failure;                ///< why there was none
  bool may_pass = false;              ///< whether the failure is one that may not come again
};

/// Asks for a page; ends early once `stop_requested`, if it is one, says so.
using HttpGet = std::function<HttpReply(const std::string& url)>;

struct CurlHandle;

struct HttpSettings {
  std::string user_agent = "crystalgan";
  double connect_seconds = 20.0;   ///< chosen
  double timeout_seconds = 120.0;  ///< of a whole answer; chosen: slow databases take half a minute for a page
  std::size_t max_bytes = std::size_t{64} << 20;  ///< of an answer, unpacked; chosen: 100 structures have 1 MiB
  std::function<bool()> stop_requested;
};

/// A client of HTTP and HTTPS by libcurl, opened at run time. Other schemes are refused, in redirections too; one from
/// HTTPS to HTTP is refused, and so are more than five. Certificates are verified. Proxies are those of the environment.
class HttpClient {
 public:
  /// Throws ConfigError where libcurl is not installed.
  explicit HttpClient(HttpSettings settings = {});
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  HttpReply get(const std::string& url);

 private:
  HttpSettings settings_;
  std::unique_ptr<CurlHandle> handle_;
};

/// Whether a URL begins with http:// or https://, in any case.
bool is_http_url(const std::string& url);

/// Letters, digits and "-._~" as they are, all else as %XX (RFC 3986).
std::string percent_encoded(const std::string& text);

}  // namespace crystalgan
