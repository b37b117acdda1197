// From the device's state to a target.
#include "client-lib/src/net/office_target.hpp"

#include <cstring>

namespace pendata {

result<tls_connection::target> office_target(const tablet& with, key_ring& keys,
                                             const std::optional<office_address>& instead,
                                             const session_plan& plan) {
    device_state state;
    PENDATA_CHECK(with.store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.state());
        state = std::move(found);
        return {};
    }));
    tls_connection::target to;
    if (state.officer.is_zero() || state.office_identity.size() != to.office_identity.size())
        return errc::not_enrolled;
    PENDATA_CHECK(keys.check());
    to.host = instead ? instead->host : state.office_host;
    to.port = instead ? instead->port : state.office_port;
    std::memcpy(to.office_identity.data(), state.office_identity.data(), to.office_identity.size());
    to.ticket = keys.ticket();
    // Nothing but the office's own word moves this floor: the tablet's clock may be anywhere.
    to.office_time_floor_ms = state.anchor ? state.anchor->office_ms : 0;
    to.small_segments = plan.small_segments;
    return to;
}

}  // namespace pendata
