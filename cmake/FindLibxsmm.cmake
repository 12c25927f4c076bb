# libxsmm-dev has a pkg-config file, but no CMake file. Its archive names two functions of a BLAS for products that are never
# asked of it here: with Libxsmm_WITHOUT_BLAS its own stubs (libxsmmnoblas) stand in for them, and the program loads no BLAS.
# Whoever links a library and calls a BLAS of his own leaves that out and links libblas-dev.
find_path(Libxsmm_INCLUDE_DIR libxsmm.h)
find_library(Libxsmm_LIBRARY xsmm)
if(Libxsmm_WITHOUT_BLAS)
  find_library(Libxsmm_BLAS xsmmnoblas)
else()
  find_package(BLAS QUIET)
  set(Libxsmm_BLAS ${BLAS_LIBRARIES})
endif()
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libxsmm REQUIRED_VARS Libxsmm_LIBRARY Libxsmm_INCLUDE_DIR Libxsmm_BLAS)
if(Libxsmm_FOUND AND NOT TARGET Libxsmm::libxsmm)
  add_library(Libxsmm::libxsmm UNKNOWN IMPORTED)
  set_target_properties(Libxsmm::libxsmm PROPERTIES IMPORTED_LOCATION ${Libxsmm_LIBRARY}
                        INTERFACE_INCLUDE_DIRECTORIES ${Libxsmm_INCLUDE_DIR})
  target_link_libraries(Libxsmm::libxsmm INTERFACE ${Libxsmm_BLAS} Threads::Threads ${CMAKE_DL_LIBS} m)
endif()
