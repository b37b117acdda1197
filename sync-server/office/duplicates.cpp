// Reading and answering duplicate cases in the office's store.
#include "sync-server/office/duplicates.hpp"

#include "core/dictionary/field_numbers.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/office_writes.hpp"

namespace pendata {

namespace {

constexpr std::size_t cases_at_once = 1024;

result<std::optional<duplicate_case>> duplicate_at(office_view& view, const record_id& id) {
    PENDATA_TRY(file, view.find(id));
    const part* open = file && file->kind == kinds::duplicate_case ? file->find(0) : nullptr;
    if (open == nullptr) return std::optional<duplicate_case>();
    std::vector<cell> cells;
    for (const auto& c : open->cells) cells.push_back(c.what);
    return read_duplicate(id, cells);
}

result<std::optional<std::string>> waiting_text(office_view& view, const record_id& id) {
    PENDATA_TRY(one, duplicate_at(view, id));
    if (!one || one->state == duplicate_answer::same) return std::optional<std::string>();
    std::vector<duplicate_case> around;
    if (one->state == duplicate_answer::different) {
        PENDATA_TRY(near, cases_around(one->a, [&](const record_id& record) { return duplicates_of(view, record); }));
        around = std::move(near);
    }
    if (!waits_for_people(*one, around)) return std::optional<std::string>();
    auto text = duplicate_to_json(*one);
    const auto clusters = identity::clusters_of(answers_in(around));
    if (const auto* of = identity::cluster_of(clusters, one->a)) {
        text.pop_back();
        text += ",\"cluster\":" + cluster_to_json(*of) + "}";
    }
    return std::optional(std::move(text));
}

}  // namespace

result<std::vector<duplicate_case>> duplicates_of(office_view& view, const record_id& record) {
    std::vector<duplicate_case> out;
    PENDATA_TRY(followers, view.followers_of(record));
    for (const auto& id : followers) {
        PENDATA_TRY(one, duplicate_at(view, id));
        if (one) out.push_back(std::move(*one));
    }
    return out;
}

result<std::vector<std::string>> open_duplicates(office_view& view) {
    std::vector<std::string> out;
    record_id last;
    for (;;) {
        PENDATA_TRY(ids, view.records_of(kinds::duplicate_case, last, cases_at_once));
        for (const auto& id : ids) {
            PENDATA_TRY(text, waiting_text(view, id));
            if (text) out.push_back(std::move(*text));
        }
        if (ids.size() < cases_at_once) return out;
        last = ids.back();
    }
}

checked<position> answer_duplicate(office& of, const record_id& case_id, duplicate_answer answer,
                                   const std::optional<officer_id>& author, std::int64_t now_ms) {
    namespace duplicate = fields::duplicate_case;
    position at;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(one, duplicate_at(to, case_id));
        if (!one) return errc::not_found;
        office_change change;
        change.record = case_id;
        change.kind = kinds::duplicate_case;
        change.author = author;
        change.fields.push_back(as_field(kinds::duplicate_case, duplicate::state, value::integer(static_cast<std::int64_t>(answer))));
        PENDATA_TRY(written, write_as_office(to, context, of.own_author(), std::span(&change, 1)));
        at = written.at;
        return {};
    });
    if (done.has_error()) return as_problem(done.error());
    return at;
}

}  // namespace pendata
