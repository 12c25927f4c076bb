# liblbfgs-dev ships neither a CMake nor a pkg-config file. Its archive is 15 KB: one library less to load at the start.
find_path(Lbfgs_INCLUDE_DIR lbfgs.h)
find_library(Lbfgs_LIBRARY NAMES liblbfgs.a lbfgs)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Lbfgs REQUIRED_VARS Lbfgs_LIBRARY Lbfgs_INCLUDE_DIR)
if(Lbfgs_FOUND AND NOT TARGET Lbfgs::lbfgs)
  add_library(Lbfgs::lbfgs UNKNOWN IMPORTED)
  set_target_properties(Lbfgs::lbfgs PROPERTIES IMPORTED_LOCATION ${Lbfgs_LIBRARY}
                        INTERFACE_INCLUDE_DIRECTORIES ${Lbfgs_INCLUDE_DIR})
endif()
