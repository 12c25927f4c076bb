# LibTorch from the folder CRYSTALGAN_LIBTORCH: a PyTorch wheel (site-packages/torch) or the unpacked archive. Its own
# CMake package is not asked: built for CUDA, it fails where the CUDA toolkit is not installed, of which nothing is
# needed.
find_path(CRYSTALGAN_LIBTORCH_INCLUDE ATen/ATen.h PATHS ${CRYSTALGAN_LIBTORCH}/include NO_DEFAULT_PATH REQUIRED)
add_library(torch INTERFACE IMPORTED)
target_include_directories(torch INTERFACE ${CRYSTALGAN_LIBTORCH_INCLUDE}
                                           ${CRYSTALGAN_LIBTORCH_INCLUDE}/torch/csrc/api/include)
# The CUDA libraries make themselves known when they are loaded; nothing here names a symbol of theirs.
target_link_options(torch INTERFACE LINKER:--no-as-needed)
foreach(name torch torch_cpu c10 torch_cuda c10_cuda)
  find_library(CRYSTALGAN_LIBTORCH_${name} ${name} PATHS ${CRYSTALGAN_LIBTORCH}/lib NO_DEFAULT_PATH)
  if(CRYSTALGAN_LIBTORCH_${name})
    target_link_libraries(torch INTERFACE ${CRYSTALGAN_LIBTORCH_${name}})
  elseif(NOT name MATCHES cuda)
    message(FATAL_ERROR "expected lib${name}.so in ${CRYSTALGAN_LIBTORCH}/lib, found none")
  endif()
endforeach()
# Older wheels were built with the strings of the old libstdc++: then these hold for everything here that meets them.
set(own_package ${CRYSTALGAN_LIBTORCH}/share/cmake/Torch/TorchConfig.cmake)
if(EXISTS ${own_package})
  file(STRINGS ${own_package} flags REGEX "_GLIBCXX_USE_CXX11_ABI=[01]")
  if(flags MATCHES "_GLIBCXX_USE_CXX11_ABI=[01]")
    add_compile_definitions(${CMAKE_MATCH_0})
  endif()
endif()
