#pragma once

#include <string_view>

// The texts that a page is made of, put into the program when it is built (cmake/EmbedPage.cmake).
namespace crystalgan::page_files {

extern const std::string_view kTemplate;        ///< page/report.html
extern const std::string_view kStyle;           ///< page/report.css
extern const std::string_view kScript;          ///< page/*.js in the order of CMakeLists.txt
extern const std::string_view kEnergyScript;    ///< page/energies.js, behind the others in the page of a ranked run
extern const std::string_view kViewerLibrary;   ///< 3Dmol.js
extern const std::string_view kViewerLicences;  ///< of 3Dmol.js and of what it holds

}  // namespace crystalgan::page_files
