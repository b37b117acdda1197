// Verifying. What a commit hashed is known again for batches, for the office's own writes and for starts of
// segments; a verdict of the desk is held by the links before and behind it.
#include "sync-server/office/verifying.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/dictionary/json_text.hpp"
#include "core/model/canonical.hpp"
#include "core/settle/changes.hpp"
#include "core/settle/photos.hpp"
#include "sync-server/office/erasing.hpp"
#include "core/settle/closings.hpp"
#include "sync-server/office/lists.hpp"
#include "sync-server/office/restricting.hpp"

namespace pendata {

namespace {

constexpr std::size_t verified_page = 4096;

class verifier {
public:
    verifier(office& of, office_view& view, const std::function<void(std::size_t, std::size_t)>& progress)
        : of_(of), view_(view), progress_(progress) {}

    result<verification> run() {
        PENDATA_TRY(head, view_.head());
        head_ = head;
        PENDATA_CHECK(read_records());
        PENDATA_CHECK(read_custody());
        PENDATA_CHECK(compare_sums());
        PENDATA_CHECK(compare_marks());
        PENDATA_CHECK(check_receipts());
        PENDATA_CHECK(read_ledger());
        PENDATA_CHECK(walk_commits());
        PENDATA_CHECK(check_devices());
        PENDATA_CHECK(read_photos());
        PENDATA_CHECK(read_lists());
        PENDATA_CHECK(read_closings());
        return std::move(found_);
    }

private:
    // Sums of the atoms at and below each node, of one compartment.
    using node_sums = std::map<std::string, fingerprint>;

    void fault(std::size_t& told, std::string id, std::string en) {
        if (++told <= verification::faults_told) found_.faults.push_back({std::move(id), std::move(en)});
    }

    result<void> read_records() {
        PENDATA_TRY(count, view_.record_count());
        for (const auto& kind : of_.words().kinds) {
            record_id last;
            while (true) {
                PENDATA_TRY(ids, view_.records_of(kind.number, last, verified_page));
                for (const auto& id : ids) PENDATA_CHECK(read_record(id));
                if (progress_ && !ids.empty()) progress_(found_.records, count);
                if (ids.size() < verified_page) break;
                last = ids.back();
            }
        }
        return {};
    }

    result<void> read_record(const record_id& id) {
        PENDATA_TRY(record, view_.find(id));
        ++found_.records;
        if (!record || !well_formed(*record)) {
            fault(broken_records_, "catatan rusak: " + to_string(id), "record is damaged: " + to_string(id));
            return {};
        }
        for (const auto& p : record->parts) {
            ++found_.parts;
            for (const auto& photo : photos_named(of_.words(), p)) named_photos_.insert(photo);
            if (p.newest() > head_.at) {
                fault(broken_records_, "catatan lebih baru daripada komit terakhir: " + to_string(id),
                      "record is newer than the last commit: " + to_string(id));
            }
            const digest print = part_digest(p);
            for (const auto& place : record->atoms()) {
                marks_[place].first += mark_of(print);
                ++marks_[place].second;
                for (std::string_view node = place; !node.empty(); node = parent_of(node)) {
                    sums_[p.room][std::string(node)].add(print);
                }
            }
        }
        PENDATA_TRY(rows, view_.history_of(id));
        for (const auto& row : rows) {
            if (!row.batch.is_zero()) batches_.insert(row.batch);
        }
        return {};
    }

    result<void> read_custody() {
        for (const auto state : {custody_state::held, custody_state::returned, custody_state::rejected}) {
            PENDATA_TRY(rows, view_.custody_in(state));
            for (const auto& row : rows) {
                if (!row.batch.is_zero()) batches_.insert(row.batch);  // what a device gave back is of none
            }
        }
        return {};
    }

    result<void> compare_sums() {
        for (compartment room = 0; room < compartment_count; ++room) {
            auto& expected = sums_[room];
            // Sums of places where nothing is must be none: the tops show them.
            for (int province = 0; province < 100; ++province) {
                expected.try_emplace((province < 10 ? "0" : "") + std::to_string(province));
            }
            expected.try_emplace(std::string(reference_atom));
            for (const auto& [node, sum] : expected) {
                PENDATA_TRY(kept, view_.sum_under(node, room));
                ++found_.sums;
                if (kept == sum) continue;
                const std::string where = node + " S" + std::to_string(room);
                fault(unequal_sums_, "sidik tidak cocok: " + where, "fingerprint differs: " + where);
            }
        }
        return {};
    }

    // The covering index of repairs, against the same digests.
    result<void> compare_marks() {
        for (const auto& [place, expected] : marks_) {
            std::uint64_t sum = 0, parts = 0;
            PENDATA_CHECK(view_.visit_marks(place, [&](const record_id&, std::span<const part_mark> marks) -> result<void> {
                for (const auto& m : marks) sum += m.mark;
                parts += marks.size();
                return {};
            }));
            if (sum == expected.first && parts == expected.second) continue;
            fault(unequal_sums_, "sidik bagian tidak cocok: " + place, "marks differ: " + place);
        }
        return {};
    }

    result<void> check_receipts() {
        for (const auto& hash : batches_) {
            PENDATA_TRY(row, view_.batch(hash));
            if (!row) {
                fault(wrong_receipts_, "kiriman tanpa tanda terima: " + to_hex(hash.view()),
                      "batch without a receipt: " + to_hex(hash.view()));
                continue;
            }
            ++found_.receipts;
            const auto& answer = row->answer;
            PENDATA_TRY(commit, view_.commit_at(answer.settled_at.at));
            const bool stands = commit && office_head{commit->segment, commit->at, commit->hash, commit->ms}.where() == answer.settled_at;
            if (!stands || !verify(of_.identity().public_key(), receipt_message(answer), answer.signed_by)) {
                fault(wrong_receipts_, "tanda terima tidak cocok: " + to_hex(hash.view()),
                      "receipt does not agree: " + to_hex(hash.view()));
            }
            contents_.emplace(answer.settled_at.at, hash);
        }
        return {};
    }

    result<void> read_ledger() {
        PENDATA_TRY(entries, of_.ledger().entries_after(0));
        PENDATA_TRY(erased, of_.ledger().erased());
        erased_ = std::move(erased);
        found_.ledger_entries = entries.size();
        for (const auto& e : entries) {
            if (const auto* start = std::get_if<segment_started>(&e.fact)) segments_.emplace(start->id, start->start);
            if (const auto* device = std::get_if<device_enrolled>(&e.fact)) enrolled_.insert(device->device);
        }
        return {};
    }

    result<void> walk_commits() {
        office_head before;
        for (sequence at = 1; at <= head_.at; ++at) {
            PENDATA_TRY(row, view_.commit_at(at));
            ++found_.commits;
            PENDATA_TRY(touched, touched_by(at));
            bool linked = row && row->ms >= before.latest_ms;
            if (linked) {
                PENDATA_TRY(follows, is_linked(before, *row, touched));
                linked = follows;
            }
            if (!linked) {
                fault(broken_links_, "rantai komit putus di " + std::to_string(at), "commit chain is broken at " + std::to_string(at));
                if (!row) return {};
            }
            before = {row->segment, row->at, row->hash, row->ms};
        }
        if (before.where() != head_.where() || before.hash != head_.hash) {
            fault(broken_links_, "komit terakhir tidak cocok", "the last commit does not agree");
        }
        return {};
    }

    // The records of a commit; asked in ascending order, read page by page.
    result<std::vector<record_id>> touched_by(sequence at) {
        if (next_event_ == events_.size()) {
            PENDATA_TRY(events, view_.events_after(at - 1, verified_page));
            events_ = std::move(events);
            next_event_ = 0;
        }
        std::vector<record_id> out;
        for (; next_event_ < events_.size() && events_[next_event_].at == at; ++next_event_) {
            out.push_back(events_[next_event_].record);
        }
        return out;
    }

    // What a commit of the office's own writes hashed: each in canonical form, in the order of their saves.
    result<std::optional<digest>> own_content(sequence at, const std::vector<record_id>& touched) {
        std::map<std::uint64_t, bytes> saves;
        for (const auto& id : touched) {
            if (erased_->contains(id)) return std::optional<digest>();  // its writes are gone by law
            PENDATA_TRY(rows, view_.history_of(id));
            for (const auto& row : rows) {
                if (row.at != at || row.path != arrival::office) continue;
                for (const auto& w : row.writes) append_canonical(saves[w.what.save_number], w);
            }
        }
        if (saves.empty()) return std::optional<digest>();
        bytes all;
        for (const auto& [number, content] : saves) all += content;
        return std::optional(sha256(all));
    }

    result<bool> is_linked(const office_head& before, const commit_row& row, const std::vector<record_id>& touched) {
        office_head from = before;
        if (row.segment != before.segment) {
            // The ledger is told first: another process may have committed since.
            const auto start = segments_.find(row.segment);
            if (start == segments_.end() || start->second.at > before.at) return false;
            if (start->second.at > 0) {
                PENDATA_TRY(known, is_known(view_, start->second));
                if (!known) return false;
            }
            from.segment = row.segment;
            return next_commit(from, sha256({"segment", row.segment.view()}), row.ms).hash == row.hash;
        }
        if (const auto batch = contents_.find(row.at); batch != contents_.end()) {
            return next_commit(from, batch->second, row.ms).hash == row.hash;
        }
        PENDATA_TRY(own, own_content(row.at, touched));
        return own ? next_commit(from, *own, row.ms).hash == row.hash : !row.hash.is_zero() && row.hash != before.hash;
    }

    result<void> check_devices() {
        PENDATA_TRY(devices, view_.devices());
        for (const auto& d : devices) {
            if (enrolled_.contains(d.id)) continue;
            fault(unknown_devices_, "perangkat tidak ada dalam ledger: " + to_string(d.id),
                  "device is not in the ledger: " + to_string(d.id));
        }
        return {};
    }

    // Every photo against its hash. One that a record names may be on its way still, or never have been brought: that is
    // told, and no fault.
    result<void> read_photos() {
        office_photo last;
        std::set<digest> whole;
        while (true) {
            PENDATA_TRY(photos, view_.photos(last.photo, last.from, verified_page));
            for (const auto& p : photos) {
                if (!p.whole) {
                    ++found_.photos_coming;
                    continue;
                }
                const bool seen = !whole.insert(p.photo).second;
                const auto content = seen ? result<bytes>(bytes()) : whole_photo(view_, p);
                if (content.has_value()) continue;
                if (to_errc(content.error()) != errc::corrupt) return content.error();
                fault(broken_photos_, "foto rusak: " + to_hex(p.photo.view()), "photo is damaged: " + to_hex(p.photo.view()));
            }
            if (photos.size() < verified_page) break;
            last = photos.back();
        }
        found_.photos = whole.size();
        for (const auto& named : named_photos_) {
            if (whole.contains(named)) continue;
            if (++found_.photos_missing <= verification::faults_told) found_.missing_photos.push_back(to_hex(named.view()));
        }
        return {};
    }

    // Every row against the digest of what it says; erased ones say nothing.
    result<void> read_lists() {
        PENDATA_TRY(checked, check_lists(of_));
        found_.lists = checked.versions;
        found_.list_rows = checked.rows;
        for (const auto& one : checked.broken) {
            fault(broken_lists_, "daftar rusak: " + one, "list is damaged: " + one);
        }
        return {};
    }

    result<void> read_closings() {
        PENDATA_TRY(checked, check_closings(view_));
        found_.closings = checked.kept;
        for (const auto& id : checked.broken) {
            fault(broken_closings_, "penutupan masa rusak: " + to_string(id), "what was kept of a closed period is damaged: " + to_string(id));
        }
        return {};
    }

    office& of_;
    office_view& view_;
    const std::function<void(std::size_t, std::size_t)>& progress_;
    office_head head_;
    verification found_;
    std::map<compartment, node_sums> sums_;
    std::map<atom, std::pair<std::uint64_t, std::uint64_t>> marks_;  // sum and number, at exactly this atom
    std::set<digest> batches_;
    std::map<sequence, digest> contents_;  // of commits that took a batch in
    std::vector<event> events_;
    std::size_t next_event_ = 0;
    std::map<segment_id, position> segments_;
    std::set<device_id> enrolled_;
    std::shared_ptr<const erased_records> erased_;
    std::set<digest> named_photos_;
    std::size_t broken_photos_ = 0, broken_lists_ = 0, broken_closings_ = 0;
    std::size_t broken_records_ = 0, unequal_sums_ = 0, wrong_receipts_ = 0, broken_links_ = 0, unknown_devices_ = 0;
};

}  // namespace

result<verification> verify_office(office& of, const std::function<void(std::size_t, std::size_t)>& progress) {
    const auto intact = of.store().check();
    if (intact.has_error() && to_errc(intact.error()) != errc::corrupt) return intact.error();
    PENDATA_TRY(view, of.view());
    PENDATA_TRY(found, verifier(of, *view, progress).run());
    if (intact.has_error()) found.faults.insert(found.faults.begin(), {"berkas basis data rusak", "the database file is damaged"});
    return found;
}

std::string to_json(const verification& found) {
    std::vector<std::string> faults;
    for (const auto& f : found.faults) faults.push_back(json_string(f.en));
    std::vector<std::string> missing;
    for (const auto& photo : found.missing_photos) missing.push_back(json_string(photo));
    return json_object({{"ok", found.faults.empty() ? "true" : "false"},
                        {"records", std::to_string(found.records)},
                        {"parts", std::to_string(found.parts)},
                        {"sums", std::to_string(found.sums)},
                        {"commits", std::to_string(found.commits)},
                        {"receipts", std::to_string(found.receipts)},
                        {"ledger_entries", std::to_string(found.ledger_entries)},
                        {"photos", std::to_string(found.photos)},
                        {"photos_coming", std::to_string(found.photos_coming)},
                        {"photos_missing", std::to_string(found.photos_missing)},
                        {"lists", std::to_string(found.lists)},
                        {"list_rows", std::to_string(found.list_rows)},
                        {"closings", std::to_string(found.closings)},
                        {"missing_photos", json_array(missing)},
                        {"faults", json_array(faults)}});
}

result<bool> is_ledger_behind(office& of) {
    PENDATA_TRY(view, of.view());
    PENDATA_TRY(head, view->head());
    PENDATA_TRY(devices, view->devices());
    PENDATA_TRY(entries, of.ledger().entries_after(0));
    std::set<segment_id> segments;
    std::set<device_id> enrolled;
    for (const auto& e : entries) {
        if (const auto* start = std::get_if<segment_started>(&e.fact)) segments.insert(start->id);
        if (const auto* device = std::get_if<device_enrolled>(&e.fact)) enrolled.insert(device->device);
    }
    if (!segments.contains(head.segment)) return true;
    PENDATA_TRY(forgets, lacks_erasures(of, *view));
    PENDATA_TRY(lifts, lacks_restrictions(of, *view));
    if (forgets || lifts) return true;
    return std::any_of(devices.begin(), devices.end(), [&](const device_row& d) { return !enrolled.contains(d.id); });
}

}  // namespace pendata
