// The calls that are tried in failing_calls.cpp; the others are in failing_allocations.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/crash/failing_memory.hpp"

namespace pendata::failing {

// On a tablet with records; leaves it as it was.
void other_local_calls(promised_tablet& tablet, const std::string& some_id);
// On an enrolled tablet; leaves some photos there.
void photo_calls(promised_tablet& tablet);
// A tablet of somebody who decides, with a conflict that waits.
void deciding_calls(const std::string& file);
// A tablet with batches that this bag brings receipts for.
void importing_calls(const std::string& file, std::string_view bag);
// Nobody listens there.
void following_nobody(const std::string& file);
void following_calls(const std::string& file, std::string_view office);
// A new file, "FILE" and a number, for each code that was used up.
void enrolling_calls(const std::string& file, std::string_view office, const std::vector<std::string>& codes);

// An exchange may also meet a library that takes lack of memory for a broken connection: then it is tried again.
bool ends_an_exchange(pendata_status status);
// A new person; its id is among what is promised.
void save_one(promised_tablet& tablet, const std::string& address);

}  // namespace pendata::failing
