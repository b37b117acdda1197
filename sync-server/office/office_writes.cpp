// Composing and settling what the office says.
#include "sync-server/office/office_writes.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/dictionary/category.hpp"
#include "core/dictionary/element.hpp"
#include "core/join/author.hpp"
#include "sync-server/office/fresh_id.hpp"
#include "sync-server/office/notes.hpp"
#include "sync-server/office/office.hpp"

namespace pendata {

namespace {

result<std::uint64_t> read_number(office_view& view, const char* name) {
    PENDATA_TRY(content, view.note(name));
    if (content.empty()) return std::uint64_t{0};
    byte_reader in(content);
    const std::uint64_t number = in.u64();
    if (!in.complete()) return errc::corrupt;
    return number;
}

result<void> write_number(office_transaction& to, const char* name, std::uint64_t number) {
    bytes content;
    byte_writer(content).u64(number);
    return to.put_note(name, content);
}

// An office whose disk went back under it, unnoticed, goes on from a number that it gave before. A step drawn at random
// keeps two of its writes from having one id, as it does on tablets.
std::uint64_t save_after(std::uint64_t last) {
    constexpr std::uint64_t steps = 1 << 20;
    const auto random = ten_dice();
    std::uint64_t drawn = 0;
    for (std::size_t i = 0; i < 4; ++i) drawn = drawn << 8 | random[i];
    return last + 1 + drawn % steps;
}

// One change against what its record says now.
class change_writer {
public:
    change_writer(const office_change& change, const kind_def& kind, std::optional<office_record> before, const authorship& by)
        : change_(change), kind_(kind), before_(std::move(before)), by_(by), category_(category()) {}

    bool lacks_required() const {
        if (before_) return false;
        return std::any_of(kind_.fields.begin(), kind_.fields.end(), [&](const field_def& field) {
            return field.required && std::none_of(change_.fields.begin(), change_.fields.end(), [&](const field_input& in) {
                       return in.field->number == field.number && !in.content.is_cleared();
                   });
        });
    }

    std::vector<write> writes() const {
        std::vector<write> out;
        for (const auto& input : change_.fields) {
            if (input.field->set_valued && input.element.empty() && input.content.is_cleared()) {
                clear_elements(*input.field, out);
            } else {
                add(*input.field, input.element, input.content, input.evidence.value_or(change_.evidence), out);
            }
        }
        return out;
    }

private:
    // The category that fixes the compartment of the record's cells, where its kind has one.
    std::int32_t category() const {
        if (kind_.category_field == 0) return 0;
        const value* named = nullptr;
        if (before_) {
            if (const auto* c = before_->find({kind_.number, kind_.category_field, {}})) named = &c->what.content;
        }
        for (const auto& input : change_.fields) {
            if (named == nullptr && input.field->number == kind_.category_field) named = &input.content;
        }
        return named != nullptr && named->type() == value_type::integer ? static_cast<std::int32_t>(named->as_integer()) : 0;
    }

    void clear_elements(const field_def& field, std::vector<write>& out) const {
        if (!before_) return;
        for (const auto& p : before_->parts) {
            for (const auto& c : p.cells) {
                if (c.what.key.field == field.number && !c.what.content.is_cleared()) {
                    add(field, c.what.key.element, value(), change_.evidence, out);
                }
            }
        }
    }

    void add(const field_def& field, const bytes& element, const value& content, std::uint8_t evidence,
             std::vector<write>& out) const {
        cell_request request{&field, {kind_.number, field.number, element}, 0, content, evidence, change_.why,
                             change_.effective_date};
        std::vector<write> around;
        const auto* present = before_ ? before_->find(request.key) : nullptr;
        if (present != nullptr) around.push_back({change_.record, present->what, {}, 0, clock_trust::ok});
        const bool of_a_case = kind_.rooms == room_rule::of_inputs && before_ && !before_->parts.empty();
        request.room = present != nullptr ? present->what.room : of_a_case ? before_->parts.front().room : room_of(kind_, field, category_);
        if (auto w = compose(change_.record, request, by_, around, change_.candidates)) out.push_back(std::move(*w));
    }

    const office_change& change_;
    const kind_def& kind_;
    std::optional<office_record> before_;
    authorship by_;
    std::int32_t category_;
};

}  // namespace

result<office_written> write_as_office(office_transaction& to, const office_context& office, const officer_id& own_author,
                                       std::span<const office_change> changes) {
    PENDATA_TRY(head, to.head());
    PENDATA_TRY(last_save, read_number(to, office_notes::last_save));
    const std::int64_t now_ms = std::max(office.now_ms, head.latest_ms);
    std::vector<write> writes;
    std::size_t records = 0;
    for (const auto& change : changes) {
        const auto* kind = office.words.find(change.kind);
        if (kind == nullptr) return errc::unknown_kind;
        PENDATA_TRY(before, to.find(change.record));
        if (before && before->parts.empty()) before.reset();
        if (before && before->kind != change.kind) return errc::unknown_kind;
        const auto save = save_after(last_save);
        const authorship by{office.replica, change.author.value_or(own_author), save, to_stamp_time(now_ms), now_ms,
                            clock_trust::ok};
        const change_writer writer(change, *kind, std::move(before), by);
        if (writer.lacks_required()) return errc::missing_field;
        auto said = writer.writes();
        if (said.empty()) continue;
        last_save = save;
        ++records;
        std::move(said.begin(), said.end(), std::back_inserter(writes));
    }
    office_written out{head.where(), {}, records};
    if (writes.empty()) return out;
    for (const auto& w : writes) out.writes.push_back(w.id());
    PENDATA_CHECK(write_number(to, office_notes::last_save, last_save));
    PENDATA_TRY(at, settle_own(to, office, writes));
    out.at = at;
    return out;
}

result<office_written> write_as_office(office& of, std::span<const office_change> changes, std::int64_t now_ms) {
    office_written out;
    const auto done = of.transact(now_ms, [&](office_transaction& to, const office_context& context) -> result<void> {
        PENDATA_TRY(written, write_as_office(to, context, of.own_author(), changes));
        out = std::move(written);
        return {};
    });
    PENDATA_CHECK(done);
    return out;
}

namespace {

const field_def& known_field(std::uint16_t kind, std::uint16_t field) {
    const auto* known_kind = builtin_dictionary().find(kind);
    const auto* known = known_kind == nullptr ? nullptr : known_kind->find(field);
    PENDATA_ASSERT(known != nullptr);
    return *known;
}

}  // namespace

field_input as_field(std::uint16_t kind, std::uint16_t field, const value& content) {
    return {&known_field(kind, field), {}, content, std::nullopt};
}

field_input as_element(std::uint16_t kind, std::uint16_t field, const value& element, bool present) {
    auto made = make_element(element);
    return {&known_field(kind, field), std::move(made.key), present ? std::move(made.content) : value(), std::nullopt};
}

}  // namespace pendata
