include(CMakePackageConfigHelpers)

get_property(modules GLOBAL PROPERTY CRYSTALGAN_MODULES)
install(TARGETS ${modules} EXPORT CrystalGAN
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS crystalgan RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/CrystalGAN)
install(EXPORT CrystalGAN NAMESPACE crystalgan:: DESTINATION ${package})
configure_package_config_file(cmake/CrystalGANConfig.cmake.in ${PROJECT_BINARY_DIR}/CrystalGANConfig.cmake
                              INSTALL_DESTINATION ${package})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/CrystalGANConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/CrystalGANConfig.cmake ${PROJECT_BINARY_DIR}/CrystalGANConfigVersion.cmake
              cmake/FindGemmi.cmake cmake/FindLibxsmm.cmake
        DESTINATION ${package})
