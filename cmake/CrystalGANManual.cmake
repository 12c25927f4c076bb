# The manual page and the completions of shells are written by the program itself, at every build that changed it. Run as
# a script (-P) this file has them written.
if(CMAKE_SCRIPT_MODE_FILE)
  set(page ${OUTPUT}/man/man1/crystalgan.1)
  foreach(folder man/man1 bash-completion/completions zsh/vendor-completions fish/vendor_completions.d)
    file(MAKE_DIRECTORY ${OUTPUT}/${folder})
  endforeach()
  execute_process(COMMAND ${PROGRAM} manual OUTPUT_FILE ${page} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${GZIP} -9nf ${page} COMMAND_ERROR_IS_FATAL ANY)  # no name, no time
  foreach(written bash:bash-completion/completions/crystalgan zsh:zsh/vendor-completions/_crystalgan
                  fish:fish/vendor_completions.d/crystalgan.fish)
    string(REPLACE ":" ";" written ${written})
    list(GET written 0 shell)
    list(GET written 1 path)
    execute_process(COMMAND ${PROGRAM} completion ${shell} OUTPUT_FILE ${OUTPUT}/${path} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
  return()
endif()

if(CMAKE_CROSSCOMPILING)  # the program does not run here
  return()
endif()
find_program(CRYSTALGAN_GZIP gzip REQUIRED)
set(CRYSTALGAN_SHARE ${PROJECT_BINARY_DIR}/share)
set(page ${CRYSTALGAN_SHARE}/man/man1/crystalgan.1.gz)
add_custom_command(OUTPUT ${page}
  COMMAND ${CMAKE_COMMAND} -DPROGRAM=$<TARGET_FILE:crystalgan> -DOUTPUT=${CRYSTALGAN_SHARE} -DGZIP=${CRYSTALGAN_GZIP}
          -P ${PROJECT_SOURCE_DIR}/cmake/CrystalGANManual.cmake
  DEPENDS crystalgan ${PROJECT_SOURCE_DIR}/cmake/CrystalGANManual.cmake
  COMMENT "Writing the manual page and the completions" VERBATIM)
add_custom_target(crystalgan_manual ALL DEPENDS ${page})
