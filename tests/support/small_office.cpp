// The small office.
#include "tests/support/small_office.hpp"

#include <doctest/doctest.h>

#include "core/dictionary/category.hpp"
#include "core/dictionary/element.hpp"
#include "core/dictionary/field_numbers.hpp"
#include "core/model/canonical.hpp"
#include "core/model/derived_id.hpp"
#include "core/model/replica.hpp"
#include "core/settle/changes.hpp"
#include "core/settle/office_answers.hpp"

namespace pendata::test {

cell_request request_for(std::string_view kind_name, std::string_view field_name, value content, std::uint8_t evidence, intent why) {
    const auto* kind = builtin_dictionary().find(kind_name);
    REQUIRE(kind != nullptr);
    const auto* field = kind->find(field_name);
    REQUIRE(field != nullptr);
    cell_request request;
    request.field = field;
    request.key = {kind->number, field->number, {}};
    request.room = room_of(*kind, *field, 0);
    request.content = std::move(content);
    request.evidence = evidence;
    request.why = why;
    if (field->set_valued) {
        auto element = make_element(request.content);
        request.key.element = element.key;
        request.content = element.content;
    }
    return request;
}

// As a device makes them: never in the form of a derived id.
record_id numbered_record(int n) {
    auto id = record_id::from(sha256("record " + std::to_string(n)).view());
    if (is_derived_id(id)) id.raw[6] ^= 0x10;
    return id;
}

write paper_tablet::save(record_id record, const cell_request& request, const std::vector<write>& around, std::int64_t now_ms,
                         const std::vector<cell>& candidates) {
    if (!same_save) ++last_save;
    authorship by{chain.replica, officer, last_save, to_stamp_time(now_ms), now_ms, clock_trust::ok};
    auto w = compose(record, request, by, around, candidates);
    REQUIRE(w.has_value());
    unsealed.push_back({*w, {now_ms, now_ms, "boot"}});
    return *w;
}

sealed_batch paper_tablet::seal_all(std::int64_t now_ms) {
    const clock_anchor anchor{now_ms, {now_ms, now_ms, "boot"}};
    std::map<write_id, known_base> times;
    for (const auto& w : unsealed) {
        for (const auto& id : w.what.seen) {
            const auto known = base_times.find(id);
            times.emplace(id, known_base{known == base_times.end() ? w.what.what.at.time - 1 : known->second, false});
        }
    }
    sealed_batch batch;
    batch.content = seal(unsealed, chain, anchor, {now_ms, now_ms, "boot"}, [&](const write_id& id) {
        const auto at = times.find(id);
        return at == times.end() ? std::nullopt : std::optional(at->second);
    });
    batch.device = device;
    batch.hash = batch_digest(batch.content);
    batch.signed_by = sign(seed, batch_signature_message(batch.hash));
    chain = after(chain, batch.content, batch.hash);
    unsealed.clear();
    return batch;
}

replica_id paper_replica(const device_id& device, unsigned char salt) {
    std::array<unsigned char, 8> random{};
    random.fill(salt);
    return make_replica(device, random);
}

small_office::small_office() {
    identity_.fill(7);
    replica_ = replica_id::from(sha256("office replica").view());
    const auto started = store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(at, start_segment(tx, segment_id::from(sha256("segment").view()), now_ms));
        static_cast<void>(at);
        return {};
    });
    REQUIRE(started.has_value());
    std::vector<write> regions;
    for (const auto& [code, name] : std::vector<std::pair<std::string, std::string>>{
             {"32.11", "Sumedang"}, {"32.11.01", "Wado"}, {"32.11.02", "Jatinunggal"}, {village_a, "Cikareo"}, {village_b, "Cilengkrang"}, {village_c, "Kirisik"}}) {
        ++own_saves_;
        for (const auto& [field, content] : std::vector<std::pair<std::string, std::string>>{{"code", code}, {"name", name}}) {
            const authorship by{replica_, {}, own_saves_, to_stamp_time(now_ms), now_ms, clock_trust::ok};
            regions.push_back(*compose(region_record_id(code), request_for("region", field, value::text(content)), by, {}, {}));
        }
    }
    write_own(regions);
}

const directory& small_office::who() {
    auto view = store.view();
    REQUIRE(view.has_value());
    auto read = directory::read(**view, "32.11");
    REQUIRE(read.has_value());
    who_ = std::move(*read);
    return who_;
}

office_context small_office::context() {
    return {*words, who(), replica_, now_ms, [this](bytes_view message) { return sign(identity_, message); },
            loads, held_quota, case_quota, [this](const record_id& id) { return erased.contains(id); },
            [this](const digest& photo) { return erased_photos.contains(photo); }, free_bytes};
}

void small_office::write_own(const std::vector<write>& writes) {
    const auto office = context();
    const auto done = store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(at, settle_own(tx, office, writes));
        static_cast<void>(at);
        return {};
    });
    REQUIRE(done.has_value());
}

officer_id small_office::add_officer(const std::string& name, role part, const std::vector<std::string>& regions, compartment_mask rooms) {
    const auto id = record_id::from(sha256("officer " + name).view());
    const auto duty = record_id::from(sha256("duty " + name).view());
    ++own_saves_;
    const authorship by{replica_, {}, own_saves_, to_stamp_time(now_ms), now_ms, clock_trust::ok};
    std::vector<write> writes;
    const auto add = [&](record_id record, const cell_request& request) { writes.push_back(*compose(record, request, by, {}, {})); };
    add(id, request_for("officer", "name", value::text(name)));
    add(id, request_for("officer", "role", value::integer(static_cast<int>(part))));
    add(duty, request_for("duty", "officer", value::reference(id)));
    for (compartment room = 0; room < compartment_count; ++room) {
        if (contains(rooms, room)) add(duty, request_for("duty", "compartments", value::integer(room)));
    }
    for (const auto& region : regions) add(duty, request_for("duty", "regions", value::text(region)));
    write_own(writes);
    return officer_id::from(id.view());
}

void small_office::replace_duty(const std::string& name, const std::vector<std::string>& regions, compartment_mask rooms) {
    const auto officer = record_id::from(sha256("officer " + name).view());
    const auto old_duty = record_id::from(sha256("duty " + name).view());
    ++own_saves_;
    const auto day_before = value::integer(day_of(now_ms) - 1);
    const authorship by{replica_, {}, own_saves_, to_stamp_time(now_ms), now_ms, clock_trust::ok};
    const auto next = record_id::from(sha256("duty " + name + std::to_string(own_saves_)).view());
    std::vector<write> writes;
    const auto add = [&](record_id record, const cell_request& request) { writes.push_back(*compose(record, request, by, {}, {})); };
    add(old_duty, request_for("duty", "to", day_before));
    add(next, request_for("duty", "officer", value::reference(officer)));
    for (compartment room = 0; room < compartment_count; ++room) {
        if (contains(rooms, room)) add(next, request_for("duty", "compartments", value::integer(room)));
    }
    for (const auto& region : regions) add(next, request_for("duty", "regions", value::text(region)));
    write_own(writes);
}

paper_tablet small_office::add_tablet(officer_id officer) {
    paper_tablet t;
    t.officer = officer;
    t.seed.fill(static_cast<unsigned char>(++made_));
    const auto key = public_key_of(t.seed);
    const bytes raw(reinterpret_cast<const char*>(key.data()), key.size());
    t.device = device_id_of(raw);
    t.chain.replica = paper_replica(t.device);
    const auto done = store.transact([&](office_transaction& tx) -> result<void> {
        device_row row;
        row.id = t.device;
        row.public_key = raw;
        row.officer = officer;
        return tx.put(row);
    });
    REQUIRE(done.has_value());
    return t;
}

receipt small_office::take(const sealed_batch& batch, arrival path) {
    receipt out;
    const auto office = context();
    const auto done = store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_TRY(answer, take_batch(tx, office, batch, path));
        out = answer;
        return {};
    });
    REQUIRE_MESSAGE(done.has_value(), done.error().message());
    return out;
}

std::optional<office_record> small_office::find(const record_id& id) {
    auto view = store.view();
    auto found = (*view)->find(id);
    REQUIRE(found.has_value());
    return *found;
}

namespace {

std::string line_of(const record_id& id, const cell& c) {
    bytes canonical;
    append_canonical(canonical, c);
    return to_string(id).substr(0, 8) + " " + std::to_string(c.key.kind) + "/" + std::to_string(c.key.field) + " g" +
           std::to_string(c.at.generation) + " r" + std::to_string(c.at.rank) + " t" + std::to_string(c.at.time & 0xffffff) + " " +
           to_string(c.at.replica).substr(0, 4) + " " + to_hex(c.content.encoded()).substr(0, 40) + " " +
           to_hex(sha256(canonical).view()).substr(0, 8) + "\n";
}

result<std::vector<record_id>> every_record(office_view& view) {
    std::vector<record_id> all;
    for (const auto& kind : builtin_dictionary().kinds) {
        PENDATA_TRY(ids, view.records_of(kind.number, {}, 100'000));
        all.insert(all.end(), ids.begin(), ids.end());
    }
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace

std::string small_office::everything() {
    auto view = store.view();
    auto ids = every_record(**view);
    REQUIRE(ids.has_value());
    std::string out;
    for (const auto& id : *ids) {
        const auto record = (*view)->find(id);
        REQUIRE(record.has_value());
        if (!*record || (*record)->kind == kinds::region || (*record)->kind == kinds::officer || (*record)->kind == kinds::duty) continue;
        for (const auto& p : (*record)->parts) {
            for (const auto& c : p.cells) out += line_of(id, c.what);
        }
        if (!(*record)->parts.empty()) {
            for (const auto& a : (*record)->atoms()) out += a + "\n";
        }
    }
    return out;
}

std::string small_office::fingerprint_from_scratch(const grant_list& grants) {
    auto view = store.view();
    auto ids = every_record(**view);
    REQUIRE(ids.has_value());
    fingerprint sum;
    for (const auto& id : *ids) {
        const auto record = (*view)->find(id);
        for (const auto& p : (*record)->parts) {
            const auto times = granted_atoms(grants, (*record)->atoms(), p.room);
            for (std::size_t i = 0; i < times; ++i) sum.add(part_digest(p));
        }
    }
    return to_hex(sum.encoded());
}

std::string small_office::fingerprint_kept(const grant_list& grants) {
    auto view = store.view();
    auto sum = granted_sum(**view, grants);
    REQUIRE(sum.has_value());
    return to_hex(sum->encoded());
}

}  // namespace pendata::test
