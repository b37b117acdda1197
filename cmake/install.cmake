# What a consumer gets: the client library, its headers, a CMake package and a .pc file.
