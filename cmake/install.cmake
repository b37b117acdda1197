# What is installed. Component `client`: the shared library alone, its headers, a CMake package and
# a .pc file. Component `programs`: what an office and a field kit run.
include(CMakePackageConfigHelpers)

if(TARGET pendata_client)
    set_target_properties(pendata_client PROPERTIES
        OUTPUT_NAME pendata
        EXPORT_NAME client
        VERSION ${PROJECT_VERSION}
        SOVERSION 0)
    if(NOT TARGET pendata::client)
        add_library(pendata::client ALIAS pendata_client)
    endif()
    target_include_directories(pendata_client INTERFACE
        $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

    # Only what the map names leaves the library, whatever was linked into it.
    set(map ${PROJECT_SOURCE_DIR}/client-lib/pendata.map)
    if(EXISTS ${map})
        target_link_options(pendata_client PRIVATE -Wl,--version-script=${map})
        set_property(TARGET pendata_client APPEND PROPERTY LINK_DEPENDS ${map})
    endif()

    install(TARGETS pendata_client EXPORT pendata COMPONENT client
        LIBRARY NAMELINK_COMPONENT client)
    install(DIRECTORY client-lib/include/pendata DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT client FILES_MATCHING PATTERN *.h PATTERN *.hpp)

    set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/pendata)
    install(EXPORT pendata NAMESPACE pendata:: FILE pendataConfig.cmake
        DESTINATION ${package_dir} COMPONENT client)
    # Before 1.0 a minor version may change the ABI.
    write_basic_package_version_file(${PROJECT_BINARY_DIR}/pendataConfigVersion.cmake
        COMPATIBILITY SameMinorVersion)
    install(FILES ${PROJECT_BINARY_DIR}/pendataConfigVersion.cmake
        DESTINATION ${package_dir} COMPONENT client)

    # The prefix is found from the file's own place, so an installed tree can be moved.
    set(pkgconfig_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
    file(RELATIVE_PATH to_prefix /${pkgconfig_dir} /)
    configure_file(cmake/pendata.pc.in ${PROJECT_BINARY_DIR}/pendata.pc @ONLY)
    install(FILES ${PROJECT_BINARY_DIR}/pendata.pc DESTINATION ${pkgconfig_dir} COMPONENT client)
endif()

file(RELATIVE_PATH to_lib /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
foreach(program pendata pendata-server pendata-admin pendata-bench)
    if(TARGET ${program})
        set_target_properties(${program} PROPERTIES INSTALL_RPATH "$ORIGIN/${to_lib}")
        install(TARGETS ${program} COMPONENT programs)
    endif()
endforeach()
