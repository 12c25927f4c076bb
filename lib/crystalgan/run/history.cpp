#include "crystalgan/run/history.hpp"

#include <cmath>

#include "crystalgan/core/text.hpp"

namespace crystalgan {
namespace {

constexpr std::array<const char*, HistoryRow::kTerms> kStep1Names{"L_GAN_BH", "L_R_AH", "L_GAN_AH", "L_R_BH", "",
                                                                  "",         "L_G1",   "L_D_AH",   "L_D_BH", "L_D1"};
constexpr std::array<const char*, HistoryRow::kTerms> kStep3Names{
    "L_GAN_BHA", "L_R_AHB", "L_GAN_AHB", "L_R_BHA", "L_geo1", "L_geo2", "L_G2", "L_D_AHB", "L_D_BHA", "L_D2"};

}  // namespace

std::string loss_name(LossTerm term, std::int64_t step) {
  return (step == 1 ? kStep1Names : kStep3Names)[static_cast<std::size_t>(term)];
}

std::string history_csv(const std::vector<HistoryRow>& rows) {
  std::string text = "member,step,epoch";
  for (const auto* names : {&kStep1Names, &kStep3Names})
    for (const std::string name : *names)
      if (!name.empty()) text += "," + name;
  text += "\n";
  for (const HistoryRow& row : rows) {
    text += std::to_string(row.member) + "," + std::to_string(row.step) + "," + std::to_string(row.epoch);
    for (const auto* names : {&kStep1Names, &kStep3Names}) {
      const bool mine = (names == &kStep1Names) == (row.step == 1);
      for (std::size_t term = 0; term < HistoryRow::kTerms; ++term) {
        if (*(*names)[term] == '\0') continue;
        text += ",";
        if (mine && std::isfinite(row.terms[term])) text += exact_text(row.terms[term]);
      }
    }
    text += "\n";
  }
  return text;
}

}  // namespace crystalgan
