// A key store that is the app's: the platform's keychain behind three C functions.
#pragma once

#include <memory>

#include "client-lib/src/net/device_key.hpp"
#include "pendata/pendata.h"

namespace pendata {

// Requires all three functions.
std::unique_ptr<key_store> make_callback_key_store(const pendata_key_store& given);

}  // namespace pendata
