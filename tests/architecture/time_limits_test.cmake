# cmake -DCTEST=<ctest> -DBUILD=<build tree> -P time_limits_test.cmake: every test has a time limit of its own.
execute_process(COMMAND ${CTEST} --test-dir ${BUILD} --show-only=json-v1 OUTPUT_VARIABLE json ERROR_VARIABLE messages
                RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "${messages}")
endif()
# Read as text: string(JSON) takes minutes for a thousand tests.
string(REGEX MATCHALL "\"name\" : \"TIMEOUT\"" limits "${json}")
list(LENGTH limits with)
string(REGEX MATCHALL "\"name\" : \"WORKING_DIRECTORY\"" all "${json}")
list(LENGTH all count)
if(count LESS 100)
  message(FATAL_ERROR "expected hundreds of tests, got ${count}")
endif()
if(NOT with EQUAL count)
  message(FATAL_ERROR "expected the property TIMEOUT of every test, ${with} of ${count} have it")
endif()
