# Debian packages, by `cpack -G DEB` in the build tree: crystalgan, the program, and libcrystalgan-dev, the library with
# its headers. They serve the release of Debian that they were built on.
set(CPACK_PACKAGE_NAME crystalgan)
set(CPACK_PACKAGE_VENDOR "The CrystalGAN developers")
set(CPACK_PACKAGE_CONTACT "The CrystalGAN developers <crystalgan@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # every package has its own
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program library)  # not `documents`: packaging/documents.cmake
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)

# ---- crystalgan --------------------------------------------------------------
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME crystalgan)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
# Energies and `dft` ask for these. Suggested only: openkim-models brings a Fortran compiler, 79 packages in all. The program
# opens libkim-api2 at run time, so dpkg-shlibdeps does not see it.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SUGGESTS "openkim-models, python3-ase, gpaw, gpaw-data")
# Compressed files other than gzip, archives, and what is fetched: opened at run time, too.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "libarchive13, libcurl4 | libcurl3-gnutls")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION "new ternary crystals from the binaries of two metals
CrystalGAN trains generative adversarial networks on two sets of binary
crystals, such as Pd-H and Ni-H, and writes ternary candidates, such as
Pd-Ni-H, each with a certificate of its interatomic distances. It reads and
writes POSCAR, CIF, extended XYZ, SHELX and OPTIMADE JSON Lines, and fetches
structures from OPTIMADE databases.")

# ---- libcrystalgan-dev: static libraries, so that it needs what they were compiled against -------------------------
function(crystalgan_packages_of_this_build result)
  set(packages)
  foreach(name IN LISTS ARGN)
    execute_process(COMMAND dpkg-query -W -f=\${Version} ${name}
                    OUTPUT_VARIABLE version ERROR_QUIET RESULT_VARIABLE failed)
    if(failed)
      list(APPEND packages ${name})
    else()
      # what comes behind the second number changes with every security update
      string(REGEX MATCH "^([0-9]+:)?[0-9]+\\.[0-9]+" version "${version}")
      list(APPEND packages "${name} (>= ${version})")
    endif()
  endforeach()
  list(JOIN packages ", " packages)
  set(${result} ${packages} PARENT_SCOPE)
endfunction()

set(needed libeigen3-dev libfmt-dev nlohmann-json3-dev libtomlplusplus-dev libssl-dev zlib1g-dev libsymspg-dev gemmi-dev
           liblbfgs-dev libqhull-dev libsqlite3-dev tao-pegtl-dev pkg-config)
if(Libxsmm_FOUND)
  list(APPEND needed libxsmm-dev)
endif()
crystalgan_packages_of_this_build(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS ${needed})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libcrystalgan-dev)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "new ternary crystals from the binaries of two metals - library
The library that the program crystalgan is made of: static libraries, headers
and a CMake package. It knows structures, their neighbours and space groups,
files, the matching of structures, distance certificates, and the networks.")

# ---- what Debian asks for beside them ------------------------------------------
find_program(CRYSTALGAN_GZIP gzip REQUIRED)
set(CPACK_CRYSTALGAN_GZIP ${CRYSTALGAN_GZIP})
set(CPACK_CRYSTALGAN_SOURCE ${PROJECT_SOURCE_DIR})
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/packaging/documents.cmake)

include(CPack)
