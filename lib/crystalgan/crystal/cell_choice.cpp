#include "crystalgan/crystal/cell_choice.hpp"

#include "crystalgan/core/error.hpp"
#include "crystalgan/core/text.hpp"
#include "crystalgan/crystal/reduction.hpp"
#include "crystalgan/crystal/standard_cell.hpp"

namespace crystalgan {

Structure in_cell(const Structure& structure, CellChoice choice, double tolerance) {
  if (choice == CellChoice::given) return structure;
  if (choice == CellChoice::niggli) return niggli_reduced(structure);
  const auto cell = standard_cell(structure, tolerance);
  if (!cell)
    throw StructureError(structure.name() + ": no standard cell: spglib finds no space group within " +
                         exact_text(tolerance) + " A; are atoms closer than that?");
  return choice == CellChoice::primitive ? cell->primitive : cell->conventional;
}

}  // namespace crystalgan
