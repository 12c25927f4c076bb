#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crystalgan {

/// A system of a campaign in the matrix of metals. All texts may be foreign.
struct MatrixSystem {
  std::string a;  ///< metals, by symbol
  std::string b;
  std::string words;                  ///< what is said of it where the pointer or the focus is
  std::optional<double> above_known;  ///< eV/atom of its best candidate above the hull of the known phases
  bool has_failed = false;
};

/// The systems as an HTML table with a row and a column per metal, each system twice, coloured by the best energy above the
/// hull of the known phases, in meV/atom; grey where there is none. The metals stand on Pettifor's chemical scale, so that similar ones are
/// neighbours. With a legend. Equal systems give equal bytes.
std::string metal_matrix(const std::vector<MatrixSystem>& systems);

/// Its style, for the <style> of a page with page_files::kStyle.
extern const char* const kMetalMatrixStyle;

/// Its script: the cell at the pointer or the focus is said in the line below it, and arrow keys move the focus.
extern const std::string_view kMetalMatrixScript;

}  // namespace crystalgan
