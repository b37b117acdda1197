# Every library we stand on, found once. Folders link the imported targets named at the right:
# nothing else looks for a library. Debian's static protobuf, zstd and sqlite3 are not
# position-independent, so the shared ones are used throughout.

find_package(Threads REQUIRED)                              # Threads::Threads
set(Boost_USE_STATIC_LIBS OFF)
find_package(Boost 1.81 REQUIRED CONFIG COMPONENTS json)    # Boost::headers Boost::json
find_package(Protobuf 3.21 REQUIRED MODULE)                 # protobuf::libprotobuf(-lite) ::protoc
find_package(SQLite3 3.40 REQUIRED)                         # SQLite::SQLite3
find_package(OpenSSL 3 REQUIRED)                            # OpenSSL::SSL OpenSSL::Crypto

find_package(PkgConfig REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd>=1.5)       # PkgConfig::zstd
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)        # PkgConfig::sodium
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)    # PkgConfig::utf8proc

# Programs only.
find_package(CLI11 2.1 REQUIRED)                            # CLI11::CLI11
find_package(spdlog 1.10 REQUIRED)                          # spdlog::spdlog
find_package(tomlplusplus 3.3 REQUIRED)                     # tomlplusplus::tomlplusplus
find_package(PNG REQUIRED)                                  # PNG::PNG
pkg_check_modules(qrencode REQUIRED IMPORTED_TARGET libqrencode)    # PkgConfig::qrencode

if(PENDATA_TESTS)
    find_package(doctest 2.4 REQUIRED)                      # doctest::doctest
    find_package(rapidcheck REQUIRED)                       # rapidcheck
endif()

# Asio as we use it: header-only, without deprecated names.
add_library(pendata_asio INTERFACE)                         # pendata_asio
target_compile_definitions(pendata_asio INTERFACE BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(pendata_asio INTERFACE Boost::headers Threads::Threads)
