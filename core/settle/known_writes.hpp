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

// Each record of a batch is read once, however its writes are mixed; what is known is forgotten where it grows large.
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
    struct of_record {
        std::unordered_map<write_id, finding> known;
        std::map<std::pair<device_id, cell_key>, std::size_t> settled_by;

        void learn(const write_id& id, const write& w, bool own_word);
    };
    result<const of_record*> read(const record_id& record);

    office_view& view_;
    std::unordered_map<record_id, of_record> records_;
    std::size_t findings_ = 0;  // of all of them
};

}  // namespace pendata
