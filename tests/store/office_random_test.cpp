// Random transactions on the SQLite store and on the memory store, which is simple enough to be believed: after
// each the two must answer every question alike, inside the transaction, after it, and after opening again.
#include <algorithm>

#include "core/storage/memory_office_store.hpp"
#include "tests/store/office_samples.hpp"
#include "tests/store/sqlite_office_under_test.hpp"

namespace pendata::test {

namespace {

constexpr std::uint64_t record_names = 9;
const std::vector<std::string> atoms = {"32.11.01.2001", "32.11.01.2002", "32.11.01.2001.RW001", "32.11.02.2001",
                                        "reference",     "caseload.4"};

named_things all_names() {
    named_things things;
    for (std::uint64_t n = 0; n < record_names; ++n) {
        things.records.push_back(a_record(n));
        things.writes.push_back(a_full_write(n, n).id());
        things.writes.push_back(numbered<write_id>(n));
        things.digests.push_back(a_digest(n));
    }
    for (std::uint64_t n = 0; n < 4; ++n) {
        things.devices.push_back(numbered<device_id>(n));
        things.replicas.push_back(numbered<replica_id>(n));
    }
    things.kinds = {0, 1, 2, 3};
    things.nodes = atoms;
    things.nodes.insert(things.nodes.end(), {"32", "32.11.01", "3", ""});
    things.notes = {"a", "b"};
    return things;
}

// What the work of one transaction is drawn from; the same for both stores.
class random_work {
public:
    random_work(std::uint64_t seed, sequence at) : dice_(seed), at_(at) {}

    void run(office_transaction& t) {
        for (std::uint64_t left = 1 + dice_.below(6); left-- > 0;) one(t);
        if (!dice_.one_in(8)) {
            auto row = a_commit(at_);
            row.ms -= static_cast<std::int64_t>(dice_.below(3));
            must(t.advance(row));
        }
    }

private:
    void one(office_transaction& t) {
        switch (dice_.below(13)) {
            case 0:
            case 1:
            case 2:
                return change_record(t);
            case 3:
                return must(t.append(some_history()));
            case 4:
            case 5:
                return must(t.put(some_custody()));
            case 6:
                return accept(t);
            case 7:
                return must(t.put(some_batch()));
            case 8:
                return add_to_sum(t);
            case 9:
                return must(t.put(some_device()));
            case 10:
                return must(t.put(code_row{a_digest(dice_.below(3)), numbered<officer_id>(dice_.below(3)),
                                           static_cast<std::int64_t>(dice_.below(9)), {}}));
            case 11:
                return must(t.forget(some_record()));
            default:
                return must(t.put_note(dice_.one_in(2) ? "a" : "b", bytes(dice_.below(3), 'n')));
        }
    }

    record_id some_record() { return a_record(dice_.below(record_names)); }

    std::vector<record_id> some_roots() {
        std::vector<record_id> roots;
        if (dice_.one_in(3)) return roots;
        roots.push_back(some_record());
        if (const auto other = some_record(); dice_.one_in(2) && other != roots.front()) roots.push_back(other);
        return roots;
    }

    void change_record(office_transaction& t) {
        const auto id = some_record();
        office_record r;
        // As the engine does mostly, or blind.
        std::optional<office_record> before;
        if (!dice_.one_in(4)) {
            before = must(t.find(id));
            if (before) r = *before;
        }
        r.id = id;
        if (r.kind == 0 || dice_.one_in(10)) r.kind = static_cast<std::uint16_t>(1 + dice_.below(3));
        if (dice_.one_in(4)) r.roots = some_roots();
        if (dice_.one_in(3)) r.places = r.places.empty() || dice_.one_in(4) ? std::vector<membership>() : r.places;
        if (dice_.one_in(2) && (r.places.empty() || r.places.back().since < at_)) {
            r.places.push_back({at_, some_atoms()});
        }
        if (dice_.one_in(6)) {
            r.parts.clear();
        } else {
            change_part(r);
        }
        if (dice_.one_in(3)) r.contested = {{1, static_cast<std::uint16_t>(dice_.below(9)), "e"}, {2, 1, {}}};
        // As the engine does: only the marks of parts that changed.
        if (before && before->kind == r.kind && dice_.one_in(2)) return must(t.put(r, at_, changed_marks(*before, r)));
        must(t.put(r, at_));
    }

    static std::vector<part_mark> changed_marks(const office_record& before, const office_record& now) {
        auto marks = marks_of(now);
        std::erase_if(marks, [&](const part_mark& m) {
            const auto* then = before.find(m.room);
            return then != nullptr && *then == *now.find(m.room);
        });
        return marks;
    }

    void change_part(office_record& r) {
        auto& p = r.at(static_cast<compartment>(dice_.below(5)));
        for (std::uint64_t left = 1 + dice_.below(3); left-- > 0;) {
            p.put({a_full_write(0, dice_.below(50)).what, at_});
        }
    }

    atom_set some_atoms() {
        atom_set out;
        for (std::uint64_t left = dice_.below(3); left-- > 0;) out.insert(atoms[dice_.below(atoms.size())]);
        return out;
    }

    history_row some_history() {
        auto row = a_history(some_record(), at_, {});
        row.batch = a_digest(dice_.below(3));
        for (std::uint64_t left = dice_.below(3); left-- > 0;) {
            auto w = a_full_write(0, dice_.next());
            w.record = row.record;
            row.writes.push_back(w);
        }
        return row;
    }

    custody_row some_custody() {
        const auto n = dice_.below(record_names);
        auto row = a_custody(a_full_write(n, n), dice_.below(4), at_);
        // What it saw is part of the write, but no part of its id: here it may differ from time to time.
        row.what.seen.clear();
        for (std::uint64_t base = 0; base < record_names; ++base) {
            if (dice_.one_in(4)) row.what.seen.push_back(numbered<write_id>(base));
        }
        row.state = static_cast<custody_state>(1 + dice_.below(3));
        row.reason = static_cast<hold_reason>(dice_.below(15));
        if (dice_.one_in(2)) row.waits_for = some_record();
        return row;
    }

    void accept(office_transaction& t) {
        const auto n = dice_.below(record_names);
        must(t.accept({a_full_write(n, n).id(), a_record(n), numbered<device_id>(dice_.below(4)), at_}));
    }

    batch_row some_batch() {
        const auto n = dice_.below(record_names);
        auto row = a_batch(n % 4, 1 + n / 4 % 2, n);  // the hash names the number
        row.answer.forked = dice_.one_in(2);
        row.answer.settled_at.at = at_;
        return row;
    }

    void add_to_sum(office_transaction& t) {
        const auto& place = atoms[dice_.below(atoms.size())];
        fingerprint by = a_sum(dice_.below(4));
        if (dice_.one_in(2)) {
            by = {};
            by.remove(a_sum(dice_.below(4)));
        }
        must(t.add_to_sum(place, static_cast<compartment>(dice_.below(4)), by));
    }

    device_row some_device() {
        auto row = a_device(dice_.below(4));
        row.revoked = dice_.one_in(3);
        row.pulled.at = dice_.next() >> 1;
        return row;
    }

    generator dice_;
    sequence at_;
};

void compare(office_view& memory, office_view& file, const named_things& things) {
    const auto wanted = described(memory, things);
    const auto got = described(file, things);
    REQUIRE(wanted.size() == got.size());
    for (std::size_t i = 0; i < wanted.size(); ++i) REQUIRE(got[i] == wanted[i]);
}

void run_one(std::uint64_t seed, int transactions) {
    static const named_things things = all_names();
    generator dice(seed);
    memory_office_store memory;
    sqlite_office_under_test file;
    auto old_memory = must(memory.view());
    auto old_file = file.view();
    for (int step = 0; step < transactions; ++step) {
        INFO("step: ", step);
        const std::uint64_t work_seed = dice.next();
        const bool fails = dice.one_in(5);
        const bool looks_inside = dice.one_in(4);
        std::vector<std::string> inside;
        const auto on = [&](office_store& store) {
            return store.transact([&](office_transaction& t) -> result<void> {
                random_work(work_seed, must(t.head()).at + 1).run(t);
                if (looks_inside) {
                    const auto seen = described(t, things);
                    if (inside.empty()) {
                        inside = seen;
                    } else {
                        for (std::size_t i = 0; i < seen.size(); ++i) REQUIRE(seen[i] == inside[i]);
                    }
                    random_work(work_seed + 1, must(t.head()).at + 1).run(t);
                }
                return fails ? result<void>(errc::not_allowed) : result<void>();
            });
        };
        REQUIRE(on(memory).has_value() != fails);
        REQUIRE(on(file.store()).has_value() != fails);
        compare(*must(memory.view()), *file.view(), things);
        if (dice.one_in(4)) compare(*old_memory, *old_file, things);
        if (dice.one_in(6)) {
            old_file.reset();
            if (dice.one_in(2)) file.reopen();
            old_memory = must(memory.view());
            old_file = file.view();
        }
    }
    old_file.reset();
    must(file.file().check());
}

}  // namespace

TEST_CASE("random transactions: SQLite answers as memory does") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        INFO("seed: ", seed);
        run_one(seed, 40);
    }
}

}  // namespace pendata::test
