// The office contract: records, what lists them, their events and history.
#include "tests/store/office_samples.hpp"
#include "tests/store/office_under_test.hpp"

namespace pendata::test {

namespace {

const atom village_a = "32.11.01.2001";
const atom village_b = "32.11.01.2002";
const atom village_far = "32.11.02.2001";
constexpr std::size_t all = 1000;

using ids = std::vector<record_id>;

ids under(office_view& view, const std::string& node, std::uint64_t after = 0, std::size_t limit = all) {
    return must(view.records_under(node, after == 0 ? record_id{} : a_record(after), limit));
}

ids records(std::initializer_list<std::uint64_t> numbers) {
    ids out;
    for (const auto n : numbers) out.push_back(a_record(n));
    return out;
}

void put(office_under_test& office, const office_record& record, sequence at) {
    office.change([&](office_transaction& t) { must(t.put(record, at)); });
}

}  // namespace

TEST_CASE("a record is found as it was put") {
    on_each_office([](office_under_test& office) {
        CHECK_FALSE(must(office.view()->find(a_record(1))));

        auto r = a_settled(1, {village_a, "caseload.7"}, 3);
        cell element = a_cell(9, "tunanetra");
        element.key.element = value::text("tunanetra").encoded();
        element.effective_date = -400;
        element.why = intent::change;
        r.parts[0].put({element, 2});
        r.parts.push_back(a_part(r.id, 2, {a_cell(4, "S2"), a_full_write(1, 4).what}, 3));
        r.places = {{1, {village_b}}, {2, {}}, {3, {village_a, "caseload.7"}}};
        r.roots = {a_record(99)};
        r.contested = {{1, 1, {}}, {1, 9, element.key.element}};
        put(office, r, 3);
        CHECK(must(office.view()->find(r.id)) == r);
        office.reopen();
        CHECK(must(office.view()->find(r.id)) == r);
        CHECK_FALSE(must(office.view()->find(r.roots.front())));
    });
}

TEST_CASE("a record is replaced as a whole") {
    on_each_office([](office_under_test& office) {
        auto r = a_settled(1, {village_a}, 1);
        r.parts.push_back(a_part(r.id, 1, {a_cell(2, "one"), a_cell(3, "two")}, 1));
        r.parts.push_back(a_part(r.id, 3, {a_cell(4, "sealed")}, 1));
        r.roots = {a_record(50)};
        r.contested = {{1, 2, {}}};
        put(office, r, 1);

        r.parts = {a_part(r.id, 1, {a_cell(3, "three")}, 2), a_part(r.id, 2, {a_cell(5, "new")}, 2)};
        r.roots.clear();
        r.contested.clear();
        r.places.push_back({2, {village_b}});
        put(office, r, 2);
        CHECK(must(office.view()->find(r.id)) == r);
        CHECK(must(office.view()->followers_of(a_record(50))).empty());
        CHECK(must(office.view()->record_count()) == 1);
    });
}

TEST_CASE("records are listed under the nodes above their atoms") {
    on_each_office([](office_under_test& office) {
        office.change([](office_transaction& t) {
            must(t.put(a_settled(1, {village_a + ".RW001.RT01"}, 1), 1));
            must(t.put(a_settled(2, {village_a, village_b}, 1), 1));
            must(t.put(a_settled(3, {village_far}, 1), 1));
            must(t.put(a_settled(4, {std::string(reference_atom)}, 1), 1));
            must(t.put(a_settled(5, {"32.11.01.20011"}, 1), 1));  // not a child: no dot between
            must(t.put(a_settled(6, {"32.11.01"}, 1), 1));
        });
        const auto view = office.view();
        CHECK(under(*view, village_a) == records({1, 2}));
        CHECK(under(*view, village_b) == records({2}));
        CHECK(under(*view, "32.11.01") == records({1, 2, 5, 6}));
        CHECK(under(*view, "32.11") == records({1, 2, 3, 5, 6}));
        CHECK(under(*view, "32.1").empty());
        CHECK(under(*view, "reference") == records({4}));
        CHECK(under(*view, village_a + ".RW001") == records({1}));
        CHECK(under(*view, "").empty());
        CHECK(under(*view, "32", 1) == records({2, 3, 5, 6}));
        CHECK(under(*view, "32", 0, 2) == records({1, 2}));
        CHECK(under(*view, "32", 2, 2) == records({3, 5}));
        CHECK(under(*view, "32", 6).empty());
        CHECK(under(*view, "32", 0, 0).empty());
    });
}

TEST_CASE("pages under a node give every record once") {
    on_each_office([](office_under_test& office) {
        ids wanted;
        office.change([&](office_transaction& t) {
            for (std::uint64_t n = 1; n <= 400; ++n) {
                // Uneven villages; every tenth record in two of them.
                atom_set places = {"32.11.01." + std::to_string(2001 + n % 7 * (n % 3))};
                if (n % 10 == 0) places.insert("32.11.05.2001");
                must(t.put(a_settled(n, places, 1), 1));
                wanted.push_back(a_record(n));
            }
        });
        const auto view = office.view();
        for (const std::size_t page : {1, 7, 64, 400, 1000}) {
            ids got;
            for (;;) {
                const auto more = must(view->records_under("32.11", got.empty() ? record_id{} : got.back(), page));
                CHECK(more.size() <= page);
                if (more.empty()) break;
                got.insert(got.end(), more.begin(), more.end());
            }
            CHECK(got == wanted);
        }
    });
}

TEST_CASE("a move leaves the old atoms") {
    on_each_office([](office_under_test& office) {
        auto r = a_settled(1, {village_a, village_b}, 1);
        put(office, r, 1);
        r.places.push_back({2, {village_b, village_far}});
        put(office, r, 2);
        const auto view = office.view();
        CHECK(under(*view, village_a).empty());
        CHECK(under(*view, village_b) == records({1}));
        CHECK(under(*view, village_far) == records({1}));
        CHECK(must(view->find(r.id))->atoms_at(1) == atom_set{village_a, village_b});
    });
}

TEST_CASE("an emptied record is listed nowhere and found while it has places") {
    on_each_office([](office_under_test& office) {
        auto r = a_settled(1, {village_a}, 1);
        put(office, r, 1);
        auto closed = a_settled(2, {village_a}, 1);
        closed.places.push_back({2, {}});
        put(office, closed, 2);
        CHECK(under(*office.view(), village_a) == records({1}));
        CHECK(must(office.view()->records_of(1, {}, all)) == records({1, 2}));

        r.parts.clear();
        put(office, r, 3);
        CHECK(under(*office.view(), village_a).empty());
        CHECK(must(office.view()->records_of(1, {}, all)) == records({2}));
        CHECK(must(office.view()->record_count()) == 1);
        CHECK(must(office.view()->find(r.id)) == r);

        r.places.clear();
        put(office, r, 4);
        CHECK_FALSE(must(office.view()->find(r.id)));
        CHECK(must(office.view()->events_after(2, all)) == std::vector<event>{{3, r.id}, {4, r.id}});

        put(office, a_settled(1, {village_b}, 5), 5);
        CHECK(under(*office.view(), village_b) == records({1}));
        CHECK(must(office.view()->record_count()) == 2);
    });
}

TEST_CASE("records of a kind, and when the kind changed") {
    on_each_office([](office_under_test& office) {
        office.change([](office_transaction& t) {
            for (std::uint64_t n = 1; n <= 6; ++n) {
                auto r = a_settled(n, {village_a}, n);
                r.kind = n % 2 == 0 ? 20 : 30;
                must(t.put(r, n));
            }
        });
        const auto view = office.view();
        CHECK(must(view->records_of(20, {}, all)) == records({2, 4, 6}));
        CHECK(must(view->records_of(20, a_record(2), 1)) == records({4}));
        CHECK(must(view->records_of(20, a_record(6), all)).empty());
        CHECK(must(view->records_of(21, {}, all)).empty());
        CHECK(must(view->kind_changed_at(20)) == 6);
        CHECK(must(view->kind_changed_at(30)) == 5);
        CHECK(must(view->kind_changed_at(21)) == 0);

        auto other = a_settled(2, {village_a}, 7);
        other.kind = 21;
        put(office, other, 7);
        CHECK(must(office.view()->records_of(20, {}, all)) == records({4, 6}));
        CHECK(must(office.view()->records_of(21, {}, all)) == records({2}));
        CHECK(must(office.view()->kind_changed_at(20)) == 7);
        CHECK(must(office.view()->kind_changed_at(21)) == 7);
    });
}

TEST_CASE("followers are found by their root, there or not") {
    on_each_office([](office_under_test& office) {
        office.change([](office_transaction& t) {
            for (const std::uint64_t n : {5, 3, 4}) {
                auto r = a_settled(n, {village_a}, 1);
                r.roots = {a_record(n == 4 ? 2 : 1)};
                must(t.put(r, 1));
            }
        });
        CHECK(must(office.view()->followers_of(a_record(1))) == records({3, 5}));
        CHECK(must(office.view()->followers_of(a_record(2))) == records({4}));
        CHECK(must(office.view()->followers_of(a_record(3))).empty());
        auto r = a_settled(3, {village_a}, 2);
        r.roots = {a_record(2)};
        put(office, r, 2);
        CHECK(must(office.view()->followers_of(a_record(1))) == records({5}));
        CHECK(must(office.view()->followers_of(a_record(2))) == records({3, 4}));
    });
}

TEST_CASE("events come in commits, never cut") {
    on_each_office([](office_under_test& office) {
        office.change([](office_transaction& t) {
            for (const std::uint64_t n : {3, 1, 2}) must(t.put(a_settled(n, {village_a}, 1), 1));
            must(t.put(a_settled(1, {village_a}, 1, "again"), 1));  // one event
        });
        office.change([](office_transaction& t) {
            must(t.put(a_settled(2, {village_a}, 1), 2));
            must(t.put(a_settled(9, {village_a}, 4), 4));
            must(t.put(a_settled(1, {village_a}, 4), 4));
        });
        const auto view = office.view();
        const std::vector<event> first = {{1, a_record(1)}, {1, a_record(2)}, {1, a_record(3)}};
        const std::vector<event> rest = {{2, a_record(2)}, {4, a_record(1)}, {4, a_record(9)}};
        std::vector<event> every = first;
        every.insert(every.end(), rest.begin(), rest.end());
        CHECK(must(view->events_after(0, all)) == every);
        CHECK(must(view->events_after(0, 6)) == every);
        CHECK(must(view->events_after(1, all)) == rest);
        CHECK(must(view->events_after(2, all)) == std::vector<event>(rest.begin() + 1, rest.end()));
        CHECK(must(view->events_after(4, all)).empty());
        CHECK(must(view->events_after(0, 3)) == first);
        CHECK(must(view->events_after(0, 1)) == first);  // larger than the limit: whole and alone
        CHECK(must(view->events_after(0, 5)).size() == 4);
        CHECK(must(view->events_after(1, 1)) == std::vector<event>{rest[0]});
        CHECK(must(view->events_after(1, 2)) == std::vector<event>{rest[0]});
    });
}

TEST_CASE("what is erased by law is in no history and no custody") {
    on_each_office([](office_under_test& office) {
        const auto mine = a_custody(a_write(1, 1, "held", 1), 3, 2);
        const auto others = a_custody(a_write(2, 1, "held", 1), 3, 2);
        office.change([&](office_transaction& t) {
            for (const std::uint64_t n : {1, 2}) {
                must(t.put(a_settled(n, {village_a}, 1), 1));
                must(t.append(a_history(a_record(n), 1, {a_full_write(n, n)})));
                must(t.append(a_history(a_record(n), 1, {a_full_write(n, n + 5)})));
            }
            must(t.put(mine));
            must(t.put(others));
        });
        office.change([&](office_transaction& t) {
            auto r = must(t.find(a_record(1)));
            r->parts.clear();
            must(t.put(*r, 2));
            must(t.forget(a_record(1)));
            must(t.forget(a_record(77)));
        });
        CHECK(must(office.view()->history_of(a_record(1))).empty());
        CHECK(must(office.view()->custody_of(a_record(1))).empty());
        CHECK_FALSE(must(office.view()->custody(mine.id)));
        CHECK(must(office.view()->history_of(a_record(2))).size() == 2);
        CHECK(must(office.view()->custody_of(a_record(2))) == std::vector{others});
        // The same id may be written about again.
        const auto later = a_history(a_record(1), 3, {a_full_write(1, 9)});
        office.change([&](office_transaction& t) { must(t.append(later)); });
        CHECK(must(office.view()->history_of(a_record(1))) == std::vector{later});
    });
}

TEST_CASE("history keeps every write as it was appended") {
    on_each_office([](office_under_test& office) {
        std::vector<write> writes;
        for (std::uint64_t seed = 1; seed <= 60; ++seed) writes.push_back(a_full_write(1, seed));
        auto first = a_history(a_record(1), 4, writes);
        auto second = a_history(a_record(1), 4, {a_write(1, 2, "later", 1)});
        second.batch = {};
        second.from = {};
        second.path = arrival::office;
        auto third = a_history(a_record(1), 6, {});
        const auto other = a_history(a_record(2), 5, {a_full_write(2, 1)});
        office.change([&](office_transaction& t) {
            must(t.append(first));
            must(t.append(other));
            must(t.append(second));
            CHECK(must(t.history_of(a_record(1))) == std::vector{first, second});
        });
        office.change([&](office_transaction& t) { must(t.append(third)); });
        office.reopen();
        CHECK(must(office.view()->history_of(a_record(1))) == std::vector{first, second, third});
        CHECK(must(office.view()->history_of(a_record(2))) == std::vector{other});
        CHECK(must(office.view()->history_of(a_record(3))).empty());
    });
}

}  // namespace pendata::test
