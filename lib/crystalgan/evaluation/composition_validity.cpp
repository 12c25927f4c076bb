#include "crystalgan/evaluation/composition_validity.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "crystalgan/evaluation/smact_table.hpp"

namespace crystalgan {
namespace {

struct Share {
  SmactElement element;
  int count;
};

/// The allowed signs of an element's oxidation state.
struct Signs {
  bool positive = true;
  bool negative = true;
};

constexpr Signs kPositive{true, false};
constexpr Signs kNegative{false, true};

/// Whether one state of the allowed sign per element gives zero charge. Keeps the sums, which are far fewer than the
/// combinations.
bool can_be_neutral(const std::vector<Share>& shares, const std::vector<Signs>& signs) {
  std::vector<std::int64_t> charges{0};
  for (std::size_t i = 0; i < shares.size(); ++i) {
    std::vector<std::int64_t> next;
    for (const std::int64_t state : shares[i].element.oxidation_states) {
      if (state > 0 ? !signs[i].positive : !signs[i].negative) continue;
      for (const std::int64_t charge : charges) next.push_back(charge + state * shares[i].count);
    }
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    charges = std::move(next);
  }
  return std::binary_search(charges.begin(), charges.end(), 0);
}

/// For known electronegativities: elements up to a bound are positive, the others negative. Every combination that
/// passes the Pauling test has this form; its bound is its largest positive electronegativity.
bool valid_below_a_bound(const std::vector<Share>& shares) {
  return std::any_of(shares.begin(), shares.end(), [&](const Share& last) {
    std::vector<Signs> signs;
    for (const Share& share : shares)
      signs.push_back(share.element.electronegativity <= last.element.electronegativity ? kPositive : kNegative);
    return can_be_neutral(shares, signs);
  });
}

/// What the published program does with an unknown electronegativity. It compares pairs of elements in the order of
/// their atomic numbers, (0, 1), (0, 2) ... (1, 2) ..., and stops at the first pair with an unknown: opposite signs
/// raise an exception, which counts as a pass; equal signs fail.
bool valid_before_an_unknown(const std::vector<Share>& shares, std::size_t unknown) {
  const std::size_t last = std::max<std::size_t>(unknown, 1);
  const auto electronegativity = [&](std::size_t i) { return shares[i].element.electronegativity; };
  const auto valid_for = [&](Signs first, Signs opposite) {
    std::vector<Signs> signs(shares.size());
    signs[0] = first;
    for (std::size_t i = 1; i < last; ++i) {
      const bool may_differ = first.positive ? electronegativity(0) < electronegativity(i)  //
                                             : electronegativity(i) < electronegativity(0);
      if (!may_differ) signs[i] = first;
    }
    signs[last] = opposite;
    return can_be_neutral(shares, signs);
  };
  return valid_for(kPositive, kNegative) || valid_for(kNegative, kPositive);
}

}  // namespace

bool smact_valid(const Composition& composition) {
  if (composition.size() <= 1) return true;
  std::vector<Share> shares;
  for (const auto& [element, count] : composition) shares.push_back({smact_element(element), count});
  if (std::all_of(shares.begin(), shares.end(), [](const Share& share) { return share.element.metal; })) return true;
  const auto unknown =
      std::find_if(shares.begin(), shares.end(), [](const Share& share) { return !share.element.electronegativity; });
  return unknown == shares.end() ? valid_below_a_bound(shares)
                                 : valid_before_an_unknown(shares, static_cast<std::size_t>(unknown - shares.begin()));
}

}  // namespace crystalgan
