#include "bound_matcher.hpp"

#include <nanobind/ndarray.h>
#include <nanobind/stl/array.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/parallel.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "crystalgan/matching/supercell_matching.hpp"
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
  PreparedStructure prepare_cell(const Structure& cell) const { return matcher_.prepare_cell(cell); }
  Structure reduced(const Structure& structure, bool niggli) const { return matcher_.reduced(structure, niggli); }

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

// [sites of second, sites of first]
using Mask = nb::ndarray<const bool, nb::shape<-1, -1>, nb::c_contig, nb::device::cpu>;

CellSites cell_sites(const Structure& structure) {
  CellSites cell{structure.lattice(), {}};
  for (const Site& site : structure.sites()) cell.positions.push_back(site.position);
  return cell;
}

std::optional<SupercellMatch> supercell_match(const LockedMatcher& matcher, const Structure& first,
                                              const Structure& second, const Mask& may_pair, std::int64_t size,
                                              bool of_first, bool min_rms, bool first_found) {
  const SupercellQuestion question{std::vector<bool>(may_pair.data(), may_pair.data() + may_pair.size()), size,
                                   of_first, min_rms, first_found};
  const nb::gil_scoped_release released;
  return match_supercells(cell_sites(first), cell_sites(second), question, matcher.settings());
}

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
  run_interruptible(progress,
                    [&](const Observer&) { first_of = match_groups(copies, matcher.settings(), threads).first_of; });
  return first_of;
}

std::vector<std::size_t> first_of_prepared(const LockedMatcher& matcher,
                                           const std::vector<const PreparedStructure*>& prepared, std::size_t threads,
                                           const nb::object& progress) {
  PreparedSet set{matcher.settings(), {}, {}};
  for (std::size_t i = 0; i < prepared.size(); ++i) {
    set.structures.push_back(*prepared[i]);
    set.buckets[prepared[i]->cell.composition()].push_back(i);
  }
  std::vector<std::size_t> first_of;
  run_interruptible(progress, [&](const Observer& observer) {
    first_of = match_groups(set, threads, [&](std::size_t grouped) {
                 observer(std::min(grouped, set.structures.size()), set.structures.size());
               }).first_of;
  });
  return first_of;
}

}  // namespace

void bind_matcher(nb::module_& module) {
  nb::class_<PreparedStructure>(module, "PreparedStructure").def("__len__", [](const PreparedStructure& structure) {
    return structure.cell.size();
  });
  nb::class_<SupercellMatch>(module, "SupercellMatch")
      .def_ro("value", &SupercellMatch::value)
      .def_ro("distances", &SupercellMatch::distances)
      .def_ro("supercell", &SupercellMatch::supercell)
      .def_prop_ro("translation", [](const SupercellMatch& match) { return match.translation.components; })
      .def_ro("first_of_second", &SupercellMatch::first_of_second);
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
      .def("prepare_cell", &LockedMatcher::prepare_cell, nb::call_guard<nb::gil_scoped_release>())
      .def("reduced", &LockedMatcher::reduced, nb::arg("structure"), nb::arg("niggli"),
           nb::call_guard<nb::gil_scoped_release>())
      .def("supercell_match", &supercell_match, nb::arg("first"), nb::arg("second"), nb::arg("may_pair"),
           nb::arg("size"), nb::arg("of_first"), nb::arg("min_rms"), nb::arg("first_found"))
      .def("fit", &LockedMatcher::fit, nb::call_guard<nb::gil_scoped_release>())
      .def("rms", &LockedMatcher::rms, nb::call_guard<nb::gil_scoped_release>())
      .def("fit_many", &fit_many, nb::arg("pairs"), nb::arg("threads"), nb::arg("progress").none())
      .def("first_of_prepared", &first_of_prepared, nb::arg("structures"), nb::arg("threads"),
           nb::arg("progress").none())
      .def("first_of_groups", &first_of_groups, nb::arg("structures"), nb::arg("threads"), nb::arg("progress").none());
}

}  // namespace crystalgan::python
