// Settings: the file that is written reads back, and what is wrong is said with key and line.
#include "sync-server/office/settings.hpp"

#include <doctest/doctest.h>

using namespace pendata;

TEST_CASE("the file of a new office holds exactly the settings") {
    office_settings settings;
    settings.advertise = {"kantor.example", 9000};
    settings.listen = {"::", 0};
    settings.level = log_level::debug;
    settings.readers = 3;
    settings.late = late_records::correction;
    CHECK(parse_settings(settings_text(settings)).value() == settings);
    CHECK(parse_settings("").value() == office_settings());
}

TEST_CASE("wrong settings name their key and line") {
    const struct {
        const char* text;
        const char* key;
        const char* line;
    } cases[] = {
        {"[limits]\nconnections = 0\n", "limits.connections", "line 2"},
        {"[limits]\n\nconnections = \"many\"\n", "limits.connections", "line 3"},
        {"[limits]\nconnection = 5\n", "limits.connection", "line 2"},
        {"[limit]\nconnections = 5\n", "limit", "line 1"},
        {"stray = 1\n", "stray", "line 1"},
        {"[network]\nlisten = \"0.0.0.0\"\n", "network.listen", "line 2"},
        {"[network]\nlisten = 7443\n", "network.listen", "line 2"},
        {"[network]\nadvertise = \"kantor:0\"\n", "network.advertise", "line 2"},
        {"[reports]\nlate = \"never\"\n", "reports.late", "line 2"},
        {"[log]\nlevel = \"loud\"\n", "log.level", "line 2"},
        {"[log]\nlevel = \"info\"\nlevel = \"info\"\n", "pendata.toml", "line 3"},
        {"[log\n", "pendata.toml", "line 1"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        const auto read = parse_settings(c.text);
        REQUIRE(read.has_error());
        CHECK(read.error().code == errc::bad_setting);
        CHECK(read.error().field == c.key);
        CHECK(read.error().hint_en.substr(0, 6) == c.line);
    }
}

TEST_CASE("addresses") {
    CHECK(parse_address("127.0.0.1:80").value() == network_address{"127.0.0.1", 80});
    CHECK(parse_address("[fe80::1]:80").value() == network_address{"fe80::1", 80});
    CHECK(to_string(network_address{"fe80::1", 80}) == "[fe80::1]:80");
    for (const char* wrong : {"", ":80", "host", "host:", "host:x", "host:80x", "host:65536", "fe80::1:80", "[]:80", "a b:80", "a\"b:80"}) {
        CAPTURE(wrong);
        CHECK(parse_address(wrong).has_error());
    }
}
