// What is learned, and checkpoints. The first byte chooses the reader.
#include <string>

#include "clear_errors.hpp"
#include "crystalgan/chemistry/shipped_binaries.hpp"
#include "crystalgan/core/checkpoint.hpp"
#include "crystalgan/discriminator/template_discriminator.hpp"
#include "crystalgan/methods/symmetry_model.hpp"
#include "target.hpp"

using namespace crystalgan;

namespace {

void read_checkpoint(std::string_view bytes) {
  NamedArrays arrays;
  if (!fuzz::reads([&] { arrays = parse_checkpoint(bytes, "input"); })) return;
  const std::string written = checkpoint_bytes(arrays);
  const NamedArrays again =
      fuzz::read_again(written, [](const std::string& own) { return parse_checkpoint(own, "written"); });
  fuzz::expect(checkpoint_bytes(again) == written, "other arrays");
}

void read_discriminator(std::string_view text) {
  std::string written;
  if (!fuzz::reads([&] { written = to_text(parse_discriminator(text, "input")); })) return;
  const auto again =
      fuzz::read_again(written, [](const std::string& own) { return to_text(parse_discriminator(own, "written")); });
  fuzz::expect(again == written, "another discriminator");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = fuzz::text_of(bytes + 1, size - 1);
  switch (bytes[0]) {
    case 'a':
      read_checkpoint(text);
      break;
    case 'b':
      read_discriminator(text);
      break;
    case 'c':
      fuzz::reads([&] { parse_binaries(text, "input"); });
      break;
    case 'd':
      fuzz::reads([&] { parse_model(text, "input"); });
      break;
    default:
      break;
  }
  return 0;
}
