#include "bound_matcher.hpp"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/vector.h>

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "interruptible.hpp"

namespace crystalgan::python {
namespace {

namespace nb = nanobind;

using Rms = std::optional<std::pair<double, double>>;  // the least rms distance, and the largest distance there

// One matcher that several threads of Python may use, one after another.
class LockedMatcher {
 public:
  explicit LockedMatcher(const MatcherSettings& settings) : settings_(settings), matcher_(settings) {}

  const MatcherSettings& settings() const { return settings_; }
  PreparedStructure prepare(const Structure& structure) const { return matcher_.prepare(structure); }

  bool fit(const PreparedStructure& first, const PreparedStructure& second) {
    const std::scoped_lock lock(mutex_);
    return matcher_.fit(first, second);
  }

  Rms rms(const PreparedStructure& first, const PreparedStructure& second) {
    const std::scoped_lock lock(mutex_);
    const auto match = matcher_.match(first, second);
    return match ? Rms({match->rms, match->largest}) : std::nullopt;
  }

 private:
  MatcherSettings settings_;
  StructureMatcher matcher_;
  std::mutex mutex_;
};

using Pairs = std::vector<std::pair<const PreparedStructure*, const PreparedStructure*>>;

// One after another on each thread, with a matcher of its own for a run of pairs.
std::vector<bool> fit_many(const LockedMatcher& matcher, const Pairs& pairs, std::size_t threads,
                           const nb::object& progress) {
  constexpr std::size_t kRun = 64;
  std::vector<char> fits(pairs.size());
  run_interruptible(progress, [&](const Observer& observer) {
    std::mutex counting;
    std::size_t done = 0;
    parallel_for((pairs.size() + kRun - 1) / kRun, threads, [&](std::size_t run) {
      StructureMatcher own(matcher.settings());
      const std::size_t end = std::min(pairs.size(), (run + 1) * kRun);
      for (std::size_t i = run * kRun; i < end; ++i) fits[i] = own.fit(*pairs[i].first, *pairs[i].second) ? 1 : 0;
      const std::scoped_lock lock(counting);
      observer(done += end - run * kRun, pairs.size());
    });
  });
  return {fits.begin(), fits.end()};
}

std::vector<std::size_t> first_of_groups(const LockedMatcher& matcher, const std::vector<const Structure*>& structures,
                                         std::size_t threads, const nb::object& progress) {
  std::vector<Structure> copies;
  copies.reserve(structures.size());
  for (const Structure* structure : structures) copies.push_back(*structure);
  std::vector<std::size_t> first_of;
  run_interruptible(progress, [&](const Observer&) {
    first_of = match_groups(copies, matcher.settings(), threads).first_of;
  });
  return first_of;
}

}  // namespace

void bind_matcher(nb::module_& module) {
  nb::class_<PreparedStructure>(module, "PreparedStructure")
      .def("__len__", [](const PreparedStructure& structure) { return structure.cell.size(); });
  nb::class_<LockedMatcher>(module, "Matcher")
      .def(
          "__init__",
          [](LockedMatcher* self, double ltol, double stol, double angle_tol, bool primitive, bool scale,
             bool as_pymatgen) {
            new (self) LockedMatcher({.ltol = ltol,
                                      .stol = stol,
                                      .angle_tol = angle_tol,
                                      .primitive = primitive,
                                      .scale = scale,
                                      .as_pymatgen = as_pymatgen});
          },
          nb::arg("ltol"), nb::arg("stol"), nb::arg("angle_tol"), nb::arg("primitive"), nb::arg("scale"),
          nb::arg("as_pymatgen"))
      .def("prepare", &LockedMatcher::prepare, nb::call_guard<nb::gil_scoped_release>())
      .def("fit", &LockedMatcher::fit, nb::call_guard<nb::gil_scoped_release>())
      .def("rms", &LockedMatcher::rms, nb::call_guard<nb::gil_scoped_release>())
      .def("fit_many", &fit_many, nb::arg("pairs"), nb::arg("threads"), nb::arg("progress").none())
      .def("first_of_groups", &first_of_groups, nb::arg("structures"), nb::arg("threads"), nb::arg("progress").none());
}

}  // namespace crystalgan::python
