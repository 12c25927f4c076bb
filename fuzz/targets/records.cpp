// The tables and JSON files of a run. The first byte chooses the reader ('a' is the first); what is read is written and read
// again as the same text.
#include <array>
#include <string>
#include <string_view>

#include "clear_errors.hpp"
#include "crystalgan/archive/comparison_shares.hpp"
#include "crystalgan/archive/run_directory.hpp"
#include "crystalgan/record/candidate.hpp"
#include "crystalgan/record/formula_record.hpp"
#include "crystalgan/record/history.hpp"
#include "crystalgan/record/ranking_record.hpp"
#include "crystalgan/record/relaxation_record.hpp"
#include "crystalgan/record/single_point_record.hpp"
#include "crystalgan/record/space_group_list.hpp"
#include "crystalgan/record/step_record.hpp"
#include "crystalgan/record/summary.hpp"
#include "read_and_write.hpp"
#include "target.hpp"

using namespace crystalgan;

namespace {

RankingRecord parse_three(const std::string& text, const std::string& file) {
  constexpr std::string_view between = "\n===\n";
  const auto first = text.find(between);
  const auto second = first == std::string::npos ? first : text.find(between, first + 1);
  if (second == std::string::npos) throw ParseError(file, 0, "expected three texts");
  return parse_ranking({text.substr(0, first), text.substr(first + between.size(), second - first - between.size() + 1),
                        text.substr(second + between.size())},
                       {file, file, file});
}

std::string written_three(const RankingRecord& record) {
  return ranking_json(record) + "\n===\n" + ranking_csv(record) + "\n===\n" + phases_csv(record);
}

void read_candidates(std::string_view text) {
  fuzz::read_and_write(
      parse_candidates, [](const auto& rows) { return candidates_csv(rows, {}); }, text);
}
void read_certificate(std::string_view text) {
  const auto write = [](const Certificate& certificate) {
    Candidate candidate{};
    candidate.certificate = certificate;
    return certificate_json(candidate);
  };
  fuzz::read_and_write(parse_certificate, write, text);
}
void read_history(std::string_view text) { fuzz::read_and_write(parse_history, history_csv, text); }
void read_formulas(std::string_view text) { fuzz::read_and_write(parse_formulas, formulas_csv, text); }
void read_ranking(std::string_view text) { fuzz::read_and_write(parse_three, written_three, text); }
void read_relaxation(std::string_view text) { fuzz::read_and_write(parse_relaxation, relaxation_csv, text); }
void read_calculator(std::string_view text) {
  fuzz::reads([&] { parse_relaxed_count(std::string(text), "input"); });
  const auto write = [](const CalculatorRecord& calculator) { return relaxation_json(calculator, {}); };
  fuzz::read_and_write(parse_relaxation_calculator, write, text);
}
void read_single_points(std::string_view text) { fuzz::read_and_write(parse_single_points, single_points_csv, text); }
void read_space_groups(std::string_view text) {
  fuzz::reads([&] { parse_space_groups(text); });
}
void read_steps(std::string_view text) { fuzz::read_and_write(parse_steps, steps_csv, text); }
void read_summary(std::string_view text) { fuzz::read_and_write(parse_summary, summary_json, text); }
void read_manifest(std::string_view text) { fuzz::read_and_write(parse_manifest, manifest_json, text); }
void read_comparison(std::string_view text) {
  fuzz::reads([&] { parse_comparison(text, "input", ComparedForm::as_generated); });
}

constexpr std::array kReaders{read_candidates, read_certificate, read_history,       read_formulas,     read_ranking,
                              read_relaxation, read_calculator,  read_single_points, read_space_groups, read_steps,
                              read_summary,    read_manifest,    read_comparison};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  fuzz::read_by_first_byte(kReaders, bytes, size);
  return 0;
}
