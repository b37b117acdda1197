// Saves. Values come from short lists, so that two officers often mean the same cell.
#include "tools/sim/people.hpp"

#include <algorithm>
#include <array>

#include "core/base/assert.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "tools/sim/scene/app_versions.hpp"
#include "tools/sim/scene/disk_trouble.hpp"

namespace pendata::sim {

namespace {

constexpr std::array<std::string_view, 6> names{"Siti Aminah", "Asep Sunandar", "Neng Rohaeti", "Ujang Dedi", "Euis Komariah", "Budi"};
constexpr std::array<std::string_view, 4> births{"1950-02-03", "1950-02-13", "1984-11-30", "1984-11-03"};
constexpr std::array<std::string_view, 3> phones{"081234567890", "081234567891", "081234567892"};
constexpr std::array<std::string_view, 4> life{"alive", "not_found", "moved", "deceased"};
constexpr std::array<std::string_view, 3> statuses{"verified", "returned", "closed"};

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

template <std::size_t Size>
std::string_view one_of(dice& draw, const std::array<std::string_view, Size>& list) {
    return list[draw.below(Size)];
}

}  // namespace

census_taker::census_taker(stage& on, sim_tablet& with, oracle& promises, std::vector<std::string> villages, const habits& how)
    : on_(on), tablet_(with), promises_(promises), villages_(std::move(villages)), habits_(how),
      draw_(on.draw.next(), "people") {}

void census_taker::work() {
    constexpr std::array<unsigned, 10> weights{16, 6, 8, 6, 34, 8, 12, 5, 8, 1};
    using way = void (census_taker::*)();
    constexpr std::array<way, 10> ways{&census_taker::add_person,    &census_taker::add_family,     &census_taker::add_visit,
                                         &census_taker::add_assignment, &census_taker::edit_somebody,  &census_taker::move_somebody,
                                         &census_taker::change_a_state, &census_taker::take_back,      &census_taker::decide_a_case,
                                         &census_taker::import_some};
    (this->*ways[draw_.pick_weighted(weights)])();
}

void census_taker::leave_unsent() {
    constexpr int tries = 6;
    for (int i = 0; i < tries; ++i) {
        work();
        if (!tablet_.is_open() || tablet_.has_died()) return;
        if (tablet_.pending().writes > 0) return;
    }
}

std::string census_taker::a_village() {
    std::vector<std::string> mine;
    for (const auto& v : villages_) {
        if (covers(tablet_.duty, v) || covers(v, tablet_.duty)) mine.push_back(v);
    }
    const bool elsewhere = mine.empty() || draw_.chance(habits_.far_away);
    const auto& from = elsewhere ? villages_ : mine;
    return from[draw_.below(static_cast<std::uint32_t>(from.size()))];
}

// A village and mostly a part of it, written in one of the ways people write it.
std::string census_taker::a_place() {
    const auto village = a_village();
    std::string json = R"("village":)" + in_quotes(village);
    const bool has_a_part = village.size() < tablet_.duty.size() && covers(village, tablet_.duty) && !draw_.chance(habits_.far_away);
    const std::uint32_t part = has_a_part ? part_with_psm : draw_.below(4);
    if (part != 0) json += R"(,"rw":)" + in_quotes((draw_.chance(500) ? "00" : "RW 0") + std::to_string(part));
    return json;
}

// One save on a disk that may fail within it. What returned success is promised.
template <class Save>
void census_taker::save(std::string_view what, deed as, Save does) {
    auto& faults = on_.faults;
    disk_faults now;
    if (faults.strikes(fault::killed_at_step, 15)) tablet_.die_at_step(draw_.below(8) + 1);
    if (faults.strikes(fault::disk_full, 15)) now.capacity = tablet_.disk().used() + draw_.below(3) * 4'096;
    if (faults.strikes(fault::save_locked, 15)) now.locked = true;
    if (faults.strikes(fault::save_unreadable, 15)) now.read_error.per_million = 300'000;
    tablet_.arm_disk(now);
    const disk_counts before = tablet_.disk().counts();
    const checked<saved> done = does();
    note_disk_faults(on_, {fault::disk_full, fault::save_locked, fault::save_unreadable}, before, tablet_.disk().counts());
    tablet_.calm_disk();
    if (tablet_.has_died()) {
        faults.happened(fault::killed_at_step);
        return died_();
    }
    tablet_.die_at_step(0);
    if (done.has_error()) {
        on_.told.tell(tablet_.name(), std::string(what) + " refused: " + std::string(text_of(done.error().code, false)));
    } else if (!done->changed.empty()) {
        on_.told.tell(tablet_.name(), std::string(what) + " " + to_string(done->id));
        promises_.remember(tablet_, done->id, on_.time.now_ms());
        const bool moves = as == deed::moved || as == deed::family_moved;
        const bool leaves = std::ranges::find(done->changed, "village") != done->changed.end();
        on_.told.did(moves && !leaves ? deed::moved_within : as);
    }
}

void census_taker::recall(std::function<void()> again) {
    if (past_.size() == saves_recalled) past_.erase(past_.begin());
    past_.push_back({on_.time.now_ms(), std::move(again)});
}

void census_taker::work_again(std::int64_t since_ms) {
    for (const auto& one : std::exchange(past_, {})) {
        if (one.at_ms > since_ms && tablet_.is_open()) one.again();
    }
}

void census_taker::add(std::string_view kind, const std::string& json, std::uint8_t evidence) {
    recall([this, kind = std::string(kind), json, evidence] { add(kind, json, evidence); });
    save_options options;
    options.evidence = evidence;
    save("adds " + std::string(kind), deed::added, [&] { return tablet_.author().add(kind, json, options); });
}

void census_taker::edit(const record_id& id, const std::string& json, const save_options& options, deed as) {
    recall([this, id, json, options, as] { edit(id, json, options, as); });
    save("edits " + json, as, [&] { return tablet_.author().edit(id, json, options); });
}

void census_taker::add_person() {
    ++made_;
    std::string json = R"({"name":)" + in_quotes(std::string(one_of(draw_, names)) + " " + std::to_string(made_ % 7));
    json += "," + a_place() + R"(,"sex":"P","birth_date":)" + in_quotes(one_of(draw_, births));
    json += R"(,"no_nik_reason":"not_recorded"})";
    add("person", json, static_cast<std::uint8_t>(draw_.between(1, 4)));
}

void census_taker::add_in_village(const std::string& code) {
    add("person", R"({"name":"Warga Baru","village":)" + in_quotes(code) + R"(,"sex":"L"})");
}

void census_taker::add_family() {
    std::string json = "{" + a_place() + R"(,"address":"Kampung )" + std::to_string(draw_.below(9)) + "\"";
    if (const auto head = somebody(kinds::person)) json += R"(,"head":)" + in_quotes(to_string(*head));
    add("family", json + "}");
}

void census_taker::add_visit() {
    const auto whom = somebody(kinds::person);
    if (!whom) return;
    add("visit", R"({"subject":)" + in_quotes(to_string(*whom)) + R"(,"purpose":"census","note":"kunjungan )" + std::to_string(draw_.below(50)) + "\"}");
}

void census_taker::add_assignment() {
    const auto whom = somebody(kinds::person);
    if (!whom) return;
    const auto category = draw_.chance(500) ? "P11" : "P08";
    add("assignment", R"({"subject":)" + in_quotes(to_string(*whom)) + R"(,"category":")" + category + R"(","rule_reason":"keadaan khusus"})");
}

bool census_taker::knows_tomorrow() const { return tablet_.words->find("person")->find(field_of_tomorrow) != nullptr; }

void census_taker::write_of_tomorrow() {
    if (!knows_tomorrow()) return;
    const auto whom = somebody(kinds::person);
    if (!whom) return;
    edit(*whom, R"({"hobby":"berkebun"})", {});
    if (tablet_.is_open()) edit(*whom, R"({"occupation":)" + in_quotes(std::string(longer_tomorrow, 'k')) + "}", {});
}

std::optional<record_id> census_taker::somebody(std::uint16_t kind) {
    std::vector<record_id> ids;
    const auto read = tablet_.engine().store.read([&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(found, tx.list(kind, nullptr, 0));
        ids = std::move(found);
        return {};
    });
    PENDATA_ASSERT(read.has_value());
    if (ids.empty()) return std::nullopt;
    // Most of a day is about the same few people.
    const auto size = static_cast<std::uint32_t>(ids.size());
    return ids[draw_.chance(600) ? draw_.below(std::min<std::uint32_t>(size, 6)) : draw_.below(size)];
}

void census_taker::edit_somebody() {
    const auto whom = somebody(kinds::person);
    if (!whom) return;
    save_options options;
    options.evidence = static_cast<std::uint8_t>(draw_.between(1, 4));
    std::string json;
    if (knows_tomorrow() && draw_.chance(300)) {
        return edit(*whom, R"({"hobby":"memancing )" + std::to_string(draw_.below(3)) + "\"}", options);
    }
    switch (draw_.below(7)) {
        case 0: json = R"({"name":)" + in_quotes(one_of(draw_, names)) + "}"; break;
        case 1: json = R"({"phone":)" + in_quotes(one_of(draw_, phones)) + "}"; break;
        case 2: json = R"({"birth_date":)" + in_quotes(one_of(draw_, births)) + "}"; break;
        case 3: json = R"({"aliases":{"add":["Neng )" + std::to_string(draw_.below(3)) + R"("]}})"; break;
        case 4: json = R"({"aliases":{"remove":["Neng )" + std::to_string(draw_.below(3)) + R"("]}})"; break;
        case 5: json = R"({"phone":null})"; break;
        default:
            options.why = intent::confirmation;
            json = R"({"birth_date":)" + in_quotes(one_of(draw_, births)) + "}";
    }
    edit(*whom, json, options);
}

void census_taker::move_somebody() {
    const auto kind = draw_.chance(700) ? kinds::person : kinds::family;
    const auto whom = somebody(kind);
    if (!whom) return;
    save_options options;
    options.why = intent::change;
    options.evidence = static_cast<std::uint8_t>(draw_.between(1, 3));
    std::string json = R"({"rw":)" + in_quotes(std::to_string(draw_.between(1, 3)));
    if (draw_.chance(700)) json += R"(,"village":)" + in_quotes(villages_[draw_.below(static_cast<std::uint32_t>(villages_.size()))]);
    edit(*whom, json + "}", options, kind == kinds::person ? deed::moved : deed::family_moved);
}

void census_taker::change_a_state() {
    save_options options;
    options.evidence = static_cast<std::uint8_t>(draw_.between(1, 4));
    if (draw_.chance(400)) {
        if (const auto which = somebody(kinds::assignment)) return edit(*which, R"({"status":)" + in_quotes(one_of(draw_, statuses)) + "}", options, deed::state_changed);
    }
    if (const auto whom = somebody(kinds::person)) edit(*whom, R"({"life_status":)" + in_quotes(one_of(draw_, life)) + "}", options, deed::state_changed);
}

void census_taker::take_back() {
    const auto whom = somebody(kinds::person);
    if (!whom) return;
    if (draw_.chance(700)) return save("retracts phone of", deed::retracted, [&] { return tablet_.author().retract(*whom, "phone"); });
    save("withdraws", deed::withdrawn, [&] { return tablet_.author().withdraw(*whom, "tercatat dua kali"); });
}

void census_taker::decide_a_case() {
    const auto which = somebody(kinds::conflict_case);
    if (!which) return;
    const auto pick = draw_.below(2);
    save("decides", deed::decided, [&] { return tablet_.author().decide(*which, pick, std::nullopt); });
}

void census_taker::import_some() {
    std::vector<std::string> rows;
    for (int i = draw_.between(2, 12); i > 0; --i) {
        ++made_;
        rows.push_back(R"({"name":"Impor )" + std::to_string(made_) + R"(","village":)" + in_quotes(a_village()) + R"(,"sex":"L"})");
    }
    const std::vector<std::string_view> views(rows.begin(), rows.end());
    const auto before = on_.time.now_ms();
    const auto done = tablet_.author().add_all("person", views, {}, true);
    if (done.has_error()) return on_.told.tell(tablet_.name(), "import refused");
    on_.told.tell(tablet_.name(), "imports " + std::to_string(rows.size() - done->size()));
    if (done->size() < rows.size()) on_.told.did(deed::imported);
    promises_.remember_all(tablet_, before);
}

}  // namespace pendata::sim
