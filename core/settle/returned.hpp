// After a fork tablets give back what the office settled and lost (docs/protocol.md, "After a fork"): cells of any
// author from any holder. A write counts once by its id, whoever brings it; what its author had seen is not known from
// a cell and stands as an unknown base until the author's own batch comes.
#pragma once

#include "core/settle/intake.hpp"
#include "core/wire/message.hpp"

namespace pendata {

struct returned_answer {
    message::given_back answer;
    message::pull whole;  // the parts asked for, as they are now, and what this device should not have
};

// `serve`: what the device is granted; null where it may be told nothing. Errors: limit_exceeded, where the office holds as much
// of the device as it may and nobody else has shown that anything was lost; of the store.
result<returned_answer> take_returned(office_transaction& to, const office_context& office, const device_id& from,
                                      const message::give_back& given, const grant_list* serve);

// Parts by name, whole; an eviction for each that these grants do not cover or that is not there.
result<message::pull> whole_parts(office_view& view, const grant_list& grants,
                                  std::span<const message::give_back::row> wanted);

}  // namespace pendata
