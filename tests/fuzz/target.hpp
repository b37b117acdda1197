// The one function of a fuzz target, called by libFuzzer or by replay.cpp. A broken promise is a
// PENDATA_ASSERT: both stop there and keep the input.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/base/bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace pendata {

inline bytes_view view_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

}  // namespace pendata
