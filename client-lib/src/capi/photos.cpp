// Photos across the boundary.
#include "client-lib/src/capi/tablet_handle.hpp"
#include "client-lib/src/engine/photo_desk.hpp"
#include "client-lib/src/engine/photo_text.hpp"

using namespace pendata::capi;
using pendata::errc;
using pendata::photo_desk;

pendata_status pendata_photo_add(pendata_tablet* tablet, pendata_view content, pendata_buffer* json, pendata_error* error) {
    return guard(error, [&] {
        clear(json);
        if (!all_given(tablet, json, content)) return fail(error, errc::invalid_argument);
        prepared_answer ready;
        const auto tell = [&](const photo_desk::added& done) { ready.prepare(pendata::added_photo_text(done)); };
        const auto added = photo_desk(tablet->engine).add(text(content), tell);
        if (added.has_error()) return fail(error, added.error());
        ready.give_to(json);
        return succeed(error);
    });
}

pendata_status pendata_photo_get(pendata_tablet* tablet, pendata_view photo, pendata_buffer* content, pendata_error* error) {
    return guard(error, [&] {
        clear(content);
        if (!all_given(tablet, content, photo)) return fail(error, errc::invalid_argument);
        const auto hash = pendata::photo_hash(text(photo));
        if (!hash) {
            return fail(error, pendata::make_problem(errc::invalid_argument, "photo", "bukan sidik foto: 64 angka heksadesimal",
                                                     "not a photo's hash: 64 hexadecimal digits"));
        }
        const auto found = photo_desk(tablet->engine).get(*hash);
        if (found.has_error()) return fail(error, pendata::to_errc(found.error()));
        give(content, *found);
        return succeed(error);
    });
}

pendata_status pendata_photo_list(pendata_tablet* tablet, pendata_line_callback line, void* context, pendata_error* error) {
    return guard(error, [&] {
        if (!all_given(tablet) || line == nullptr) return fail(error, errc::invalid_argument);
        return finish(error, photo_desk(tablet->engine).visit([&](const pendata::tablet_photo& photo) {
            return line(context, view_of(pendata::photo_text(photo))) != 0;
        }));
    });
}
