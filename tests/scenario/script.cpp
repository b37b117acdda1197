// Playing scripts in all orders.
#include "tests/scenario/script.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "client-lib/src/engine/case_desk.hpp"
#include "core/cases/reviewed.hpp"
#include "core/dictionary/element.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/identity/match_keys.hpp"
#include "core/settle/duplicate_case.hpp"
#include "core/settle/each_record.hpp"
#include "core/settle/erasing.hpp"
#include "core/settle/person_subject.hpp"
#include "core/settle/splitting.hpp"

namespace pendata::test {

namespace {

constexpr std::size_t all_orders_up_to = 6;  // messages
constexpr int random_orders = 200;
constexpr std::int64_t minute_ms = 60'000;

struct sealed_act {
    std::string by;
    std::vector<sealed_batch> batches;
};

enum class delivery { by_sync, by_sync_twice, by_bag, by_bag_twice };

const char* name_of(delivery how) {
    constexpr const char* names[] = {"by sync", "by sync, twice", "by bag", "by bag, twice"};
    return names[static_cast<int>(how)];
}

void carry(performance& p, const sealed_act& message) {
    for (const auto& batch : message.batches) p.in().office.take(batch, arrival::carried);
}

std::vector<sealed_act> act_all(performance& p, const script& of) {
    std::vector<sealed_act> out;
    std::map<std::string, std::vector<digest>> sealed;
    for (const auto& a : of.acts) {
        p.later(minute_ms);
        a.work(p);
        const auto fresh = p.tablet(a.by).syncing().batches(sealed[a.by], 1000);
        REQUIRE(fresh.has_value());
        REQUIRE_MESSAGE(!fresh->empty(), "an act that says nothing");
        for (const auto& batch : *fresh) sealed[a.by].push_back(batch.hash);
        out.push_back({a.by, *fresh});
    }
    return out;
}

void deliver(performance& p, const std::vector<sealed_act>& messages, const std::vector<std::size_t>& order, delivery how) {
    std::set<std::string> synced;
    for (const auto i : order) {
        const auto& message = messages[i];
        if (how == delivery::by_bag || how == delivery::by_bag_twice) {
            carry(p, message);
            if (how == delivery::by_bag_twice) carry(p, message);
            continue;
        }
        if (!synced.insert(message.by).second) continue;  // it went along
        p.sync(message.by);
        if (how == delivery::by_sync_twice) p.sync(message.by);
    }
    const bool again = how == delivery::by_sync_twice || how == delivery::by_bag_twice;
    for (auto i = order.rbegin(); again && i != order.rend(); ++i) carry(p, messages[*i]);
}

std::string play(const script& of, const std::vector<std::size_t>& order, delivery how) {
    performance p;
    of.opening(p);
    const auto messages = act_all(p, of);
    p.later(minute_ms);
    if (of.meanwhile) of.meanwhile(p);
    p.later(minute_ms);
    deliver(p, messages, order, how);
    for (const auto& name : of.revoked) CHECK(p.sync(name).why == errc::device_revoked);
    p.everybody();
    if (of.then) {
        p.later(minute_ms);
        of.then(p);
        p.everybody();
    }
    of.check(p);
    return p.outcome();
}

std::string said(const std::vector<std::size_t>& order) {
    std::string out;
    for (const auto i : order) out += std::to_string(i + 1) + " ";
    return out;
}

std::vector<std::vector<std::size_t>> orders_of(std::size_t messages) {
    std::vector<std::size_t> order(messages);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::vector<std::vector<std::size_t>> out;
    if (messages <= all_orders_up_to) {
        do out.push_back(order);
        while (std::next_permutation(order.begin(), order.end()));
        return out;
    }
    std::mt19937 random(20261001);
    for (int i = 0; i < random_orders; ++i) {
        std::shuffle(order.begin(), order.end(), random);
        out.push_back(order);
    }
    return out;
}

}  // namespace

std::string person_json(const std::string& name, const std::string& village, const std::string& more) {
    return R"({"name":")" + name + R"(","village":")" + village +
           R"(","sex":"P","birth_date":"1980-02-03","no_nik_reason":"not_recorded")" + (more.empty() ? "" : "," + more) + "}";
}

void rehearse(const script& of) {
    std::string first;
    std::set<std::pair<std::vector<std::string>, delivery>> synced;
    for (const auto& order : orders_of(of.acts.size())) {
        for (const auto how : {delivery::by_sync, delivery::by_sync_twice, delivery::by_bag, delivery::by_bag_twice}) {
            if (how == delivery::by_sync || how == delivery::by_sync_twice) {
                // A tablet sends all it has: orders that differ within a tablet are one.
                std::vector<std::string> tablets;
                for (const auto i : order) {
                    if (std::find(tablets.begin(), tablets.end(), of.acts[i].by) == tablets.end()) tablets.push_back(of.acts[i].by);
                }
                if (!synced.emplace(tablets, how).second) continue;
            }
            const auto arrived = said(order) + name_of(how);
            CAPTURE(arrived);
            const auto outcome = play(of, order, how);
            if (first.empty()) first = outcome;
            CHECK(outcome == first);
        }
    }
    CHECK(!first.empty());
}

void rehearse_large(const script& of) {
    std::vector<std::size_t> order(of.acts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto in_time = play(of, order, delivery::by_sync_twice);
    std::reverse(order.begin(), order.end());
    CHECK(play(of, order, delivery::by_bag_twice) == in_time);
    CHECK(!in_time.empty());
}

performance::performance() : world_(std::make_unique<world>()) {}

void performance::officer(const std::string& name, role part, const std::vector<std::string>& regions, compartment_mask rooms) {
    const auto id = world_->office.add_officer(name, part, regions, rooms);
    people_[name] = {id, world_->tablet_for(id)};
    order_.push_back(name);
}

world_tablet& performance::tablet(const std::string& name) { return *people_.at(name).tablet; }

void performance::add(const std::string& who, const std::string& record, std::string_view kind, const std::string& json, std::uint8_t evidence) {
    records_[record] = tablet(who).add(kind, json, evidence);
}

void performance::edit(const std::string& who, const std::string& record, const std::string& json, save_options options) {
    const auto done = tablet(who).author().edit(records_.at(record), json, options);
    REQUIRE_MESSAGE(done.has_value(), (done.has_error() ? done.error().field + ": " + done.error().hint_en : ""));
    REQUIRE(!done->changed.empty());
}

void performance::withdraw(const std::string& who, const std::string& record, std::string_view reason) {
    REQUIRE(tablet(who).author().withdraw(records_.at(record), reason).has_value());
}

bool performance::decide(const std::string& who, const std::string& record, const std::string& field, const std::string& value) {
    std::optional<conflict_case> open;
    std::optional<std::size_t> pick;
    const auto read = tablet(who).store->read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(view, find_view(tx, records_.at(record)));
        if (!view) return errc::not_found;
        PENDATA_TRY(cases, cases_seen(tx, builtin_dictionary(), *view));
        for (auto& seen : cases) {
            auto& c = seen.what;
            const auto* of = builtin_dictionary().find(c.key);
            if (of == nullptr || of->name != field) continue;
            for (std::size_t i = 0; i < c.candidates.size(); ++i) {
                if (value_to_json(*of, c.candidates[i].key.element, c.candidates[i].content) == value) pick = i;
            }
            open = std::move(c);
        }
        return {};
    });
    REQUIRE(read.has_value());
    REQUIRE_MESSAGE(open.has_value(), "no such case on the tablet");
    REQUIRE_MESSAGE(pick.has_value(), "no such candidate");
    return tablet(who).author().decide(open->id, pick, std::nullopt).has_value();
}

void performance::office_says(const record_id& id, std::string_view kind, const std::vector<std::pair<const char*, value>>& fields) {
    const auto office = world_->office.context();
    const authorship by{office.replica, {}, ++office_saves_, to_stamp_time(office.now_ms), office.now_ms, clock_trust::ok};
    std::vector<write> writes;
    for (const auto& [field, content] : fields) writes.push_back(*compose(id, request_for(kind, field, content), by, {}, {}));
    world_->office.write_own(writes);
}

void performance::restrict(const std::string& record, bool is_so) {
    office_says(records_.at(record), "person", {{"restricted", value::integer(is_so ? 1 : 0)}});
}

void performance::region(const std::string& code, const std::string& name) {
    office_says(region_record_id(code), "region", {{"code", value::text(code)}, {"name", value::text(name)}});
}

void performance::succession(std::int64_t change, const std::vector<std::string>& from, const std::vector<std::string>& to, const std::vector<part_of_village>& parts) {
    std::vector<std::pair<const char*, value>> fields{{"change", value::integer(change)}, {"effective_on", value::integer(day_of(world_->office.now_ms))}};
    for (const auto& code : from) fields.emplace_back("from", value::text(code));
    for (const auto& code : to) fields.emplace_back("to", value::text(code));
    const auto id = record_id::from(sha256("succession " + from.front()).view());
    office_says(id, "succession", fields);
    const auto* field = builtin_dictionary().find("succession")->find("parts");
    for (const auto& one : parts) {
        std::vector<value> members;
        for (const auto& m : field->members()) {
            members.push_back(value::text(m.name == "from" ? from.front() : m.name == "rw" ? one.rw : m.name == "rt" ? one.rt : one.to));
        }
        const auto element = make_element(*field, members);
        office_writes({field, {kinds::succession, field->number, element.key}, 0, element.content, 2, intent::correction, {}}, id);
    }
}

std::map<std::string, std::optional<std::string>> performance::split(const std::string& village) {
    const auto plan = plan_split(**world_->office.store.view(), builtin_dictionary(), village);
    REQUIRE(plan.has_value());
    std::map<std::string, std::optional<std::string>> out;
    for (const auto& line : *plan) {
        for (const auto& [name, id] : records_) {
            if (id == line.record) out[name] = line.to;
        }
        if (!line.to || *line.to == village) continue;
        const auto* kind = builtin_dictionary().find(line.kind);
        const auto* field = kind->find(kind->scope_field);
        const auto before = *world_->office.find(line.record)->find({line.kind, field->number, {}});
        office_writes({field, {line.kind, field->number, {}}, 0, value::text(*line.to), before.what.evidence, intent::change, line.since}, line.record, before.what);
    }
    return out;
}

void performance::office_writes(const cell_request& request, const record_id& to, const std::optional<cell>& over) {
    const auto office = world_->office.context();
    const authorship by{office.replica, {}, ++office_saves_, to_stamp_time(office.now_ms), office.now_ms, clock_trust::ok};
    std::vector<write> around;
    if (over) around.push_back({to, *over, {}, 0, clock_trust::ok});
    world_->office.write_own({*compose(to, request, by, around, {})});
}

void performance::programme(const std::string& code, const std::vector<std::string>& forbidden) {
    const auto id = record_id::from(sha256("programme " + code).view());
    office_says(id, "programme", {{"code", value::text(code)}, {"name", value::text(code)}});
    const auto* rules = builtin_dictionary().find("programme")->find("overlap_rules");
    const auto office = world_->office.context();
    std::vector<write> writes;
    for (const auto& other : forbidden) {
        std::vector<value> members(rules->member_count);
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (rules->members()[i].name == "other") members[i] = value::text(other);
            if (rules->members()[i].name == "verdict") members[i] = value::integer(codes::overlap_verdict::forbidden);
        }
        const auto element = make_element(*rules, members);
        const cell_request request{rules, {kinds::programme, rules->number, element.key}, 0, element.content, 2, intent::correction, {}};
        const authorship by{office.replica, {}, ++office_saves_, to_stamp_time(office.now_ms), office.now_ms, clock_trust::ok};
        writes.push_back(*compose(id, request, by, {}, {}));
    }
    if (!writes.empty()) world_->office.write_own(writes);
    records_[code] = id;
}

bool performance::answer(const std::string& who, const std::string& rule, std::size_t pick) {
    std::vector<record_id> found;
    const auto read = tablet(who).reading().cases([&](std::string_view line) {
        const bool is_it = line.find(rule == "overlap" ? R"("kind":"overlap")" : R"("rule":")" + rule + "\"") != std::string_view::npos;
        const auto at = line.find(R"("case":")");
        if (is_it && at != std::string_view::npos) found.push_back(*parse_id<record_id>(line.substr(at + 8, 36)));
        return true;
    });
    REQUIRE(read.has_value());
    REQUIRE_MESSAGE(!found.empty(), "no such case on the tablet");
    return tablet(who).author().decide(found.front(), pick, std::nullopt).has_value();
}

std::vector<record_cells> performance::matchable() {
    std::vector<record_cells> out;
    for (const auto& [name, id] : records_) {
        const auto found = world_->office.find(id);
        const bool is_matched = found && (found->kind == kinds::person || found->kind == kinds::family);
        if (!is_matched || found->parts.empty() || found->parts.front().room != 0) continue;
        record_cells one{id, found->kind, {}};
        for (const auto& c : found->parts.front().cells) one.cells.push_back(c.what);
        if (is_to_be_matched(one.cells)) out.push_back(std::move(one));
    }
    return out;
}

std::size_t performance::match() {
    std::vector<record_cells> people;
    std::vector<identity::match_subject> subjects;
    std::map<identity::match_key, std::vector<std::size_t>> blocks;
    for (auto& one : matchable()) {
        const auto subject = one.kind == kinds::family ? family_subject(one.cells) : std::optional(person_subject(one.cells, {}));
        if (!subject) continue;
        people.push_back(std::move(one));
        subjects.push_back(*subject);
        for (const auto& k : identity::match_keys_of(subjects.back())) blocks[k.key].push_back(subjects.size() - 1);
    }
    std::set<std::pair<std::size_t, std::size_t>> pairs;
    for (const auto& [key, block] : blocks) {
        for (std::size_t a = 0; a < block.size() && block.size() <= identity::largest_block; ++a) {
            for (std::size_t b = a + 1; b < block.size(); ++b) pairs.emplace(block[a], block[b]);
        }
    }
    std::size_t written = 0;
    for (const auto& [a, b] : pairs) {
        const auto found = identity::compare(subjects[a], subjects[b]);
        const auto [smaller, greater] = std::minmax(people[a].id, people[b].id);
        const auto id = duplicate_case_id(smaller, greater);
        if (found.level == identity::match_level::none || world_->office.find(id)) continue;
        const bool sure = found.level == identity::match_level::near_certain;
        office_says(id, "duplicate_case", {{"a", value::reference(smaller)},
                                           {"b", value::reference(greater)},
                                           {"score", value::integer(found.score)},
                                           {"band", value::integer(sure ? codes::match_band::near_certain : codes::match_band::to_review)},
                                           {"state", value::integer(codes::duplicate_state::proposed)}});
        ++written;
    }
    return written;
}

identity::head_count performance::heads() {
    std::vector<identity::domicile> records;
    std::vector<duplicate_case> cases;
    auto view = world_->office.store.view();
    for (const auto& one : matchable()) {
        const auto* village = one.kind == kinds::person ? one.find(fields::person::village) : nullptr;
        if (village == nullptr || village->content.type() != value_type::text) continue;
        const auto* event = one.find(fields::person::disaster_event);
        records.push_back({one.id, std::string(village->content.as_text()), village->evidence, to_unix_ms(village->at.time), event != nullptr && !event->content.is_cleared()});
        const auto followers = (*view)->followers_of(one.id);
        for (const auto& id : *followers) {
            const auto file = world_->office.find(id);
            if (!file || file->kind != kinds::duplicate_case) continue;
            if (auto known = read_duplicate(id, as_cells(*file).cells)) cases.push_back(std::move(*known));
        }
    }
    std::vector<identity::record_pair> waiting;
    for (const auto& c : cases) {
        const bool is_open = c.state == duplicate_answer::proposed || c.state == duplicate_answer::unsure;
        if (is_open && !c.withdrawn) waiting.emplace_back(c.a, c.b);
    }
    return identity::count_heads(records, answers_in(cases), waiting);
}

bool performance::say_of_pair(const std::string& who, const std::string& a, const std::string& b, duplicate_answer answer) {
    return tablet(who).author().answer(duplicate_case_id(records_.at(a), records_.at(b)), answer).has_value();
}

std::string performance::link(const std::string& field, const std::string& record) const {
    return "\"" + field + "\":\"" + to_string(records_.at(record)) + "\"";
}

session_outcome performance::sync(const std::string& who) { return world_->sync(tablet(who)); }

void performance::everybody(int rounds) {
    for (; rounds > 0; --rounds) {
        for (const auto& name : order_) {
            const auto done = sync(name);
            if (done.why == errc::device_revoked) continue;
            CHECK(done.why == errc::ok);
            CHECK(done.progress.converged);
        }
    }
}

std::vector<custody_row> performance::held() { return *(*world_->office.store.view())->custody_in(custody_state::held); }

void performance::accept(const std::vector<write_id>& ids) {
    const auto context = world_->office.context();
    const auto done = world_->office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(outcome, accept_held(tx, context, ids));
        CHECK(outcome.left.empty());
        return {};
    });
    REQUIRE(done.has_value());
}

void performance::accept_all() {
    std::vector<write_id> ids;
    for (const auto& row : held()) ids.push_back(row.id);
    accept(ids);
}

std::size_t performance::erase(const std::string& record) {
    auto& office = world_->office;
    const auto context = office.context();
    std::vector<record_id> gone;
    const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(found, erased_with(tx, context.words, records_.at(record)));
        gone = std::move(found);
        PENDATA_CHECK(erase_records(tx, context, gone));
        return {};
    });
    REQUIRE(done.has_value());
    office.erased.insert(gone.begin(), gone.end());
    return gone.size();
}

std::string performance::shown(const std::string& who, const std::string& record) { return tablet(who).shown(records_.at(record)); }

bool performance::shows(const std::string& who, const std::string& record, std::string_view what) {
    return shown(who, record).find(what) != std::string::npos;
}

std::string performance::cases(const std::string& who) {
    std::string out;
    const auto read = tablet(who).reading().cases([&](std::string_view line) {
        out.append(line).append("\n");
        return true;
    });
    REQUIRE(read.has_value());
    return out;
}

bool performance::is_told(const std::string& who, std::string_view what) { return cases(who).find(what) != std::string::npos; }

std::string performance::name_of(const officer_id& id) const {
    for (const auto& [name, one] : people_) {
        if (one.id == id) return name;
    }
    return "office";
}

std::string performance::history(const std::string& record) {
    std::set<std::string> lines;
    auto view = world_->office.store.view();
    const auto rows = (*view)->history_of(records_.at(record));
    REQUIRE(rows.has_value());
    for (const auto& row : *rows) {
        for (const auto& w : row.writes) {
            const auto* field = builtin_dictionary().find(w.what.key);
            if (field == nullptr) continue;
            lines.insert(std::string(field->name) + " " + value_to_json(*field, w.what.key.element, w.what.content) + " " +
                         name_of(w.what.author) + " e" + std::to_string(w.what.evidence));
        }
    }
    std::string out;
    for (const auto& line : lines) out += line + "\n";
    return out;
}

std::string performance::outcome() {
    std::string out = world_->office.everything();
    auto view = world_->office.store.view();
    for (const auto& [name, id] : records_) {
        std::set<std::string> writes;
        const auto rows = (*view)->history_of(id);
        REQUIRE(rows.has_value());
        for (const auto& row : *rows) {
            for (const auto& w : row.writes) writes.insert(to_string(w.id()));
        }
        for (const auto& w : writes) out += "settled " + name + " " + w + "\n";
    }
    std::set<std::string> custody;
    for (const auto state : {custody_state::held, custody_state::returned, custody_state::rejected}) {
        const auto rows = (*view)->custody_in(state);
        REQUIRE(rows.has_value());
        for (const auto& row : *rows) {
            custody.insert("custody " + to_string(row.id) + " " + std::string(pendata::name_of(row.reason)) + " " + std::to_string(static_cast<int>(state)));
        }
    }
    for (const auto& line : custody) out += line + "\n";
    for (const auto& name : order_) {
        out += "on the tablet of " + name + "\n" + tablet(name).exported(true) + cases(name);
        CHECK(tablet(name).exported(true) == (sync(name).why == errc::device_revoked ? std::string() : world_->exported_for(id_of(name))));
    }
    return out;
}

}  // namespace pendata::test
