// The office's reasons, nearest first, and ages that grow while nobody calls.
#include <doctest/doctest.h>

#include <set>

#include "core/base/error.hpp"
#include "sync-server/office/device_standing.hpp"

using namespace pendata;

namespace {

constexpr std::int64_t now_ms = 1'790'000'000'000;
constexpr std::int64_t hour_ms = 3'600'000;

device_row called(std::int64_t hours_ago, std::uint64_t unsent) {
    device_row out;
    out.enrolled_ms = now_ms - 1000 * hour_ms;
    out.last_contact_ms = now_ms - hours_ago * hour_ms;
    out.told_pending = unsent;
    out.told_oldest_s = unsent == 0 ? 0 : 7'200;
    return out;
}

standing_facts today() { return {now_ms, false, true, 0, {}}; }

}  // namespace

TEST_CASE("a device that sent all is well, for days") {
    CHECK(is_well(standing_of(called(71, 0), today())));
    const auto silent = standing_of(called(72, 0), today());
    CHECK(silent.reason == device_reason::no_contact);
    CHECK(text_of(silent, called(72, 0), false) == "no contact for 3 days");
    CHECK(stuck_json(standing_of(called(1, 0), today()), called(1, 0)) == "null");
}

TEST_CASE("the oldest unsent work ages while nobody calls") {
    CHECK(standing_of(called(0, 5), today()).oldest_unsent_s == 7'200);
    CHECK(standing_of(called(10, 5), today()).oldest_unsent_s == 7'200 + 36'000);
    CHECK(standing_of(called(10, 0), today()).oldest_unsent_s == 0);
}

TEST_CASE("what the device told is the reason where nothing here is") {
    auto row = called(1, 5);
    CHECK(standing_of(row, today()).reason == device_reason::unsent);
    row.told_trouble = static_cast<std::int32_t>(errc::disk_full);
    row.told_trouble_s = 600;
    const auto told = standing_of(row, today());
    CHECK(told.reason == device_reason::trouble_told);
    CHECK(stuck_json(told, row).find(R"("told":"disk_full","told_for_s":600)") != std::string::npos);
    row.told_by_office = true;
    CHECK(stuck_json(told, row).find(R"("told":"office_storage")") != std::string::npos);
    row.told_trouble = 123'456;  // of an app to come
    CHECK(stuck_json(told, row).find(R"("told":"protocol")") != std::string::npos);
}

TEST_CASE("what is kept unread is told with its size and its age, before what is held") {
    auto facts = today();
    facts.held = 2;
    facts.unread = {device_id{}, 3, 40, now_ms - hour_ms};
    const auto standing = standing_of(called(1, 0), facts);
    CHECK(standing.reason == device_reason::unread);
    CHECK(unread_json(standing) == R"({"batches":3,"oldest_s":3600,"writes":40})");
    CHECK(text_of(standing, called(1, 0), false).find("3 batches (40 writes)") != std::string::npos);
    CHECK(unread_json(standing_of(called(1, 0), today())) == "null");
}

TEST_CASE("what stands in the way here goes first") {
    auto facts = today();
    facts.held = 2;
    CHECK(standing_of(called(1, 0), facts).reason == device_reason::held);
    facts.has_duty = false;
    CHECK(standing_of(called(1, 5), facts).reason == device_reason::no_duty);
    facts.office_is_behind = true;
    CHECK(standing_of(called(1, 5), facts).reason == device_reason::office_behind);
    CHECK(standing_of(called(100, 5), facts).reason == device_reason::no_contact);
    auto row = called(100, 5);
    row.revoked = true;
    CHECK(standing_of(row, facts).reason == device_reason::revoked_with_unsent);
    row.told_pending = 0;
    CHECK(is_well(standing_of(row, facts)));
    row = called(0, 0);
    row.last_contact_ms = 0;
    CHECK(standing_of(row, today()).reason == device_reason::never_came);
    row.enrolled_ms = now_ms - hour_ms;
    CHECK(is_well(standing_of(row, today())));
}

TEST_CASE("every reason has a name and words in both languages") {
    std::set<std::string_view> names;
    for (int n = 1; n <= static_cast<int>(device_reason::held); ++n) {
        device_standing s;
        s.reason = static_cast<device_reason>(n);
        names.insert(name_of(s.reason));
        CHECK(text_of(s, called(1, 5), true) != text_of(s, called(1, 5), false));
    }
    CHECK(names.size() == static_cast<std::size_t>(device_reason::held));
    CHECK_FALSE(names.contains(""));
}
