#include "crystalgan/dft/potcar_setup.hpp"

#include <map>
#include <string_view>

namespace crystalgan {

std::string potcar_setup(Element element) {
  // The suffix after the symbol; other elements have none.
  static const std::map<std::string_view, std::string_view> kEndings{
      {"Ba", "_sv"}, {"Be", "_sv"}, {"Ca", "_sv"}, {"Cr", "_pv"}, {"Cs", "_sv"}, {"Cu", "_pv"}, {"Dy", "_3"},
      {"Er", "_3"},  {"Fe", "_pv"}, {"Ga", "_d"},  {"Ge", "_d"},  {"Hf", "_pv"}, {"Ho", "_3"},  {"In", "_d"},
      {"K", "_sv"},  {"Li", "_sv"}, {"Lu", "_3"},  {"Mg", "_pv"}, {"Mn", "_pv"}, {"Mo", "_pv"}, {"Na", "_pv"},
      {"Nb", "_pv"}, {"Nd", "_3"},  {"Ni", "_pv"}, {"Os", "_pv"}, {"Pb", "_d"},  {"Pm", "_3"},  {"Pr", "_3"},
      {"Rb", "_sv"}, {"Re", "_pv"}, {"Rh", "_pv"}, {"Ru", "_pv"}, {"Sc", "_sv"}, {"Sm", "_3"},  {"Sn", "_d"},
      {"Sr", "_sv"}, {"Ta", "_pv"}, {"Tb", "_3"},  {"Tc", "_pv"}, {"Ti", "_pv"}, {"Tl", "_d"},  {"Tm", "_3"},
      {"V", "_pv"},  {"W", "_sv"},  {"Y", "_sv"},  {"Yb", "_3"},  {"Zr", "_sv"}};
  const auto found = kEndings.find(element.symbol());
  return std::string(element.symbol()) + std::string(found == kEndings.end() ? "" : found->second);
}

}  // namespace crystalgan
