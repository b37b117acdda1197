// Answers as cells.
#include "core/settle/review_answer.hpp"

#include <iterator>

#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"

namespace pendata {

namespace {

problem no_such_case() { return {errc::not_found, "case", "kasus itu tidak ditemukan", "case not found"}; }

checked<case_answer> answer_to_review(const kind_def& kind, const record_cells& file, std::optional<std::size_t> pick,
                                      std::string_view json, const std::optional<officer_id>& author) {
    namespace names = fields::review_case;
    const auto open = read_review(file.id, file.cells);
    const auto named = facts_of(file.cells);
    if (!open || !named) return no_such_case();
    if (author && !may_answer(*open, *author)) return no_right_to_decide();
    if (pick && *pick != 0) return no_such_choice();
    auto said = make_element(value::octets(*named));
    case_answer out{{{kind.find(names::answers), std::move(said.key), std::move(said.content), {}}}, intent::decision};
    if (json.empty()) return out;
    auto note = parse_field(*kind.find(names::note), json, input_use::edit);
    if (note.has_error()) return note.error();
    out.fields.insert(out.fields.end(), std::make_move_iterator(note->begin()), std::make_move_iterator(note->end()));
    return out;
}

checked<case_answer> answer_to_overlap(const kind_def& kind, const record_cells& file, std::optional<std::size_t> pick,
                                       std::string_view json, const std::optional<officer_id>& author, const std::set<officer_id>& makers) {
    namespace names = fields::overlap_case;
    if (file.find(names::aid_a) == nullptr) return no_such_case();
    if (author && makers.contains(*author)) return no_right_to_decide();
    case_answer out;
    const auto& state = *kind.find(names::state);
    if (!pick) {
        auto said = parse_field(state, json, input_use::edit);
        if (said.has_error()) return said.error();
        out.fields = std::move(*said);
    } else {
        constexpr std::int64_t choices[] = {codes::overlap_state::justified, codes::overlap_state::to_stop};
        if (*pick >= std::size(choices)) return no_such_choice();
        out.fields.push_back({&state, {}, value::integer(choices[*pick]), {}});
    }
    if (author) out.fields.push_back({kind.find(names::decided_by), {}, value::reference(record_id::from(author->view())), {}});
    return out;
}

}  // namespace

problem no_right_to_decide() {
    return {errc::not_allowed, "case", "Anda tidak berhak memutuskan kasus ini", "you have no right to decide this case"};
}

problem no_such_choice() { return {errc::invalid_argument, "pick", "tidak ada pilihan nomor itu", "there is no such choice"}; }

checked<case_answer> answer_to_case(const dictionary& words, const record_cells& file, std::optional<std::size_t> pick,
                                    std::string_view json, const std::optional<officer_id>& author, const std::set<officer_id>& makers) {
    const auto* kind = words.find(file.kind);
    if (kind != nullptr && file.kind == kinds::review_case) return answer_to_review(*kind, file, pick, json, author);
    if (kind != nullptr && file.kind == kinds::overlap_case) return answer_to_overlap(*kind, file, pick, json, author, makers);
    return no_such_case();
}

}  // namespace pendata
