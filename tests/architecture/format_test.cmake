# cmake -DCLANG_FORMAT=... -DSOURCE=... -P format_test.cmake: every source is as .clang-format has it.
file(GLOB_RECURSE sources ${SOURCE}/lib/*.?pp ${SOURCE}/app/*.?pp ${SOURCE}/tests/*.?pp ${SOURCE}/bench/*.?pp
     ${SOURCE}/examples/*.?pp)
execute_process(COMMAND ${CLANG_FORMAT} --dry-run -Werror ${sources} RESULT_VARIABLE failed ERROR_VARIABLE messages)
if(failed)
  string(REGEX MATCHALL "[^\n]*error[^\n]*" lines "${messages}")
  list(JOIN lines "\n" text)
  message(FATAL_ERROR "clang-format would change:\n${text}")
endif()
