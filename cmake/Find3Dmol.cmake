# 3Dmol.js, the 3D viewer that reports carry, and the licences of all that it is bundled with. npm puts them into
# lib/crystalgan/report/page/node_modules, in the versions that package-lock.json there pins.
set(modules ${PROJECT_SOURCE_DIR}/lib/crystalgan/report/page/node_modules)
find_file(CRYSTALGAN_3DMOL 3Dmol-min.js PATHS ${modules}/3dmol/build NO_DEFAULT_PATH)
set(CRYSTALGAN_3DMOL_LICENCES "")
foreach(package 3dmol iobuffer netcdfjs pako upng-js)
  list(APPEND CRYSTALGAN_3DMOL_LICENCES ${modules}/${package}/LICENSE)
endforeach()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(3Dmol REQUIRED_VARS CRYSTALGAN_3DMOL
  REASON_FAILURE_MESSAGE "run: npm ci --ignore-scripts --prefix lib/crystalgan/report/page (scripts/install-dependencies does)")
