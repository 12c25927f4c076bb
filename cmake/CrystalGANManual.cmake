# The manual page and the completions of shells, written from the option definitions at every build that changed them.
if(CMAKE_CROSSCOMPILING)  # crystalgan_write_documents does not run here
  return()
endif()
find_program(CRYSTALGAN_GZIP gzip REQUIRED)
set(CRYSTALGAN_SHARE ${PROJECT_BINARY_DIR}/share)
set(page ${CRYSTALGAN_SHARE}/man/man1/crystalgan.1)
add_custom_command(OUTPUT ${page}.gz
  COMMAND crystalgan_write_documents ${CRYSTALGAN_SHARE}
  COMMAND ${CRYSTALGAN_GZIP} -9nf ${page}  # no name, no time
  COMMENT "Writing the manual page and the completions" VERBATIM)
add_custom_target(crystalgan_manual ALL DEPENDS ${page}.gz)
