// The real stores and the real ledger on the virtual disk: an office built from parts, its power cut at every step;
// a tablet's file; a backup made there.
#include "client-lib/src/store/sqlite_device_store.hpp"
#include "sync-server/office/office.hpp"
#include "tests/support/small_office.hpp"
#include "tests/tools/sim/disk/disk_samples.hpp"
#include "tools/sim/disk/disk_ledger.hpp"

namespace pendata::test {

using sim::virtual_disk;

namespace {

const key_seed office_seed = {4, 2};

signer office_signer() {
    return [](bytes_view message) { return sign(office_seed, message); };
}

// An office as a program has it open. The office goes before its mount.
struct office_life {
    explicit office_life(virtual_disk& disk) : mount(std::make_unique<sim::disk_mount>(disk)) {}

    result<office_parts> parts(bool create) {
        office_file_options options;
        options.create = create;
        options.vfs = mount->vfs();
        PENDATA_TRY(store, sqlite_office_store::open("office/office.db", options));
        auto place = sim::ledger_on(*mount, "office/ledger");
        auto identity = office_identity::of_seed(office_seed);
        PENDATA_TRY(there, mount->exists("office/ledger"));
        PENDATA_TRY(book, create && !there ? ledger::create(std::move(place), identity.public_key())
                                           : ledger::open(std::move(place), identity.public_key()));
        return office_parts{"office", {}, std::move(identity), std::move(store), std::move(book)};
    }
    bool found() {
        auto all = parts(true);
        if (all.has_error()) return false;
        auto made = office::found(std::move(*all), "32.11", noon_ms);
        if (made.has_error()) return false;
        of = std::move(*made);
        return true;
    }
    bool open() {
        auto all = parts(false);
        if (all.has_error()) return false;
        auto opened = office::assemble(std::move(*all));
        if (opened.has_error()) return false;
        of = std::move(*opened);
        return true;
    }

    std::unique_ptr<sim::disk_mount> mount;
    std::unique_ptr<office> of;
};

std::string note_of(office& of, const std::string& name) { return must(must(of.view())->note(name)); }

}  // namespace

TEST_CASE("an office is founded on a disk of ours, once, and opened again from parts") {
    virtual_disk disk(1);
    {
        office_life first(disk);
        REQUIRE(first.found());
        CHECK(first.of->regency() == "32.11");
        must(first.of->start_segment(noon_ms));
    }
    disk.crash();
    office_life again(disk);
    REQUIRE(again.open());
    CHECK(again.of->regency() == "32.11");
    CHECK(must(again.of->ledger().entries_after(0)).size() == 2);
    office_life second(disk);
    auto parts = must(second.parts(true));
    CHECK(office::found(std::move(parts), "32.11", noon_ms).error().code == errc::office_exists);
}

TEST_CASE("an office whose power is cut at any step opens with all it had said") {
    virtual_disk founded(1);
    {
        office_life first(founded);
        REQUIRE(first.found());
    }
    const auto image = founded.snapshot();
    std::uint64_t steps = 0;
    for (std::uint64_t at = 1; steps == 0; ++at) {
        INFO("step ", at);
        virtual_disk disk(at);
        disk.restore(image);
        disk.on_step = [&](const sim::disk_step& step) {
            if (step.number == at) disk.crash();
            return sim::fate::proceed;
        };
        position started;
        int noted = 0;
        {
            office_life process(disk);
            if (process.open()) {
                const auto segment = process.of->start_segment(noon_ms + 1);
                if (segment.has_value()) {
                    started = *segment;
                    const auto put = [&](office_transaction& to) { return to.put_note("n", std::to_string(noted + 1)); };
                    while (noted < 5 && process.of->store().transact(put).has_value()) ++noted;
                }
            }
        }
        disk.on_step = nullptr;
        if (disk.counts().crashes == 0) steps = at;  // beyond the end

        office_life next(disk);
        REQUIRE(next.open());
        must(next.of->store().check());
        const auto entries = must(next.of->ledger().entries_after(0));
        const bool in_ledger = std::any_of(entries.begin(), entries.end(), [&](const ledger_entry& e) {
            const auto* fact = std::get_if<segment_started>(&e.fact);
            return fact != nullptr && fact->id == started.segment;
        });
        if (started.at > 0) {
            CHECK(in_ledger);
            const auto left = note_of(*next.of, "n");
            CHECK((left == (noted == 0 ? std::string() : std::to_string(noted)) || left == std::to_string(noted + 1)));
        }
        must(next.of->start_segment(noon_ms + 2));
    }
    CHECK(steps > 15);
}

TEST_CASE("a ledger keeps every entry that was said to be there, wherever the power goes") {
    virtual_disk whole(1);
    sim::disk_counts all;
    for (std::uint64_t at = 1;; ++at) {
        INFO("step ", at);
        virtual_disk disk(at * 7);
        disk.on_step = [&](const sim::disk_step& step) {
            if (step.number == at) disk.crash();
            return sim::fate::proceed;
        };
        std::size_t appended = 0;
        bool made = false;
        {
            sim::disk_mount mount(disk);
            auto book = ledger::create(sim::ledger_on(mount, "l/ledger"), public_key_of(office_seed));
            made = book.has_value();
            while (made && appended < 6 && (*book)->append(device_revoked{}, noon_ms, office_signer()).has_value()) ++appended;
        }
        disk.on_step = nullptr;
        const bool cut = disk.counts().crashes > 0;
        sim::disk_mount mount(disk);
        auto book = ledger::open(sim::ledger_on(mount, "l/ledger"), public_key_of(office_seed));
        if (book.has_error()) {
            CHECK_FALSE(made);
            CHECK(failure(book) == errc::not_found);
        } else {
            const auto there = must((*book)->entries_after(0)).size();
            CHECK((there == appended || there == appended + 1));
            must((*book)->append(device_revoked{}, noon_ms, office_signer()));
        }
        all.torn_writes += disk.counts().torn_writes;
        if (!cut) break;
    }
    CHECK(all.torn_writes > 0);
}

TEST_CASE("a full disk refuses a ledger's entry whole") {
    virtual_disk disk(1);
    sim::disk_mount mount(disk);
    auto book = must(ledger::create(sim::ledger_on(mount, "ledger"), public_key_of(office_seed)));
    must(book->append(device_revoked{}, noon_ms, office_signer()));
    disk.faults.capacity = disk.used() + 20;
    CHECK(failure(book->append(device_revoked{}, noon_ms, office_signer())) == errc::disk_full);
    disk.faults.short_write.at = 1;
    disk.faults.capacity = disk.used() + 10'000;
    CHECK(failure(book->append(device_revoked{}, noon_ms, office_signer())) == errc::disk_full);
    must(book->append(device_revoked{}, noon_ms, office_signer()));
    CHECK(must(book->entries_after(0)).size() == 2);
}

TEST_CASE("a backup is made on the disk the store lies on") {
    virtual_disk disk(1);
    office_life process(disk);
    REQUIRE(process.found());
    must(process.of->store().copy_to("backup/office.db"));
    CHECK(failure(process.of->store().copy_to("backup/office.db")) == errc::already_exists);
    CHECK(disk.content("backup/office.db")->size() > 4096);
    office_file_options options;
    options.vfs = process.mount->vfs();
    const auto copy = must(sqlite_office_store::open("backup/office.db", options));
    must(copy->check());
    auto ledger_copy = must(process.of->ledger().copy());
    CHECK(must(process.of->ledger().import_copy(std::move(ledger_copy), noon_ms, office_signer())).taken == 0);
}

TEST_CASE("a tablet's file lives on the disk, through a full one and a cut") {
    virtual_disk disk(1);
    const auto open = [&](sim::disk_mount& mount) {
        device_store_options options;
        options.busy_wait_ms = 0;
        options.vfs = mount.vfs();
        return sqlite_device_store::open("tablet/ani.db", builtin_dictionary(), options);
    };
    std::string kept;
    const auto save = [&](sqlite_device_store& store, const std::string& what) {
        return store.transact([&](device_transaction& tx) -> result<void> {
            PENDATA_TRY(state, tx.state());
            state.officer_name = what;
            return tx.put_state(state);
        });
    };
    {
        sim::disk_mount mount(disk);
        auto store = must(open(mount));
        must(save(*store, "Ani"));
        disk.faults.capacity = disk.used();
        errc why = errc::ok;
        for (int n = 0; n < 200 && why == errc::ok; ++n) {
            const auto name = std::string(2000, 'x') + std::to_string(n);
            why = failure(save(*store, name));
            if (why == errc::ok) kept = name;
        }
        CHECK(why == errc::disk_full);
        disk.faults.capacity = std::numeric_limits<std::uint64_t>::max();
    }
    disk.crash();
    sim::disk_mount mount(disk);
    auto store = must(open(mount));
    must(store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        CHECK(state.officer_name == (kept.empty() ? "Ani" : kept));
        return {};
    }));
}

}  // namespace pendata::test
