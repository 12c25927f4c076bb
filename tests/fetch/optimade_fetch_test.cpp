#include "crystalgan/fetch/optimade_fetch.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/output_file.hpp"
#include "crystalgan/io/json_file.hpp"
#include "tests/support/scratch_folder.hpp"

namespace crystalgan {
namespace {

const OptimadeQuery kQuery{"http://x.org", {Element::from_symbol("Pd"), Element::from_symbol("H")}, 2, ""};

std::string resource(int number) {
  return R"({"id":"s)" + std::to_string(number) +
         R"(","type":"structures","attributes":{"lattice_vectors":)"
         R"([[3,0,0],[0,3,0],[0,0,3]],"cartesian_site_positions":[[0,0,0],[1.5,1.5,1.5]],"nsites":2,)"
         R"("species_at_sites":["Pd","H"]}})";
}

std::string page(int first, int count, const std::string& next, int total = 25) {
  std::string data;
  for (int i = first; i < first + count; ++i) data += (data.empty() ? "" : ",") + resource(i);
  return "{\"data\":[" + data + "],\"links\":{\"next\":" + next +
         "},\"meta\":{\"data_returned\":" + std::to_string(total) + ",\"provider\":{\"name\":\"A database\"}}}";
}

HttpReply found(const std::string& body) { return {200, body, {}, {}, false}; }

/// Three pages of 10, 10 and 5 structures under /2 and /3, and a licence. `replies` go before, by URL, one after the other.
class FakeDatabase {
 public:
  HttpReply get(const std::string& url) {
    asked.push_back(url);
    auto& special = replies[url];
    if (!special.empty()) {
      const HttpReply reply = special.front();
      special.erase(special.begin());
      return reply;
    }
    if (url == kQuery.info_page()) return found(R"({"data":{"attributes":{"available_licenses":["CC-BY-4.0"]}}})");
    if (url == "http://x.org/2") return found(page(10, 10, R"({"href":"http://x.org/3"})"));
    if (url == "http://x.org/3") return found(page(20, 5, "null"));
    return url == kQuery.first_page(100) ? found(page(0, 10, "\"http://x.org/2\"")) : HttpReply{404, "", {}, {}, false};
  }

  std::optional<std::size_t> fetch(const std::filesystem::path& output, FetchObserver observer = {}) {
    if (!observer.message) observer.message = [this](const std::string& text) { messages.push_back(text); };
    return fetch_structures(
        kQuery, output, [this](const std::string& url) { return get(url); },
        {.date = "2026-01-02", .tries = 3, .first_wait = 0.001, .max_structures = 100}, observer);
  }

  std::string error(const std::filesystem::path& output) {
    try {
      fetch(output);
    } catch (const Error& failure) {
      return failure.what();
    }
    return "no error";
  }

  std::map<std::string, std::vector<HttpReply>> replies;
  std::vector<std::string> asked;
  std::vector<std::string> messages;
};

ReadNotes notes_of(const std::filesystem::path& file, std::size_t structures) {
  ReadNotes notes;
  EXPECT_EQ(parse_json(read_file(file), file.string(), notes).size(), structures);
  EXPECT_TRUE(notes.refusals.empty());
  return notes;
}

// A process that is killed after its last file leaves the part beside it.
TEST(OptimadeFetch, EndsWellWhereAnEarlierProcessWroteEverything) {
  const test::ScratchFolder folder;
  FakeDatabase database;
  FetchObserver observer;
  observer.progress = [&](std::size_t done, std::optional<std::size_t>) {
    std::filesystem::copy_file(folder / "all.jsonl.part", folder / ("part-" + std::to_string(done)));
  };
  EXPECT_EQ(finished_before(kQuery, folder / "all.jsonl"), std::nullopt);
  ASSERT_EQ(database.fetch(folder / "all.jsonl", observer), 25U);
  EXPECT_FALSE(std::filesystem::exists(folder / "all.jsonl.part"));
  EXPECT_EQ(finished_before(kQuery, folder / "all.jsonl"), std::nullopt) << "nothing is left";

  std::filesystem::copy_file(folder / "part-20", folder / "all.jsonl.part");
  EXPECT_EQ(finished_before(kQuery, folder / "all.jsonl"), std::nullopt) << "a fetch that is not at its end";
  std::filesystem::remove(folder / "all.jsonl.part");
  std::filesystem::copy_file(folder / "part-25", folder / "all.jsonl.part");
  EXPECT_EQ(finished_before(kQuery, folder / "all.jsonl"), 25U);
  EXPECT_FALSE(std::filesystem::exists(folder / "all.jsonl.part"));
}

TEST(OptimadeFetch, LeavesNoPartWithoutStructures) {
  const test::ScratchFolder folder;
  FakeDatabase database;
  database.replies[kQuery.first_page(100)] = {{404, "", {}, {}, false}};
  EXPECT_NE(database.error(folder / "all.jsonl"), "no error");
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(OptimadeFetch, AllPagesAreOneFileWithItsSource) {
  const test::ScratchFolder scratch;
  FakeDatabase database;
  std::vector<std::size_t> progress;
  FetchObserver observer;
  observer.progress = [&](std::size_t done, std::optional<std::size_t> total) {
    progress.push_back(done);
    EXPECT_EQ(total, 25U);
  };
  EXPECT_EQ(database.fetch(scratch / "a.jsonl", observer), 25U);
  EXPECT_EQ(progress, (std::vector<std::size_t>{10, 20, 25}));
  const ReadNotes notes = notes_of(scratch / "a.jsonl", 25);
  ASSERT_EQ(notes.sources.size(), 1U);
  EXPECT_EQ(notes.sources[0], (StructureSource{"A database", kQuery.first_page(0), "CC-BY-4.0", "2026-01-02", 25}));
  EXPECT_FALSE(std::filesystem::exists(scratch / "a.jsonl.part"));
  EXPECT_TRUE(database.messages.empty());
}

TEST(OptimadeFetch, AFailureThatMayPassIsTriedAgain) {
  const test::ScratchFolder scratch;
  FakeDatabase database;
  database.replies["http://x.org/2"] = {{429, "", 0.002, {}, false}, {503, "<html>", {}, {}, false}};
  database.replies["http://x.org/3"] = {found(page(20, 5, "null").substr(0, 100)), {0, "", {}, "timeout", true}};
  EXPECT_EQ(database.fetch(scratch / "a.jsonl"), 25U);
  ASSERT_EQ(database.messages.size(), 4U);
  EXPECT_EQ(database.messages[0], "http://x.org/2: HTTP status 429; try 2 of 3 in 0.002 s");
  EXPECT_EQ(database.messages[3], "http://x.org/3: timeout; try 3 of 3 in 0.002 s");
}

TEST(OptimadeFetch, WhatFailsForGoodIsAnErrorAndItsPagesAreKept) {
  const test::ScratchFolder scratch;
  FakeDatabase database;
  database.replies["http://x.org/3"] =
      std::vector<HttpReply>(3, {500, R"({"errors":[{"detail":"down"}]})", {}, {}, false});
  EXPECT_EQ(database.error(scratch / "a.jsonl"),
            "http://x.org/3: cannot be read: HTTP status 500 (down); given up after 3 tries");
  EXPECT_FALSE(std::filesystem::exists(scratch / "a.jsonl"));
  EXPECT_TRUE(std::filesystem::exists(scratch / "a.jsonl.part"));
  ASSERT_FALSE(database.messages.empty());
  EXPECT_EQ(database.messages.back(), "20 structures are kept in " + (scratch / "a.jsonl.part").string() +
                                          "; repeat the command to continue, or remove the file to begin again");

  // the same command continues; a line that a killed process left behind is passed over
  write_file(scratch / "a.jsonl.part", read_file(scratch / "a.jsonl.part") + resource(20) + "\n{\"id\":");
  database.asked.clear();
  EXPECT_EQ(database.fetch(scratch / "a.jsonl"), 25U);
  EXPECT_EQ(database.asked, std::vector<std::string>{"http://x.org/3"});
  notes_of(scratch / "a.jsonl", 25);
}

TEST(OptimadeFetch, AContinuedFetchIsTheSameBytes) {
  const test::ScratchFolder scratch;
  FakeDatabase().fetch(scratch / "whole.jsonl");
  FakeDatabase database;
  FetchObserver observer;
  observer.stop_requested = [&] { return database.asked.size() == 3; };  // first page, licence, second page
  EXPECT_EQ(database.fetch(scratch / "a.jsonl", observer), std::nullopt);
  EXPECT_EQ(database.fetch(scratch / "a.jsonl"), 25U);
  EXPECT_EQ(read_file(scratch / "a.jsonl"), read_file(scratch / "whole.jsonl"));
}

TEST(OptimadeFetch, APageThatWasCutIsFetchedAgainAsOftenAsItIsCut) {
  const test::ScratchFolder scratch;
  const auto part = scratch / "a.jsonl.part";
  FakeDatabase().fetch(scratch / "whole.jsonl");
  FakeDatabase database;
  database.replies["http://x.org/2"] = {{404, "", {}, {}, false}};
  EXPECT_NE(database.error(scratch / "a.jsonl"), "no error");
  for (const char* cut : {"\n", "", "\n{\"id\":"}) {
    write_file(part, read_file(part) + resource(10) + cut);
    database.replies["http://x.org/3"] = {{404, "", {}, {}, false}};
    EXPECT_NE(database.error(scratch / "a.jsonl"), "no error");
  }
  EXPECT_EQ(std::ranges::count(database.asked, "http://x.org/2"), 2);  // refused once, then kept
  write_file(part, read_file(part) + resource(20) + "\n");
  EXPECT_EQ(database.fetch(scratch / "a.jsonl"), 25U);
  EXPECT_EQ(read_file(scratch / "a.jsonl"), read_file(scratch / "whole.jsonl"));
}

TEST(OptimadeFetch, AFileThatIsNoPartIsRefused) {
  const test::ScratchFolder scratch;
  FakeDatabase database;
  database.replies["http://x.org/2"] = {{404, "", {}, {}, false}};
  EXPECT_NE(database.error(scratch / "a.jsonl"), "no error");
  const std::string part = (scratch / "a.jsonl.part").string();
  const std::string text = read_file(part);
  const auto expect_refused = [&](const std::string& damaged, const char* line) {
    write_file(part, damaged);
    EXPECT_EQ(database.error(scratch / "a.jsonl"), part + line + ": expected the part of a fetch; remove the file");
    EXPECT_EQ(read_file(part), damaged);
  };
  const auto with = [](std::string all, const std::string& old, const std::string& put) {
    return all.replace(all.find(old), old.size(), put);
  };
  expect_refused(with(text, "\"url\"", "\"u\""), ":1");
  expect_refused(with(text, "\"A database\"", "3"), ":1");
  expect_refused("notes\n", ":1");
  expect_refused(with(text, "\"id\":\"s0\"", "\"id\":7"), ":2");
}

TEST(OptimadeFetch, ThePartOfAnotherQueryIsRefused) {
  const test::ScratchFolder scratch;
  FakeDatabase database;
  database.replies["http://x.org/2"] = {{404, "", {}, {}, false}};
  EXPECT_EQ(database.error(scratch / "a.jsonl"), "http://x.org/2: cannot be read: HTTP status 404");
  OptimadeQuery other = kQuery;
  other.nelements = 3;
  EXPECT_THROW(
      fetch_structures(other, scratch / "a.jsonl", [&](const std::string& url) { return database.get(url); }, {}),
      ConfigError);
}

TEST(OptimadeFetch, ACircleOfPagesEnds) {
  const test::ScratchFolder scratch;
  FakeDatabase database;
  database.replies["http://x.org/3"] = {found(page(20, 5, "\"http://x.org/2\""))};
  EXPECT_EQ(database.error(scratch / "a.jsonl"),
            "http://x.org/3: cannot be read: pages run in a circle: links.next is http://x.org/2 again");
  FakeDatabase itself;
  itself.replies["http://x.org/2"] = {found(page(10, 10, "\"http://x.org/2\""))};
  EXPECT_EQ(itself.error(scratch / "b.jsonl"),
            "http://x.org/2: cannot be read: pages run in a circle: links.next is http://x.org/2 again");
  FakeDatabase repeats;  // under new addresses
  repeats.replies["http://x.org/2"] = {found(page(0, 10, "\"http://x.org/3\""))};
  EXPECT_EQ(
      repeats.error(scratch / "c.jsonl"),
      "http://x.org/2: cannot be read: pages run in a circle: every structure of this page was on an earlier one");
}

TEST(OptimadeFetch, ALinkToAnotherSchemeIsRefused) {
  const test::ScratchFolder scratch;
  for (const char* next : {"\"file:///etc/passwd\"", "\"/v1/structures?page=2\"", "{\"href\":3}", "7"}) {
    FakeDatabase database;
    database.replies[kQuery.first_page(100)] = {found(page(0, 10, next))};
    EXPECT_NE(database.error(scratch / "a.jsonl").find("links.next: expected a URL of http:// or https://"),
              std::string::npos)
        << next;
    EXPECT_EQ(database.asked.back(), kQuery.info_page()) << next;
    std::filesystem::remove(scratch / "a.jsonl.part");
  }
}

TEST(OptimadeFetch, ADatabaseThatGivesFewerAPageIsAskedWithoutALimit) {
  const test::ScratchFolder scratch;
  FakeDatabase database;
  database.replies[kQuery.first_page(100)] = {{403, "", {}, {}, false}};
  database.replies[kQuery.first_page(0)] = {found(page(0, 10, "\"http://x.org/2\""))};
  EXPECT_EQ(database.fetch(scratch / "a.jsonl"), 25U);
  // without a page there is nothing to say of a part
  FakeDatabase gone;
  gone.replies[kQuery.first_page(100)] = {{404, "", {}, {}, false}};
  EXPECT_NE(gone.error(scratch / "b.jsonl"), "no error");
  EXPECT_TRUE(gone.messages.empty());
}

TEST(OptimadeFetch, TooManyStructuresAreRefusedBeforeTheyAreFetched) {
  const test::ScratchFolder scratch;
  FakeDatabase database;
  database.replies[kQuery.first_page(100)] = {found(page(0, 10, "\"http://x.org/2\"", 101))};
  EXPECT_NE(database.error(scratch / "a.jsonl").find("expected at most 100 structures, got 101"), std::string::npos);
  EXPECT_EQ(database.asked.size(), 2U);
}

TEST(OptimadeFetch, AWaitThatIsTooLongIsNotWaited) {
  const test::ScratchFolder scratch;
  FakeDatabase database;
  database.replies["http://x.org/2"] = {{429, "", 1000.0, {}, false}};
  EXPECT_EQ(database.error(scratch / "a.jsonl"),
            "http://x.org/2: cannot be read: HTTP status 429; the server asks to wait 1000 s; repeat the command then");
}

TEST(OptimadeFetch, OddCountsAndAMissingLicenceAreSaid) {
  const test::ScratchFolder scratch;
  FakeDatabase database;
  database.replies[kQuery.info_page()] = {{404, "", {}, {}, false}};
  database.replies["http://x.org/3"] = {found(page(18, 5, "null"))};
  EXPECT_EQ(database.fetch(scratch / "a.jsonl"), 23U);
  EXPECT_EQ(database.messages,
            (std::vector<std::string>{"no licence known: http://x.org/v1/info: cannot be read: HTTP status 404",
                                      "2 structures came twice and are kept once"}));
  database.replies["http://x.org/3"] = {found(page(20, 4, "null"))};
  database.messages.clear();
  database.fetch(scratch / "b.jsonl");
  EXPECT_EQ(database.messages, std::vector<std::string>{"the database announced 25 structures and gave 24"});
}

TEST(OptimadeFetch, AnythingButAPageIsAnError) {
  const test::ScratchFolder scratch;
  for (const char* body :
       {"", "[]", "3", "{\"data\":{}}", "{\"data\":[3]}", "{\"data\":[{\"type\":\"structures\"}]}"}) {
    FakeDatabase database;
    database.replies["http://x.org/2"] = std::vector<HttpReply>(3, found(body));
    EXPECT_NE(database.error(scratch / "a.jsonl").find("http://x.org/2: "), std::string::npos) << body;
    std::filesystem::remove(scratch / "a.jsonl.part");
  }
}

TEST(CachedFile, OneWithoutStructuresIsNotUsed) {
  const test::ScratchFolder scratch;
  ::setenv("XDG_CACHE_HOME", scratch.path().c_str(), 1);
  EXPECT_EQ(cached_text(kQuery), std::nullopt);
  std::filesystem::create_directories(cached_file(kQuery)->parent_path());
  FakeDatabase database;
  database.replies[kQuery.first_page(100)] = {found(page(0, 0, "null", 0))};
  EXPECT_EQ(database.fetch(*cached_file(kQuery)), 0U);
  EXPECT_EQ(cached_text(kQuery), std::nullopt);
  EXPECT_EQ(database.fetch(*cached_file(kQuery)), 25U);
  const auto text = cached_text(kQuery);
  ASSERT_TRUE(text);
  EXPECT_EQ(fetched_structures(*text), 25U);
}

TEST(CachedFile, IsOneForEachQuery) {
  ::setenv("XDG_CACHE_HOME", "/c", 1);
  const auto file = cached_file(kQuery);
  OptimadeQuery other = kQuery;
  other.nelements = 3;
  EXPECT_EQ(file->parent_path(), "/c/crystalgan/optimade");
  EXPECT_NE(file, cached_file(other));
  OptimadeQuery with_version = kQuery;
  with_version.url = "http://x.org/v1/";
  EXPECT_EQ(file, cached_file(with_version));
  ::setenv("XDG_CACHE_HOME", "relative", 1);
  ::setenv("HOME", "/h", 1);
  EXPECT_EQ(cached_file(kQuery)->parent_path(), "/h/.cache/crystalgan/optimade");
  ::unsetenv("HOME");
  EXPECT_EQ(cached_file(kQuery), std::nullopt);
}

}  // namespace
}  // namespace crystalgan
