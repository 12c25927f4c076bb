#include "crystalgan/record/toml_text.hpp"

#include <gtest/gtest.h>

#include <string>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/record/configuration.hpp"

namespace crystalgan {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string refusal(const std::string& toml) {
  try {
    require_plain_toml(toml, "x.toml");
  } catch (const ParseError& error) {
    return error.what();
  }
  return "";
}

TEST(TomlText, ControlCharactersAreNamedWithTheirPlace) {
  EXPECT_EQ(refusal(std::string("[\0", 2)), "x.toml:1: column 2: expected no control character, got \\x00");
  EXPECT_EQ(refusal("a = 1\nb = 'å\x1b[31m'\n"), "x.toml:2: column 7: expected no control character, got \\x1b");
  EXPECT_EQ(refusal("# \x07\n"), "x.toml:1: column 3: expected no control character, got \\x07");
  EXPECT_EQ(refusal("a = 1\rb = 2"), "x.toml:1: column 6: expected no control character, got \\r");
  EXPECT_EQ(refusal("\x7f"), "x.toml:1: column 1: expected no control character, got \\u007f");
  EXPECT_EQ(refusal("\xef\xbb\xbf"
                    "a = 1\t# tab\r\nb = 2\r\n"),
            "");
}

// RFC 3629: no overlong form, no surrogate, nothing above U+10FFFF, nothing cut.
TEST(TomlText, BytesThatAreNoUtf8AreRefusedWhereverTheyStand) {
  for (const std::string bytes : {"\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                  "\xf5\x80\x80\x80", "\xff", "\x80", "\xe2\x82", "\xf0\x9f\x94"})
    for (const std::string before : {"", "a = '", "a = \"", "# ", "[", "a = '''\n", "a = \"\\"}) {
      const std::string message = refusal(before + bytes);
      EXPECT_NE(message.find("expected UTF-8, got \\x"), std::string::npos) << before << ": " << message;
    }
  EXPECT_EQ(refusal("a = 'Å 水 🔬'\n"), "");
}

TEST(TomlText, DeepNestingIsRefusedBeforeItIsParsed) {
  for (const auto& text : {"a = " + repeated("[", 100'000), "a = " + repeated("{b=", 100'000), repeated("[", 100'000)})
    EXPECT_NE(refusal(text).find("nested at most 16 deep"), std::string::npos);
  for (const auto& text : {repeated("a.", 100'000) + "a = 1", "[" + repeated("a . ", 100'000) + "a]",
                           repeated("\"a\".", 100'000) + "a = 1"})
    EXPECT_NE(refusal(text).find("a key of at most 16 parts"), std::string::npos);
}

TEST(TomlText, BracketsAndDotsInTextsAndCommentsAreText) {
  const std::string marks = repeated("[{.", 100);
  EXPECT_EQ(refusal("a = '" + marks + "'\nb = \"\\\"" + marks + "\"\n# " + marks + "\n"), "");
  EXPECT_EQ(refusal("a = '''\n'" + marks + "\n'''\nb = \"\"\"\n\"" + marks + "\\\"\"\"\"\"\"\n"), "");
  EXPECT_EQ(refusal("a = [" + repeated("1.5, ", 100) + "]\n"), "");
  EXPECT_EQ(refusal(repeated("a.b = 1.5\n", 100)), "");
}

TEST(TomlText, ALongTextIsRefused) {
  EXPECT_EQ(refusal(std::string(kMaxConfigurationBytes + 1, ' ')),
            "x.toml: expected at most 4000000 bytes, got 4000001");
}

TEST(TomlText, AConfigurationIsCheckedBeforeItIsParsed) {
  EXPECT_THROW(parse_configuration(std::string("[\0", 2), "x.toml"), ParseError);
  EXPECT_THROW(parse_configuration(repeated("a.", 100'000) + "a = 1", "x.toml"), ParseError);
  EXPECT_NO_THROW(parse_configuration(configuration_text({}), "x.toml"));
}

TEST(TomlText, AConfigurationCutAnywhereIsReadOrRefused) {
  const std::string text = configuration_text({});
  for (std::size_t size = 0; size < text.size(); size += 7) {
    try {
      parse_configuration(text.substr(0, size), "x.toml");
    } catch (const ParseError&) {
    } catch (const ConfigError&) {
    }
  }
}

TEST(TomlText, AnyTextIsWrittenAsWhatCanBeSeenAndReadsBack) {
  for (const std::string text : {"", "plain", "it's \"so\"", "back\\slash", "a\x1b[31m\u202e\u0085\n\r\tb",
                                 "\u2066\"\\ Å \U0001f52c \U000e0041", "'\u2028", "C:\\new\u200b"}) {
    Configuration configuration;
    configuration.relaxation.model = text;
    configuration.system.a_structures = {text + "x", "y"};
    const std::string written = configuration_text(configuration);
    EXPECT_EQ(printable_lines(written), written);
    const Configuration read = parse_configuration(written, "x.toml");
    EXPECT_EQ(read.relaxation.model, text);
    EXPECT_EQ(read.system.a_structures, configuration.system.a_structures);
  }
}

// The settings of a run that somebody sent are data: what is wrong in them is an error of the file.
TEST(TomlText, TheSettingsOfARunAreInRange) {
  EXPECT_EQ(parse_recorded(configuration_text({}), "run.toml").seed, Configuration{}.seed);
  for (const std::string text :
       {"seed = -1", "seed = 1e300", "seed = 9223372036854775807", "seed = 9223372036854775808", "seed = nan",
        "seed = 1.5", "seed = \"1\"", "[training]\nmembers = 0", "[screening]\nneighbor_cutoff = 1e300",
        "[screening]\nneighbor_cutoff = nan", "[method]\nname = \"x\\u001b\"", "[x]\n"}) {
    try {
      parse_recorded(text, "run.toml");
      FAIL() << text;
    } catch (const ParseError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with("run.toml:")) << error.what();
    }
  }
}

}  // namespace
}  // namespace crystalgan
