// A position without a segment stands for none only where it is all zero.
#include "core/sync/short_welcome.hpp"

namespace pendata {

message::welcome shortened(message::welcome full, const message::hello& to) {
    if (full.head == to.pulled) full.head.reset();
    if (full.ledger == to.ledger) full.ledger.reset();
    if (full.head && full.head->at > 0 && full.head->segment == to.pulled.segment) full.head->segment = {};
    return full;
}

message::welcome spelled_out(message::welcome told, const message::hello& asked) {
    if (!told.head) told.head = asked.pulled;
    if (!told.ledger) told.ledger = asked.ledger;
    if (told.head->at > 0 && told.head->segment == decltype(told.head->segment){}) told.head->segment = asked.pulled.segment;
    return told;
}

}  // namespace pendata
