#include "crystalgan/fetch/http_client.hpp"

#include <gtest/gtest.h>

#include "crystalgan/fetch/curl_functions.hpp"

namespace crystalgan {
namespace {

TEST(HttpClient, OtherSchemesAreRefused) {
  HttpClient client;
  for (const char* url : {"file:///etc/passwd", "ftp://127.0.0.1/", "127.0.0.1", "", "httpx://127.0.0.1/", "https:/"}) {
    const HttpReply reply = client.get(url);
    EXPECT_EQ(reply.status, 0) << url;
    EXPECT_EQ(reply.failure, "expected a URL of http:// or https://") << url;
    EXPECT_FALSE(reply.may_pass) << url;
  }
}

TEST(HttpClient, AServerThatIsNotThereMayComeBack) {
  HttpSettings settings;
  settings.connect_seconds = 5.0;
  HttpClient client(settings);
  const HttpReply reply = client.get("http://127.0.0.1:1/");  // tcpmux, which nobody serves
  EXPECT_EQ(reply.status, 0);
  EXPECT_FALSE(reply.failure.empty());
  EXPECT_TRUE(reply.may_pass);
}

TEST(HttpClient, AnOlderLibcurlIsNamed) {
  const CurlFunctions* const curl = curl_functions();
  ASSERT_NE(curl, nullptr);
  EXPECT_EQ(libcurl_fault(CURLE_UNKNOWN_OPTION, *curl), "expected libcurl 7.85 or newer, got an older one");
  EXPECT_EQ(libcurl_fault(CURLE_OUT_OF_MEMORY, *curl), "libcurl: Out of memory");
}

TEST(HttpClient, UrlsAreRecognisedInAnyCase) {
  EXPECT_TRUE(is_http_url("HTTP://a"));
  EXPECT_TRUE(is_http_url("https://a"));
  EXPECT_FALSE(is_http_url("https"));
}

TEST(PercentEncoded, KeepsLettersDigitsAndFourSigns) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("a \"b\"&=%\xC3\x85"), "a%20%22b%22%26%3D%25%C3%85");
}

}  // namespace
}  // namespace crystalgan
