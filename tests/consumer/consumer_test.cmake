# cmake -DBUILD=<build tree> -DSOURCE=<this folder> -DWORK=<scratch> -DGENERATOR=... -DCOMPILER=... -DFLAGS=... -DPREFIX_PATH=... -P consumer_test.cmake
file(REMOVE_RECURSE ${WORK})
foreach(command
    "${CMAKE_COMMAND};--install;${BUILD};--prefix;${WORK}/prefix"
    "${CMAKE_COMMAND};-S;${SOURCE};-B;${WORK}/build;-G;${GENERATOR};-DCMAKE_BUILD_TYPE=Release;-DCMAKE_PREFIX_PATH=${WORK}/prefix\\;${PREFIX_PATH};-DCMAKE_CXX_COMPILER=${COMPILER};-DCMAKE_CXX_FLAGS=${FLAGS}"
    "${CMAKE_COMMAND};--build;${WORK}/build")
  execute_process(COMMAND ${command} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "${command}\n${output}")
  endif()
endforeach()
execute_process(COMMAND ${WORK}/build/consumer OUTPUT_VARIABLE distance COMMAND_ERROR_IS_FATAL ANY)
if(NOT distance STREQUAL "2.045\n")
  message(FATAL_ERROR "expected 2.045, got ${distance}")
endif()
