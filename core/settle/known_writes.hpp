// Which writes the office has already, by whatever path and in whatever batch they came: a write counts once by id.
#pragma once

#include <map>
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
    returned_judged,  // such a cell, returned or rejected since
};

// What is known of the writes of one record at a time.
class known_writes {
public:
    explicit known_writes(office_view& view) : view_(view) {}

    struct finding {
        known_as as = known_as::unknown;
        std::optional<hold_reason> custody;  // why it is, or was, in custody: also where it was returned or rejected
        std::optional<stamp_time> time;      // as it settled, or would
        std::optional<stamp_time> seen_by;   // the least time of those that saw it
        std::optional<cell> says;            // as its author's own batch said it, at its settled time
    };
    result<finding> look(const record_id& record, const write_id& id);
    result<known_as> find(const record_id& record, const write_id& id);

    // How many writes of the device to the cell have settled; without an element, to all elements of the field.
    result<std::size_t> settled_by(const device_id& device, const record_id& record, const cell_key& key);

private:
    result<void> read(const record_id& record);
    void learn(finding& known, const write& w, bool own_word);

    office_view& view_;
    std::optional<record_id> record_;
    std::unordered_map<write_id, finding> known_;
    std::map<std::pair<device_id, cell_key>, std::size_t> settled_by_;
};

}  // namespace pendata
