// Every function of the C ABI with NULLs: a clean PENDATA_INVALID_ARGUMENT, nothing written where nothing is given,
// and for those that free or stop, nothing at all.
#include <doctest/doctest.h>

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "pendata/pendata.h"

namespace {

constexpr pendata_view no_text{nullptr, 0};
constexpr pendata_view broken_text{nullptr, 5};  // claims bytes that are not there

std::int32_t go_on(void*, pendata_view) { return 1; }

void check(pendata_status status) { CHECK(status == PENDATA_INVALID_ARGUMENT); }

}  // namespace

TEST_CASE("no tablet") {
    pendata_buffer out{nullptr, 0};
    pendata_error error{};
    error.struct_size = sizeof error;
    for (auto* told : {&error, static_cast<pendata_error*>(nullptr)}) {
        std::uint64_t left = 0;
        pendata_follow* follow = nullptr;
        const pendata_decision decision{sizeof decision, 0, no_text, 0};
        check(pendata_tablet_status(nullptr, &out, told));
        check(pendata_tablet_index(nullptr, 1, &left, told));
        check(pendata_tablet_enrol(nullptr, no_text, no_text, nullptr, &out, told));
        check(pendata_record_add(nullptr, no_text, no_text, nullptr, &out, told));
        check(pendata_record_add_all(nullptr, no_text, nullptr, 0, nullptr, &out, told));
        check(pendata_record_edit(nullptr, no_text, no_text, nullptr, &out, told));
        check(pendata_record_retract(nullptr, no_text, no_text, &out, told));
        check(pendata_record_withdraw(nullptr, no_text, no_text, &out, told));
        check(pendata_record_restore(nullptr, no_text, no_text, no_text, &out, told));
        check(pendata_record_show(nullptr, no_text, &out, told));
        check(pendata_record_history(nullptr, no_text, &out, told));
        check(pendata_record_list(nullptr, no_text, no_text, 0, go_on, nullptr, told));
        check(pendata_record_search(nullptr, no_text, 0, go_on, nullptr, told));
        check(pendata_record_similar(nullptr, no_text, no_text, go_on, nullptr, told));
        check(pendata_record_export(nullptr, nullptr, go_on, nullptr, told));
        check(pendata_case_list(nullptr, go_on, nullptr, told));
        check(pendata_case_decide(nullptr, no_text, &decision, &out, told));
        check(pendata_sync_once(nullptr, nullptr, &out, told));
        check(pendata_follow_start(nullptr, nullptr, &follow, told));
        check(pendata_photo_add(nullptr, no_text, &out, told));
        check(pendata_photo_get(nullptr, no_text, &out, told));
        check(pendata_photo_list(nullptr, go_on, nullptr, told));
        check(pendata_bag_export(nullptr, &out, &out, told));
        check(pendata_bag_carry(nullptr, no_text, &out, told));
        check(pendata_bag_import(nullptr, no_text, &out, told));
        CHECK(follow == nullptr);
        CHECK(out.data == nullptr);
    }
    CHECK(error.status == PENDATA_INVALID_ARGUMENT);
    CHECK(error.text_en[0] != '\0');
}

TEST_CASE("no place for the answer, no callback, texts that are not there") {
    const std::string_view memory = ":memory:";
    pendata_tablet* tablet = nullptr;
    REQUIRE(pendata_tablet_open({memory.data(), memory.size()}, nullptr, &tablet, nullptr) == PENDATA_OK);
    pendata_buffer out{nullptr, 0};
    check(pendata_tablet_status(tablet, nullptr, nullptr));
    check(pendata_tablet_index(tablet, 1, nullptr, nullptr));
    check(pendata_tablet_enrol(tablet, no_text, no_text, nullptr, nullptr, nullptr));
    check(pendata_tablet_enrol(tablet, broken_text, no_text, nullptr, &out, nullptr));
    check(pendata_tablet_enrol(tablet, no_text, broken_text, nullptr, &out, nullptr));
    check(pendata_record_add(tablet, no_text, no_text, nullptr, nullptr, nullptr));
    check(pendata_record_add(tablet, broken_text, no_text, nullptr, &out, nullptr));
    check(pendata_record_add(tablet, no_text, broken_text, nullptr, &out, nullptr));
    check(pendata_record_add_all(tablet, no_text, nullptr, 3, nullptr, &out, nullptr));
    check(pendata_record_add_all(tablet, no_text, &broken_text, 1, nullptr, &out, nullptr));
    check(pendata_record_add_all(tablet, no_text, nullptr, 0, nullptr, nullptr, nullptr));
    check(pendata_record_edit(tablet, no_text, broken_text, nullptr, &out, nullptr));
    check(pendata_record_retract(tablet, no_text, no_text, nullptr, nullptr));
    check(pendata_record_withdraw(tablet, broken_text, no_text, &out, nullptr));
    check(pendata_record_restore(tablet, no_text, no_text, broken_text, &out, nullptr));
    check(pendata_record_show(tablet, no_text, nullptr, nullptr));
    check(pendata_record_history(tablet, broken_text, &out, nullptr));
    check(pendata_record_list(tablet, no_text, no_text, 0, nullptr, nullptr, nullptr));
    check(pendata_record_list(tablet, no_text, broken_text, 0, go_on, nullptr, nullptr));
    check(pendata_record_search(tablet, broken_text, 0, go_on, nullptr, nullptr));
    check(pendata_record_similar(tablet, no_text, broken_text, go_on, nullptr, nullptr));
    check(pendata_record_export(tablet, nullptr, nullptr, nullptr, nullptr));
    check(pendata_case_list(tablet, nullptr, nullptr, nullptr));
    check(pendata_case_decide(tablet, no_text, nullptr, &out, nullptr));
    check(pendata_sync_once(tablet, nullptr, nullptr, nullptr));
    check(pendata_follow_start(tablet, nullptr, nullptr, nullptr));
    check(pendata_photo_add(tablet, broken_text, &out, nullptr));
    check(pendata_photo_add(tablet, no_text, nullptr, nullptr));
    check(pendata_photo_get(tablet, no_text, &out, nullptr));
    check(pendata_photo_list(tablet, nullptr, nullptr, nullptr));
    check(pendata_bag_export(tablet, &out, nullptr, nullptr));
    check(pendata_bag_export(tablet, nullptr, &out, nullptr));
    check(pendata_bag_carry(tablet, broken_text, &out, nullptr));
    check(pendata_bag_import(tablet, no_text, nullptr, nullptr));
    CHECK(out.data == nullptr);
    pendata_tablet_close(tablet);
}

TEST_CASE("opening and parsing") {
    pendata_tablet* tablet = nullptr;
    check(pendata_tablet_open(no_text, nullptr, &tablet, nullptr));
    check(pendata_tablet_open(broken_text, nullptr, &tablet, nullptr));
    check(pendata_tablet_open({"x", 1}, nullptr, nullptr, nullptr));
    std::int64_t time_us = 0;
    check(pendata_dictionary_describe(nullptr, nullptr));
    check(pendata_time_parse(broken_text, &time_us, nullptr));
    check(pendata_time_parse(no_text, nullptr, nullptr));
}

TEST_CASE("what frees or stops takes NULL") {
    pendata_tablet_close(nullptr);
    pendata_buffer_free(nullptr);
    pendata_buffer empty{nullptr, 0};
    pendata_buffer_free(&empty);
    pendata_cancel_free(nullptr);
    pendata_cancel_request(nullptr);
    pendata_follow_stop(nullptr);
    pendata_follow_wake(nullptr);
    CHECK(empty.data == nullptr);
}
