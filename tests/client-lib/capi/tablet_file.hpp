// Tablets for tests of the C ABI: a folder that goes with the test, and files in it that an office seems to have
// enrolled. No network: the device's state is written through the store.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "pendata/pendata.hpp"

namespace pendata::test {

class tablet_folder {
public:
    tablet_folder();
    ~tablet_folder();
    tablet_folder(const tablet_folder&) = delete;
    tablet_folder& operator=(const tablet_folder&) = delete;

    std::string file(std::string_view name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

inline constexpr std::string_view home_village = "32.11.01.2001";

struct enrolment {
    std::string role = "psm";
    int number = 1;             // names officer and device
    std::string host = "127.0.0.1";
    std::uint16_t port = 9;     // nobody listens there
    std::string office_identity = std::string(32, 'k');
    bool with_key = true;
};

// A file of an enrolled officer with a duty on the home village, its regions there, its key beside it.
std::string enrolled_file(const tablet_folder& in, std::string_view name, const enrolment& as = {});

// Opens it. Fails the test where that fails.
client::tablet opened(const std::string& file, const pendata_tablet_options* options = nullptr);
client::tablet enrolled_tablet(const tablet_folder& in, std::string_view name = "a.db", const enrolment& as = {});

// A member of a JSON object as text; quotes are taken off.
std::string member(std::string_view json, std::string_view name);

// The id of a record added; fails the test where it is refused.
std::string added(client::tablet& to, std::string_view kind, std::string_view json);

std::vector<std::string> exported(client::tablet& from);

}  // namespace pendata::test
