// Photos in a session, by scripts: they begin when all else is equal, stop for a record, and end nothing but themselves.
#include "core/sync/server_session.hpp"
#include "tests/core/sync/client_play.hpp"

namespace pendata {

namespace {

constexpr std::size_t piece_bytes = limits::photo_piece_bytes;
constexpr std::int64_t told_ms = 50;  // when the office says what it says, unless a script tells another time

digest a_photo(int n) { return sha256("photo " + std::to_string(n)); }

photo_errand to_bring(int n, std::uint64_t size) { return {static_cast<std::uint64_t>(n), a_photo(n), size, false, {}, 0, {}}; }

message::photo_piece piece_for(const tablet_action::read_photo_piece& asked) {
    return {asked.photo, asked.size, asked.number, bytes(piece_size(asked.size, asked.number), 'p')};
}

// A play whose session may speak of photos, at the point where it is equal and looks for them.
struct photo_play : play {
    explicit photo_play(bool follow) : play(follow) {
        session = client_session(follow, true);
        session.start(at_ms(0));
    }
    void come_to_photos(bool office_takes = true) {
        greet(*this, false, true);
        auto w = welcome_at(5);
        w.equal = true;
        w.photos = office_takes;
        take_welcome(*this, w);
        expect<tablet_action::compare>();
        session.on_compared(true);
    }
    void give(std::vector<photo_errand> errands) {
        expect<tablet_action::read_photos>();
        session.on_photos(std::move(errands));
    }
    // So many are read at once, and sent: their numbers.
    std::vector<std::uint32_t> send_pieces(std::size_t count) {
        std::vector<tablet_action::read_photo_piece> asked;
        for (std::size_t i = 0; i < count; ++i) asked.push_back(expect<tablet_action::read_photo_piece>());
        std::vector<std::uint32_t> out;
        for (const auto& one : asked) session.on_photo_piece(one.photo, std::optional(piece_for(one)));
        for (std::size_t i = 0; i < count; ++i) out.push_back(expect_sent<message::photo_piece>().number);
        return out;
    }
    void end_well() {
        expect_sent<message::goodbye>();
        end_without_a_word();
    }
    // The welcome was all there was to say.
    void end_without_a_word() {
        expect_end(errc::ok);
        CHECK(session.progress().converged);
    }
};

// One photo of five pieces, of which the first two have left.
void two_of_five_pieces_gone(photo_play& p) {
    p.come_to_photos();
    p.give({to_bring(1, 5 * piece_bytes)});
    p.expect_sent<message::photo_offer>();
    p.give({});
    p.office_says(message::photo_wanted{a_photo(1), 5 * piece_bytes, piece_set::all_of(5 * piece_bytes), {}});
    p.expect<tablet_action::note_photo_passed>();
    p.done();
    CHECK(p.send_pieces(2) == std::vector<std::uint32_t>{0, 1});
}

}  // namespace

TEST_CASE("a hello says that photos may come, and where none wait nothing more is said") {
    photo_play p(false);
    p.expect<tablet_action::load_facts>();
    p.facts(false, true);
    CHECK(p.expect_sent<message::hello>().photos);
    auto w = welcome_at(5);
    w.equal = w.photos = true;
    take_welcome(p, w);
    p.expect<tablet_action::compare>();
    p.session.on_compared(true);
    p.give({});
    p.end_without_a_word();
}

TEST_CASE("an office of an older version hears nothing of photos") {
    photo_play p(false);
    p.come_to_photos(false);
    p.end_without_a_word();
}

TEST_CASE("a photo is offered, its missing pieces go, and it is noted as kept") {
    photo_play p(false);
    p.come_to_photos();
    p.give({to_bring(1, 3 * piece_bytes)});
    CHECK(p.expect_sent<message::photo_offer>() == message::photo_offer{a_photo(1), 3 * piece_bytes});
    p.give({});
    auto missing = piece_set::all_of(3 * piece_bytes);
    missing.remove(1);
    p.office_says(message::photo_wanted{a_photo(1), 3 * piece_bytes, missing, {}});
    const auto passed = p.expect<tablet_action::note_photo_passed>();
    CHECK(passed.bytes == piece_bytes);
    CHECK(!passed.kept);
    p.done();
    CHECK(p.send_pieces(2) == std::vector<std::uint32_t>{0, 2});
    p.expect_nothing();
    p.office_says(message::photo_kept{a_photo(1), 0, false, {}});
    p.expect_nothing();
    p.office_says(message::photo_kept{a_photo(1), 2, true, {7, 8}});
    CHECK(p.expect<tablet_action::note_photo_passed>().kept == photo_mark{7, 8});
    p.done();
    p.end_well();
    CHECK(p.session.progress().photos_kept == 1);
    CHECK(p.session.progress().photo_bytes_up == 2 * piece_bytes);
}

TEST_CASE("a record that is saved while pieces go is sent before the next one") {
    photo_play p(false);
    two_of_five_pieces_gone(p);
    p.session.on_local_change();
    p.expect<tablet_action::read_batches>();
    // Answers to pieces on their way bring no more of them.
    p.office_says(message::photo_kept{a_photo(1), 0, false, {}});
    p.expect_nothing();
    const auto saved = batch_of(4);
    p.session.on_batches(std::vector{saved});
    CHECK(p.expect_sent<message::push>().batch.hash == saved.hash);
    p.expect<tablet_action::read_batches>();
    p.session.on_batches(std::vector<sealed_batch>{});
    p.expect<tablet_action::read_mail>();
    p.session.on_mail(std::vector<sealed_batch>{});
    p.expect_sent<message::checkpoint>();
    p.office_says(message::photo_kept{a_photo(1), 1, false, {}});
    p.expect_nothing();
    p.office_says(message::receipted{receipt_for(saved)});
    p.expect<tablet_action::apply_receipt>();
    p.done();
    p.office_says(message::checkpoint_reached{1, {}, {}});
    p.expect<tablet_action::compare>();
    p.session.on_compared(true);
    // Equal again: on with the third piece, and as many as the link has shown it takes.
    CHECK(p.expect<tablet_action::read_photo_piece>().number == 2);
    CHECK(p.session.progress().writes_receipted == 1);
}

TEST_CASE("a refused photo ends itself and nothing else") {
    photo_play p(true);
    p.come_to_photos();
    p.give({to_bring(1, piece_bytes), to_bring(2, piece_bytes)});
    p.expect_sent<message::photo_offer>();
    p.expect_sent<message::photo_offer>();
    p.give({});
    p.office_says(message::photo_refused{a_photo(1), errc::limit_exceeded});
    const auto refused = p.expect<tablet_action::note_photo_refused>();
    CHECK(refused.why == errc::limit_exceeded);
    p.done();
    p.office_says(message::photo_wanted{a_photo(2), piece_bytes, {}, {1, 2}});
    CHECK(p.expect<tablet_action::note_photo_passed>().kept);
    p.done();
    CHECK(p.session.is_idle());
    CHECK(p.session.progress().photos_refused == 1);
    // And one that is added while it follows goes out too.
    p.session.on_photos_wait();
    CHECK(p.session.brings_photos());
    p.give({to_bring(3, piece_bytes)});
    CHECK(p.expect_sent<message::photo_offer>().photo == a_photo(3));
    p.give({});
    // The one that was refused is offered again on this connection, where the app adds it again.
    p.session.on_photos_wait();
    p.give({to_bring(1, piece_bytes), to_bring(3, piece_bytes)});
    CHECK(p.expect_sent<message::photo_offer>().photo == a_photo(1));
    p.expect<tablet_action::read_photos>();
    p.expect_nothing();
}

TEST_CASE("a piece that can not be read here is said to be damaged") {
    photo_play p(false);
    p.come_to_photos();
    p.give({to_bring(1, piece_bytes)});
    p.expect_sent<message::photo_offer>();
    p.give({});
    p.office_says(message::photo_wanted{a_photo(1), piece_bytes, piece_set::all_of(piece_bytes), {}});
    p.expect<tablet_action::note_photo_passed>();
    p.done();
    const auto asked = p.expect<tablet_action::read_photo_piece>();
    p.session.on_photo_piece(asked.photo, std::optional<message::photo_piece>());
    CHECK(p.expect<tablet_action::note_photo_refused>().why == errc::corrupt);
    p.done();
    p.end_well();
}

TEST_CASE("a photo is fetched piece by piece, the first of which tells its size") {
    photo_play p(false);
    p.come_to_photos();
    auto wish = to_bring(1, 0);
    wish.fetches = true;
    wish.record = record_id::from(bytes(16, 'w'));
    wish.room = 1;
    p.give({wish});
    CHECK(p.expect_sent<message::photo_ask>() == message::photo_ask{a_photo(1), wish.record, 1, 0});
    p.give({});
    p.office_says(message::photo_piece{a_photo(1), piece_bytes + 1, 0, bytes(piece_bytes, 'a')});
    CHECK(p.expect<tablet_action::keep_photo_piece>().piece.number == 0);
    p.done();
    CHECK(p.expect_sent<message::photo_ask>().number == 1);
    p.office_says(message::photo_piece{a_photo(1), piece_bytes + 1, 1, "a"});
    p.expect<tablet_action::keep_photo_piece>();
    p.done();
    p.end_well();
    CHECK(p.session.progress().photos_fetched == 1);
}

TEST_CASE("answers nobody asked for end the session") {
    const message::any answers[] = {message::photo_kept{a_photo(1), 0, true, {}}, message::photo_refused{a_photo(1), errc::not_found},
                                    message::photo_piece{a_photo(1), 1, 0, "x"},
                                    message::photo_wanted{a_photo(1), 1, {}, {}}};
    for (const auto& answer : answers) {
        photo_play p(true);
        p.come_to_photos();
        p.give({});
        p.office_says(answer);
        p.expect_end(errc::unexpected_message);
        // Nor may an office speak of photos that was not asked to.
        photo_play old(true);
        old.come_to_photos(false);
        old.office_says(answer);
        old.expect_end(errc::unexpected_message);
    }
}

namespace {

server_session serving(bool photos) {
    server_session office(bytes(32, 'e'), std::nullopt, 0);
    message::hello hello;
    hello.photos = photos;
    office.receive(*encode_frame(hello), 0);
    greeting answer;
    answer.welcome.equal = true;
    answer.welcome.photos = photos;
    answer.first.emplace();
    while (office.next_action()) {
    }
    office.on_greeting(std::move(answer));
    while (office.next_action()) {
    }
    return office;
}

template <class Action>
bool asks_for(server_session& office) {
    const auto action = office.next_action();
    return action && std::holds_alternative<Action>(*action);
}

}  // namespace

TEST_CASE("an office answers each photo message by itself, up to a limit") {
    auto office = serving(true);
    office.receive(*encode_frame(message::photo_offer{a_photo(1), 1}), 0);
    CHECK(asks_for<office_action::weigh_photo>(office));
    office.receive(*encode_frame(message::photo_piece{a_photo(1), 1, 0, "x"}), 0);
    CHECK(asks_for<office_action::take_photo>(office));
    office.receive(*encode_frame(message::photo_ask{a_photo(1), {}, 0, 0}), 0);
    CHECK(asks_for<office_action::read_photo>(office));
    office.on_photo(message::any(message::photo_kept{a_photo(1), 0, true, {}}));
    CHECK(asks_for<office_action::send>(office));
    for (std::size_t i = 0; i < limits::photo_requests - 2; ++i) {
        office.receive(*encode_frame(message::photo_offer{a_photo(1), 1}), 0);
        CHECK(asks_for<office_action::weigh_photo>(office));
    }
    office.receive(*encode_frame(message::photo_offer{a_photo(1), 1}), 0);
    CHECK(asks_for<office_action::send>(office));
    CHECK(asks_for<office_action::close>(office));
}

TEST_CASE("who was not told that photos are taken may not speak of them") {
    auto office = serving(false);
    office.receive(*encode_frame(message::photo_offer{a_photo(1), 1}), 0);
    CHECK(asks_for<office_action::send>(office));
    const auto action = office.next_action();
    REQUIRE(action.has_value());
    CHECK(std::get<office_action::close>(*action).why == errc::unexpected_message);
}

TEST_CASE("while photos go on a sync that does not follow, what is new is asked for every minute") {
    photo_play p(false);
    two_of_five_pieces_gone(p);
    const auto due_ms = told_ms + limits::photo_look_ms;
    p.session.on_timer(at_ms(due_ms - 1));
    p.expect_sent<message::keepalive>();
    p.expect_nothing();
    p.session.on_timer(at_ms(due_ms));
    p.expect<tablet_action::read_batches>();
    p.session.on_batches(std::vector<sealed_batch>{});
    p.expect<tablet_action::read_mail>();
    p.session.on_mail(std::vector<sealed_batch>{});
    p.expect_sent<message::checkpoint>();
    message::pull news;
    news.reached = {segment_id{}, 6, 0};
    p.office_says(news, due_ms);
    p.expect<tablet_action::apply_pull>();
    p.done();
    p.expect_sent<message::pull_ack>();
    p.office_says(message::checkpoint_reached{1, {}, {}}, due_ms);
    p.expect<tablet_action::compare>();
    p.session.on_compared(true);
    p.expect_nothing();  // two pieces are on their way still
    p.office_says(message::photo_kept{a_photo(1), 0, false, {}}, due_ms);
    p.expect_nothing();  // it took a minute: one at a time
    p.office_says(message::photo_kept{a_photo(1), 1, false, {}}, due_ms);
    CHECK(p.expect<tablet_action::read_photo_piece>().number == 2);
}

TEST_CASE("an office without room for photos is left alone for a while, and records go on") {
    photo_play p(true);
    p.come_to_photos();
    p.give({to_bring(1, piece_bytes), to_bring(2, piece_bytes)});
    p.expect_sent<message::photo_offer>();
    p.expect_sent<message::photo_offer>();
    p.expect<tablet_action::read_photos>();
    p.office_says(message::photo_refused{a_photo(1), errc::office_storage});
    CHECK(p.expect<tablet_action::note_photo_refused>().why == errc::office_storage);
    p.done();
    p.session.on_photos(std::vector{to_bring(3, piece_bytes)});
    p.office_says(message::photo_refused{a_photo(2), errc::office_storage});
    p.expect<tablet_action::note_photo_refused>();
    p.done();
    CHECK(p.session.is_idle());
    p.session.on_photos_wait();
    p.expect_nothing();
    CHECK(p.session.is_idle());
    p.session.on_timer(at_ms(told_ms + limits::photo_pause_ms - 1));
    p.expect_sent<message::keepalive>();
    p.session.on_photos_wait();
    p.expect_nothing();
    p.session.on_timer(at_ms(told_ms + limits::photo_pause_ms));
    p.session.on_photos_wait();
    p.give({to_bring(1, piece_bytes)});
    CHECK(p.expect_sent<message::photo_offer>().photo == a_photo(1));
}

TEST_CASE("a sync whose time is over while photos go ends well, one with records on their way does not") {
    photo_play p(false);
    CHECK(!p.session.leave_photos());
    p.come_to_photos();
    p.give({to_bring(1, piece_bytes)});
    p.expect_sent<message::photo_offer>();
    p.expect<tablet_action::read_photos>();
    p.session.on_local_change();
    p.expect<tablet_action::read_batches>();
    CHECK(!p.session.leave_photos());
    photo_play q(false);
    q.come_to_photos();
    q.expect<tablet_action::read_photos>();
    CHECK(q.session.leave_photos());
    q.end_well();
}

}  // namespace pendata
