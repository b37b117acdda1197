// Reading a record's history and custody once, for all its writes.
#include "core/settle/known_writes.hpp"

#include <algorithm>

namespace pendata {

void known_writes::of_record::learn(const write_id& id, const write& w, bool own_word) {
    auto& here = known[id];
    if (own_word) here.says = w.what;
    here.time = w.what.at.time;
    for (const auto& base : w.seen) {
        auto& below = known[base].seen_by;
        below = std::min(below.value_or(w.what.at.time), w.what.at.time);
    }
}

result<const known_writes::of_record*> known_writes::read(const record_id& record) {
    constexpr std::size_t findings_kept = 65'536;
    if (const auto there = records_.find(record); there != records_.end()) return &there->second;
    of_record out;
    PENDATA_TRY(rows, view_.history_of(record));
    for (const auto& row : rows) {
        for (const auto& past : row.writes) {
            const auto id = past.id();
            auto& as = out.known[id].as;
            if (row.path != arrival::returned) as = known_as::settled;
            if (as == known_as::unknown) as = known_as::returned;
            out.learn(id, past, row.path != arrival::returned);
            ++out.settled_by[{row.from, past.what.key}];
            if (!past.what.key.element.empty()) ++out.settled_by[{row.from, {past.what.key.kind, past.what.key.field, {}}}];
        }
    }
    PENDATA_TRY(held, view_.custody_of(record));
    for (const auto& row : held) {
        auto& known = out.known[row.id];
        const auto of_a_witness = row.state == custody_state::held ? known_as::returned_held : known_as::returned_judged;
        known.as = row.path == arrival::returned ? of_a_witness : known_as::in_custody;
        known.custody = row.reason;
        // Of what the law took only the name is left.
        out.learn(row.id, row.what, row.path != arrival::returned && row.reason != hold_reason::erased_by_law);
    }
    if (findings_ + out.known.size() > findings_kept) {
        records_.clear();
        findings_ = 0;
    }
    findings_ += out.known.size();
    return &records_.insert_or_assign(record, std::move(out)).first->second;
}

result<known_writes::finding> known_writes::look(const record_id& record, const write_id& id) {
    PENDATA_TRY(there, read(record));
    const auto at = there->known.find(id);
    return at == there->known.end() ? finding{} : at->second;
}

result<known_as> known_writes::find(const record_id& record, const write_id& id) {
    PENDATA_TRY(found, look(record, id));
    return found.as;
}

result<std::size_t> known_writes::settled_by(const device_id& device, const record_id& record, const cell_key& key) {
    PENDATA_TRY(there, read(record));
    const auto at = there->settled_by.find({device, key});
    return at == there->settled_by.end() ? 0 : at->second;
}

}  // namespace pendata
