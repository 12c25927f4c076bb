# The commit goes into manifests. It is asked for at every build, not only at configure time, and written only when it
# changed. Run as a script (-P) this file does the asking.
if(CMAKE_SCRIPT_MODE_FILE)
  # a tarball unpacked inside another repository is not of that repository's commit
  get_filename_component(above ${SOURCE} DIRECTORY)
  execute_process(COMMAND ${CMAKE_COMMAND} -E env GIT_CEILING_DIRECTORIES=${above}
                          git -C ${SOURCE} describe --always --dirty --abbrev=12
                  OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed OR COMMIT STREQUAL "")
    set(COMMIT "unknown")
  endif()
  configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
  return()
endif()

set(CRYSTALGAN_VERSION_FILE ${PROJECT_BINARY_DIR}/generated/version.cpp)
add_custom_target(crystalgan_commit
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DTEMPLATE=${PROJECT_SOURCE_DIR}/app/version.cpp.in
          -DOUTPUT=${CRYSTALGAN_VERSION_FILE} -DVERSION=${PROJECT_VERSION}
          -P ${PROJECT_SOURCE_DIR}/cmake/CrystalGANCommit.cmake
  BYPRODUCTS ${CRYSTALGAN_VERSION_FILE})
