// A tablet's day on the virtual disk, the power cut at every step: adds, edits, a bag sealed, the search index. What a
// call said was saved is there in the next life, and sealed batches are a chain without a break.
#include <map>

#include "client-lib/src/engine/author_desk.hpp"
#include "client-lib/src/engine/bag_desk.hpp"
#include "client-lib/src/engine/reading_desk.hpp"
#include "client-lib/src/store/sqlite_device_store.hpp"
#include "tests/support/small_office.hpp"
#include "tests/tools/sim/disk/disk_samples.hpp"

namespace pendata::test {

using sim::virtual_disk;

namespace {

const key_seed tablet_seed = {7, 7};

// A process with a tablet's file open. The store goes before its mount.
struct tablet_life {
    explicit tablet_life(virtual_disk& disk) : mount(std::make_unique<sim::disk_mount>(disk)) {}

    result<void> open() {
        device_store_options options;
        options.busy_wait_ms = 0;
        options.vfs = mount->vfs();
        PENDATA_TRY(opened, sqlite_device_store::open("tablet/ani.db", builtin_dictionary(), options));
        store = std::move(opened);
        engine.emplace(tablet{*store, builtin_dictionary(), [] { return clock_reading{noon_ms, noon_ms, "boot"}; },
                              [this](std::span<unsigned char> out) {
                                  for (auto& byte : out) byte = static_cast<unsigned char>(dice.next());
                              },
                              [](bytes_view message) -> result<signature> { return sign(tablet_seed, message); }});
        return {};
    }

    std::unique_ptr<sim::disk_mount> mount;
    std::unique_ptr<sqlite_device_store> store;
    std::optional<tablet> engine;
    sim::disk_dice dice{99};
};

// As an office's enrolment leaves it.
sim::disk_image enrolled() {
    virtual_disk disk(1);
    {
        tablet_life first(disk);
        must(first.open());
        must(first.store->transact([](device_transaction& tx) -> result<void> {
            PENDATA_TRY(state, tx.state());
            state.device = device_id::from(bytes(16, 'd'));
            state.officer = officer_id::from(bytes(16, 'o'));
            state.role = "psm";
            state.regency = "32.11";
            state.chain.replica = replica_id::from(bytes(16, 'r'));
            return tx.put_state(state);
        }));
    }
    return disk.snapshot();
}

// What was promised: names by record, and one more that may be there.
struct promises {
    std::map<record_id, std::string> saved;
    std::optional<record_id> begun;  // an edit nobody heard of
    std::size_t adds_begun = 0;
    std::uint64_t sealed = 0;        // batches
};

void work(tablet_life& process, promises& said) {
    if (process.open().has_error()) return;
    const tablet& engine = *process.engine;
    const auto add = [&](const std::string& name) {
        ++said.adds_begun;
        const auto done = author_desk(engine).add("person", "{\"name\":\"" + name + "\",\"village\":\"32.11.01.2001\"}", {});
        if (done.has_value()) said.saved[done->id] = name;
        return done.has_value();
    };
    const auto edit = [&](const record_id& id, const std::string& name) {
        said.begun = id;
        if (author_desk(engine).edit(id, "{\"name\":\"" + name + "\"}", {}).has_error()) return false;
        said.begun.reset();
        said.saved[id] = name;
        return true;
    };
    const auto seal = [&] {
        bag_count count;
        if (bag_desk(engine).pack(count).has_error()) return false;
        said.sealed = count.batches;
        return true;
    };
    if (!add("Ani") || !add("Budi")) return;
    const record_id first = said.saved.begin()->first;
    if (!edit(first, "Cici") || !seal() || !edit(first, "Dedi") || !add("Euis")) return;
    if (process.store->index_some(100).has_error()) return;
    if (!seal()) return;
    static_cast<void>(edit(first, "Fitri"));
}

void must_hold(tablet_life& process, const promises& said) {
    must(process.open());
    std::map<std::string, std::string> there;
    const auto listed = reading_desk(*process.engine).list("person", "", 0, [&](std::string_view json) {
        there[std::string(json.substr(json.find("\"id\":\"") + 6, 36))] = json;
        return true;
    });
    REQUIRE(listed.has_value());
    CHECK(there.size() <= said.adds_begun);
    for (const auto& [id, name] : said.saved) {
        const auto& json = there[to_string(id)];
        CHECK_FALSE(json.empty());
        const bool is_promised = json.find("\"name\":\"" + name + "\"") != std::string::npos;
        CHECK((is_promised || said.begun == id));
    }
    // The chain goes on: everything seals, batch after batch.
    bag_count count;
    REQUIRE(bag_desk(*process.engine).pack(count).has_value());
    CHECK(count.batches >= said.sealed);
    must(process.store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(state, tx.state());
        CHECK(state.chain.number == count.batches);
        return {};
    }));
    CHECK(process.store->search("fitri", 5).has_value());
}

}  // namespace

TEST_CASE("a tablet whose power is cut at any step has every save it told of") {
    const auto image = enrolled();
    std::uint64_t steps = 0;
    sim::disk_counts all;
    for (std::uint64_t at = 1; steps == 0; ++at) {
        for (const bool killed : {true, false}) {
            INFO("step ", at, killed ? " killed" : " power cut");
            virtual_disk disk(at);
            disk.restore(image);
            promises said;
            disk.on_step = [&](const sim::disk_step& step) {
                if (step.number != at) return sim::fate::proceed;
                if (killed) return sim::fate::die_within;
                disk.crash();
                return sim::fate::proceed;
            };
            {
                tablet_life process(disk);
                work(process, said);
            }
            disk.on_step = nullptr;
            if (disk.counts().crashes + disk.counts().kills == 0) steps = at;  // beyond the end
            tablet_life next(disk);
            must_hold(next, said);
            all.torn_writes += disk.counts().torn_writes;
            all.forgotten_writes += disk.counts().forgotten_writes;
        }
    }
    CHECK(steps > 80);
    CHECK(all.torn_writes > 10);
    CHECK(all.forgotten_writes > 10);
}

}  // namespace pendata::test
