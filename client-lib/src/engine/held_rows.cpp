// Placing parts as the fingerprint does.
#include "client-lib/src/engine/held_rows.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "core/model/canonical.hpp"

namespace pendata {

namespace {

class reader {
public:
    reader(device_transaction& tx, const dictionary& words, const device_state& state) : tx_(tx), words_(words), state_(state) {}

    result<held_rows> run() {
        PENDATA_TRY(waiting, tx_.evictions());
        for (const auto& e : waiting) waiting_.emplace(e.record, e.rooms);
        PENDATA_CHECK(tx_.visit_settled([&](std::uint16_t kind, const part& p) -> result<void> {
            if (record_.id != p.record) {
                PENDATA_CHECK(add());
                record_ = device_record{};
                record_.id = p.record;
                record_.kind = kind;
            }
            record_.settled.push_back(p);
            return {};
        }));
        PENDATA_CHECK(add());
        return std::move(out_);
    }

private:
    result<void> add() {
        if (record_.settled.empty()) return {};
        PENDATA_TRY(atoms, settled_atoms(tx_, words_, record_, state_.regency));
        const auto leaves = waiting_.find(record_.id);
        for (const auto& p : record_.settled) {
            const digest print = part_digest(p);
            const auto times = std::max<std::size_t>(1, granted_atoms(state_.grants, atoms, p.room));
            for (std::size_t i = 0; i < times; ++i) out_.sum.add(print);
            if (leaves != waiting_.end() && contains(leaves->second, p.room)) continue;
            const auto number = static_cast<std::uint32_t>(out_.held.parts.size());
            out_.held.parts.push_back({p.record, p.room, mark_of(print)});
            for (const auto& place : atoms) {
                if (granted_atoms(state_.grants, {place}, p.room) > 0) out_.held.placed.emplace_back(number_of(place), number);
            }
        }
        return {};
    }

    std::uint32_t number_of(const atom& place) {
        const auto [known, added] = numbers_.emplace(place, static_cast<std::uint32_t>(out_.held.places.size()));
        if (added) out_.held.places.push_back(place);
        return known->second;
    }

    device_transaction& tx_;
    const dictionary& words_;
    const device_state& state_;
    held_rows out_;
    device_record record_;  // its parts so far
    std::unordered_map<record_id, compartment_mask> waiting_;
    std::map<std::string, std::uint32_t> numbers_;
};

}  // namespace

result<held_rows> read_held(device_transaction& tx, const dictionary& words, const device_state& state) {
    return reader(tx, words, state).run();
}

result<fingerprint> sum_of_waiting(device_transaction& tx, const dictionary& words, const device_state& state) {
    fingerprint sum;
    PENDATA_TRY(waiting, tx.evictions());
    for (const auto& e : waiting) {
        PENDATA_TRY(record, tx.find(e.record));
        if (!record) continue;
        PENDATA_TRY(more, contribution(tx, words, *record, state, e.rooms));
        sum.add(more);
    }
    return sum;
}

}  // namespace pendata
