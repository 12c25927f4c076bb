// A crystal through all of symmetry: reduced, primitive and standard cells, a CIF with operators, and back: the same crystal.
#include "crystalgan/crystal/symmetry.hpp"

#include <cmath>
#include <string>

#include "clear_errors.hpp"
#include "crystalgan/crystal/clear_symmetry.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/repeating_cell.hpp"
#include "crystalgan/crystal/standard_cell.hpp"
#include "crystalgan/crystal/symmetry_search.hpp"
#include "crystalgan/io/cif.hpp"
#include "crystalgan/io/symmetric_cif.hpp"
#include "crystalgan/matching/structure_matcher.hpp"
#include "decoded_crystal.hpp"
#include "target.hpp"

using namespace crystalgan;

namespace {

void expect_same(const Structure& one, const Structure& other, double tolerance, const std::string& what) {
  fuzz::expect(reduced(one.composition()) == reduced(other.composition()), what + ": another composition");
  fuzz::expect(std::abs(one.volume_per_atom() / other.volume_per_atom() - 1.0) <= tolerance, what + ": another volume");
  if (!fuzz::has_distances(one)) return;
  MatcherSettings settings;
  settings.max_steps = 3'000'000;
  settings.scale = false;
  StructureMatcher matcher(settings);
  const bool fits = matcher.fit(matcher.prepare(one), matcher.prepare(other));
  if (!matcher.gave_up()) fuzz::expect(fits, what + ": another crystal");
}

void expect_cif_reads_back(const Structure& structure, double tolerance) {
  const std::string text = symmetric_cif_text(structure, "x", tolerance);
  const auto read = [](const std::string& cif) {
    ReadNotes notes;
    return parse_cif(cif, "written", notes);
  };
  if (!fuzz::has_distances(structure)) {  // may be refused: its atoms are almost equal by symmetry
    fuzz::reads([&] { read(text); });
    return;
  }
  const auto again = fuzz::read_again(text, read);
  fuzz::expect(again.size() == 1, "expected one structure in\n" + text);
  expect_same(structure, again.front(), 1e-2, "CIF at " + std::to_string(tolerance) + " A");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  fuzz::ByteReader reader(bytes, size);
  const auto structure = fuzz::decoded_crystal(reader, 12);
  if (!structure) return 0;
  const Structure cell = niggli_reduced(*structure);
  expect_same(*structure, cell, 1e-6, "Niggli cell");
  expect_same(*structure, repeating_cell(cell, kExactTolerance), 1e-6, "repeating cell");
  clear_symmetry(cell, kSymmetryTolerance);
  const SymmetryFound found = search_symmetry(*structure);
  if (found.group) fuzz::expect(found.group->number >= 1 && found.group->number <= 230, "no space group");
  if (const auto primitive = primitive_cell(*structure, kExactTolerance))
    expect_same(*structure, *primitive, 1e-2, "primitive cell");
  if (const auto standard = standard_cell(*structure, kExactTolerance)) {
    expect_same(*structure, standard->conventional, 1e-2, "conventional cell");
    expect_same(*structure, standard->primitive, 1e-2, "standard primitive cell");
  }
  expect_cif_reads_back(*structure, kExactTolerance);
  return 0;
}
