# cmake -DCOMPILER=<g++> -DOBJECTS=<file with their paths> -DWORK=<scratch> -P odr_test.cmake
# The first half of a link-time optimisation over the whole program, which compares the types of all translation units
# (-Wodr); nothing is generated. One partition: GCC 12 fails with several where a function has target_clones. The objects are compiled with -flto -ffat-lto-objects (CRYSTALGAN_ODR).
execute_process(COMMAND ${COMPILER} -print-prog-name=lto1 OUTPUT_VARIABLE lto1 OUTPUT_STRIP_TRAILING_WHITESPACE
                COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
execute_process(COMMAND ${lto1} -quiet -O2 -Wodr -Werror=odr -fwpa -flto-partition=one -fltrans-output-list=list -o out @${OBJECTS}
                WORKING_DIRECTORY ${WORK} ERROR_VARIABLE messages RESULT_VARIABLE failed)
file(GLOB partitions ${WORK}/list*)
file(REMOVE_RECURSE ${WORK})
if(failed)
  message(FATAL_ERROR "${messages}")
endif()
if(NOT partitions)
  message(FATAL_ERROR "expected something to link, got nothing: are the objects compiled with -flto?")
endif()
