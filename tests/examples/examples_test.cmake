# cmake -DBUILD=<build tree> -DSOURCE=<examples> -DDATA=<structure files> -DWORK=<scratch> -DGENERATOR=...
#       -DCOMPILER=... -DLAUNCHER=... -DFLAGS=... -DWERROR=... -DPREFIX_PATH=... -P examples_test.cmake
# The examples as a project of somebody else: CrystalGAN is installed, found by find_package(), every example built
# against it and run.
cmake_minimum_required(VERSION 3.25)
set(warnings "-Wall -Wextra -Wpedantic -Wshadow -Wconversion")
if(WERROR)
  string(APPEND warnings " -Werror")
endif()
file(REMOVE_RECURSE ${WORK})

function(must_run)
  execute_process(COMMAND ${ARGV} OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "${ARGV}\n${output}")
  endif()
endfunction()

# What an example prints, run where the inputs are.
function(run_example printed example)
  execute_process(COMMAND ${WORK}/build/${example} ${ARGN} WORKING_DIRECTORY ${WORK}/inputs
                  OUTPUT_VARIABLE output ERROR_VARIABLE messages RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "${example} ${ARGN}\n${output}${messages}")
  endif()
  set_property(GLOBAL APPEND PROPERTY examples_run ${example})
  set(${printed} "${output}" PARENT_SCOPE)
endfunction()

function(expect_text text example)
  run_example(printed ${example} ${ARGN})
  if(NOT printed STREQUAL text)
    message(FATAL_ERROR "${example} ${ARGN}: expected\n${text}got\n${printed}")
  endif()
endfunction()

function(expect_words pattern example)
  run_example(printed ${example} ${ARGN})
  if(NOT printed MATCHES "${pattern}")
    message(FATAL_ERROR "${example} ${ARGN}: expected\n${pattern}got\n${printed}")
  endif()
endfunction()

# ---- Install, find, build ----------------------------------------------------
must_run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)
string(REPLACE ";" "\\;" prefixes "${WORK}/prefix;${PREFIX_PATH}")
must_run(${CMAKE_COMMAND} -S ${SOURCE} -B ${WORK}/build -G ${GENERATOR} -DCMAKE_BUILD_TYPE=Release
         "-DCMAKE_PREFIX_PATH=${prefixes}" -DCMAKE_CXX_COMPILER=${COMPILER}
         -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} "-DCMAKE_CXX_FLAGS=${FLAGS} ${warnings}")
must_run(${CMAKE_COMMAND} --build ${WORK}/build)

# ---- Inputs ------------------------------------------------------------------
foreach(name MgH2-rutile.cif MgH2-rutile.vasp PdH-rocksalt.vasp PdD-rocksalt.cif skewed-triclinic.cif)
  file(COPY ${DATA}/${name} DESTINATION ${WORK}/inputs/mixed)
endforeach()
file(COPY ${SOURCE}/too-close.vasp DESTINATION ${WORK}/inputs)
must_run(${WORK}/prefix/bin/crystalgan inspect --built-in Pd -o ${WORK}/inputs/palladium)
must_run(${WORK}/prefix/bin/crystalgan inspect --built-in Ni -o ${WORK}/inputs/nickel)

# ---- Run ---------------------------------------------------------------------
# Rocksalt, a = 4.09 Å: a/2, and a/√2 between alike atoms.
expect_text("mixed/PdH-rocksalt.vasp: PdH
  H-H   2.892 A, at least 1.000
  H-Pd  2.045 A, at least 1.392
  Pd-Pd 2.892 A, at least 2.192
  keeps all limits
" check_distances mixed/PdH-rocksalt.vasp H)
expect_words("atoms too close: H-Ni\n$" check_distances mixed/skewed-triclinic.cif H)

expect_text("the same crystal: rms 0.000, largest 0.000 (V/N)^(1/3)\n"
            same_crystal mixed/MgH2-rutile.cif mixed/MgH2-rutile.vasp)
expect_text("different crystals\n" same_crystal mixed/MgH2-rutile.cif mixed/PdD-rocksalt.cif)

set(repaired "after: NiPdH2, P[^1,][^,]*, shortest distance 1\\.[4-9]. A\n$")
expect_words("^before: NiPdH2, P1, shortest distance 1\\.16 A\n${repaired}"
             repair_structure too-close.vasp Pd Ni H repaired)
expect_words("keeps all limits\n$" check_distances repaired.vasp H)
expect_words("^the same crystal" same_crystal repaired.vasp repaired.cif)

set(candidate "0001  [A-Za-z0-9]+  [^ ]+  distance / limit [0-9.]+  from palladium/[^ ]+ and nickel/[^ ]+\n")
expect_words("^40 generated, [1-9][0-9]* certified, [0-9]+ good, [0-9]+ new and symmetric\n${candidate}"
             new_ternaries Pd Ni palladium nickel)
expect_words("^40 generated, [1-9][0-9]* certified, [0-9]+ good, [0-9]+ new and symmetric\n${candidate}"
             new_ternaries Pd Ni palladium nickel crystalgan 3)

# Of the five files two repeat others; palladium hydride in rocksalt is known, and stands there twice.
expect_words("^5 structures and 0 refused files\n" evaluate_a_set mixed palladium)
expect_words("3 of 5  unique [^\n]*\n +3 of 5  novel [^\n]*\n +2 of 5  unique and novel [^\n]*\n +1 of "
             evaluate_a_set mixed palladium)
expect_words("mixed/MgH2-rutile.vasp repeats mixed/MgH2-rutile.cif\n" evaluate_a_set mixed palladium)

# Epoch by epoch what was translated there and back comes nearer to what it was.
expect_words("^epoch +L_GAN_BH +L_GAN_AH +L_R_AH +L_R_BH +L_D1\n" train_two_domains Pd Ni)
run_example(losses train_two_domains Pd Ni)
foreach(epoch 20 100)
  string(REGEX MATCH "\n +${epoch} +[0-9.]+ +[0-9.]+ +([0-9.]+)" row "${losses}")
  set(reconstruction_${epoch} ${CMAKE_MATCH_1})
endforeach()
if(NOT reconstruction_100 LESS reconstruction_20)
  message(FATAL_ERROR "expected a reconstruction that falls, got\n${losses}")
endif()

# An error is one line and an exit code.
execute_process(COMMAND ${WORK}/build/check_distances nowhere.vasp H WORKING_DIRECTORY ${WORK}/inputs
                ERROR_VARIABLE message RESULT_VARIABLE code)
if(NOT code EQUAL 1 OR NOT message MATCHES "^nowhere.vasp: cannot be read[^\n]*\n$")
  message(FATAL_ERROR "expected exit code 1 and one line, got ${code} and ${message}")
endif()

# ---- None is left out --------------------------------------------------------
get_property(examples_run GLOBAL PROPERTY examples_run)
file(READ ${SOURCE}/README.md readme)
file(GLOB sources ${SOURCE}/*.cpp)
foreach(source IN LISTS sources)
  get_filename_component(example ${source} NAME_WE)
  if(NOT example IN_LIST examples_run)
    message(FATAL_ERROR "${example}: expected to be run by this test")
  endif()
  if(NOT readme MATCHES "\\(${example}\\.cpp\\)")
    message(FATAL_ERROR "${example}: expected a line in examples/README.md")
  endif()
endforeach()
