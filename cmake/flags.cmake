# How everything is compiled: the language, where results go, warnings, sanitizers, fast tools.
# Targets of ours link `pendata_flags` PRIVATE; generated code does not, so it stays quiet.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Every object may end in the shared client library, which shows only its C ABI.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)

set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()
# No NDEBUG anywhere: a broken invariant stops a release too. -g1 keeps line numbers in a
# backtrace at a third of the size.
# A section for each function: what is linked into a tablet's library leaves out what the library never calls, such as
# the office's rules beside the tablet's in one folder of core/.
set(CMAKE_C_FLAGS_RELWITHDEBINFO "-O2 -g1 -ffunction-sections -fdata-sections")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -ffunction-sections -fdata-sections")
set(CMAKE_C_FLAGS_DEBUG "-O1 -g")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g")

add_library(pendata_flags INTERFACE)
target_include_directories(pendata_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(pendata_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow
    $<$<BOOL:${PENDATA_WERROR}>:-Werror>)
# What g++ 12 guesses from inlined library code is wrong too often to stop a build.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(pendata_flags INTERFACE -Wno-restrict -Wno-error=maybe-uninitialized
        -Wno-error=array-bounds -Wno-error=stringop-overflow -Wno-error=stringop-overread)
endif()

# Paths in assertions and debug information start at the repository: no machine's folders in logs,
# and the same source gives the same object wherever it lies.
file(RELATIVE_PATH pendata_root ${CMAKE_BINARY_DIR} ${PROJECT_SOURCE_DIR})
add_compile_options(-ffile-prefix-map=${PROJECT_SOURCE_DIR}/= -ffile-prefix-map=${pendata_root}=)

# Sanitizers and coverage must reach every object, generated code too, hence not in pendata_flags.
if(PENDATA_SANITIZE)
    # -g1: a report names lines, and compiles in less time than with all of -g.
    add_compile_options(-fsanitize=${PENDATA_SANITIZE} -fno-omit-frame-pointer
        -fno-sanitize-recover=all -g1)
    add_link_options(-fsanitize=${PENDATA_SANITIZE})
endif()
if(PENDATA_COVERAGE)
    add_compile_options(--coverage)
    add_link_options(--coverage)
endif()

# A whole build is half the work when a folder's sources share their headers and templates; one changed file is then
# more work, hence not in the preset `dev`. Names in unnamed namespaces must differ within a folder; a source that stands
# by itself says SKIP_UNITY_BUILD_INCLUSION.
if(PENDATA_UNITY)
    set(CMAKE_UNITY_BUILD ON)
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 10)
endif()

find_program(PENDATA_CCACHE ccache)
if(PENDATA_CCACHE)
    # The base makes a second clone find what the first one compiled.
    set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1
        ${PENDATA_CCACHE})
    set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
    set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
find_program(PENDATA_MOLD mold)
if(PENDATA_MOLD)
    add_link_options(-fuse-ld=mold)
endif()
