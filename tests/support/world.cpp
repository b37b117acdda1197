// The small world: enrolling, pumping two session machines against each other, exporting.
#include "tests/support/world.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <set>

#include "client-lib/src/engine/photo_desk.hpp"
#include "core/dictionary/record_json.hpp"
#include "core/settle/lost_history.hpp"
#include "core/settle/photos.hpp"
#include "core/settle/review_record.hpp"

namespace pendata::test {

namespace {

struct pump {
    world& in;
    world_tablet& t;
    const wire_faults& faults;
    client_session client{false, true};
    server_session office;
    bytes up, down;
    session_outcome out;
    bool broken = false;

    clock_reading now() { return t.engine.read_clock(); }

    // Sends as much as the wire still carries.
    void carry(bytes& queue, std::size_t& sent, std::size_t limit, bytes_view frame) {
        const auto room = limit > sent ? limit - sent : 0;
        const auto piece = frame.substr(0, room);
        queue.append(piece);
        sent += piece.size();
        if (piece.size() < frame.size()) broken = true;
    }

    void act(tablet_action::send& a) { carry(up, out.bytes_up, faults.cut_after_up, a.frame); }
    void act(tablet_action::load_facts&) {
        auto facts = t.syncing().facts();
        if (facts.has_value()) {
            const auto s = sign(t.seed, proof_message(office.exporter()));
            facts->hello.proof = bytes(reinterpret_cast<const char*>(s.data()), s.size());
        }
        client.on_facts(std::move(facts));
    }
    void act(tablet_action::read_batches& a) { client.on_batches(t.syncing().batches(a.sent, a.limit)); }
    void act(tablet_action::read_mail& a) { client.on_mail(t.syncing().mail(a.sent, a.limit)); }
    void act(tablet_action::mail_carried& a) { REQUIRE(t.syncing().mail_carried(a.told).has_value()); }
    void act(tablet_action::mail_refused& a) { REQUIRE(t.syncing().mail_refused(a.batch, a.why).has_value()); }
    void act(tablet_action::set_anchor& a) { client.on_done(t.syncing().set_anchor(a.anchor)); }
    void act(tablet_action::learn& a) { client.on_done(t.syncing().learn(a.welcome)); }
    void act(tablet_action::apply_receipt& a) { client.on_done(t.syncing().apply(a.answer)); }
    void act(tablet_action::apply_pull& a) { client.on_done(t.syncing().apply(a.pull)); }
    void act(tablet_action::apply_news& a) { client.on_done(t.syncing().apply(a.news)); }
    void act(tablet_action::stage_head& a) { client.on_done(t.loading().stage(a.head)); }
    void act(tablet_action::stage_chunk& a) { client.on_done(t.loading().stage(a.node, a.chunk)); }
    void act(tablet_action::swap_in& a) {
        const auto done = t.loading().swap_in(a.node);
        client.on_done(done.has_error() ? result<void>(done.error()) : result<void>());
    }
    void act(tablet_action::take_new_replica& a) { client.on_done(t.syncing().take_new_replica(a.of, a.head)); }
    void act(tablet_action::read_positions&) { client.on_positions(t.forking().positions()); }
    void act(tablet_action::read_cut_cells&) { client.on_cut_cells(t.forking().cut_cells()); }
    void act(tablet_action::go_back_to& a) { client.on_done(t.forking().go_back_to(a.point)); }
    void act(tablet_action::mark_given_back& a) { client.on_done(t.forking().mark(a.answer)); }
    void act(tablet_action::read_photos& a) { client.on_photos(photo_desk(t.engine).errands(a.after, a.limit)); }
    void act(tablet_action::read_photo_piece& a) {
        client.on_photo_piece(a.photo, photo_desk(t.engine).piece(a.photo, a.size, a.number));
    }
    void act(tablet_action::keep_photo_piece& a) { client.on_done(photo_desk(t.engine).keep(a.piece)); }
    void act(tablet_action::note_photo_passed& a) {
        client.on_done(photo_desk(t.engine).note_passed(a.photo, a.bytes, a.kept));
    }
    void act(tablet_action::note_photo_refused& a) { client.on_done(photo_desk(t.engine).note_refused(a.photo, a.why)); }
    void act(tablet_action::compare& a) { client.on_compared(t.syncing().compare(a.at, a.office)); }
    void act(tablet_action::collect_rows&) { client.on_rows(t.syncing().rows()); }
    void act(tablet_action::finish& a) { out.why = a.why; }

    std::unique_ptr<office_view> view() { return std::move(*in.office.store.view()); }
    void act(office_action::send& a) { carry(down, out.bytes_down, faults.cut_after_down, a.frame); }
    void act(office_action::greet& a) {
        const auto context = in.office.context();
        office.on_greeting(answer_hello(*view(), context, a.hello, office.exporter(), office.resumed(), {}, in.backed_up));
    }
    void act(office_action::enrol&) { office.on_enrolled(errc::code_unknown); }
    void act(office_action::settle& a) {
        const auto context = in.office.context();
        receipt answer;
        const auto done = in.office.store.transact([&](office_transaction& tx) -> result<void> {
            PENDATA_TRY(r, take_batch(tx, context, a.batch, a.path));
            answer = r;
            return {};
        });
        if (done.has_error()) return office.on_settled(a.batch.hash, a.path, done.error());
        office.on_settled(a.batch.hash, a.path, answer);
    }
    template <class T>
    result<T> written(const std::function<result<T>(office_transaction&, const office_context&)>& work) {
        const auto context = in.office.context();
        result<T> answer = errc::internal;
        const auto done = in.office.store.transact([&](office_transaction& tx) -> result<void> {
            answer = work(tx, context);
            PENDATA_CHECK(answer);
            return {};
        });
        return done.has_error() ? result<T>(done.error()) : answer;
    }
    void act(office_action::find_fork& a) {
        office.on_fork_point(written<position>([&](auto& tx, const auto& c) { return answer_fork(tx, c, a.device, a.told); }));
    }
    void act(office_action::take_back& a) {
        office.on_taken_back(written<returned_answer>(
            [&](auto& tx, const auto& c) { return take_returned(tx, c, a.device, a.given, a.serve ? &*a.serve : nullptr); }));
    }
    void act(office_action::read_changes& a) { office.on_changes(next_changes(*view(), in.office.loads, a.question)); }
    void act(office_action::read_repair& a) {
        if (in.meanwhile) in.meanwhile();
        office.on_repair(answer_repair(*view(), a.question, *a.ask, a.from));
    }
    void act(office_action::open_snapshot& a) {
        const auto context = in.office.context();
        office.on_snapshot(offer_snapshot(*view(), context, in.office.shelf, a.question, a.want));
    }
    void act(office_action::read_chunk& a) {
        const auto context = in.office.context();
        office.on_chunk(read_chunk(*view(), context, in.office.shelf, a.question, a.snapshot, a.number));
    }
    void act(office_action::weigh_photo& a) { office.on_photo(answer_offer(*view(), in.office.context(), a.device, a.offer)); }
    void act(office_action::take_photo& a) {
        office.on_photo(written<message::any>([&](auto& tx, const auto& c) { return take_photo_piece(tx, c, a.device, a.piece); }));
    }
    void act(office_action::read_photo& a) {
        const auto context = in.office.context();
        office.on_photo(give_photo_piece(*view(), context, a.question, a.ask));
    }
    void act(office_action::issue_ticket&) {}
    void act(office_action::note_pulled&) {}
    void act(office_action::close&) {}

    session_outcome run() {
        client.start(now());
        for (bool moved = true; moved && !client.ended();) {
            moved = false;
            while (auto action = client.next_action()) {
                std::visit([&](auto& a) { act(a); }, *action);
                moved = true;
            }
            while (auto action = office.next_action()) {
                std::visit([&](auto& a) { act(a); }, *action);
                moved = true;
            }
            if (!up.empty()) office.receive(std::exchange(up, {}), in.office.now_ms);
            else if (!down.empty()) client.receive(std::exchange(down, {}), now());
            else continue;
            moved = true;
        }
        if (!client.ended()) client.stop(errc::connection_lost);
        while (auto action = client.next_action()) std::visit([&](auto& a) { act(a); }, *action);
        // Bytes that had left the tablet still reach the office.
        if (!up.empty()) office.receive(up, in.office.now_ms);
        while (auto action = office.next_action()) std::visit([&](auto& a) { act(a); }, *action);
        out.progress = client.progress();
        return out;
    }
};

}  // namespace

scratch_folder::scratch_folder() {
    const std::filesystem::path base = std::filesystem::exists("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path();
    std::string name = (base / "pendata-world-XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
}

scratch_folder::~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

world_tablet::world_tablet(const std::filesystem::path& file, int number, const std::int64_t& office_now_ms,
                           const dictionary& words)
    : store(std::move(*sqlite_device_store::open(file.string(), words))),
      engine(make_engine(words)),
      words_(&words),
      file_(file),
      random_(static_cast<std::uint64_t>(number)),
      now_ms_(office_now_ms) {
    seed.fill(static_cast<unsigned char>(100 + number));
}

tablet world_tablet::make_engine(const dictionary& words) {
    return {*store, words,
            [this] { return clock_reading{now_ms_ + skew_ms, now_ms_, "boot"}; },
            [this](std::span<unsigned char> out) {
                for (auto& byte : out) byte = static_cast<unsigned char>(random_());
            },
            [this](bytes_view message) -> result<signature> { return sign(seed, message); }};
}

void world_tablet::reopen() { reopen(*words_); }

void world_tablet::reopen(const dictionary& words) {
    words_ = &words;
    store.reset();
    store = std::move(*sqlite_device_store::open(file_.string(), words));
    engine.~tablet();
    new (&engine) tablet(make_engine(words));
}

record_id world_tablet::add(std::string_view kind, std::string_view json, std::uint8_t evidence) {
    save_options options;
    options.evidence = evidence;
    auto done = author().add(kind, json, options);
    REQUIRE_MESSAGE(done.has_value(), (done.has_error() ? done.error().field + ": " + done.error().hint_en : ""));
    return done->id;
}

bool world_tablet::edit(const record_id& id, std::string_view json, save_options options) {
    const auto done = author().edit(id, json, options);
    return done.has_value() && !done->changed.empty();
}

std::string world_tablet::exported(bool settled) {
    std::string out;
    export_options options;
    options.settled = settled;
    options.stamps = true;
    const auto done = reading().export_all(options, [&](std::string_view line) {
        out.append(line).append("\n");
        return true;
    });
    REQUIRE(done.has_value());
    return out;
}

std::string world_tablet::shown(const record_id& id) {
    auto text = reading().show(id);
    return text.has_value() ? *text : std::string();
}

std::unique_ptr<world_tablet> world::tablet_for(const officer_id& officer, const dictionary& words) {
    ++tablets_;
    auto t = std::make_unique<world_tablet>(folder.path() / ("t" + std::to_string(tablets_) + ".db"), tablets_, office.now_ms, words);
    enrol(*t, officer);
    return t;
}

void world::enrol_anew(world_tablet& t, const officer_id& officer) {
    ++tablets_;
    t.seed.fill(static_cast<unsigned char>(100 + tablets_));
    enrol(t, officer);
}

void world::enrol(world_tablet& t, const officer_id& officer) {
    const auto key = public_key_of(t.seed);
    const bytes raw(reinterpret_cast<const char*>(key.data()), key.size());
    const bytes secret(16, static_cast<char>(tablets_));
    const bytes exporter(32, 'e');
    const auto proof = sign(t.seed, proof_message(exporter));
    message::enrol request;
    request.secret = secret;
    request.public_key = raw;
    request.proof = bytes(reinterpret_cast<const char*>(proof.data()), proof.size());
    const auto context = office.context();
    message::enrolled answer;
    const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put(code_row{secret_hash_of(secret), officer, office.now_ms + 1, {}}));
        PENDATA_TRY(enrolled, admit_device(tx, context, request, exporter, [](const device_row&) { return result<void>(); }));
        answer = enrolled;
        return {};
    });
    REQUIRE(done.has_value());
    auto device = (*office.store.view())->device(answer.device);
    ledger_[answer.device] = **device;
    const auto identity = public_key_of(office.identity());
    REQUIRE(t.syncing().enrolled(answer, "localhost", 1, {reinterpret_cast<const char*>(identity.data()), identity.size()}).has_value());
}

std::unique_ptr<world_tablet> world::clone(world_tablet& of) {
    ++tablets_;
    of.store.reset();
    const auto copy = folder.path() / ("t" + std::to_string(tablets_) + ".db");
    std::filesystem::copy_file(of.file(), copy);
    of.reopen();
    auto t = std::make_unique<world_tablet>(copy, tablets_, office.now_ms);
    t->seed = of.seed;
    return t;
}

session_outcome world::sync(world_tablet& t, const wire_faults& faults) {
    static int connections = 0;
    pump p{*this, t, faults, client_session{false, true},
           server_session(bytes(sha256(std::to_string(++connections)).view()), std::nullopt, office.now_ms), {}, {}, {}, false};
    return p.run();
}

void world::restore(const memory_office_store& from, bool noticed) {
    office.store = from;
    const auto done = office.store.transact([&](office_transaction& tx) -> result<void> {
        for (const auto& [id, row] : ledger_) {
            PENDATA_TRY(present, tx.device(id));
            if (!present || present->revoked != row.revoked) PENDATA_CHECK(tx.put(row));
        }
        if (!noticed) return {};
        PENDATA_CHECK(tx.put_note(restored_note, "\x01\x02"));
        PENDATA_CHECK(start_segment(tx, segment_id::from(sha256("segment " + std::to_string(++segments_)).view()), office.now_ms));
        return {};
    });
    REQUIRE(done.has_value());
}

void world::revoke(const world_tablet& t) {
    const auto key = public_key_of(t.seed);
    const auto id = device_id_of({reinterpret_cast<const char*>(key.data()), key.size()});
    ledger_[id].revoked = true;
    const auto done = office.store.transact([&](office_transaction& tx) { return tx.put(ledger_[id]); });
    REQUIRE(done.has_value());
}

namespace {

// The fields of the record that open reviews of its subject speak of.
void dispute_by_reviews(office_view& view, const office_record& record, compartment_mask rooms, std::vector<std::uint16_t>& disputed) {
    const auto subject = record.roots.empty() ? record.id : record.roots.front();
    const auto followers = view.followers_of(subject);
    for (const auto& id : *followers) {
        const auto file = view.find(id);
        if (!*file || (*file)->kind != kinds::review_case || (*file)->parts.empty()) continue;
        if (!contains(rooms, (*file)->parts.front().room)) continue;
        std::vector<cell> cells;
        for (const auto& c : (*file)->parts.front().cells) cells.push_back(c.what);
        const auto open = read_review(id, cells);
        if (!open || open->answered) continue;
        for (const auto& f : open->facts) {
            if (f.record == record.id) disputed.push_back(f.what.key.field);
        }
    }
}

}  // namespace

std::string world::exported_for(const officer_id& officer, const dictionary& words) {
    auto view = office.store.view();
    const auto grants = office.who().grants_of(officer, day_of(office.now_ms));
    std::set<record_id> ids;
    for (const auto& g : grants) {
        const auto under = (*view)->records_under(g.node, {}, 1'000'000);
        ids.insert(under->begin(), under->end());
    }
    std::string out;
    for (const auto& id : ids) {
        const auto record = (*view)->find(id);
        const auto rooms = granted_rooms(grants, (*record)->atoms());
        std::vector<const cell*> winners;
        for (const auto& p : (*record)->parts) {
            for (const auto& c : p.cells) {
                if (contains(rooms, p.room)) winners.push_back(&c.what);
            }
        }
        if (winners.empty()) continue;
        std::vector<std::uint16_t> disputed;
        for (const auto& c : winners) {
            const auto file = (*view)->find(case_record_id(id, c->key));
            if (*file && !(*file)->parts.empty() && contains(rooms, (*file)->parts.front().room)) disputed.push_back(c->key.field);
        }
        dispute_by_reviews(**view, **record, rooms, disputed);
        std::sort(disputed.begin(), disputed.end());
        disputed.erase(std::unique(disputed.begin(), disputed.end()), disputed.end());
        out += record_to_json(words, id, (*record)->kind, winners, {disputed, true, false}) + "\n";
    }
    return out;
}

}  // namespace pendata::test
