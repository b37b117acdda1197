// Members as docs/cli.md names them.
#include "sync-server/office/list_json.hpp"

#include "core/dictionary/json_text.hpp"
#include "core/dictionary/moment.hpp"
#include "core/lists/csv.hpp"

namespace pendata {

namespace {

std::string moment_or_null(std::int64_t ms) { return ms == 0 ? "null" : json_string(moment_text(ms)); }

void add_counts(json_members& to, const list_counts& counts) {
    to.emplace_back("rows", std::to_string(counts.rows));
    to.emplace_back("certain", std::to_string(counts.certain));
    to.emplace_back("review", std::to_string(counts.review));
    to.emplace_back("none", std::to_string(counts.none));
    to.emplace_back("decided", std::to_string(counts.decided));
    to.emplace_back("erased", std::to_string(counts.erased));
}

void add_version(json_members& to, const list_version& version) {
    to.emplace_back("source", json_string(version.source));
    to.emplace_back("version", std::to_string(version.version));
    to.emplace_back("state", json_string(name_of(version.state)));
    to.emplace_back("programme", json_string(version.programme));
    to.emplace_back("period", json_string(version.period));
    to.emplace_back("sha256", json_string(to_hex(version.facts.hash.view())));
    to.emplace_back("imported", moment_or_null(version.imported_ms));
    to.emplace_back("active_since", moment_or_null(version.active_ms));
    to.emplace_back("linked", moment_or_null(version.linked_ms));
    if (version.state != list_state::refused) return;
    to.emplace_back("refused", json_string(name_of(version.doubt)));
    to.emplace_back("reason", json_string(text_of(version.doubt, true)));
    to.emplace_back("reason_en", json_string(text_of(version.doubt, false)));
}

std::string candidate_json(const list_candidate& one) {
    std::vector<std::string> reasons;
    std::string id, en;
    for (const auto reason : one.found.reasons) {
        reasons.push_back(json_string(name_of(reason)));
        id.append(id.empty() ? "" : ", ").append(text_of(reason, true));
        en.append(en.empty() ? "" : ", ").append(text_of(reason, false));
    }
    return json_object({{"person", json_string(to_string(one.person))},
                        {"score", std::to_string(one.found.score)},
                        {"level", json_string(name_of(one.found.level))},
                        {"reasons", json_array(reasons)},
                        {"text", json_string(id)},
                        {"text_en", json_string(en)}});
}

}  // namespace

std::string to_json(const list_version& version, const list_counts& counts) {
    json_members out;
    add_version(out, version);
    add_counts(out, counts);
    std::vector<std::string> titles;
    for (const auto& title : version.titles) titles.push_back(json_string(title));
    out.emplace_back("titles", json_array(titles));
    return json_object(std::move(out));
}

std::string to_json(const list_outcome& outcome) {
    json_members out;
    add_version(out, outcome.version);
    add_counts(out, outcome.counts);
    out.emplace_back("new", outcome.is_new ? "true" : "false");
    out.emplace_back("active", outcome.active ? std::to_string(*outcome.active) : "null");
    json_members unread;
    for (std::size_t i = 0; i < list_field_count; ++i) {
        if (outcome.unread[i] != 0) unread.emplace_back(name_of(static_cast<list_field>(i)), std::to_string(outcome.unread[i]));
    }
    out.emplace_back("unread", json_object(std::move(unread)));
    return json_object(std::move(out));
}

std::optional<record_id> person_of(const list_line& row) {
    if (row.sure != link_class::certain) return std::nullopt;
    if (row.answer) return row.answer->person;
    // Several that are near certain were answered to be one person, shown through the smallest id.
    std::optional<record_id> out;
    for (const auto& one : row.candidates) {
        if (one.found.level == identity::match_level::near_certain && (!out || one.person < *out)) out = one.person;
    }
    return out;
}

std::string to_json(const list_version& of, const list_line& row) {
    std::vector<std::string> candidates;
    for (const auto& one : row.candidates) candidates.push_back(candidate_json(one));
    json_members fields;
    const auto texts = row.text.empty() ? std::vector<std::string>() : csv_fields_of(row.text);
    for (std::size_t i = 0; i < texts.size() && i < of.titles.size(); ++i) {
        if (!texts[i].empty()) fields.emplace_back(of.titles[i], json_string(texts[i]));
    }
    const auto person = person_of(row);
    return json_object({{"source", json_string(of.source)},
                        {"version", std::to_string(of.version)},
                        {"row", std::to_string(row.row)},
                        {"line", std::to_string(row.line)},
                        {"linked", json_string(name_of(row.sure))},
                        {"decided", row.answer ? "true" : "false"},
                        {"person", person ? json_string(to_string(*person)) : "null"},
                        {"candidates", json_array(candidates)},
                        {"erased", row.text.empty() ? "true" : "false"},
                        {"fields", json_object(std::move(fields))}});
}

}  // namespace pendata
