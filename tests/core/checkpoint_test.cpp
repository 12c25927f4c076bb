#include "crystalgan/core/checkpoint.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <bit>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/random.hpp"

namespace crystalgan {
namespace {

using nlohmann::json;

template <class Number>
NamedArray array_in(const std::vector<std::int64_t>& shape, Random& random) {
  std::size_t count = 1;
  for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
  std::vector<Number> numbers(count);
  for (Number& number : numbers) number = static_cast<Number>(1000.0 * (random.uniform() - 0.5));
  return {shape, numbers};
}

NamedArrays example() {
  Random random(Seed(1));
  return {{"step1/generator-a", array_in<float>({2, 5, 3}, random)},
          {"step1/history", array_in<double>({4, 15}, random)},
          {"step1/epoch", array_of(std::vector<std::int64_t>{1, 2, 3})},
          {"step3/history", array_in<double>({0, 15}, random)}};
}

// Every bit of the numbers counts, nan and -0 too.
void expect_equal(const NamedArrays& got, const NamedArrays& expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (const auto& [name, array] : expected) {
    ASSERT_TRUE(got.contains(name)) << name;
    EXPECT_EQ(got.at(name).shape, array.shape) << name;
    ASSERT_EQ(got.at(name).numbers.index(), array.numbers.index()) << name;
    std::visit(
        [&, &label = name](const auto& numbers) {
          const auto& others = std::get<std::decay_t<decltype(numbers)>>(got.at(label).numbers);
          ASSERT_EQ(others.size(), numbers.size()) << label;
          const std::size_t bytes = numbers.size() * sizeof(numbers[0]);
          EXPECT_TRUE(bytes == 0 || std::memcmp(others.data(), numbers.data(), bytes) == 0) << label;
        },
        array.numbers);
  }
}

NamedArrays read_back(const NamedArrays& arrays) { return parse_checkpoint(checkpoint_bytes(arrays), "member"); }

TEST(Checkpoint, ReadsBackEveryTypeAndShape) {
  Random random(Seed(3));
  NamedArrays all;
  for (const std::vector<std::int64_t>& shape :
       std::vector<std::vector<std::int64_t>>{{}, {0}, {1}, {7}, {2, 3}, {0, 15}, {15, 0}, {2, 0, 3}, {3, 1, 2, 4}}) {
    const std::string name = "axes " + json(shape).dump();
    for (const auto& [type, array] : {std::pair{"float ", array_in<float>(shape, random)},
                                      {"double ", array_in<double>(shape, random)},
                                      {"int ", array_in<std::int64_t>(shape, random)}}) {
      const NamedArrays alone{{type + name, array}};
      expect_equal(read_back(alone), alone);
      all.merge(NamedArrays(alone));
    }
  }
  ASSERT_EQ(all.size(), 27U);
  expect_equal(read_back(all), all);
  expect_equal(read_back({}), {});
}

TEST(Checkpoint, KeepsEveryNumberToTheBit) {
  using Float = std::numeric_limits<float>;
  using Double = std::numeric_limits<double>;
  using Int = std::numeric_limits<std::int64_t>;
  const NamedArrays extremes{
      {"float", array_of(std::vector{Float::quiet_NaN(), Float::infinity(), -0.0F, Float::denorm_min(), Float::max()})},
      {"double", array_of(std::vector{Double::quiet_NaN(), -Double::infinity(), -0.0, Double::denorm_min(),
                                      std::bit_cast<double>(0x7ff8000000000123U)})},
      {"int", array_of(std::vector{Int::min(), Int::max(), std::int64_t{-1}})}};
  expect_equal(read_back(extremes), extremes);
}

TEST(Checkpoint, KeepsAnyNameThatIsText) {
  const NamedArrays named{{"", array_of(std::vector{1.0F})},
                          {"quote \" and \\ and\nline", array_of(std::vector{2.0F})},
                          {"\xc3\xa4", array_of(std::vector{3.0F})}};
  expect_equal(read_back(named), named);
}

TEST(Checkpoint, EqualArraysGiveEqualBytes) {
  const std::string bytes = checkpoint_bytes(example());
  EXPECT_TRUE(bytes == checkpoint_bytes(example()));
  EXPECT_TRUE(bytes == checkpoint_bytes(parse_checkpoint(bytes, "file")));
}

TEST(Checkpoint, OtherArraysGiveOtherBytes) {
  const std::string bytes = checkpoint_bytes(example());
  const auto differs = [&](const auto& change) {
    NamedArrays other = example();
    change(other);
    return checkpoint_bytes(other) != bytes;
  };
  EXPECT_FALSE(differs([](NamedArrays&) {}));
  EXPECT_TRUE(differs([](NamedArrays& all) { std::get<2>(all["step1/epoch"].numbers)[1] = 4; }));
  EXPECT_TRUE(differs([](NamedArrays& all) { all["step1/history"].shape = {15, 4}; }));
  EXPECT_TRUE(differs([](NamedArrays& all) { all["step3/history"].numbers = std::vector<float>{}; }));
  EXPECT_TRUE(differs([](NamedArrays& all) { all.erase("step3/history"); }));
}

// The parts of a file: eight bytes of length, a header of that length, numbers.
struct Parts {
  json header;
  std::string header_text;
  std::string numbers;
};

Parts parts_of(const std::string& bytes) {
  std::uint64_t length = 0;
  for (std::size_t i = 0; i < 8; ++i)  // little-endian
    length |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes.at(i))) << (8 * i);
  const std::string text = bytes.substr(8, length);
  return {json::parse(text), text, bytes.substr(8 + length)};
}

TEST(Checkpoint, WithFurtherMetadataHasThemUnderTheChecksumAndIsNotReadBack) {
  const std::string bytes = checkpoint_bytes(example(), {{"settings", "{\"step\": 1}"}});
  Parts parts = parts_of(bytes);
  json& metadata = parts.header["__metadata__"];
  EXPECT_EQ(metadata.size(), 2U);
  EXPECT_EQ(metadata["settings"], "{\"step\": 1}");
  const std::string checksum = metadata["sha256"];
  metadata.erase("sha256");
  EXPECT_EQ(checksum, sha256(parts.header.dump() + parts.numbers));
  EXPECT_EQ(parts.numbers, parts_of(checkpoint_bytes(example())).numbers);
  EXPECT_THROW(parse_checkpoint(bytes, "file"), ParseError);
}

// https://huggingface.co/docs/safetensors, "Format"
TEST(Checkpoint, IsASafetensorsFile) {
  const NamedArrays arrays = example();
  const Parts parts = parts_of(checkpoint_bytes(arrays));
  EXPECT_EQ(parts.header_text.front(), '{');
  const std::size_t last = parts.header_text.find_last_not_of(' ');
  EXPECT_EQ(parts.header_text[last], '}') << "nothing but spaces after it";
  EXPECT_EQ((8 + parts.header_text.size()) % 8, 0U) << "where the numbers begin";
  ASSERT_EQ(parts.header.size(), arrays.size() + 1);
  EXPECT_EQ(parts.header["__metadata__"].size(), 1U);
  EXPECT_EQ(parts.header["__metadata__"]["sha256"].get<std::string>().size(), 64U);
  EXPECT_EQ(parts.header["step1/generator-a"]["dtype"], "F32");
  EXPECT_EQ(parts.header["step1/history"]["dtype"], "F64");
  EXPECT_EQ(parts.header["step1/epoch"]["dtype"], "I64");
  EXPECT_EQ(parts.header["step1/generator-a"]["shape"], json({2, 5, 3}));
  EXPECT_EQ(parts.header["step3/history"]["shape"], json({0, 15}));
  // one after the other without a hole, from 0 to the end, each as long as its numbers
  std::size_t end = 0;
  for (const auto& [name, array] : arrays) {
    EXPECT_EQ(parts.header[name].size(), 3U);
    const auto offsets = parts.header[name]["data_offsets"].get<std::vector<std::size_t>>();
    ASSERT_EQ(offsets.size(), 2U);
    EXPECT_EQ(offsets[0], end) << name;
    std::visit(
        [&](const auto& numbers) {
          const std::size_t bytes = numbers.size() * sizeof(numbers[0]);
          EXPECT_EQ(offsets[1] - offsets[0], bytes);
          EXPECT_TRUE(bytes == 0 || std::memcmp(parts.numbers.data() + offsets[0], numbers.data(), bytes) == 0);
        },
        array.numbers);
    end = offsets[1];
  }
  EXPECT_EQ(parts.numbers.size(), end);
}

TEST(Checkpoint, NumbersBeginAtAMultipleOfEightBytesWhateverTheNames) {
  for (std::size_t length = 0; length < 20; ++length) {
    const std::string bytes = checkpoint_bytes({{std::string(length, 'n'), array_of(std::vector{1.0, 2.0})}});
    EXPECT_EQ((bytes.size() - 16) % 8, 0U) << length;
    EXPECT_EQ(parts_of(bytes).numbers.size(), 16U) << length;
  }
}

TEST(Checkpoint, ThatWasCutShortIsAParseError) {
  const std::string bytes = checkpoint_bytes(example());
  ASSERT_GT(bytes.size(), 1000U);
  for (std::size_t length = 0; length < bytes.size(); ++length)
    EXPECT_THROW(parse_checkpoint(std::string_view(bytes).substr(0, length), "cut"), ParseError) << length;
  EXPECT_THROW(parse_checkpoint(bytes + "x", "longer"), ParseError);
}

TEST(Checkpoint, WithAnyByteChangedIsAParseError) {
  const std::string bytes = checkpoint_bytes(example());
  for (std::size_t place = 0; place < bytes.size(); ++place)
    for (int bit = 0; bit < 8; ++bit) {
      std::string broken = bytes;
      broken[place] = static_cast<char>(broken[place] ^ (1 << bit));
      EXPECT_THROW(parse_checkpoint(broken, "broken"), ParseError) << place << ", bit " << bit;
    }
}

TEST(Checkpoint, ThatIsSomethingElseIsAParseErrorThatNamesTheFile) {
  for (const std::string& text :
       {std::string("POSCAR\n1.0\n"), std::string(5000, '\0'), std::string("PK\x03\x04"), std::string(8, '\xff'),
        std::string("\x02\0\0\0\0\0\0\0{}", 10), std::string("\x02\0\0\0\0\0\0\0[]", 10)}) {
    try {
      parse_checkpoint(text, "run/member-003.safetensors");
      ADD_FAILURE() << "no error";
    } catch (const ParseError& error) {
      EXPECT_NE(std::string(error.what()).find("run/member-003.safetensors"), std::string::npos);
    }
  }
}

std::string file_of(std::string header, const std::string& numbers) {
  header.resize((header.size() + 7) / 8 * 8, ' ');
  std::string length(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) length[i] = static_cast<char>((header.size() >> (8 * i)) & 0xff);
  return length + header + numbers;
}

// A file whose checksum is right, so that what else is wrong with it shows.
bool is_read(const json& arrays, const std::string& numbers) {
  json header = arrays;
  header["__metadata__"]["sha256"] = sha256(arrays.dump() + numbers);
  try {
    parse_checkpoint(file_of(header.dump(), numbers), "file");
    return true;
  } catch (const ParseError&) {
    return false;
  }
}

json entry(const json& shape, const json& offsets, const std::string& type = "F32") {
  return {{"a", {{"dtype", type}, {"shape", shape}, {"data_offsets", offsets}}}};
}

TEST(Checkpoint, WhoseShapesDoNotFitTheirNumbersIsAParseError) {
  const std::string numbers(24, '\0');  // six of float32
  const auto read = [&](const json& shape, const json& offsets) { return is_read(entry(shape, offsets), numbers); };
  EXPECT_TRUE(read({2, 3}, {0, 24}));
  EXPECT_FALSE(read({1}, {4, 8})) << "numbers that belong to no array";
  EXPECT_FALSE(read({7}, {0, 24}));
  EXPECT_FALSE(read({5}, {0, 24}));
  EXPECT_FALSE(read({6}, {0, 23}));
  EXPECT_FALSE(read({7}, {0, 28})) << "behind the end";
  EXPECT_FALSE(read({6}, {24, 0}));
  EXPECT_FALSE(read({6}, {-24, 0}));
  EXPECT_FALSE(read({6}, {24, 48}));
  EXPECT_FALSE(read({-6}, {0, 24}));
  EXPECT_FALSE(read({-2, -3}, {0, 24})) << "their product is 6";
  constexpr std::int64_t kHuge = std::int64_t{1} << 62;
  EXPECT_FALSE(read({kHuge}, {0, 0})) << "its bytes are 2^64";
  EXPECT_FALSE(read({kHuge, 4}, {0, 0})) << "their product is 2^64";
  EXPECT_FALSE(read({kHuge, kHuge}, {0, 24}));
  EXPECT_FALSE(read({std::uint64_t{1} << 63U}, {0, 24}));
  EXPECT_FALSE(read({6}, {std::uint64_t{1} << 63U, 24}));
  EXPECT_FALSE(read({6.0}, {0, 24}));
  EXPECT_FALSE(read({1e300}, {0, 24})) << "no integer can hold it";
  EXPECT_FALSE(read({6}, {0.0, 1e300}));
  json shared = json::object();
  for (const char* name : {"a", "b"}) shared.update(json{{name, entry({6}, {0, 24}).at("a")}});
  EXPECT_FALSE(is_read(shared, numbers)) << "arrays that share bytes";
}

TEST(Checkpoint, WhoseSizesAreNoCountsIsAParseError) {
  const std::string numbers(24, '\0');
  for (const json& size : {json(6.0), json(1e300), json(-1), json("6"), json(true), json(nullptr)}) {
    EXPECT_FALSE(is_read(entry(json::array({size}), {0, 24}), numbers)) << size;
    EXPECT_FALSE(is_read(entry({6}, json::array({0, size})), numbers)) << size;
  }
}

TEST(Checkpoint, WhoseArraysShareTheirNumbersIsRefusedBeforeTheyAreCopied) {
  constexpr int kArrays = 1000;
  const std::string numbers(1'000'000, '\0');
  json header = json::object();
  for (int i = 0; i < kArrays; ++i)
    header[std::to_string(i)] = {{"dtype", "F32"}, {"shape", {250'000}}, {"data_offsets", {0, 1'000'000}}};
  const auto peak = [] {  // kB
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
  };
  const auto before = peak();
  EXPECT_FALSE(is_read(header, numbers));
  EXPECT_LT(peak() - before, 100'000);
}

TEST(Checkpoint, WithoutOrWithOtherFieldsIsAParseError) {
  const std::string numbers(8, '\0');
  const json good = entry({2}, {0, 8});
  EXPECT_TRUE(is_read(good, numbers));
  EXPECT_TRUE(is_read(entry({1}, {0, 8}, "F64"), numbers));
  EXPECT_TRUE(is_read(entry({1}, {0, 8}, "I64"), numbers));
  EXPECT_FALSE(is_read(entry({4}, {0, 8}, "F16"), numbers)) << "a type of the format that we do not write";
  EXPECT_FALSE(is_read(entry("2", {0, 8}), numbers));
  EXPECT_FALSE(is_read(entry({"2"}, {0, 8}), numbers));
  EXPECT_FALSE(is_read(entry({2}, 8), numbers));
  EXPECT_FALSE(is_read(entry({2}, {0}), numbers));
  EXPECT_FALSE(is_read({{"a", 3}}, numbers));
  for (const std::string field : {"dtype", "shape", "data_offsets"}) {
    json without = good;
    without["a"].erase(field);
    EXPECT_FALSE(is_read(without, numbers)) << field;
  }
}

TEST(Checkpoint, WithAnotherChecksumOrNoneIsAParseError) {
  const std::string numbers(8, '\0');
  json header = entry({2}, {0, 8});
  EXPECT_THROW(parse_checkpoint(file_of(header.dump(), numbers), "file"), ParseError);
  for (const json& checksum : {json(sha256("something else")), json(""), json(3), json()}) {
    header["__metadata__"]["sha256"] = checksum;
    EXPECT_THROW(parse_checkpoint(file_of(header.dump(), numbers), "file"), ParseError) << checksum;
  }
}

TEST(Checkpoint, WhoseHeaderIsNotUtf8IsAParseError) {
  std::string bytes = checkpoint_bytes(example());
  bytes[bytes.find("generator-a")] = '\xff';
  EXPECT_THROW(parse_checkpoint(bytes, "file"), ParseError);
}

TEST(Checkpoint, WhoseHeaderIsDeepIsAParseError) {
  constexpr std::size_t kDepth = 1'000'000;
  for (const std::string start : {"", R"({"__metadata__":{"sha256":""},"a":)", R"({"__metadata__":{"sha256":)"}) {
    const std::string end = start.empty() ? "" : "}";
    const std::string brackets = std::string(kDepth, '[') + std::string(kDepth, ']');
    EXPECT_THROW(parse_checkpoint(file_of(start + brackets + end, ""), "file"), ParseError) << start;
  }
}

}  // namespace
}  // namespace crystalgan
