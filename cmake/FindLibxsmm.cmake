# libxsmm-dev has a pkg-config file, but no CMake file. Its archive names two functions of a BLAS for products that are never
# asked of it here. With Libxsmm_WITHOUT_BLAS, and where no BLAS is found, its own stubs (libxsmmnoblas) stand in for them, and
# the program loads no BLAS. A program that links the library and calls a BLAS of its own needs libblas-dev.
find_path(Libxsmm_INCLUDE_DIR libxsmm.h)
find_library(Libxsmm_LIBRARY xsmm)
if(NOT Libxsmm_WITHOUT_BLAS)
  find_package(BLAS QUIET)
  set(Libxsmm_BLAS ${BLAS_LIBRARIES})
endif()
if(NOT Libxsmm_BLAS)
  find_library(Libxsmm_BLAS xsmmnoblas)
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libxsmm REQUIRED_VARS Libxsmm_LIBRARY Libxsmm_INCLUDE_DIR Libxsmm_BLAS)
if(Libxsmm_FOUND AND NOT TARGET Libxsmm::libxsmm)
  add_library(Libxsmm::libxsmm UNKNOWN IMPORTED)
  set_target_properties(Libxsmm::libxsmm PROPERTIES IMPORTED_LOCATION ${Libxsmm_LIBRARY}
                        INTERFACE_INCLUDE_DIRECTORIES ${Libxsmm_INCLUDE_DIR})
  target_link_libraries(Libxsmm::libxsmm INTERFACE ${Libxsmm_BLAS} Threads::Threads ${CMAKE_DL_LIBS} m)
endif()
