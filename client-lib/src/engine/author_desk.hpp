// Where an officer's words become writes: add, edit, retract, withdraw, restore, decide, import. Checked at
// once, explained in both languages, durable when the call returns. The network is never on this path.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "client-lib/src/engine/likeness_desk.hpp"
#include "client-lib/src/engine/view.hpp"
#include "core/dictionary/check.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/settle/duplicate_case.hpp"

namespace pendata {

struct save_options {
    std::optional<std::uint8_t> evidence;  // for all fields that do not bring their own; default 2, said by the person
    intent why = intent::correction;
    std::optional<std::int32_t> effective_date;
    bool finds_similar = false;  // of a new person: who of those here it may be
};

struct saved {
    record_id id;
    std::vector<std::string> changed;  // names of fields, sorted
    findings warnings;
    std::vector<likeness> maybe;  // best first
};

struct save_context;
struct save_request;

class author_desk {
public:
    // What is to be said of a save, composed while it can still be undone: it is, where that throws.
    using telling = std::function<void(const saved&)>;

    explicit author_desk(const tablet& t, telling tell = {}) : tablet_(t), tell_(std::move(tell)) {}

    // Errors: unknown_kind, those of parse_record and of the checks, missing_field, already_exists, not_enrolled,
    // not_allowed; of the store.
    checked<saved> add(std::string_view kind, std::string_view json, const save_options& options);
    checked<saved> edit(const record_id& id, std::string_view json, const save_options& options);

    // Takes back one's own pending write of a field: what it replaced comes back, or the field is cleared.
    checked<saved> retract(const record_id& id, std::string_view field);
    checked<saved> withdraw(const record_id& id, std::string_view reason);
    // Brings back the value a stamp names ("generation.rank.time.replica", as history prints it): a decision
    // where this officer may decide a case of the field, else a correction.
    checked<saved> restore(const record_id& id, std::string_view field, std::string_view stamp);

    // Settles a case: the candidate's value by its place in the case, from 0, or a value as JSON.
    checked<saved> decide(const record_id& case_id, std::optional<std::size_t> pick, std::optional<std::string_view> json);

    // Whether the two records of a duplicate case are one person. `proposed` takes an answer back. Errors: not_found;
    // not_allowed, by role.
    checked<saved> answer(const record_id& case_id, duplicate_answer answer);

    struct rejected_row {
        std::size_t row = 0;
        problem why;
    };
    // Adds all rows in one transaction; the bad ones are left out and named where `skip_bad`, else the first of them
    // is named and nothing is added. Errors: those that no row is to blame for.
    using telling_all = std::function<void(const std::vector<rejected_row>&)>;
    checked<std::vector<rejected_row>> add_all(std::string_view kind, const std::vector<std::string_view>& rows,
                                               const save_options& options, bool skip_bad,
                                               const telling_all& tell = {});

private:
    using preparing = std::function<checked<void>(save_context&, save_request&)>;

    // A save on a record that is there: `prepare` fills in what is wanted.
    checked<saved> save_on(const record_id& id, const preparing& prepare);
    checked<void> close(save_context& save_in, const saved& done);

    const tablet& tablet_;
    telling tell_;
};

}  // namespace pendata
