// add, edit: records and fields that only the office writes.
#include "core/base/limits.hpp"
#include "core/dictionary/json_text.hpp"
#include "sync-server/office/own_records.hpp"
#include "tools/admin/commands.hpp"
#include "tools/admin/file_text.hpp"
#include "tools/admin/listing.hpp"

namespace pendata::admin {

namespace {

result<bytes> given_json(const at_work& w) {
    if (w.given.value != "-") return w.given.value;
    return read_file(w.given.value, limits::json_bytes);
}

// {"id","changed","warnings":[{"field","hint","hint_en"}],"sequence"}, as a tablet's saves.
exit_status tell_saved(const at_work& w, const own_record& saved) {
    std::vector<std::string> changed;
    for (const auto& name : saved.changed) changed.push_back(json_string(name));
    std::vector<std::string> warnings;
    for (const auto& f : saved.warnings) {
        w.people.tell(std::string(w.people.say("perhatian: ", "note: ")) + f.what.field + ": " + std::string(w.people.say(f.what.hint_id, f.what.hint_en)));
        warnings.push_back(json_object({{"field", json_string(f.what.field)}, {"hint", json_string(f.what.hint_id)}, {"hint_en", json_string(f.what.hint_en)}}));
    }
    if (w.given.json) {
        print_line(json_object({{"id", json_string(to_string(saved.id))},
                                {"changed", json_array(changed)},
                                {"warnings", json_array(warnings)},
                                {"sequence", std::to_string(saved.at.at)}}));
    } else {
        print_line(to_string(saved.id));
    }
    if (saved.changed.empty()) w.people.tell(w.people.say("tidak ada yang berubah", "nothing changed"));
    return exit_status::done;
}

}  // namespace

exit_status add_record(const at_work& w) {
    const auto json = given_json(w);
    if (json.has_error()) return w.people.fail(json.error(), w.given.value);
    const auto saved = add_as_office(w.of, w.given.name_of_kind, *json, w.now_ms);
    return saved.has_error() ? w.people.fail(saved.error()) : tell_saved(w, *saved);
}

exit_status edit_record(const at_work& w) {
    const auto json = given_json(w);
    if (json.has_error()) return w.people.fail(json.error(), w.given.value);
    const auto saved = edit_as_office(w.of, w.given.record, *json, w.now_ms);
    return saved.has_error() ? w.people.fail(saved.error()) : tell_saved(w, *saved);
}

}  // namespace pendata::admin
