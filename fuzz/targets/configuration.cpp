// run.toml: what is read is written and read again as the same settings.
#include "crystalgan/record/configuration.hpp"

#include <string>

#include "clear_errors.hpp"
#include "target.hpp"

using namespace crystalgan;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text = fuzz::text_of(bytes, size);
  fuzz::reads([&] { mode_of(text, "input"); });
  fuzz::reads([&] { method_of(text, "input"); });
  Configuration configuration;
  if (!fuzz::reads([&] { configuration = parse_configuration(text, "input"); })) return 0;
  fuzz::reads([&] { require_valid(configuration); });
  const std::string written = configuration_text(configuration);
  const Configuration again =
      fuzz::read_again(written, [](const std::string& toml) { return parse_configuration(toml, "written"); });
  fuzz::expect(configuration_text(again) == written, "other settings than\n" + written);
  return 0;
}
