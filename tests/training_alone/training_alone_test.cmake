# cmake -DSOURCE=<project> -DWORK=<scratch> -DGENERATOR=... -DCOMPILER=... -DFLAGS=... -DWERROR=... -P training_alone_test.cmake
# The training and its benchmark build while no package but LibTorch may be found. Always Release: ccache has those
# objects from the gate, or from the last time.
set(hidden)
foreach(package CLI11 fmt Gemmi GTest Libxsmm nlohmann_json OpenSSL PkgConfig tomlplusplus ZLIB)
  list(APPEND hidden -DCMAKE_DISABLE_FIND_PACKAGE_${package}=ON)
endforeach()
file(REMOVE_RECURSE ${WORK})
execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK} -G ${GENERATOR} -DCRYSTALGAN_TRAINING_ONLY=ON ${hidden}
                        -DCMAKE_BUILD_TYPE=Release -DCRYSTALGAN_WERROR=${WERROR} "-DCMAKE_PREFIX_PATH=${PREFIX_PATH}"
                        -DCMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}"
                OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "${output}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}
                OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "${output}")
endif()
execute_process(COMMAND ${WORK}/bench/crystalgan_bench_train --members 1 --threads 1 --engine reference
                OUTPUT_VARIABLE rows COMMAND_ERROR_IS_FATAL ANY)
string(JSON count LENGTH "${rows}" rows)
string(JSON step GET "${rows}" rows 0 step)
if(NOT count EQUAL 3 OR NOT step EQUAL 1)
  message(FATAL_ERROR "expected three rows, the first of step 1, got ${rows}")
endif()
