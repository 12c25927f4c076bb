// Compressed files and archives: damage is refused, and what is unpacked stays within its bound. gzip, bzip2, ... by content.
#include "clear_errors.hpp"
#include "crystalgan/io/compression.hpp"
#include "crystalgan/io/gzip.hpp"
#include "target.hpp"

using namespace crystalgan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::size_t kMaxBytes = 1 << 20;
  const std::string_view text = fuzz::text_of(bytes, size);
  fuzz::reads([&] { fuzz::expect(gunzipped(text, "input", kMaxBytes).size() <= kMaxBytes, "more than its bound"); });
  if (!is_packed(text)) return 0;
  fuzz::reads([&] {
    std::size_t total = 0;
    for (const PackedMember& member : unpacked(std::string(text), "input", kMaxBytes)) total += member.text.size();
    fuzz::expect(total <= kMaxBytes, "more than its bound");
  });
  return 0;
}
