# gemmi ships no CMake file in Debian 12. Header-only use needs tao-pegtl-dev beside it.
find_path(Gemmi_INCLUDE_DIR gemmi/symmetry.hpp)
find_path(Gemmi_PEGTL_DIR tao/pegtl.hpp)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Gemmi REQUIRED_VARS Gemmi_INCLUDE_DIR Gemmi_PEGTL_DIR)
if(Gemmi_FOUND AND NOT TARGET Gemmi::gemmi)
  add_library(Gemmi::gemmi INTERFACE IMPORTED)
  set_target_properties(Gemmi::gemmi PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${Gemmi_INCLUDE_DIR})
endif()
