// Reading: records, history, lists, search, cases, export, as JSON from the reading desk.
#include <limits>

#include "client-lib/src/capi/tablet_handle.hpp"
#include "client-lib/src/engine/dictionary_text.hpp"
#include "client-lib/src/engine/likeness_desk.hpp"
#include "client-lib/src/engine/reading_desk.hpp"

using namespace pendata::capi;
using pendata::checked;
using pendata::errc;
using pendata::reading_desk;
using pendata::record_id;

namespace {

pendata::json_line lines_to(pendata_line_callback line, void* context) {
    return [line, context](std::string_view json) { return line(context, view_of(json)) != 0; };
}

// A count whose 0 means all, as the desks take it.
std::size_t size_of(std::uint64_t limit) {
    return static_cast<std::size_t>(std::min<std::uint64_t>(limit, std::numeric_limits<std::size_t>::max()));
}

template <class Read>
pendata_status read_one(pendata_tablet* tablet, pendata_view id, pendata_buffer* json, pendata_error* error, Read&& read) {
    return guard(error, [&] {
        clear(json);
        if (!all_given(tablet, json, id)) return fail(error, errc::invalid_argument);
        const auto record = pendata::parse_id<record_id>(text(id));
        if (!record) return fail(error, pendata::make_problem(errc::invalid_argument, "id", "id tidak sah", "not an id"));
        const checked<std::string> found = read(reading_desk(tablet->engine), *record);
        if (found.has_error()) return fail(error, found.error());
        give(json, *found);
        return succeed(error);
    });
}

// A callback is a pointer to a function, which no `void*` may hold: checked apart.
template <class Read, class... Views>
pendata_status read_lines(pendata_tablet* tablet, pendata_line_callback line, pendata_error* error, Read&& read, Views... views) {
    return guard(error, [&] {
        if (!all_given(tablet, views...) || line == nullptr) return fail(error, errc::invalid_argument);
        return finish(error, read(reading_desk(tablet->engine)));
    });
}

}  // namespace

pendata_status pendata_dictionary_describe(pendata_buffer* json, pendata_error* error) {
    return guard(error, [&] {
        clear(json);
        if (!all_given(json)) return fail(error, errc::invalid_argument);
        give(json, pendata::dictionary_text(pendata::builtin_dictionary()));
        return succeed(error);
    });
}

pendata_status pendata_record_show(pendata_tablet* tablet, pendata_view id, pendata_buffer* json, pendata_error* error) {
    return read_one(tablet, id, json, error, [](reading_desk desk, const record_id& record) { return desk.show(record); });
}

pendata_status pendata_record_history(pendata_tablet* tablet, pendata_view id, pendata_buffer* json, pendata_error* error) {
    return read_one(tablet, id, json, error, [](reading_desk desk, const record_id& record) { return desk.history(record); });
}

pendata_status pendata_record_list(pendata_tablet* tablet, pendata_view kind, pendata_view where, uint64_t limit,
                                   pendata_line_callback line, void* context, pendata_error* error) {
    const auto read = [&](reading_desk desk) {
        return desk.list(text(kind), text(where), size_of(limit), lines_to(line, context));
    };
    return read_lines(tablet, line, error, read, kind, where);
}

pendata_status pendata_record_search(pendata_tablet* tablet, pendata_view words, uint64_t limit, pendata_line_callback line,
                                     void* context, pendata_error* error) {
    const auto most = limit == 0 ? std::numeric_limits<std::size_t>::max() : size_of(limit);
    const auto read = [&](reading_desk desk) { return desk.search(text(words), most, lines_to(line, context)); };
    return read_lines(tablet, line, error, read, words);
}

pendata_status pendata_record_similar(pendata_tablet* tablet, pendata_view kind, pendata_view json,
                                      pendata_line_callback line, void* context, pendata_error* error) {
    const auto read = [&](const reading_desk&) -> checked<void> {
        PENDATA_ASK(found, pendata::similar_to_typed(tablet->engine, text(kind), text(json)));
        for (const auto& one : found) {
            if (line(context, view_of(one)) == 0) break;
        }
        return {};
    };
    return read_lines(tablet, line, error, read, kind, json);
}

pendata_status pendata_case_list(pendata_tablet* tablet, pendata_line_callback line, void* context, pendata_error* error) {
    return read_lines(tablet, line, error, [&](reading_desk desk) { return desk.cases(lines_to(line, context)); });
}

pendata_status pendata_record_export(pendata_tablet* tablet, const pendata_export_options* options,
                                     pendata_line_callback line, void* context, pendata_error* error) {
    return guard(error, [&] {
        const auto wanted = known(options, pendata_export_options{sizeof(pendata_export_options), {nullptr, 0}, 0, 0});
        if (!all_given(tablet) || line == nullptr || !wanted || !given(wanted->kind)) return fail(error, errc::invalid_argument);
        const pendata::export_options how{std::string(text(wanted->kind)), wanted->with_stamps != 0, wanted->only_settled != 0};
        return finish(error, reading_desk(tablet->engine).export_all(how, lines_to(line, context)));
    });
}
