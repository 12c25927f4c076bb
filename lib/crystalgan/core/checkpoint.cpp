#include "crystalgan/core/checkpoint.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "crystalgan/core/checksum.hpp"
#include "crystalgan/core/error.hpp"
#include "crystalgan/core/json_value.hpp"

namespace crystalgan {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors holds little-endian numbers");

constexpr std::size_t kLength = sizeof(std::uint64_t);  // of the header's length field
constexpr const char* kMetadata = "__metadata__";
constexpr const char* kChecksum = "sha256";
constexpr std::array kTypes{"F32", "F64", "I64"};  // in the order of NamedArray::numbers

// Copies the numbers of one array from the file; false if its entry is inconsistent.
template <class Number>
bool read_numbers(std::string_view numbers, std::size_t begin, std::size_t end, NamedArray& array) {
  std::size_t count = 1;
  for (const std::int64_t size : array.shape) {
    if (size < 0) return false;
    const auto more = static_cast<std::size_t>(size);
    if (more > 0 && count > std::numeric_limits<std::size_t>::max() / more) return false;
    count *= more;
  }
  if (begin > end || end > numbers.size()) return false;
  if ((end - begin) / sizeof(Number) != count || (end - begin) % sizeof(Number) != 0) return false;
  std::vector<Number> read(count);
  if (count > 0) std::memcpy(read.data(), numbers.data() + begin, end - begin);
  array.numbers = std::move(read);
  return true;
}

// `left` is what the arrays before it did not take: arrays that share bytes would need more memory than the file. Throws
// ParseError for an incomplete entry.
bool read_array(const JsonValue& entry, std::string_view numbers, std::size_t& left, NamedArray& array) {
  for (const JsonValue& size : entry.at("shape").items()) array.shape.push_back(size.count());
  const std::vector<JsonValue> offsets = entry.at("data_offsets").items();
  if (offsets.size() != 2) return false;
  const std::size_t begin = offsets[0].index(numbers.size() + 1);
  const std::size_t end = offsets[1].index(numbers.size() + 1);
  if (begin > end || end - begin > left) return false;
  left -= end - begin;
  const std::string type = entry.at("dtype").text();
  if (type == kTypes[0]) return read_numbers<float>(numbers, begin, end, array);
  if (type == kTypes[1]) return read_numbers<double>(numbers, begin, end, array);
  if (type == kTypes[2]) return read_numbers<std::int64_t>(numbers, begin, end, array);
  return false;
}

}  // namespace

std::string checkpoint_bytes(const NamedArrays& arrays, const std::map<std::string, std::string>& metadata) {
  nlohmann::json header = nlohmann::json::object();
  std::string numbers;
  for (const auto& [name, array] : arrays) {
    const std::size_t begin = numbers.size();
    std::visit(
        [&numbers](const auto& all) {
          numbers.append(reinterpret_cast<const char*>(all.data()), all.size() * sizeof(all.front()));
        },
        array.numbers);
    header[name] = {
        {"dtype", kTypes[array.numbers.index()]}, {"shape", array.shape}, {"data_offsets", {begin, numbers.size()}}};
  }
  if (!metadata.empty()) header[kMetadata] = metadata;
  const std::string checksum = sha256(header.dump() + numbers);
  header[kMetadata][kChecksum] = checksum;
  std::string text = header.dump();
  text.resize((text.size() + kLength - 1) / kLength * kLength, ' ');  // numbers begin at a multiple of 8 bytes
  const std::uint64_t length = text.size();
  std::string bytes(kLength, '\0');
  std::memcpy(bytes.data(), &length, kLength);
  return bytes + text + numbers;
}

NamedArrays parse_checkpoint(std::string_view bytes, const std::string& file) {
  const ParseError refusal(file, 0, "expected a checkpoint, got something else or a broken one");
  std::uint64_t length = 0;
  if (bytes.size() < kLength) throw refusal;
  std::memcpy(&length, bytes.data(), kLength);
  if (length > bytes.size() - kLength) throw refusal;
  const std::string_view numbers = bytes.substr(kLength + length);
  std::size_t left = numbers.size();
  try {
    const JsonValue header = JsonValue::parse(bytes.substr(kLength, length), file, "the header of a checkpoint");
    NamedArrays arrays;
    for (const auto& [name, entry] : header.members())
      if (name != kMetadata && !read_array(entry, numbers, left, arrays[name])) throw refusal;
    // Equal arrays give equal bytes, checksum included: any other byte is damage.
    if (checkpoint_bytes(arrays) != bytes) throw refusal;
    return arrays;
  } catch (const ParseError&) {  // damage is one, wherever it is
    throw refusal;
  }
}

}  // namespace crystalgan
