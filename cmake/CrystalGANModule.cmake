# For files of loops marked CRYSTALGAN_VECTORISED: nobody reads errno or traps, and with them the loops stay scalar. No
# multiply-add is made of two operations, so that vectors, their remainders and all processors round alike.
set(crystalgan_vector_loops -O3 -fno-math-errno -fno-trapping-math -ffp-contract=off)

function(crystalgan_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(${target} PRIVATE -Wno-restrict)  # false alarms of GCC 12 on std::string (bug 105651)
  endif()
  if(CRYSTALGAN_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()

# For the test architecture.odr: objects of the program carry their types beside the code, 7 % more to compile. Links take
# the code.
function(crystalgan_carry_types target)
  if(CRYSTALGAN_ODR)
    target_compile_options(${target} PRIVATE -flto -ffat-lto-objects)
    target_link_options(${target} PUBLIC -fno-lto)
    set_property(GLOBAL APPEND PROPERTY CRYSTALGAN_OBJECTS $<TARGET_OBJECTS:${target}>)
  endif()
endfunction()

# crystalgan_module(<name> SOURCES a.cpp ... HEADERS a.hpp ... DEPENDS core ... [PRIVATE lib ...])
# One folder of lib/crystalgan = one static library = crystalgan::<name>. A module's CMakeLists.txt
# reads as its dependency list: what its files include, as tests/architecture checks.
function(crystalgan_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;HEADERS;DEPENDS;PRIVATE")
  set(target crystalgan_${name})
  add_library(${target} STATIC ${arg_SOURCES})
  add_library(crystalgan::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON
                                             VERIFY_INTERFACE_HEADER_SETS ON)
  target_sources(${target} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/lib
                                         FILES ${arg_HEADERS})
  target_compile_features(${target} PUBLIC cxx_std_20)
  foreach(dependency IN LISTS arg_DEPENDS)
    target_link_libraries(${target} PUBLIC crystalgan::${dependency})
  endforeach()
  target_link_libraries(${target} PRIVATE ${arg_PRIVATE})
  crystalgan_warnings(${target})
  crystalgan_carry_types(${target})
  set_property(GLOBAL APPEND PROPERTY CRYSTALGAN_MODULES ${target})
endfunction()

# crystalgan_embed_text(<source> TEXT file HEADER crystalgan/x/y.hpp CONSTANT kName)
# Makes <source> in the build folder: a file as the std::string_view CONSTANT of HEADER. Nothing has to be found at run time.
function(crystalgan_embed_text source)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TEXT;HEADER;CONSTANT" "")
  set(script ${PROJECT_SOURCE_DIR}/cmake/EmbedText.cmake)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DOUTPUT=${source} -DTEXT=${arg_TEXT} -DHEADER=${arg_HEADER} -DCONSTANT=${arg_CONSTANT}
            -P ${script}
    DEPENDS ${arg_TEXT} ${script}
    VERBATIM)
endfunction()
