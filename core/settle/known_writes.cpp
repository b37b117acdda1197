// Reading a record's history and custody once, for all its writes.
#include "core/settle/known_writes.hpp"

#include <algorithm>

namespace pendata {

void known_writes::learn(finding& known, const write& w, bool own_word) {
    if (own_word) known.says = w.what;
    known.time = w.what.at.time;
    for (const auto& base : w.seen) {
        auto& below = known_[base].seen_by;
        below = std::min(below.value_or(w.what.at.time), w.what.at.time);
    }
}

result<void> known_writes::read(const record_id& record) {
    known_.clear();
    settled_by_.clear();
    record_.reset();
    PENDATA_TRY(rows, view_.history_of(record));
    for (const auto& row : rows) {
        for (const auto& past : row.writes) {
            auto& known = known_[past.id()];
            if (row.path != arrival::returned) known.as = known_as::settled;
            if (known.as == known_as::unknown) known.as = known_as::returned;
            learn(known, past, row.path != arrival::returned);
            ++settled_by_[{row.from, past.what.key}];
            if (!past.what.key.element.empty()) ++settled_by_[{row.from, {past.what.key.kind, past.what.key.field, {}}}];
        }
    }
    PENDATA_TRY(held, view_.custody_of(record));
    for (const auto& row : held) {
        auto& known = known_[row.id];
        const auto of_a_witness = row.state == custody_state::held ? known_as::returned_held : known_as::returned_judged;
        known.as = row.path == arrival::returned ? of_a_witness : known_as::in_custody;
        known.custody = row.reason;
        learn(known, row.what, row.path != arrival::returned);
    }
    record_ = record;
    return {};
}

result<known_writes::finding> known_writes::look(const record_id& record, const write_id& id) {
    if (record_ != record) PENDATA_CHECK(read(record));
    const auto at = known_.find(id);
    return at == known_.end() ? finding{} : at->second;
}

result<known_as> known_writes::find(const record_id& record, const write_id& id) {
    PENDATA_TRY(found, look(record, id));
    return found.as;
}

result<std::size_t> known_writes::settled_by(const device_id& device, const record_id& record, const cell_key& key) {
    if (record_ != record) PENDATA_CHECK(read(record));
    const auto at = settled_by_.find({device, key});
    return at == settled_by_.end() ? 0 : at->second;
}

}  // namespace pendata
