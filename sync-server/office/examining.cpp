// Examining again.
#include "sync-server/office/examining.hpp"

namespace pendata {

result<void> examine_again(office& of, office_transaction& to, const office_context& context) {
    PENDATA_TRY(held, to.custody_in(custody_state::held));
    if (held.empty()) return {};
    PENDATA_TRY(bearings, of.fresh_bearings(to, context.now_ms));
    bearings.context.met = context.met;  // what the law restricts is met here, too
    PENDATA_CHECK(examine_held(to, bearings.context));
    return {};
}

result<void> look_at_held(office& of, std::int64_t now_ms) {
    PENDATA_CHECK(of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        return examine_again(of, to, context);
    }));
    for (std::size_t read = 1; read > 0;) {
        PENDATA_CHECK(of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
            PENDATA_TRY(count, read_unread(to, context));
            read = count;
            return {};
        }));
    }
    return {};
}

}  // namespace pendata
