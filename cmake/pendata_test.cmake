# pendata_test(NAME core_model LABELS unit SOURCES a_test.cpp ... LIBS pendata_core ...)
# makes one doctest program for a folder, with the shared main, and one CTest entry. A TIMEOUT
# in seconds may be given; COMMAND_ARGS go to the program. Target check_<label> builds all
# programs with that label and nothing else. RapidCheck's seed is fixed, so that a commit passes or fails each time; a
# test with the label property has a twin, NAME_anew with the label soak, that draws anew.

add_library(pendata_doctest_main OBJECT ${PROJECT_SOURCE_DIR}/tests/support/doctest_main.cpp)
target_link_libraries(pendata_doctest_main PRIVATE doctest::doctest pendata_flags)

add_custom_target(check_unit)
add_custom_target(check_property)

function(pendata_test)
    cmake_parse_arguments(arg "" "NAME;TIMEOUT" "LABELS;SOURCES;LIBS;COMMAND_ARGS" ${ARGN})
    if(NOT arg_NAME OR NOT arg_LABELS OR NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "pendata_test wants NAME, LABELS, SOURCES and LIBS: ${ARGN}")
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 300)
    endif()
    set(target test_${arg_NAME})
    add_executable(${target} ${arg_SOURCES})
    target_link_libraries(${target} PRIVATE
        pendata_doctest_main ${arg_LIBS} doctest::doctest rapidcheck pendata_flags)
    set_target_properties(${target} PROPERTIES
        RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    add_test(NAME ${arg_NAME} COMMAND ${target} ${arg_COMMAND_ARGS}
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${arg_NAME} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${arg_TIMEOUT}
        ENVIRONMENT RC_PARAMS=seed=20261001)
    if(property IN_LIST arg_LABELS)
        add_test(NAME ${arg_NAME}_anew COMMAND ${target} ${arg_COMMAND_ARGS}
            WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
        set_tests_properties(${arg_NAME}_anew PROPERTIES LABELS soak TIMEOUT 1800)
    endif()
    foreach(label IN LISTS arg_LABELS)
        if(NOT TARGET check_${label})
            add_custom_target(check_${label})
        endif()
        add_dependencies(check_${label} ${target})
    endforeach()
endfunction()
