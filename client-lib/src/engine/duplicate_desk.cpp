// Reading duplicate cases and clusters from the file.
#include "client-lib/src/engine/duplicate_desk.hpp"

#include <algorithm>

#include "core/dictionary/field_numbers.hpp"
#include "core/dictionary/json_text.hpp"
#include "core/dictionary/record_json.hpp"

namespace pendata {

namespace {

result<std::optional<duplicate_case>> duplicate_in(device_transaction& tx, const record_id& id) {
    PENDATA_TRY(view, find_view(tx, id));
    return view ? read_duplicate(id, view->cells) : std::optional<duplicate_case>();
}

result<std::vector<duplicate_case>> cases_near(device_transaction& tx, const record_id& record) {
    return cases_around(record, [&](const record_id& id) { return duplicates_of(tx, id); });
}

// What another member says that the shown one does not say the same.
void add_via(const dictionary& words, const record_view& shown, const record_view& other, std::vector<std::string>& out) {
    const auto* kind = words.find(other.kind);
    if (kind == nullptr || other.kind != shown.kind) return;
    for (const auto& c : other.cells) {
        const auto* field = kind->find(c.key.field);
        if (field == nullptr || c.content.is_cleared()) continue;
        const bool said = std::any_of(shown.cells.begin(), shown.cells.end(),
                                      [&](const cell& mine) { return mine.key == c.key && mine.content == c.content; });
        if (said) continue;
        out.push_back(json_object({{"id", json_string(to_string(other.id))},
                                   {"field", json_string(field->name)},
                                   {"value", value_to_json(*field, c.key.element, c.content)}}));
    }
}

}  // namespace

result<std::vector<duplicate_case>> duplicates_of(device_transaction& tx, const record_id& record) {
    std::vector<duplicate_case> out;
    for (const auto field : {fields::duplicate_case::a, fields::duplicate_case::b}) {
        PENDATA_TRY(ids, tx.referring(kinds::duplicate_case, field, record));
        for (const auto& id : ids) {
            PENDATA_TRY(one, duplicate_in(tx, id));
            if (one) out.push_back(std::move(*one));
        }
    }
    return out;
}

result<std::vector<std::string>> open_duplicates(device_transaction& tx) {
    std::vector<std::string> out;
    PENDATA_TRY(ids, tx.list(kinds::duplicate_case, nullptr, 0));
    for (const auto& id : ids) {
        PENDATA_TRY(one, duplicate_in(tx, id));
        if (!one || one->state == duplicate_answer::same) continue;
        std::vector<duplicate_case> around;
        if (one->state == duplicate_answer::different) {
            PENDATA_TRY(near, cases_near(tx, one->a));
            around = std::move(near);
        }
        if (!waits_for_people(*one, around)) continue;
        auto text = duplicate_to_json(*one);
        const auto clusters = identity::clusters_of(answers_in(around));
        if (const auto* of = identity::cluster_of(clusters, one->a)) {
            text.pop_back();
            text += ",\"cluster\":" + cluster_to_json(*of) + "}";
        }
        out.push_back(std::move(text));
    }
    return out;
}

result<std::string> shown_together(device_transaction& tx, const dictionary& words, const record_view& view) {
    PENDATA_TRY(around, cases_near(tx, view.id));
    const auto clusters = identity::clusters_of(answers_in(around));
    const auto* of = identity::cluster_of(clusters, view.id);
    if (of == nullptr) return std::string();
    std::string out = "\"_cluster\":" + cluster_to_json(*of);
    if (!of->shown_as_one() || of->survivor() != view.id) return out;
    std::vector<std::string> via;
    for (const auto& member : of->members) {
        if (member == view.id) continue;
        PENDATA_TRY(other, find_view(tx, member));
        if (other) add_via(words, view, *other, via);
    }
    if (!via.empty()) out += ",\"_via\":" + json_array(via);
    return out;
}

}  // namespace pendata
