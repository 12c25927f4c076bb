// The benchmark of the training as a program of its own: `crystalgan bench train` where there is nothing but LibTorch.
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>

#include "crystalgan/core/error.hpp"
#include "crystalgan/training/device.hpp"
#include "crystalgan/training/training_speed.hpp"

namespace {

using namespace crystalgan;

constexpr const char* kUsage =
    "usage: crystalgan_bench_train [--engine fused|reference] [--device cpu|cuda] [--members N] [--threads N]\n"
    "Prints the times of member-steps as JSON; without --members and --threads for several numbers of each.\n";

std::size_t count_of(const std::string& option, std::string_view text) {
  std::size_t count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc() || end != text.data() + text.size() || count == 0)
    throw ConfigError(option, "expected a whole number above 0, got '" + std::string(text) + "'");
  return count;
}

SpeedPlan plan_of(int count, char** arguments) {
  SpeedPlan plan;
  for (int i = 1; i < count; i += 2) {
    const std::string option = arguments[i];
    if (i + 1 == count) throw ConfigError(option, "expected a value behind it, got none");
    const std::string value = arguments[i + 1];
    if (option == "--engine")
      plan.settings.engine = engine_named(value, option);
    else if (option == "--device")
      plan.settings.device = device_named(value, option);
    else if (option == "--members")
      plan.members = {count_of(option, value)};
    else if (option == "--threads")
      plan.threads = {count_of(option, value)};
    else
      throw ConfigError(option, "expected --engine, --device, --members or --threads, got this");
  }
  return plan;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 2 && std::string_view(arguments[1]) == "--help") {
    std::fputs(kUsage, stdout);
    return 0;
  }
  try {
    std::puts(training_speeds_json(plan_of(count, arguments)).c_str());
    return 0;
  } catch (const ConfigError& error) {
    std::fprintf(stderr, "%s\n%s", error.what(), kUsage);
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
