// The sums and marks of the store as a tablet with these grants may know them, and parts for what it lacks.
#include "core/settle/repair.hpp"

#include <algorithm>
#include <set>

#include "core/base/fault_switch.hpp"
#include "core/base/limits.hpp"
#include "core/model/canonical.hpp"

namespace pendata {

namespace {

class granted_rows final : public row_source {
public:
    granted_rows(office_view& view, const grant_list& grants) : view_(view), grants_(grants) {}

    result<std::vector<total>> totals_below(const std::string& node) override {
        PENDATA_TRY(sums, view_.sums_below(node));
        std::vector<total> out;
        for (const auto& s : sums) {
            if (!contains(granted_rooms(grants_, {s.place}), s.room)) continue;
            if (out.empty() || out.back().place != s.place) out.push_back({s.place, 0, 0});
            out.back().sum += mark_of(s.sum);
            out.back().parts += s.sum.count();
        }
        return out;
    }

    result<std::vector<placed_row>> rows_at(const std::string& place) override {
        std::vector<placed_row> out;
        const auto rooms = granted_rooms(grants_, {place});
        if (rooms == 0) return out;
        PENDATA_CHECK(view_.visit_marks(place, [&](const record_id& id, std::span<const part_mark> marks) -> result<void> {
            placed_row row{0, 0, id};
            bool any = false;
            for (const auto& m : marks) {
                if (!contains(rooms, m.room)) continue;
                row.mark += m.mark;
                any = true;
            }
            if (!any) return {};
            row.key = range_key(id);
            out.push_back(row);
            return {};
        }));
        std::sort(out.begin(), out.end());
        return out;
    }

private:
    office_view& view_;
    const grant_list& grants_;
};

class mending {
public:
    mending(office_view& view, const changes_question& question, const message::repair_ask& ask)
        : view_(view), question_(question), ask_(ask) {}

    result<repair_answer> run(repair_point at) {
        out_.mends.mends = true;
        PENDATA_TRY(head, view_.head());
        head_ = head.at;
        for (; at.doubts < ask_.doubted.size(); ++at.doubts) {
            if (is_full()) return stop_at(at);
            PENDATA_CHECK(answer_doubt(ask_.doubted[at.doubts]));
        }
        for (; at.places < ask_.wanted.size(); ++at.places, at.after.reset()) {
            PENDATA_TRY(finished, send_wanted(ask_.wanted[at.places], at));
            if (!finished) return stop_at(at);
        }
        return std::move(out_);
    }

private:
    bool is_full() const { return out_.mends.parts.size() + out_.mends.evictions.size() >= limits::repair_parts_at_once; }

    result<repair_answer> stop_at(const repair_point& at) {
        out_.next = at;
        return std::move(out_);
    }

    // The record as it is granted, but what the tablet holds just so; an eviction of what it holds and should not.
    result<void> answer_doubt(const doubted_record& doubted) {
        PENDATA_TRY(record, view_.find(doubted.record));
        const compartment_mask rooms = record ? granted_rooms(question_.grants, record->atoms()) : compartment_mask{0};
        const auto held = [&](compartment room) {
            return std::find_if(doubted.parts.begin(), doubted.parts.end(), [&](const part_mark& m) { return m.room == room; });
        };
        if (record) {
            for (const auto& p : record->parts) {
                if (!contains(rooms, p.room)) continue;
                const auto there = held(p.room);
                const bool right = there != doubted.parts.end() && there->mark == shortened(mark_of(part_digest(p)), ask_.width);
                if (!right) out_.mends.parts.push_back({p, true});
            }
        }
        compartment_mask gone = 0;
        for (const auto& m : doubted.parts) {
            const bool granted = record && contains(rooms, m.room) && record->find(m.room) != nullptr;
            if (!granted) gone = static_cast<compartment_mask>(gone | mask_of(m.room));
        }
        if (gone != 0 && !PENDATA_SWITCH(repair_never_evicts)) out_.mends.evictions.push_back({doubted.record, gone, head_});
        return {};
    }

    bool is_doubted(const record_id& id) const {
        const auto at = std::lower_bound(ask_.doubted.begin(), ask_.doubted.end(), id,
                                         [](const doubted_record& d, const record_id& r) { return d.record < r; });
        return at != ask_.doubted.end() && at->record == id;
    }

    // False where the pull was full before the end of the place.
    result<bool> send_wanted(const wanted_rows& wanted, repair_point& at) {
        PENDATA_TRY(rows, granted_rows(view_, question_.grants).rows_at(wanted.place));
        for (const auto& row : rows) {
            if (at.after && std::pair(row.key, row.record) <= std::pair(at.after->key, at.after->record)) continue;
            const bool by_mark = std::binary_search(wanted.marks.begin(), wanted.marks.end(), shortened(row.mark, ask_.width));
            const bool by_range = !wanted.prefixes.empty() &&
                                  std::binary_search(wanted.prefixes.begin(), wanted.prefixes.end(), prefix_of(row.key, wanted.depth));
            if (!by_mark && !by_range) continue;
            if (is_doubted(row.record) || sent_.contains(row.record)) continue;  // answered with what is held
            if (is_full()) return false;
            PENDATA_CHECK(send_whole(row.record));
            at.after = row;
        }
        return true;
    }

    result<void> send_whole(const record_id& id) {
        sent_.insert(id);
        PENDATA_TRY(record, view_.find(id));
        if (!record) return errc::corrupt;
        const auto rooms = granted_rooms(question_.grants, record->atoms());
        for (const auto& p : record->parts) {
            if (contains(rooms, p.room)) out_.mends.parts.push_back({p, true});
        }
        return {};
    }

    office_view& view_;
    const changes_question& question_;
    const message::repair_ask& ask_;
    repair_answer out_;
    sequence head_ = 0;
    std::set<record_id> sent_;  // a record in several places is sent once a pull
};

}  // namespace

result<repair_answer> answer_repair(office_view& view, const changes_question& question, const message::repair_ask& ask,
                                    const repair_point& from) {
    PENDATA_TRY(answer, mending(view, question, ask).run(from));
    if (answer.next || ask.last) return answer;
    granted_rows rows(view, question.grants);
    PENDATA_TRY(told, tell(rows, ask));
    answer.told = std::move(told);
    return answer;
}

}  // namespace pendata
