# libxsmm-dev has a pkg-config file, but no CMake file; its archive wants a BLAS (libblas-dev) for what is not called
# here.
find_path(Libxsmm_INCLUDE_DIR libxsmm.h)
find_library(Libxsmm_LIBRARY xsmm)
find_package(BLAS QUIET)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(Libxsmm REQUIRED_VARS Libxsmm_LIBRARY Libxsmm_INCLUDE_DIR BLAS_FOUND)
if(Libxsmm_FOUND AND NOT TARGET Libxsmm::libxsmm)
  add_library(Libxsmm::libxsmm UNKNOWN IMPORTED)
  set_target_properties(Libxsmm::libxsmm PROPERTIES IMPORTED_LOCATION ${Libxsmm_LIBRARY}
                        INTERFACE_INCLUDE_DIRECTORIES ${Libxsmm_INCLUDE_DIR})
  target_link_libraries(Libxsmm::libxsmm INTERFACE BLAS::BLAS Threads::Threads ${CMAKE_DL_LIBS} m)
endif()
