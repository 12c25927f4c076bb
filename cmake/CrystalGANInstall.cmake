# Two components become packages (CrystalGANPackage.cmake): the program, and the library with its headers.
include(CMakePackageConfigHelpers)
include(CrystalGANManual)

install(TARGETS crystalgan RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
if(CRYSTALGAN_SHARE)
  install(DIRECTORY ${CRYSTALGAN_SHARE}/ DESTINATION ${CMAKE_INSTALL_DATAROOTDIR} COMPONENT program)
endif()
install(FILES README.md CHANGELOG.md LICENSE packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT documents)

get_property(modules GLOBAL PROPERTY CRYSTALGAN_MODULES)
install(TARGETS ${modules} EXPORT CrystalGAN
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library
        FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT library)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/CrystalGAN)
install(EXPORT CrystalGAN NAMESPACE crystalgan:: DESTINATION ${package} COMPONENT library)
configure_package_config_file(cmake/CrystalGANConfig.cmake.in ${PROJECT_BINARY_DIR}/CrystalGANConfig.cmake
                              INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/CrystalGANConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/CrystalGANConfig.cmake ${PROJECT_BINARY_DIR}/CrystalGANConfigVersion.cmake
              cmake/FindGemmi.cmake cmake/FindLbfgs.cmake cmake/FindLibxsmm.cmake
        DESTINATION ${package} COMPONENT library)
