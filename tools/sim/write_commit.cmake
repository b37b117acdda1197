# Writes TO, which names the commit that FROM is at; not where it says so already.
set(commit unknown)
if(GIT)
    execute_process(COMMAND ${GIT} describe --always --dirty WORKING_DIRECTORY ${FROM}
        OUTPUT_VARIABLE told OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
    if(NOT failed)
        set(commit ${told})
    endif()
endif()
file(CONFIGURE OUTPUT ${TO} CONTENT "// Made by each build.\n#define PENDATA_COMMIT \"${commit}\"\n" @ONLY)
