// Mail bags across the boundary.
#include "client-lib/src/capi/tablet_handle.hpp"
#include "client-lib/src/engine/bag_desk.hpp"
#include "core/dictionary/json_text.hpp"

using namespace pendata::capi;
using pendata::bag_count;
using pendata::bag_desk;
using pendata::errc;

namespace {

void give_count(pendata_buffer* json, const bag_count& count) {
    give(json, pendata::json_object({{"batches", std::to_string(count.batches)}, {"carried", std::to_string(count.carried)},
                                    {"damaged", std::to_string(count.damaged)}, {"left", std::to_string(count.left)}}));
}

template <class Open>
pendata_status open_bag(pendata_tablet* tablet, pendata_view bag, pendata_buffer* json, pendata_error* error, Open&& open) {
    return guard(error, [&] {
        clear(json);
        if (!all_given(tablet, json, bag)) return fail(error, errc::invalid_argument);
        const pendata::result<bag_count> count = open(bag_desk(tablet->engine));
        if (count.has_error()) return fail(error, pendata::to_errc(count.error()));
        if (count->carried > 0) tablet->saved();
        give_count(json, *count);
        return succeed(error);
    });
}

}  // namespace

pendata_status pendata_bag_export(pendata_tablet* tablet, pendata_buffer* bag, pendata_buffer* json, pendata_error* error) {
    return guard(error, [&] {
        clear(bag);
        clear(json);
        if (!all_given(tablet, bag, json)) return fail(error, errc::invalid_argument);
        bag_count count;
        const auto packed = bag_desk(tablet->engine).pack(count);
        if (packed.has_error()) return fail(error, pendata::to_errc(packed.error()));
        give_count(json, count);
        try {
            give(bag, *packed);
        } catch (...) {
            pendata_buffer_free(json);
            throw;
        }
        return succeed(error);
    });
}

pendata_status pendata_bag_carry(pendata_tablet* tablet, pendata_view bag, pendata_buffer* json, pendata_error* error) {
    return open_bag(tablet, bag, json, error, [&](bag_desk desk) { return desk.carry(text(bag)); });
}

pendata_status pendata_bag_import(pendata_tablet* tablet, pendata_view bag, pendata_buffer* json, pendata_error* error) {
    return open_bag(tablet, bag, json, error, [&](bag_desk desk) { return desk.take_receipts(text(bag)); });
}
