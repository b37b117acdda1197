// The covering index of a repair: marks by place follow every change of a record, on every store.
#include "core/model/canonical.hpp"
#include "core/sqlite/database.hpp"
#include "core/sqlite/migration.hpp"
#include "core/sqlite/transaction.hpp"
#include "sync-server/store/office_schema.hpp"
#include "tests/store/office_samples.hpp"
#include "tests/store/sqlite_office_under_test.hpp"

namespace pendata::test {

namespace {

const atom village = "32.11.01.2001";
const atom other = "32.11.01.2002";

using marked = std::vector<std::pair<record_id, std::vector<part_mark>>>;

marked marks_in(office_view& view, const atom& place) {
    marked out;
    must(view.visit_marks(place, [&](const record_id& id, std::span<const part_mark> marks) -> result<void> {
        out.emplace_back(id, std::vector<part_mark>(marks.begin(), marks.end()));
        return {};
    }));
    return out;
}

std::vector<part_mark> computed(const office_record& r) {
    std::vector<part_mark> out;
    for (const auto& p : r.parts) out.push_back({p.room, mark_of(part_digest(p))});
    return out;
}

}  // namespace

TEST_CASE("marks stand at each place of a record and go with it") {
    on_each_office([](office_under_test& office) {
        auto one = a_settled(1, {village, other}, 1);
        one.parts.push_back(a_part(one.id, 2, {a_cell(9, "closed", 2)}, 1));
        const auto two = a_settled(2, {village}, 1, "Budi");
        office.change([&](office_transaction& t) {
            must(t.put(two, 1));
            must(t.put(one, 1));
            CHECK(marks_in(t, village) == marked{{one.id, computed(one)}, {two.id, computed(two)}});
        });
        office.reopen();
        CHECK(marks_in(*office.view(), other) == marked{{one.id, computed(one)}});
        CHECK(marks_in(*office.view(), "32.11.01").empty());  // exactly this atom

        one.places.push_back({2, {other}});
        office.change([&](office_transaction& t) { must(t.put(one, 2)); });
        CHECK(marks_in(*office.view(), village) == marked{{two.id, computed(two)}});
        one.parts.clear();
        office.change([&](office_transaction& t) { must(t.put(one, 3)); });
        CHECK(marks_in(*office.view(), other).empty());
    });
}

TEST_CASE("only the marks of changed parts are given") {
    on_each_office([](office_under_test& office) {
        auto one = a_settled(1, {village}, 1);
        one.parts.push_back(a_part(one.id, 1, {a_cell(9, "inner", 1)}, 1));
        office.change([&](office_transaction& t) { must(t.put(one, 1)); });
        one.parts[0] = a_part(one.id, 0, {a_cell(1, "another name")}, 2);
        const std::vector<part_mark> changed{{0, 77}};  // taken as given
        office.change([&](office_transaction& t) { must(t.put(one, 2, changed)); });
        auto expected = computed(one);
        expected[0].mark = 77;
        CHECK(marks_in(*office.view(), village) == marked{{one.id, expected}});
        // A part that went takes its mark along, one that nobody named is computed.
        one.parts.erase(one.parts.begin());
        one.parts.push_back(a_part(one.id, 3, {a_cell(8, "sealed", 3)}, 3));
        one.places.push_back({3, {other}});
        office.change([&](office_transaction& t) { must(t.put(one, 3, {})); });
        CHECK(marks_in(*office.view(), other) == marked{{one.id, computed(one)}});
    });
}

TEST_CASE("sums are told one by one below a node") {
    on_each_office([](office_under_test& office) {
        office.change([&](office_transaction& t) {
            must(t.add_to_sum(village, 1, a_sum(1)));
            must(t.add_to_sum(village, 0, a_sum(2)));
            must(t.add_to_sum(other, 0, a_sum(3)));
            must(t.add_to_sum("32.11.011", 0, a_sum(4)));
            must(t.add_to_sum("32.11.01", 2, a_sum(5)));
            const std::vector<placed_sum> expected{
                {"32.11.01", 2, a_sum(5)}, {village, 0, a_sum(2)}, {village, 1, a_sum(1)}, {other, 0, a_sum(3)}};
            CHECK(must(t.sums_below("32.11.01")) == expected);
            CHECK(must(t.sums_below("32.12")).empty());
        });
    });
}

TEST_CASE("a file of before has no marks, and none are missed") {
    test_folder folder;
    const auto path = folder.path("office.db");
    const auto one = a_settled(1, {village}, 1);
    {
        const auto store = must(sqlite_office_store::open(path, {.create = true}));
        must(store->transact([&](office_transaction& t) { return t.put(one, 1); }));
    }
    {
        // As version 2 left it.
        sqlite::open_options ours;
        ours.application_id = office_schema::application_id;
        ours.newest_version = 1000;
        auto file = must(sqlite::database::open(path, ours));
        must(file->run("ALTER TABLE under DROP COLUMN marks; DROP TABLE unread; DROP TABLE photo; DROP TABLE photo_piece; DROP TABLE photo_erased; "
                      "DROP TABLE list_version; DROP TABLE list_row; DROP TABLE list_link; DROP TABLE list_answer; DROP TABLE list_erased"));
        must(file->mark(2));
    }
    const auto store = must(sqlite_office_store::open(path));
    CHECK(marks_in(*must(store->view()), village) == marked{{one.id, computed(one)}});
    must(store->transact([&](office_transaction& t) { return t.put(one, 2, {}); }));
    CHECK(marks_in(*must(store->view()), village) == marked{{one.id, computed(one)}});
}

}  // namespace pendata::test
