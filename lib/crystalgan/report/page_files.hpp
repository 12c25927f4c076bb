#pragma once

#include <string_view>

// The texts of the page, embedded at build time (cmake/EmbedPage.cmake).
namespace crystalgan::page_files {

extern const std::string_view kTemplate;         ///< page/report.html
extern const std::string_view kStyle;            ///< page/report.css
extern const std::string_view kScript;           ///< page/*.js in the order of CMakeLists.txt
extern const std::string_view kEnergyScript;     ///< page/energies.js, last script in the page of a ranked run
extern const std::string_view kCrystalTemplate;  ///< page/crystal.html
extern const std::string_view kCrystalScript;    ///< those of page/*.js that draw one crystal
extern const std::string_view kViewerLibrary;    ///< 3Dmol.js
extern const std::string_view kViewerLicences;   ///< of 3Dmol.js and its parts

}  // namespace crystalgan::page_files
