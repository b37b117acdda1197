// Reading the notes of a loss together with the ledger's list of segments.
#include "sync-server/office/restore_report.hpp"

#include <algorithm>

#include "core/dictionary/json_text.hpp"
#include "core/settle/changes.hpp"
#include "sync-server/office/desk_json.hpp"

namespace pendata {

namespace {

// Walks from the newest position a device was shown down to where it agrees with the office, segment by segment.
class lost_walk {
public:
    lost_walk(office_view& view, const std::vector<ledger_entry>& entries, std::map<segment_id, sequence_ranges> back)
        : view_(view), back_(std::move(back)) {
        for (const auto& e : entries) {
            const auto* started = std::get_if<segment_started>(&e.fact);
            if (started != nullptr) starts_.emplace(started->id, start{started->start, e.ms});
        }
    }

    result<void> follow(const device_id& by, const fork_seen& fork, std::int64_t until_ms) {
        PENDATA_TRY(since_ms, time_of(fork.point));
        position at = fork.told;
        for (std::size_t depth = 0; depth <= starts_.size() && at.at > fork.point.at; ++depth) {
            const auto known = starts_.find(at.segment);
            const bool begins_here = known != starts_.end() && known->second.parent.at >= fork.point.at;
            // The start of a segment is a commit of its own and says nothing of anybody.
            const sequence from = begins_here ? known->second.parent.at + 1 : fork.point.at;
            for (const auto& [first, last] : gaps_of(back_[at.segment], from, at.at)) {
                add({at.segment, first, last, begins_here ? known->second.ms : since_ms, until_ms, {by}});
            }
            if (!begins_here) break;
            until_ms = known->second.ms;
            at = known->second.parent;
        }
        return {};
    }

    std::vector<lost_range> found() && { return std::move(found_); }

private:
    struct start {
        position parent;
        std::int64_t ms = 0;
    };

    result<std::int64_t> time_of(const position& p) {
        PENDATA_TRY(commit, view_.commit_at(p.at));
        return commit ? commit->ms : std::int64_t{0};
    }

    void add(const lost_range& range) {
        // Several devices tell of the same commits: the longest tale stays.
        for (auto& r : found_) {
            if (r.segment != range.segment || r.from > range.to || range.from > r.to) continue;
            r.from = std::min(r.from, range.from);
            r.to = std::max(r.to, range.to);
            r.since_ms = std::min(r.since_ms, range.since_ms);
            r.until_ms = std::max(r.until_ms, range.until_ms);
            const auto by = range.told_by.front();
            const auto place = std::lower_bound(r.told_by.begin(), r.told_by.end(), by);
            if (place == r.told_by.end() || *place != by) r.told_by.insert(place, by);
            return;
        }
        found_.push_back(range);
    }

    office_view& view_;
    std::map<segment_id, sequence_ranges> back_;
    std::map<segment_id, start> starts_;
    std::vector<lost_range> found_;
};

std::string number(std::uint64_t n) { return std::to_string(n); }

}  // namespace

result<restore_report> report_of_restore(office& of, office_view& view, std::int64_t now_ms) {
    restore_report out;
    PENDATA_TRY(restores, restores_of(view));
    out.restores = std::move(restores);
    PENDATA_TRY(bearings, of.bearings(view, now_ms));
    PENDATA_TRY(devices, view.devices());
    PENDATA_TRY(entries, of.ledger().entries_after(0));
    PENDATA_TRY(back, positions_back(view));
    lost_walk walk(view, entries, std::move(back));
    const std::int64_t last_restore_ms = out.restores.empty() ? 0 : out.restores.back().ms;
    for (const auto& d : devices) {
        device_after_restore row{d.id, {}, d.revoked, d.last_contact_ms, false, {}};
        if (const auto* who = bearings.who->find(d.officer)) row.officer = who->name;
        PENDATA_TRY(forks, forks_of(view, d.id));
        row.forks = std::move(forks);
        row.heard = !row.forks.empty() || (last_restore_ms > 0 && d.last_contact_ms > last_restore_ms);
        for (const auto& f : row.forks) PENDATA_CHECK(walk.follow(d.id, f, f.first_ms));
        out.devices.push_back(std::move(row));
    }
    out.missing = std::move(walk).found();
    PENDATA_TRY(held, view.custody_in(custody_state::held));
    out.held = static_cast<std::uint64_t>(
        std::count_if(held.begin(), held.end(), [](const custody_row& r) { return r.path == arrival::returned; }));
    return out;
}

std::string to_json(const restore_report& report) {
    std::vector<std::string> restores, devices, missing, not_heard;
    for (const auto& r : report.restores) {
        restores.push_back(json_object({{"at", number(r.at)}, {"time", desk_json::moment(r.ms)}}));
    }
    const auto named = [](const device_id& id) { return json_string(to_string(id)); };
    for (const auto& d : report.devices) {
        if (!d.heard) not_heard.push_back(named(d.device));
        fork_seen sum;
        for (const auto& f : d.forks) {
            sum.batches += f.batches;
            sum.writes += f.writes;
            sum.cells += f.cells;
            sum.held += f.held;
        }
        json_members row{{"device", json_string(to_string(d.device))},
                         {"officer", json_string(d.officer)},
                         {"heard", d.heard ? "true" : "false"},
                         {"last_contact", desk_json::moment(d.last_contact_ms)},
                         {"revoked", d.revoked ? "true" : "false"},
                         {"batches", number(sum.batches)},
                         {"writes", number(sum.writes)},
                         {"cells", number(sum.cells)},
                         {"held", number(sum.held)}};
        if (!d.forks.empty()) {
            row.emplace_back("point", number(d.forks.back().point.at));
            row.emplace_back("told", number(d.forks.back().told.at));
        }
        devices.push_back(json_object(std::move(row)));
    }
    for (const auto& m : report.missing) {
        std::vector<std::string> told_by;
        for (const auto& id : m.told_by) told_by.push_back(named(id));
        missing.push_back(json_object({{"segment", json_string(to_string(m.segment))},
                                       {"from", number(m.from)},
                                       {"to", number(m.to)},
                                       {"since", desk_json::moment(m.since_ms)},
                                       {"until", desk_json::moment(m.until_ms)},
                                       {"told_by", json_array(told_by)}}));
    }
    return json_object({{"restores", json_array(restores)},
                        {"devices", json_array(devices)},
                        {"missing", json_array(missing)},
                        {"not_heard", json_array(not_heard)},
                        {"held", number(report.held)}});
}

}  // namespace pendata
