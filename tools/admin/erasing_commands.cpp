// erase: a record leaves by law, with what is about it alone.
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/text.hpp"
#include "core/settle/erasing.hpp"
#include "sync-server/office/erasing.hpp"
#include "tools/admin/commands.hpp"

namespace pendata::admin {

namespace {

// As the dictionary calls it; of what is in custody alone, nothing.
std::string kind_of(const at_work& w, const record_id& id) {
    const auto view = w.of.view();
    if (view.has_error()) return {};
    const auto record = (*view)->find(id);
    const auto* kind = record.has_value() && *record ? w.of.words().find((*record)->kind) : nullptr;
    return kind == nullptr ? std::string() : std::string(kind->name);
}

exit_status tell_erased(const at_work& w, const std::vector<record_id>& records) {
    if (w.given.json) {
        std::vector<std::string> ids;
        for (const auto& id : records) ids.push_back(json_string(to_string(id)));
        print_line(json_object({{"erased", std::to_string(w.given.dry_run ? 0 : records.size())}, {"records", json_array(ids)}}));
    } else {
        for (const auto& id : records) print_line(to_string(id) + "  " + kind_of(w, id));
    }
    w.people.tell(std::string(w.given.dry_run ? w.people.say("akan dihapus: ", "would be erased: ") : w.people.say("dihapus: ", "erased: ")) +
                  std::to_string(records.size()));
    if (!w.given.dry_run) {
        w.people.tell(w.people.say("cadangan lama masih memuatnya: musnahkan, atau tunggu sampai habis masa simpannya",
                                   "older backups still contain it: destroy them, or wait until they are kept no longer"));
    }
    return exit_status::done;
}

}  // namespace

exit_status erase(const at_work& w) {
    const std::string id = to_string(w.given.record);
    if (w.given.dry_run) {
        const auto view = w.of.view();
        if (view.has_error()) return w.people.fail(view.error());
        const auto found = erased_with(**view, w.of.words(), w.given.record);
        return found.has_error() ? w.people.fail(found.error(), id) : tell_erased(w, *found);
    }
    const auto basis = normal_text(w.given.reason, false);
    if (!basis) return w.people.fail(errc::bad_value, "--legal-basis");
    const auto gone = erase_record(w.of, w.given.record, *basis, w.now_ms);
    if (gone.has_error()) return w.people.fail(gone.error(), basis->empty() ? "--legal-basis" : id);
    return tell_erased(w, *gone);
}

}  // namespace pendata::admin
