#include "crystalgan/core/json_value.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/core/error.hpp"

namespace crystalgan {
namespace {

JsonValue parsed(const std::string& text) { return JsonValue::parse(text, "x.json", "a record"); }

std::string refusal(const auto& action) {
  try {
    action();
  } catch (const ParseError& error) {
    return error.what();
  }
  return "";
}

TEST(JsonValue, ACountIsWholeUnsignedAndExact) {
  for (const std::string text : {"1e300", "1e3", "1.5", "1.0", "-0", "-1", "-0.0", "9007199254740993",
                                 "9223372036854775808", "18446744073709551616", "\"7\"", "true", "null", "[7]", "{}"}) {
    const auto count = parsed("{\"n\": " + text + "}").at("n");
    EXPECT_NE(refusal([&] { (void)count.count(); }), "") << text;
  }
  EXPECT_EQ(parsed("0").count(), 0);
  EXPECT_EQ(parsed("9007199254740992").count(), JsonValue::kMaxCount);
}

TEST(JsonValue, ARefusalNamesFileKeysAndRange) {
  const JsonValue json = parsed("{\"generated\": 1e300, \"rejected\": [{\"count\": -1}], \"name\": \"a\\n\\u001b\"}");
  EXPECT_EQ(refusal([&] { (void)json.at("generated").count(); }),
            "x.json: generated: expected a whole number from 0 to 9007199254740992, got 1e+300");
  EXPECT_EQ(refusal([&] { (void)json.at("rejected").items()[0].at("count").count(1, 9); }),
            "x.json: rejected[0].count: expected a whole number from 1 to 9, got -1");
  EXPECT_EQ(refusal([&] { (void)json.at("name").real(); }), "x.json: name: expected a finite number, got 'a\\n\\x1b'");
  EXPECT_EQ(refusal([&] { (void)json.at("absent"); }), "x.json: absent: expected a value, got none");
  EXPECT_EQ(refusal([&] { (void)json.at("rejected").items()[0].at("why"); }),
            "x.json: rejected[0].why: expected a value, got none");
  EXPECT_EQ(refusal([&] { (void)json.at("rejected").text(); }), "x.json: rejected: expected a text, got a list of 1");
}

TEST(JsonValue, ALineOfAFileIsNamed) {
  const auto line = JsonValue::parse_line("{\"n\": 1.5}", "x.jsonl", 7, "an outcome");
  EXPECT_EQ(refusal([&] { (void)line.at("n").count(0, 5); }),
            "x.jsonl:7: n: expected a whole number from 0 to 5, got 1.5");
  EXPECT_EQ(refusal([] { (void)JsonValue::parse_line("{", "x.jsonl", 7, "an outcome"); }).substr(0, 29),
            "x.jsonl:7: expected an outcom");
}

TEST(JsonValue, AZeroByteIsRefused) {
  for (const std::string& text : {std::string("{}\0", 3), std::string("{}\0\0x", 5), std::string("\0{}", 3)})
    EXPECT_THROW(parsed(text), ParseError);
}

TEST(JsonValue, AnIndexIsInsideItsList) {
  EXPECT_EQ(parsed("2").index(3), 2U);
  EXPECT_THROW((void)parsed("3").index(3), ParseError);
  EXPECT_THROW((void)parsed("-1").index(3), ParseError);
  EXPECT_THROW((void)parsed("0").index(0), ParseError);
}

TEST(JsonValue, RealsAreFinite) {
  EXPECT_EQ(parsed("-1.5").real(), -1.5);
  EXPECT_EQ(parsed("7").real(), 7.0);
  EXPECT_EQ(parsed("null").real_or_null(), std::nullopt);
  EXPECT_EQ(parsed("2.5").real(0.0, 2.5), 2.5);
  EXPECT_EQ(refusal([] { (void)parsed("-0.5").real(0.0, 2.5); }), "x.json: expected a number from 0 to 2.5, got -0.5");
  for (const std::string text : {"\"1\"", "true", "null", "[]"})
    EXPECT_THROW((void)parsed(text).real(), ParseError) << text;
  for (const std::string text : {"NaN", "Infinity", "1e999", "-1e999", "nan"})
    EXPECT_THROW((void)parsed(text), ParseError) << text;
}

TEST(JsonValue, ListsAndObjectsAreWhatTheySay) {
  EXPECT_EQ(parsed("[\"a\", \"b\"]").texts(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(parsed("[1, 2.5]").reals(2), (std::vector<double>{1.0, 2.5}));
  EXPECT_THROW((void)parsed("[1, 2.5]").reals(3), ParseError);
  EXPECT_THROW((void)parsed("[1, \"2\"]").reals(), ParseError);
  EXPECT_THROW((void)parsed("{}").items(), ParseError);
  EXPECT_THROW((void)parsed("[]").members(), ParseError);
  EXPECT_FALSE(parsed("[]").contains("a"));
  EXPECT_THROW((void)parsed("[]").at("a"), ParseError);
  EXPECT_TRUE(parsed("true").yes());
  EXPECT_THROW((void)parsed("1").yes(), ParseError);
}

TEST(JsonValue, AValueOutlivesTheDocument) {
  const JsonValue inner = parsed("{\"a\": [{\"b\": \"kept\"}]}").at("a").items()[0].at("b");
  EXPECT_EQ(inner.text(), "kept");
}

TEST(JsonValue, DeepNestingIsRefusedOrReadWithoutACrash) {
  const std::string deep(200'000, '[');
  EXPECT_THROW((void)parsed(deep), ParseError);
  EXPECT_NO_THROW((void)parsed(deep + std::string(200'000, ']')));
}

}  // namespace
}  // namespace crystalgan
