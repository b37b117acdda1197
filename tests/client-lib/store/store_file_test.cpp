// The file itself: what is not ours, what is damaged, what is full, who else has it open, and a process that dies.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "client-lib/src/store/schema.hpp"
#include "core/sqlite/database.hpp"
#include "tests/client-lib/store/store_samples.hpp"

namespace pendata::test {

namespace {

std::unique_ptr<sqlite::database> raw(const std::string& path, std::uint32_t application = store::application_id) {
    sqlite::open_options options;
    options.application_id = application;
    options.newest_version = 1000;
    auto opened = sqlite::database::open(path, options);
    REQUIRE(opened.has_value());
    return std::move(*opened);
}

result<void> save_one(device_transaction& tx, std::uint64_t number) {
    PENDATA_TRY(state, tx.state());
    state.last_save = number;
    PENDATA_CHECK(tx.put_state(state));
    PENDATA_CHECK(tx.add_pending(person, a_save(record(static_cast<unsigned>(number)), number)));
    return tx.project(a_person(static_cast<unsigned>(number), "Orang " + std::to_string(number)));
}

// One save of a record of that number, as a batch of that number.
sealed_batch save_and_seal(device_store& store, unsigned number) {
    transact(store, [&](device_transaction& tx) { return tx.add_pending(person, a_save(record(number), number)); });
    return seal_first(store, number, 10);
}

// What a whole number of saves leaves; that number.
std::uint64_t whole_saves(device_store& store) {
    std::uint64_t saves = 0;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        saves = state.last_save;
        CHECK(tx.all()->size() == saves);
        CHECK(tx.list(person, nullptr, 0)->size() == saves);
        CHECK(tx.pending()->writes == 2 * saves);
        return {};
    });
    return saves;
}

}  // namespace

TEST_CASE("what is not a tablet's file is refused and left alone") {
    temporary_folder folder;
    write_file(folder.file("text"), std::string(5000, 'x'));
    CHECK(open_failure(folder.file("text")) == errc::foreign_file);
    CHECK(content_of(folder.file("text")) == std::string(5000, 'x'));

    REQUIRE(raw(folder.file("theirs.db"), 99)->mark(1).has_value());
    const std::string before = content_of(folder.file("theirs.db"));
    CHECK(open_failure(folder.file("theirs.db")) == errc::foreign_file);
    CHECK(content_of(folder.file("theirs.db")) == before);

    open_store(folder.file("newer.db"));
    REQUIRE(raw(folder.file("newer.db"))->mark(1000).has_value());
    CHECK(open_failure(folder.file("newer.db")) == errc::newer_format);

    CHECK(open_failure(folder.file("no/folder/a.db")) == errc::not_found);
}

TEST_CASE("a folder or file that may only be read") {
    temporary_folder folder;
    open_store(folder.file("a.db"));
    const without_rights limited(folder);
    CHECK(open_failure(folder.file("a.db")) == errc::read_only);
    CHECK(open_failure(folder.file("b.db")) == errc::read_only);
}

TEST_CASE("damage is told, in pages and in what they hold") {
    temporary_folder folder;
    const std::string path = folder.file("a.db");
    SUBCASE("pages") {
        {
            auto store = open_store(path);
            for (unsigned n = 1; n < 60; ++n) transact(*store, [&](auto& tx) { return save_one(tx, n); });
        }
        std::string content = content_of(path);
        for (std::size_t at = 8192; at < content.size(); at += 64) content[at] = '\x5a';
        write_file(path, content);
        auto opened = sqlite_device_store::open(path, builtin_dictionary());
        errc failure = opened.has_value() ? errc::ok : to_errc(opened.error());
        if (failure == errc::ok) failure = failure_of((*opened)->transact([](auto& tx) { return save_one(tx, 100); }));
        CHECK(failure == errc::corrupt);
    }
    SUBCASE("blobs") {
        {
            auto store = open_store(path);
            transact(*store, [](device_transaction& tx) -> result<void> {
                PENDATA_CHECK(tx.put_state({}));
                PENDATA_CHECK(tx.put_settled(person, a_part(record(1), {{a_cell(10, value::text("Ani")), 1}})));
                PENDATA_CHECK(tx.add_pending(person, a_save(record(2), 1)));
                return tx.put_sealed(a_batch(1, {}), {});
            });
        }
        for (const std::string& damage : std::vector<std::string>{"UPDATE state SET content = x'02'", "UPDATE pending SET content = x'0203'",
                                   "UPDATE pending SET clock = x''", "DELETE FROM origin"}) {
            CAPTURE(damage);
            write_file(folder.file("b.db"), content_of(path));
            REQUIRE(raw(folder.file("b.db"))->run(damage).has_value());
            auto store = open_store(folder.file("b.db"));
            const auto done = store->read([](device_transaction& tx) -> result<void> {
                PENDATA_TRY(state, tx.state());
                PENDATA_TRY(one, tx.find(record(1)));
                PENDATA_TRY(two, tx.find(record(2)));
                PENDATA_TRY(batches, tx.unreceipted(0, 10));
                static_cast<void>(state);
                return {};
            });
            CHECK(failure_of(done) == errc::corrupt);
        }
    }
}

TEST_CASE("a settled part that can not be read counts as absent, and goes with the next write") {
    for (const std::string damage : {"content = x'01'", "content = substr(content, 1, length(content) - 1)"}) {
        CAPTURE(damage);
        store_in_folder tablet;
        transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
            PENDATA_CHECK(tx.put_settled(person, a_part(record(1), {{a_cell(10, value::text("Ani")), 1}})));
            PENDATA_CHECK(tx.put_settled(person, a_part(record(1), {{a_cell(11, value::text("Ani")), 1}}, 1)));
            return tx.put_settled(person, a_part(record(2), {{a_cell(10, value::text("Budi")), 1}}));
        });
        REQUIRE(raw(tablet.path())->run("UPDATE settled SET " + damage + " WHERE room = 0 AND record = (SELECT min(record) FROM settled)").has_value());
        const auto rooms_of_both = [&](device_transaction& tx) {
            std::vector<std::pair<record_id, compartment>> out;
            CHECK(tx.visit_settled([&](std::uint16_t, const part& p) -> result<void> {
                out.emplace_back(p.record, p.room);
                return {};
            }).has_value());
            return out;
        };
        auto wanted = std::vector<std::pair<record_id, compartment>>{{record(1), 1}, {record(2), 0}};
        std::sort(wanted.begin(), wanted.end());
        read(*tablet.store, [&](device_transaction& tx) -> result<void> {
            CHECK(rooms_of_both(tx) == wanted);
            CHECK(tx.find(record(1)).value()->settled.size() == 1);
            CHECK(tx.damage()->parts == 0);  // read only: it is there still
            return {};
        });
        transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(state, tx.state());
            CHECK(rooms_of_both(tx) == wanted);
            return tx.put_state(state);  // does not undo the count
        });
        read(*tablet.store, [&](device_transaction& tx) -> result<void> {
            CHECK(tx.damage()->parts == 1);
            CHECK(rooms_of_both(tx) == wanted);
            return {};
        });
        // It comes again.
        transact(*tablet.store, [&](device_transaction& tx) { return tx.put_settled(person, a_part(record(1), {{a_cell(10, value::text("Ani")), 1}})); });
        CHECK(find(*tablet.store, record(1)).settled.size() == 2);
    }
}

TEST_CASE("a record of which nothing can be read is gone once something is written") {
    store_in_folder tablet;
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        settle_person(tx, a_person(1, "Ani"));
        return {};
    });
    REQUIRE(raw(tablet.path())->run("UPDATE settled SET content = x'01'").has_value());
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        CHECK_FALSE(tx.find(record(1)).value().has_value());
        return {};
    });
    read(*tablet.store, [&](device_transaction& tx) -> result<void> {
        CHECK(tx.all()->empty());
        CHECK(tx.list(person, nullptr, 0)->empty());
        return {};
    });
}

TEST_CASE("an own batch that can not be read stands aside, stays, and is counted") {
    for (const std::string damage : {"content = x'00'", "content = substr(content, 1, length(content) - 1)", "hash = x'01'"}) {
        CAPTURE(damage);
        store_in_folder tablet;
        const sealed_batch one = save_and_seal(*tablet.store, 1);
        const sealed_batch two = save_and_seal(*tablet.store, 2);
        REQUIRE(raw(tablet.path())->run("UPDATE journal SET " + damage + " WHERE row = 1").has_value());
        read(*tablet.store, [&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(waiting, tx.unreceipted(0, 1));
            REQUIRE(waiting.size() == 1);
            CHECK(waiting[0].hash == two.hash);
            CHECK_FALSE(tx.journal(one.hash)->has_value());
            CHECK(tx.damage()->batches == 1);
            return {};
        });
        // After a fork the one that can be read is offered again.
        transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
            PENDATA_CHECK(tx.put_receipt(a_receipt(two, 7)));
            PENDATA_CHECK(tx.queue_again(0));
            CHECK(tx.unreceipted(0, 9)->size() == 1);
            CHECK(tx.damage()->batches == 1);
            return tx.trim_journal(100, INT64_MAX);
        });
        std::int64_t rows = 0;
        {
            const auto file = raw(tablet.path());
            auto run = file->use("SELECT count(*) FROM journal");
            REQUIRE(run.has_value());
            REQUIRE(run->step().has_value());
            rows = run->number(0);
        }
        CHECK(rows == 2);
    }
}

TEST_CASE("a batch that was damaged after its receipt holds up no fork") {
    store_in_folder tablet;
    const sealed_batch one = save_and_seal(*tablet.store, 1);
    const sealed_batch two = save_and_seal(*tablet.store, 2);
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_receipt(a_receipt(one, 5)));
        return tx.put_receipt(a_receipt(two, 6));
    });
    REQUIRE(raw(tablet.path())->run("UPDATE journal SET content = x'00', answer = x'00' WHERE row = 1").has_value());
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        CHECK(tx.receipt_positions(9)->size() == 1);
        PENDATA_CHECK(tx.queue_again(1));
        PENDATA_TRY(waiting, tx.unreceipted(0, 9));
        REQUIRE(waiting.size() == 1);
        CHECK(waiting[0].hash == two.hash);
        return {};
    });
}

TEST_CASE("a damaged batch of the mail stands aside, and the others go on") {
    for (const std::string damage : {"content = x'00'", "content = substr(content, 1, length(content) - 1)", "hash = x'01'"}) {
        CAPTURE(damage);
        store_in_folder tablet;
        const sealed_batch one = a_batch(1, {a_save(record(1), 1)[0].what}, 7);
        const sealed_batch two = a_batch(2, {a_save(record(2), 1)[0].what}, 7);
        transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
            CHECK(*tx.put_mail(one));
            CHECK(*tx.put_mail(two));
            return {};
        });
        REQUIRE(raw(tablet.path())->run("UPDATE mail SET " + damage + " WHERE row = 1").has_value());
        const auto rest = [&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(found, tx.mail(1));
            REQUIRE(found.size() == 1);
            CHECK(found[0].hash == two.hash);
            return {};
        };
        read(*tablet.store, rest);
        transact(*tablet.store, rest);
        CHECK(tablet.store->read([](device_transaction& tx) -> result<void> {
            CHECK(tx.mail_kept()->batches == 2);
            CHECK(tx.mail_kept()->aside == 1);
            return {};
        }).has_value());
    }
}

TEST_CASE("a full disk says so, changes nothing, and gives way when there is room") {
    store_in_folder tablet;
    std::uint64_t saves = 0;
    const auto fill = [&](std::int64_t pages) {
        tablet.store.reset();
        tablet.store = open_store(tablet.path(), {0, pages});
        for (;;) {
            const auto done = tablet.store->transact([&](auto& tx) { return save_one(tx, saves + 1); });
            if (done.has_error()) return to_errc(done.error());
            ++saves;
        }
    };
    CHECK(fill(70) == errc::disk_full);
    CHECK(saves > 10);
    CHECK(whole_saves(*tablet.store) == saves);
    // Searching goes on without an index that can not grow.
    CHECK(tablet.store->search("Orang 7", 100)->front().record == record(7));
    CHECK(fill(90) == errc::disk_full);
    CHECK(whole_saves(*tablet.store) == saves);
    tablet.reopen();
    CHECK(whole_saves(*tablet.store) == saves);
    transact(*tablet.store, [&](auto& tx) { return save_one(tx, saves + 1); });
    CHECK(whole_saves(*tablet.store) == saves + 1);

    // Not even made.
    CHECK(open_failure(tablet.folder.file("small.db"), {0, 5}) == errc::disk_full);
    CHECK(open_failure(tablet.folder.file("small.db")) == errc::ok);
}

TEST_CASE("two handles on one file: one writes at a time, both see the same") {
    store_in_folder tablet;
    auto other = open_store(tablet.path(), {0, 0});
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(save_one(tx, 1));
        CHECK(failure_of(other->transact([](auto&) -> result<void> { return {}; })) == errc::busy);
        CHECK_FALSE(holds(*other, record(1)));
        CHECK(to_errc(other->index_some(1).error()) == errc::busy);
        return {};
    });
    CHECK(holds(*other, record(1)));
    // Origins that the other handle gives are known here, and a number lost to a rollback is given only once.
    const auto with_replica = [](unsigned of, unsigned replica) {
        cell c = a_cell(10, value::integer(1));
        c.at.replica = id_of_number<replica_id>(replica);
        return a_part(record(of), {{c, 1}});
    };
    CHECK(failure_of(tablet.store->transact([&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_settled(person, with_replica(1, 60)));
        return errc::cancelled;
    })) == errc::cancelled);
    transact(*other, [&](device_transaction& tx) { return tx.put_settled(person, with_replica(1, 61)); });
    transact(*tablet.store, [&](device_transaction& tx) { return tx.put_settled(person, with_replica(2, 60)); });
    transact(*tablet.store, [&](device_transaction& tx) { return tx.put_settled(person, with_replica(3, 61)); });
    for (device_store* store : {static_cast<device_store*>(tablet.store.get()), static_cast<device_store*>(other.get())}) {
        for (const auto& [of, replica] : {std::pair(1u, 61u), std::pair(2u, 60u), std::pair(3u, 61u)}) {
            CHECK(find(*store, record(of)).settled == std::vector{with_replica(of, replica)});
        }
    }
    // A read is of one moment, whoever writes meanwhile.
    read(*other, [&](device_transaction& tx) -> result<void> {
        const auto before = tx.all()->size();
        transact(*tablet.store, [](auto& writing) { return save_one(writing, 9); });
        CHECK(tx.all()->size() == before);
        return {};
    });
}

TEST_CASE("threads take turns") {
    store_in_folder tablet;
    std::atomic<std::uint64_t> failures{0};
    std::vector<std::thread> threads;
    for (unsigned t = 0; t < 3; ++t) {
        threads.emplace_back([&] {
            for (int n = 0; n < 10; ++n) {
                const auto done = tablet.store->transact([](device_transaction& tx) -> result<void> {
                    PENDATA_TRY(state, tx.state());
                    return save_one(tx, state.last_save + 1);
                });
                if (done.has_error()) ++failures;
                if (tablet.store->search("orang", 3).has_error()) ++failures;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(failures == 0);
    CHECK(whole_saves(*tablet.store) == 30);
}

TEST_CASE("a process killed at any moment leaves whole saves, none of those it told of missing") {
    for (int round = 0; round < 6; ++round) {
        temporary_folder folder;
        open_store(folder.file("tablet.db"));
        int told[2];
        REQUIRE(pipe(told) == 0);
        const pid_t child = fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            auto store = sqlite_device_store::open(folder.file("tablet.db"), builtin_dictionary());
            for (std::uint64_t n = 1; store.has_value(); ++n) {
                if ((*store)->transact([&](auto& tx) { return save_one(tx, n); }).has_error()) break;
                if (n % 5 == 0 && (*store)->index_some(3).has_error()) break;
                if (::write(told[1], "s", 1) != 1) break;
            }
            _exit(1);
        }
        close(told[1]);
        std::uint64_t heard = 0;
        char byte = 0;
        while (heard < static_cast<std::uint64_t>(7 + 13 * round) && ::read(told[0], &byte, 1) == 1) ++heard;
        kill(child, SIGKILL);
        while (::read(told[0], &byte, 1) == 1) ++heard;
        close(told[0]);
        int status = 0;
        REQUIRE(waitpid(child, &status, 0) == child);
        CHECK(WIFSIGNALED(status));

        auto store = open_store(folder.file("tablet.db"));
        const std::uint64_t saves = whole_saves(*store);
        CHECK(saves >= heard);
        CHECK(saves <= heard + 1);
        CHECK(store->search("orang", 1000)->size() == saves);
        auto file = raw(folder.file("tablet.db"));
        auto check = file->query("PRAGMA integrity_check");
        REQUIRE(check->step().value());
        CHECK(check->blob(0) == "ok");
    }
}

}  // namespace pendata::test
