# Run by cpack between installing and packing: every package gets the documents that Debian's policy asks for, and the
# permissions, whatever the umask.
set(readable OWNER_READ GROUP_READ WORLD_READ)
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)  # that of SOURCE_DATE_EPOCH where it is set
foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  set(files ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/${component})
  string(TOUPPER ${component} component)
  set(documents ${files}/usr/share/doc/${CPACK_DEBIAN_${component}_PACKAGE_NAME})
  file(COPY ${CPACK_CRYSTALGAN_SOURCE}/packaging/copyright ${CPACK_CRYSTALGAN_SOURCE}/README.md DESTINATION ${documents})
  file(COPY_FILE ${CPACK_CRYSTALGAN_SOURCE}/CHANGELOG.md ${documents}/changelog)
  file(WRITE ${documents}/changelog.Debian
       "crystalgan (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) unstable; urgency=medium\n\n"
       "  * Built by cpack; what changed in the program is in changelog.gz.\n\n"
       " -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")
  execute_process(COMMAND ${CPACK_CRYSTALGAN_GZIP} -9n ${documents}/changelog ${documents}/changelog.Debian
                  COMMAND_ERROR_IS_FATAL ANY)  # no names, no times
  file(CHMOD_RECURSE ${documents} FILE_PERMISSIONS ${readable} OWNER_WRITE)
  file(CHMOD_RECURSE ${files} DIRECTORY_PERMISSIONS ${readable} OWNER_WRITE OWNER_EXECUTE GROUP_EXECUTE WORLD_EXECUTE)
endforeach()
