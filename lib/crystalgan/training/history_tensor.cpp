#include "crystalgan/training/history_tensor.hpp"

#include <ATen/ATen.h>

namespace crystalgan {
namespace {

// Member, step and epoch, then the terms.
constexpr std::int64_t kHistoryColumns = 3 + static_cast<std::int64_t>(HistoryRow::kTerms);

}  // namespace

at::Tensor history_tensor(const std::vector<HistoryRow>& rows) {
  auto table = at::empty({static_cast<std::int64_t>(rows.size()), kHistoryColumns}, at::kDouble);
  double* cell = table.data_ptr<double>();
  for (const HistoryRow& row : rows) {
    *cell++ = static_cast<double>(row.member);
    *cell++ = static_cast<double>(row.step);
    *cell++ = static_cast<double>(row.epoch);
    for (const double term : row.terms) *cell++ = term;
  }
  return table;
}

std::vector<HistoryRow> history_of(const NamedTensors& tensors, const std::string& name) {
  const auto stored = tensors.find(name);
  const std::int64_t count = stored == tensors.end() || stored->second.dim() == 0 ? 0 : stored->second.size(0);
  const auto table = tensor_named(tensors, name, at::empty({count, kHistoryColumns}, at::kDouble));
  std::vector<HistoryRow> rows;
  const auto numbers = table.contiguous();
  const double* cell = numbers.data_ptr<double>();
  for (std::int64_t i = 0; i < table.size(0); ++i) {
    HistoryRow row{};
    row.member = static_cast<std::int64_t>(*cell++);
    row.step = static_cast<std::int64_t>(*cell++);
    row.epoch = static_cast<std::int64_t>(*cell++);
    for (double& term : row.terms) term = *cell++;
    rows.push_back(row);
  }
  return rows;
}

}  // namespace crystalgan
