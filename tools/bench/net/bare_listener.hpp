// An office's door with nobody behind it: accepts TLS with the office's certificate and says nothing. Run as a
// process of its own, it shows what connections cost before the sync protocol.
#pragma once

#include <filesystem>

namespace pendata::bench {

// Prints `ready ADDR:PORT`, serves until SIGTERM; the exit status.
int serve_bare(const std::filesystem::path& office_folder);

}  // namespace pendata::bench
