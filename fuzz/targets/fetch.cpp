// A database that answers anything: pages are what lies between lines "===", one after the other. The fetch ends with whole
// lines of JSON or an error in one line, asks for http and https alone, and leaves no other file than its part.
#include <filesystem>
#include <string>

#include "clear_errors.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/fetch/optimade_fetch.hpp"
#include "crystalgan/io/json_file.hpp"
#include "scratch.hpp"
#include "target.hpp"

using namespace crystalgan;

namespace {

HttpReply next_reply(std::string_view& pages) {
  constexpr std::string_view between = "\n===\n";
  const auto end = pages.find(between);
  HttpReply reply;
  reply.status = pages.starts_with("!") ? 503 : 200;
  reply.body = pages.substr(0, end);
  pages.remove_prefix(end == std::string_view::npos ? pages.size() : end + between.size());
  return reply;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const fuzz::Scratch scratch;
  scratch.empty();
  const auto output = scratch.path() / "fetched.jsonl";
  std::string_view pages = fuzz::text_of(bytes, size);
  int requests = 0;
  const HttpGet get = [&](const std::string& url) {
    fuzz::expect(is_http_url(url), "asks for " + url);
    fuzz::expect(++requests < 1000, "does not end");
    return next_reply(pages);
  };
  FetchSettings settings;
  settings.date = "2026-11-29";
  settings.tries = 2;
  settings.first_wait = 0.0;
  settings.max_wait = 0.0;
  settings.max_structures = 100;
  FetchObserver observer;
  observer.message = [](const std::string& line) { fuzz::expect_message(line); };
  OptimadeQuery query;
  query.url = "http://localhost";
  query.nelements = 2;
  const bool fetched = fuzz::reads([&] { fetch_structures(query, output, get, settings, observer); });
  for (const auto& entry : std::filesystem::directory_iterator(scratch.path()))
    fuzz::expect(entry.path() == output || entry.path() == output.string() + ".part", "left " + entry.path().string());
  if (!fetched) return 0;
  ReadNotes notes;
  fuzz::reads([&] { parse_json(read_file(output), "fetched", notes); });
  fuzz::expect_messages(notes);
  return 0;
}
