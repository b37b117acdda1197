// What only a file can do: be foreign, newer, full, damaged, shared with another process, and outlive a kill.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "core/sqlite/database.hpp"
#include "sync-server/store/office_schema.hpp"
#include "tests/store/office_samples.hpp"
#include "tests/store/sqlite_office_under_test.hpp"

namespace pendata::test {

namespace {

const atom village = "32.11.01.2001";

errc failure_of(const std::string& path, const office_file_options& options = {}) {
    const auto opened = sqlite_office_store::open(path, options);
    return opened.has_error() ? to_errc(opened.error()) : errc::ok;
}

// One commit that settles one record; what is true of all of them is checked by `intact`.
result<void> settle_one(office_store& store) {
    return store.transact([](office_transaction& t) -> result<void> {
        PENDATA_TRY(head, t.head());
        const sequence at = head.at + 1;
        auto r = a_settled(at, {village}, at, std::string(200, 'x'));
        r.roots = {a_record(1'000'000)};
        PENDATA_CHECK(t.append(a_history(r.id, at, {a_write(at, 1, "x", at)})));
        PENDATA_CHECK(t.put(r, at));
        PENDATA_CHECK(t.add_to_sum(village, 0, a_sum(1)));
        return t.advance(a_commit(at));
    });
}

void check_intact(office_view& view) {
    const auto at = must(view.head()).at;
    CHECK(must(view.record_count()) == at);
    CHECK(must(view.sum_under("32", 0)).count() == at);
    CHECK(must(view.events_after(0, 1'000'000)).size() == at);
    CHECK(must(view.records_under(village, {}, 1'000'000)).size() == at);
    CHECK(must(view.followers_of(a_record(1'000'000))).size() == at);
    for (sequence n = 1; n <= at; n += 1 + at / 10) {
        CHECK(must(view.find(a_record(n))).has_value());
        CHECK(must(view.history_of(a_record(n))).size() == 1);
    }
    CHECK_FALSE(must(view.find(a_record(at + 1))));
}

}  // namespace

TEST_CASE("only a file of ours, not newer than this build, is opened") {
    test_folder folder;
    CHECK(failure_of(folder.path("absent.db")) == errc::not_found);
    CHECK(failure_of(folder.path("no/such/folder.db"), {.create = true}) == errc::not_found);

    std::ofstream(folder.path("text.db")) << "not a database at all, only some words that are long enough";
    CHECK(failure_of(folder.path("text.db"), {.create = true}) == errc::foreign_file);

    sqlite::open_options others;
    others.application_id = office_schema::application_id + 1;
    others.newest_version = 1;
    {
        auto foreign = must(sqlite::database::open(folder.path("foreign.db"), others));
        must(foreign->run("CREATE TABLE record(no)"));
        must(foreign->mark(1));
    }
    CHECK(failure_of(folder.path("foreign.db"), {.create = true}) == errc::foreign_file);

    must(sqlite_office_store::open(folder.path("newer.db"), {.create = true}));
    {
        auto newer = others;
        newer.application_id = office_schema::application_id;
        newer.newest_version = 1000;
        auto file = must(sqlite::database::open(folder.path("newer.db"), newer));
        must(file->mark(1000));
    }
    CHECK(failure_of(folder.path("newer.db")) == errc::newer_format);
}

TEST_CASE("two processes on one file see each other's commits and numbers") {
    sqlite_office_under_test office;
    auto& first = office.store();
    const auto other = must(sqlite_office_store::open(office.path()));
    const auto put = [](office_store& store, std::uint64_t number, const atom& place, result<void> end) {
        return store.transact([&](office_transaction& t) -> result<void> {
            auto r = a_settled(number, {place}, number);
            r.parts[0].cells[0].what.author = numbered<officer_id>(number);
            PENDATA_CHECK(t.append(a_history(r.id, number, {a_full_write(number, number)})));
            PENDATA_CHECK(t.put(r, number));
            return end;
        });
    };
    // What the first gave numbers to is rolled back, and the second gives the same numbers to other things.
    CHECK(put(first, 1, "1.first", errc::not_allowed).has_error());
    must(put(*other, 2, "2.other", {}));
    must(put(first, 3, "3.first", {}));
    must(put(*other, 4, "1.first", {}));
    must(put(first, 1, "1.first", {}));
    for (office_store* store : {&first, static_cast<office_store*>(other.get())}) {
        const auto view = must(store->view());
        CHECK(must(view->record_count()) == 4);
        for (const std::uint64_t n : {1, 2, 3, 4}) {
            const auto r = must(view->find(a_record(n)));
            REQUIRE(r);
            CHECK(r->parts[0].cells[0].what.author == numbered<officer_id>(n));
            CHECK(must(view->history_of(a_record(n))).at(0).writes.at(0) == a_full_write(n, n));
        }
        CHECK(must(view->records_under("1.first", {}, 9)) == std::vector{a_record(1), a_record(4)});
        CHECK(must(view->records_under("2.other", {}, 9)) == std::vector{a_record(2)});
        CHECK(must(view->records_under("3.first", {}, 9)) == std::vector{a_record(3)});
    }
}

TEST_CASE("a writer waits for another process, then says busy") {
    sqlite_office_under_test office;
    const auto other = must(sqlite_office_store::open(office.path(), {.busy_wait_ms = 20}));
    office.change([&](office_transaction& t) {
        must(t.put_note("first", "1"));
        const auto refused = other->transact([](office_transaction&) -> result<void> { return {}; });
        CHECK(refused.error() == errc::busy);
        CHECK(must(must(other->view())->note("first")).empty());
    });
    must(other->transact([](office_transaction& t) { return t.put_note("second", "2"); }));
    CHECK(must(office.view()->note("first")) == "1");
    CHECK(must(office.view()->note("second")) == "2");
}

TEST_CASE("a full disk leaves everything as it was") {
    test_folder folder;
    const auto path = folder.path("office.db");
    sequence reached = 0;
    {
        const auto store = must(sqlite_office_store::open(path, {.create = true, .most_pages = 80}));
        result<void> last{};
        while (last.has_value() && reached < 10'000) {
            last = settle_one(*store);
            if (last.has_value()) ++reached;
        }
        REQUIRE(last.has_error());
        CHECK(last.error() == errc::disk_full);
        CHECK(reached > 5);
        const auto view = must(store->view());
        CHECK(must(view->head()).at == reached);
        check_intact(*view);
        CHECK(settle_one(*store).error() == errc::disk_full);
    }
    const auto store = must(sqlite_office_store::open(path));
    must(settle_one(*store));
    CHECK(must(must(store->view())->head()).at == reached + 1);
    check_intact(*must(store->view()));
    must(store->check());
}

TEST_CASE("a killed office opens at a commit, with everything it had told of") {
    for (int round = 0; round < 6; ++round) {
        sqlite_office_under_test office;
        int told[2];
        REQUIRE(::pipe(told) == 0);
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            const auto store = sqlite_office_store::open(office.path());
            while (store.has_value() && settle_one(**store).has_value()) {
                if (::write(told[1], "x", 1) != 1) break;
            }
            ::_exit(1);
        }
        ::close(told[1]);
        sequence acknowledged = 0;
        char one = 0;
        while (acknowledged < static_cast<sequence>(3 + 7 * round) && ::read(told[0], &one, 1) == 1) ++acknowledged;
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        REQUIRE(WIFSIGNALED(status));
        while (::read(told[0], &one, 1) == 1) ++acknowledged;
        ::close(told[0]);

        office.reopen();
        const auto view = office.view();
        CHECK(must(view->head()).at >= acknowledged);
        check_intact(*view);
        must(office.file().check());
    }
}

TEST_CASE("readers on other threads see whole commits only") {
    sqlite_office_under_test office;
    std::atomic<bool> done = false;
    std::atomic<int> torn = 0;
    std::atomic<int> looked = 0;
    std::vector<std::thread> readers;
    for (int n = 0; n < 3; ++n) {
        readers.emplace_back([&] {
            while (!done) {
                const auto view = office.store().view();
                if (view.has_error()) {
                    ++torn;
                    continue;
                }
                const auto at = (*view)->head();
                const auto sum = (*view)->sum_under("32", 0);
                const auto count = (*view)->record_count();
                const bool whole = at.has_value() && sum.has_value() && count.has_value() && sum->count() == at->at &&
                                   *count == at->at;
                if (!whole) ++torn;
                ++looked;
            }
        });
    }
    for (int n = 0; n < 60; ++n) must(settle_one(office.store()));
    done = true;
    for (auto& reader : readers) reader.join();
    CHECK(torn == 0);
    CHECK(looked > 0);
    check_intact(*office.view());
}

TEST_CASE("a copy holds what was committed when it was taken") {
    sqlite_office_under_test office;
    test_folder elsewhere;
    const auto copy = elsewhere.path("backup.db");
    for (int n = 0; n < 5; ++n) must(settle_one(office.store()));
    office.change([&](office_transaction& t) {
        must(t.put_note("not yet", "committed"));
        must(office.file().copy_to(copy));  // while somebody writes
    });
    must(settle_one(office.store()));
    CHECK(office.file().copy_to(copy).error() == errc::already_exists);
    const auto restored = must(sqlite_office_store::open(copy));
    const auto view = must(restored->view());
    CHECK(must(view->head()).at == 5);
    CHECK(must(view->note("not yet")).empty());
    check_intact(*view);
}

TEST_CASE("what is erased by law can not be read from the file") {
    sqlite_office_under_test office;
    const std::string secret = "a sentence that occurs nowhere else";
    office.change([&](office_transaction& t) {
        auto r = a_settled(1, {village}, 1, secret + " 1");
        for (std::uint16_t field = 2; field < 60; ++field) r.parts[0].put({a_cell(field, secret), 1});
        must(t.put(r, 1));
        for (std::uint64_t n = 0; n < 30; ++n) must(t.append(a_history(r.id, 1, {a_write(1, 1, secret, n)})));
        must(t.put(a_custody(a_write(1, 1, secret, 99), 3, 1)));
    });
    const auto copy_has_it = [&](const std::string& name) {
        test_folder elsewhere;
        const auto path = elsewhere.path(name);
        office.reopen();  // the last connection to close takes the log into the file
        std::filesystem::copy_file(office.path(), path);
        std::ifstream in(path, std::ios::binary);
        const std::string content((std::istreambuf_iterator<char>(in)), {});
        return content.find(secret) != std::string::npos;
    };
    CHECK(copy_has_it("before.db"));
    office.change([&](office_transaction& t) {
        auto r = must(t.find(a_record(1)));
        r->parts.clear();
        must(t.put(*r, 2));
        must(t.forget(a_record(1)));
    });
    CHECK_FALSE(copy_has_it("after.db"));
}

TEST_CASE("damage in the file is told, not served") {
    sqlite_office_under_test office;
    for (int n = 0; n < 40; ++n) must(settle_one(office.store()));
    must(office.file().check());
    test_folder elsewhere;
    const auto path = elsewhere.path("damaged.db");
    must(office.file().copy_to(path));
    const auto size = std::filesystem::file_size(path);
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        for (std::uintmax_t at = 4096 * 3 + 100; at < size; at += 4096) {
            file.seekp(static_cast<std::streamoff>(at));
            file.write("\xff\xff\xff\xff\xff\xff\xff\xff", 8);
        }
    }
    const auto damaged = sqlite_office_store::open(path);
    CHECK((damaged.has_error() ? to_errc(damaged.error()) : to_errc((*damaged)->check().error())) == errc::corrupt);
}

}  // namespace pendata::test
