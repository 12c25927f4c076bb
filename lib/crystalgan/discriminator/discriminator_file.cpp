#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/discriminator/template_discriminator.hpp"

namespace crystalgan {
namespace {

constexpr std::string_view kHead =
    "# D(template | formula): feature NAME MEAN DEVIATION WEIGHT, space_group NUMBER OFFSET\n";

constexpr std::string_view kFeature = "feature";
constexpr std::string_view kSpaceGroup = "space_group";

// Reads lines; each feature and each space group once.
class DiscriminatorReader {
 public:
  explicit DiscriminatorReader(const std::string& file) : place_{file, 0} {}

  void read(std::string_view line) {
    ++place_.line;
    const std::vector<std::string_view> words = split_words(line);
    if (words.empty() || words.front().starts_with('#')) return;
    if (words.front() == kFeature && words.size() == 5)
      read_feature(words);
    else if (words.front() == kSpaceGroup && words.size() == 3)
      read_space_group(words);
    else
      throw ParseError(place_.file, place_.line,
                       "expected 'feature NAME MEAN DEVIATION WEIGHT' or 'space_group NUMBER OFFSET', got '" +
                           printable(line) + "'");
  }

  TemplateDiscriminator finished() const {
    for (std::size_t i = 0; i < kTemplateFeatures; ++i)
      if (!has_feature_[i])
        throw ParseError(place_.file, 0, fmt::format("expected a line of the feature {}", kTemplateFeatureNames[i]));
    for (std::size_t number = 1; number < has_group_.size(); ++number)
      if (!has_group_[number])
        throw ParseError(place_.file, 0, fmt::format("expected a line of space_group {}", number));
    return discriminator_;
  }

 private:
  void read_feature(const std::vector<std::string_view>& words) {
    const auto found = std::ranges::find(kTemplateFeatureNames, words[1]);
    if (found == kTemplateFeatureNames.end())
      throw ParseError(place_.file, place_.line, "no feature '" + printable(words[1]) + "'");
    const auto i = static_cast<std::size_t>(found - kTemplateFeatureNames.begin());
    require_new(has_feature_[i], words[1]);
    discriminator_.mean[i] = parse_real(words[2], "mean", place_);
    discriminator_.deviation[i] = parse_real(words[3], "deviation", place_);
    discriminator_.weights[i] = parse_real(words[4], "weight", place_);
    if (discriminator_.deviation[i] <= 0.0)
      throw ParseError(place_.file, place_.line, "expected a deviation above 0, got " + printable(words[3]));
  }

  void read_space_group(const std::vector<std::string_view>& words) {
    const auto number = try_parse_count(words[1]);
    if (!number || *number < 1 || *number > wyckoff::kSpaceGroups)
      throw ParseError(place_.file, place_.line, "expected a space group from 1 to 230, got " + printable(words[1]));
    const auto i = static_cast<std::size_t>(*number);
    require_new(has_group_[i], words[1]);
    discriminator_.offsets[i] = parse_real(words[2], "offset", place_);
  }

  void require_new(bool& seen, std::string_view name) const {
    if (seen) throw ParseError(place_.file, place_.line, "a second line of " + printable(name));
    seen = true;
  }

  Place place_;
  TemplateDiscriminator discriminator_;
  std::array<bool, kTemplateFeatures> has_feature_{};
  std::array<bool, wyckoff::kSpaceGroups + 1> has_group_{};
};

}  // namespace

std::string to_text(const TemplateDiscriminator& discriminator) {
  std::string text(kHead);
  for (std::size_t i = 0; i < kTemplateFeatures; ++i)
    text += fmt::format("{} {} {} {} {}\n", kFeature, kTemplateFeatureNames[i], exact_text(discriminator.mean[i]),
                        exact_text(discriminator.deviation[i]), exact_text(discriminator.weights[i]));
  for (std::size_t number = 1; number < discriminator.offsets.size(); ++number)
    text += fmt::format("{} {} {}\n", kSpaceGroup, number, exact_text(discriminator.offsets[number]));
  return text;
}

TemplateDiscriminator parse_discriminator(std::string_view text, const std::string& file) {
  DiscriminatorReader reader(file);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    reader.read(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return reader.finished();
}

}  // namespace crystalgan
