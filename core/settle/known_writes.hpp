// Which writes the office has already, by whatever path and in whatever batch they came: a write counts once by id.
#pragma once

#include <optional>
#include <unordered_map>

#include "core/storage/office_store.hpp"

namespace pendata {

enum class known_as : std::uint8_t {
    unknown,
    settled,        // with what its author had seen
    returned,       // settled as a cell some device gave back
    in_custody,     // held, returned to its author or rejected
    returned_held,  // held, and only as a cell some device gave back
};

class known_writes {
public:
    explicit known_writes(office_transaction& to) : to_(to) {}

    result<known_as> find(const record_id& record, const write_id& id) {
        if (record_ != record) PENDATA_CHECK(read(record));
        const auto at = known_.find(id);
        return at == known_.end() ? known_as::unknown : at->second;
    }

private:
    result<void> read(const record_id& record) {
        known_.clear();
        record_.reset();
        PENDATA_TRY(rows, to_.history_of(record));
        for (const auto& row : rows) {
            for (const auto& past : row.writes) {
                auto& as = known_.try_emplace(past.id(), known_as::returned).first->second;
                if (row.path != arrival::returned) as = known_as::settled;
            }
        }
        PENDATA_TRY(held, to_.custody_of(record));
        for (const auto& row : held) {
            const bool witness_only = row.state == custody_state::held && row.path == arrival::returned;
            known_.emplace(row.id, witness_only ? known_as::returned_held : known_as::in_custody);
        }
        record_ = record;
        return {};
    }

    office_transaction& to_;
    std::optional<record_id> record_;
    std::unordered_map<write_id, known_as> known_;
};

}  // namespace pendata
