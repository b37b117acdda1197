// Making and opening an office's folder. The store's notes come last: a folder without them was never finished,
// and making it again goes on with what is there.
#include "sync-server/office/office.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

#include "core/base/byte_reader.hpp"
#include "sync-server/auth/certificate.hpp"
#include "sync-server/auth/private_file.hpp"
#include "sync-server/office/fresh_id.hpp"
#include "sync-server/office/ledger_facts.hpp"
#include "sync-server/office/notes.hpp"
#include "sync-server/office/office_files.hpp"
#include "sync-server/office/office_problem.hpp"
#include "sync-server/office/restricting.hpp"

namespace pendata {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t settings_bytes = 256 * 1024;

bool is_regency(const std::string& code) {
    return is_region_code(code) && std::count(code.begin(), code.end(), '.') == 1;
}

std::optional<problem> wrong_options(const new_office& wanted) {
    if (!is_regency(wanted.regency)) return as_problem(errc::bad_value, "regency");
    const auto advertised = parse_address(to_string(wanted.advertise));
    if (advertised.has_error() || wanted.advertise.port == 0) return as_problem(errc::bad_value, "advertise");
    return std::nullopt;
}

// Personal data lives here: for its owner only, whatever made the folder.
std::optional<problem> make_folder(const fs::path& folder) {
    std::error_code failed;
    if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), failed);
    const auto made = office_files::make_private_directory(folder);
    if (made.has_error()) return as_problem(made.error(), folder.filename().string());
    if (::chmod(folder.c_str(), 0700) != 0) return as_problem(errc::io_error, folder.filename().string());
    return std::nullopt;
}

result<office_identity> identity_for(const fs::path& folder, const std::string& recovery_text) {
    if (office_files::is_there(folder / office_files::identity)) return office_identity::load(folder);
    if (!recovery_text.empty()) return office_identity::restore(folder, recovery_text);
    return office_identity::create(folder);
}

checked<office_settings> read_settings(const fs::path& folder) {
    const auto text = office_files::read_private(folder / office_files::settings, settings_bytes);
    if (text.has_error()) return as_problem(to_errc(text.error()) == errc::not_found ? errc::bad_setting : to_errc(text.error()), office_files::settings);
    return parse_settings(*text);
}

template <class Id>
result<Id> id_note(office_view& view, const char* name) {
    PENDATA_TRY(content, view.note(name));
    if (content.size() != sizeof(Id::raw)) return errc::corrupt;
    return Id::from(content);
}

}  // namespace

office::office(office_parts parts)
    : folder_(std::move(parts.folder)),
      settings_(std::move(parts.settings)),
      identity_(std::move(parts.identity)),
      store_(std::move(parts.store)),
      ledger_(std::move(parts.ledger)),
      bounds_(parts.bounds),
      shelf_(std::move(parts.shelf)) {}
office::~office() = default;

checked<office_parts> office::open_parts(const fs::path& folder, office_settings settings, office_identity identity,
                                         bool create) {
    office_file_options options;
    options.create = create;
    auto store = sqlite_office_store::open((folder / office_files::store).string(), options);
    if (store.has_error()) {
        const errc why = to_errc(store.error());
        return as_problem(why == errc::not_found ? errc::corrupt : why, office_files::store);
    }

    const std::string ledger_path = (folder / office_files::ledger).string();
    auto book = create && !office_files::is_there(ledger_path) ? pendata::ledger::create(ledger_path, identity.public_key())
                                                 : pendata::ledger::open(ledger_path, identity.public_key());
    if (book.has_error()) {
        const errc why = to_errc(book.error());
        return as_problem(why == errc::not_found ? errc::corrupt : why, office_files::ledger);
    }
    return office_parts{folder, std::move(settings), std::move(identity), std::move(*store), std::move(*book)};
}

result<void> office::read_notes() {
    PENDATA_TRY(snapshot, view());
    PENDATA_TRY(regency, snapshot->note(office_notes::regency));
    if (regency.empty()) return errc::corrupt;
    PENDATA_TRY(author, id_note<officer_id>(*snapshot, office_notes::own_author));
    regency_ = regency;
    own_author_ = author;
    return {};
}

// An office already: also where only its ledger is left, which belongs to a store that was lost.
result<bool> office::is_old() {
    PENDATA_TRY(snapshot, view());
    PENDATA_TRY(regency, snapshot->note(office_notes::regency));
    PENDATA_TRY(written, ledger_->head());
    return !regency.empty() || written.entries > 0;
}

result<void> office::write_notes(const std::string& regency, std::int64_t now_ms) {
    const auto segment = fresh_id<segment_id>(now_ms);
    const auto done = store_->transact([&](office_transaction& to) -> result<void> {
        PENDATA_CHECK(to.put_note(office_notes::regency, regency));
        PENDATA_CHECK(to.put_note(office_notes::replica, fresh_id<replica_id>(now_ms).view()));
        PENDATA_CHECK(to.put_note(office_notes::own_author, fresh_id<officer_id>(now_ms).view()));
        PENDATA_CHECK(pendata::start_segment(to, segment, now_ms));
        return {};
    });
    PENDATA_CHECK(done);
    return note_segment(*this, segment, {}, now_ms);
}

namespace {

// The office's clock does not go back with a backup: what the ledger tells of was before now.
result<std::int64_t> not_before(ledger& book, std::int64_t now_ms) {
    PENDATA_TRY(head, book.head());
    if (head.entries == 0) return now_ms;
    PENDATA_TRY(last, book.entries_after(head.entries - 1));
    for (const auto& entry : last) now_ms = std::max(now_ms, entry.ms);
    return now_ms;
}

}  // namespace

result<std::int64_t> office::latest_known_ms() {
    PENDATA_TRY(by_ledger, not_before(*ledger_, 0));
    PENDATA_TRY(snapshot, view());
    PENDATA_TRY(head, snapshot->head());
    return std::max(by_ledger, head.latest_ms);
}

result<std::int64_t> office::days_ahead(office_view& view, std::int64_t now_ms) {
    constexpr std::int64_t most_days = 60;
    constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
    PENDATA_TRY(head, view.head());
    std::int64_t latest_ms = std::max(head.latest_ms, believed_ms_.load());
    if ((now_ms - latest_ms) / day_ms > most_days) {
        PENDATA_TRY(by_ledger, not_before(*ledger_, latest_ms));
        latest_ms = by_ledger;
    }
    const std::int64_t days = (now_ms - latest_ms) / day_ms;
    // An office that knows of nothing yet has nothing to go by.
    if (days > most_days && latest_ms > 0) return days;
    clock_is_right(now_ms);
    return 0;
}

result<void> office::look_at_clock(office_view& view, std::int64_t now_ms) {
    PENDATA_TRY(days, days_ahead(view, now_ms));
    if (days > 0) return clock_refused;
    return {};
}

void office::clock_is_right(std::int64_t now_ms) {
    std::int64_t known = believed_ms_.load();
    while (known < now_ms && !believed_ms_.compare_exchange_weak(known, now_ms)) {
    }
}

problem clock_problem(std::int64_t days_ahead) {
    const auto count = std::to_string(days_ahead);
    return {clock_refused, "clock",
            "jam komputer ini " + count + " hari sesudah catatan terakhir kantor; periksa tanggalnya, dan bila benar jalankan dengan --clock-is-right",
            "this computer's clock is " + count + " days after the office's last entry; look at its date, and if it is right start with --clock-is-right"};
}

result<position> office::start_segment(std::int64_t wall_ms) {
    PENDATA_TRY(now_ms, not_before(*ledger_, wall_ms));
    const auto segment = fresh_id<segment_id>(now_ms);
    PENDATA_TRY(snapshot, view());
    PENDATA_TRY(head, snapshot->head());
    PENDATA_CHECK(note_segment(*this, segment, head.where(), now_ms));
    const auto replica = fresh_id<replica_id>(now_ms);
    position at;
    const auto done = store_->transact([&](office_transaction& to) -> result<void> {
        PENDATA_CHECK(to.put_note(office_notes::replica, replica.view()));
        PENDATA_TRY(started, pendata::start_segment(to, segment, now_ms));
        at = started;
        return {};
    });
    PENDATA_CHECK(done);
    return at;
}

checked<std::unique_ptr<office>> office::create(const fs::path& folder, const new_office& wanted, std::int64_t now_ms) {
    if (const auto wrong = wrong_options(wanted)) return *wrong;
    if (const auto wrong = make_folder(folder)) return *wrong;
    auto identity = identity_for(folder, wanted.recovery_text);
    if (identity.has_error()) return as_problem(identity.error(), office_files::identity);
    office_settings settings;
    settings.advertise = wanted.advertise;
    settings.listen.port = wanted.advertise.port;

    auto parts = open_parts(folder, settings, std::move(*identity), true);
    if (parts.has_error()) return parts.error();
    std::unique_ptr<office> made(new office(std::move(*parts)));
    const auto old = made->is_old();
    if (old.has_error()) return as_problem(old.error(), office_files::store);
    if (*old) return as_problem(errc::office_exists, folder.filename().string());

    const auto certificate = keep_certificate(folder, made->identity_, now_ms);
    if (certificate.has_error()) return as_problem(certificate.error(), "tls");
    const auto written = office_files::replace_private(folder / office_files::settings, settings_text(settings));
    if (written.has_error()) return as_problem(written.error(), office_files::settings);
    if (const auto noted = made->write_notes(wanted.regency, now_ms); noted.has_error()) return as_problem(noted.error(), office_files::store);
    if (const auto read = made->read_notes(); read.has_error()) return as_problem(read.error(), office_files::store);
    return made;
}

checked<std::unique_ptr<office>> office::found(office_parts parts, const std::string& regency, std::int64_t now_ms) {
    if (!is_regency(regency)) return as_problem(errc::bad_value, "regency");
    std::unique_ptr<office> made(new office(std::move(parts)));
    const auto old = made->is_old();
    if (old.has_error()) return as_problem(old.error(), office_files::store);
    if (*old) return as_problem(errc::office_exists, office_files::store);
    if (const auto noted = made->write_notes(regency, now_ms); noted.has_error()) return as_problem(noted.error(), office_files::store);
    if (const auto read = made->read_notes(); read.has_error()) return as_problem(read.error(), office_files::store);
    return made;
}

checked<std::unique_ptr<office>> office::open(const fs::path& folder) {
    if (!office_files::is_there(folder / office_files::identity)) return as_problem(errc::not_an_office, folder.filename().string());
    auto settings = read_settings(folder);
    if (settings.has_error()) return settings.error();
    auto identity = office_identity::load(folder);
    if (identity.has_error()) return as_problem(identity.error(), office_files::identity);
    auto parts = open_parts(folder, std::move(*settings), std::move(*identity), false);
    if (parts.has_error()) return parts.error();
    parts->bounds.free_bytes = [folder] {
        std::error_code unknown;
        const auto space = fs::space(folder, unknown);
        return unknown ? UINT64_MAX : static_cast<std::uint64_t>(space.available);
    };
    return assemble(std::move(*parts));
}

checked<std::unique_ptr<office>> office::assemble(office_parts parts) {
    std::unique_ptr<office> opened(new office(std::move(parts)));
    if (const auto read = opened->read_notes(); read.has_error()) return as_problem(read.error(), office_files::store);
    return opened;
}

result<snapshot_shelf*> office::snapshots(std::int64_t now_ms) {
    const std::lock_guard lock(guard_);
    if (!shelf_) {
        constexpr std::int64_t day_ms = std::int64_t{24} * 3600 * 1000;
        const shelf_limits allowed{static_cast<std::uint64_t>(settings_.snapshot_mb) * 1024 * 1024, limits::snapshots_shelved,
                                   settings_.snapshot_keep_days * day_ms};
        PENDATA_TRY(opened, sqlite_snapshot_shelf::open((folder_ / office_files::shelf).string(), allowed, now_ms));
        shelf_ = std::move(opened);
        if (preparing_stopped_) shelf_->stop();
    }
    shelf_->tell_time(now_ms);
    return shelf_.get();
}

void office::stop_preparing() {
    const std::lock_guard lock(guard_);
    preparing_stopped_ = true;
    if (shelf_) shelf_->stop();
}

result<office_bearings> office::bearings(office_view& view, std::int64_t now_ms) {
    std::shared_ptr<const directory> who;
    {
        const std::lock_guard lock(guard_);
        who = who_;
    }
    bool current = false;
    if (who) {
        PENDATA_TRY(same, who->is_current(view));
        current = same;
    }
    if (!current) {
        PENDATA_TRY(read, directory::read(view, regency_));
        who = std::make_shared<const directory>(std::move(read));
        const std::lock_guard lock(guard_);
        who_ = who;
    }
    return bearings_of(std::move(who), view, now_ms);
}

result<office_bearings> office::fresh_bearings(office_view& view, std::int64_t now_ms) {
    PENDATA_TRY(read, directory::read(view, regency_));
    return bearings_of(std::make_shared<const directory>(std::move(read)), view, now_ms);
}

result<office_bearings> office::bearings_of(std::shared_ptr<const directory> who, office_view& view, std::int64_t now_ms) const {
    PENDATA_TRY(replica, id_note<replica_id>(view, office_notes::replica));
    const auto sign = [this](bytes_view message) { return identity_.sign(message); };
    const directory& people = *who;
    PENDATA_TRY(erased, ledger_->erased());
    std::function<bool(const record_id&)> is_erased;
    std::function<bool(const digest&)> is_photo_erased;
    if (!erased->empty()) {
        is_erased = [erased](const record_id& id) { return erased->contains(id); };
        is_photo_erased = [erased](const digest& photo) { return erased->contains(photo); };
    }
    const std::uint64_t free_bytes = bounds_.free_bytes ? bounds_.free_bytes() : UINT64_MAX;
    return office_bearings{std::move(who), office_context{words(), people, replica, now_ms, sign, bounds_.loads, bounds_.held_quota,
                                                           bounds_.case_quota, std::move(is_erased), std::move(is_photo_erased), free_bytes}};
}

result<void> office::transact(std::int64_t now_ms, const work& what) {
    return transact_with_lists(now_ms, [&](office_transaction& to, list_rows&, const office_context& context) { return what(to, context); });
}

result<void> office::transact_with_lists(std::int64_t now_ms, const work_with_lists& what) {
    return store_->transact_with_lists([&](office_transaction& to, list_rows& lists) -> result<void> {
        PENDATA_CHECK(look_at_clock(to, now_ms));
        PENDATA_TRY(now, bearings(to, now_ms));
        PENDATA_TRY(restricted, ledger_->restricted());
        std::set<record_id> met;
        if (!restricted->empty()) {
            now.context.met = [&](const record_id& id) {
                if (restricted->word_on(id)) met.insert(id);
            };
        }
        PENDATA_CHECK(what(to, lists, now.context));
        // What it settles by the way may be met again; it differs from the ledger no more.
        while (!met.empty()) PENDATA_CHECK(restrict_met(*this, to, now.context, std::exchange(met, {})));
        return {};
    });
}

result<sequence> backed_up_to(office_view& view) {
    PENDATA_TRY(content, view.note(office_notes::backed_up));
    if (content.empty()) return sequence{0};
    byte_reader in(content);
    const sequence at = in.u64();
    if (!in.complete()) return errc::corrupt;
    return at;
}

std::int64_t unix_now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::int64_t steady_now_ms() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

}  // namespace pendata
