// Reading the library's JSON for people.
#include "tools/field/record_text.hpp"

#include <boost/json.hpp>
#include <cstdio>

namespace field {

namespace json = boost::json;

namespace {

json::value parsed(std::string_view text) {
    boost::system::error_code wrong;
    json::value out = json::parse(text, wrong);
    return wrong ? json::value() : out;
}

std::string plain(const json::value& value) {
    if (value.is_double()) {
        char text[32];
        std::snprintf(text, sizeof text, "%.10g", value.get_double());
        return text;
    }
    return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::string member(const json::object& object, std::string_view name) {
    const auto* found = object.if_contains(name);
    return found == nullptr ? std::string() : plain(*found);
}

}  // namespace

std::string as_lines(std::string_view text) {
    const json::value value = parsed(text);
    const auto* object = value.if_object();
    if (object == nullptr) return std::string(text);
    std::string out;
    for (const auto& [name, content] : *object) {
        if (!out.empty()) out += '\n';
        out += std::string(name) + ": " + plain(content);
    }
    return out;
}

std::string as_row(std::string_view text) {
    const json::value value = parsed(text);
    const auto* object = value.if_object();
    if (object == nullptr) return std::string(text);
    std::string out = member(*object, "id") + "  " + member(*object, "kind");
    // What tells one record from another, in the order people look for it.
    for (const std::string_view name : {"name", "code", "kk_number", "nik", "birth_date", "category", "village", "score"}) {
        const std::string found = member(*object, name);
        if (!found.empty()) out += "  " + found;
    }
    if (object->contains("_disputed")) out += "  !" + member(*object, "_disputed");
    return out;
}

std::string history_lines(std::string_view text) {
    const json::value value = parsed(text);
    const auto* rows = value.if_array();
    if (rows == nullptr) return std::string(text);
    std::string out;
    for (const auto& row : *rows) {
        const auto* object = row.if_object();
        if (object == nullptr) continue;
        if (!out.empty()) out += '\n';
        out += member(*object, "current") == "true" ? "* " : "  ";
        out += member(*object, "field") + " = " + member(*object, "value") + "  (" + member(*object, "rule") + ", " +
               member(*object, "author") + ", " + member(*object, "corrected") + ", evidence " + member(*object, "evidence") +
               ", " + member(*object, "stamp") + ")";
    }
    return out;
}

namespace {

// What the office has not told of yet.
std::string provisional_mark(const arguments& typed, const json::object& of) {
    if (!of.contains("provisional")) return {};
    return typed.english ? "  provisional: the office has not seen it" : "  sementara: belum sampai di kantor";
}

// A review with its facts, an overlap with its aids.
std::string review_lines(const arguments& typed, const json::object& of) {
    std::string out = member(of, "case") + "  " + member(of, typed.english ? "text_en" : "text") + "  " + member(of, "subject") +
                      provisional_mark(typed, of);
    const auto* facts = of.if_contains("facts");
    const auto* list = facts == nullptr ? nullptr : facts->if_array();
    if (list == nullptr) return out;
    for (const auto& one : *list) {
        const auto* fact = one.if_object();
        if (fact == nullptr) continue;
        out += "\n  " + member(*fact, "record_kind") + " " + member(*fact, "record") + "  " + member(*fact, "field") + ": " + member(*fact, "value") +
               "  (" + member(*fact, "author") + ", " + member(*fact, "time") + ")";
    }
    return out;
}

}  // namespace

std::string case_lines(const arguments& typed, std::string_view text) {
    const json::value value = parsed(text);
    const auto* object = value.if_object();
    if (object == nullptr) return std::string(text);
    if (member(*object, "kind") == "duplicate") {
        return member(*object, "case") + "  " + member(*object, "a") + " = " + member(*object, "b") + "?  " +
               member(*object, "score") + "  " + member(*object, "state") + "  (" + member(*object, typed.english ? "text_en" : "text") + ")";
    }
    if (member(*object, "kind") != "conflict") return review_lines(typed, *object);
    std::string out = member(*object, "case") + "  " + member(*object, "record_kind") + " " + member(*object, "record") + "  " +
                      member(*object, "field") + "  " + member(*object, "state") + provisional_mark(typed, *object);
    const auto* candidates = object->if_contains("candidates");
    const auto* list = candidates == nullptr ? nullptr : candidates->if_array();
    if (list == nullptr) return out;
    const std::string evidence = typed.english ? "evidence" : "bukti";
    std::size_t place = 0;
    for (const auto& one : *list) {
        const auto* candidate = one.if_object();
        if (candidate == nullptr) continue;
        out += "\n  [" + std::to_string(place++) + "] " + member(*candidate, "value") + "  (" + member(*candidate, "author") + ", " +
               member(*candidate, "time") + ", " + evidence + " " + member(*candidate, "evidence") + ")";
        if (candidate->contains("pending")) out += typed.english ? "  not sent yet" : "  belum terkirim";
    }
    return out;
}

std::string saved_lines(const arguments& typed, std::string_view text) {
    const json::value value = parsed(text);
    const auto* object = value.if_object();
    if (object == nullptr) return std::string(text);
    std::string out = member(*object, "id");
    const auto* changed = object->if_contains("changed");
    if (changed != nullptr && changed->is_array() && changed->get_array().empty()) {
        out += typed.english ? "  nothing changed" : "  tidak ada yang berubah";
    }
    return out;
}

namespace {

// "3 hari", "5 jam", "12 menit": the largest unit that is not zero.
std::string age_text(bool english, double seconds) {
    struct unit {
        double seconds;
        const char* id;
        const char* en;
    };
    for (const auto& u : {unit{86'400, " hari", " d"}, unit{3'600, " jam", " h"}, unit{60, " menit", " min"}}) {
        if (seconds >= u.seconds) return std::to_string(static_cast<std::uint64_t>(seconds / u.seconds)) + (english ? u.en : u.id);
    }
    return std::to_string(static_cast<std::uint64_t>(seconds)) + (english ? " s" : " detik");
}

}  // namespace

std::string stuck_line(const arguments& typed, std::string_view status) {
    const json::value value = parsed(status);
    const auto* object = value.if_object();
    const auto* stuck = object == nullptr ? nullptr : object->if_contains("stuck");
    const auto* why = stuck == nullptr ? nullptr : stuck->if_object();
    if (why == nullptr) return {};
    std::string out = (typed.english ? "stuck: " : "macet: ") + member(*why, typed.english ? "text_en" : "text");
    if (number_of(status, "pending") > 0) {
        out += (typed.english ? "; oldest unsent: " : "; tertua belum terkirim: ") + age_text(typed.english, number_of(status, "oldest_unsent_s"));
    }
    return out;
}

std::vector<std::string> warning_lines(const arguments& typed, std::string_view text) {
    std::vector<std::string> out;
    const json::value value = parsed(text);
    const auto* object = value.if_object();
    const auto* warnings = object == nullptr ? nullptr : object->if_contains("warnings");
    const auto* list = warnings == nullptr ? nullptr : warnings->if_array();
    if (list == nullptr) return out;
    for (const auto& one : *list) {
        const auto* warning = one.if_object();
        if (warning == nullptr) continue;
        std::string line = typed.english ? "note: " : "catatan: ";
        if (const std::string field = member(*warning, "field"); !field.empty()) line += field + ": ";
        out.push_back(line + member(*warning, typed.english ? "text_en" : "text"));
    }
    return out;
}

std::string likeness_line(const arguments& typed, std::string_view text) {
    const std::string level = text_of(text, "level");
    const bool sure = level == "near_certain";
    std::string out = typed.english ? (sure ? "almost certainly already recorded: " : "maybe already recorded: ")
                                    : (sure ? "hampir pasti sudah tercatat: " : "mungkin sudah tercatat: ");
    return out + text_of(text, "id") + "  " + text_of(text, "score") + "  (" + text_of(text, typed.english ? "text_en" : "text") + ")";
}

std::vector<std::string> maybe_lines(const arguments& typed, std::string_view text) {
    std::vector<std::string> out;
    const json::value value = parsed(text);
    const auto* object = value.if_object();
    const auto* maybe = object == nullptr ? nullptr : object->if_contains("maybe");
    const auto* list = maybe == nullptr ? nullptr : maybe->if_array();
    if (list == nullptr) return out;
    for (const auto& one : *list) out.push_back(likeness_line(typed, json::serialize(one)));
    return out;
}

double number_of(std::string_view text, std::string_view name) {
    const json::value value = parsed(text);
    const auto* object = value.if_object();
    const auto* found = object == nullptr ? nullptr : object->if_contains(name);
    if (found == nullptr || !found->is_number()) return 0;
    return found->to_number<double>();
}

std::string text_of(std::string_view text, std::string_view name) {
    const json::value value = parsed(text);
    const auto* object = value.if_object();
    return object == nullptr ? std::string() : member(*object, name);
}

std::string clock_hint(const arguments& typed, std::string_view json) {
    return text_of(json, typed.english ? "clock_hint_en" : "clock_hint");
}

}  // namespace field
