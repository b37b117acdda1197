// Turning cells into columns: what cells of one save share is written once, what cells of one field share once,
// and what is left stands beside its like.
#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

#include "core/base/byte_writer.hpp"
#include "core/wire/column_shape.hpp"
#include "core/wire/columns.hpp"
#include "core/wire/fields.hpp"
#include "pendata/v1/wire.pb.h"

namespace pendata::wire {

namespace {

namespace pb = pendata::v1;

// All that the cells of one save share, but for the evidence most of them have.
using save_key = std::tuple<replica_id, officer_id, std::uint64_t, stamp_time, intent, std::optional<std::int32_t>,
                            std::int64_t, clock_trust>;

save_key save_of(const row_view& r) {
    const cell& c = *r.what;
    return {c.at.replica, c.author, c.save_number, c.at.time, c.why, c.effective_date, r.claimed_ms, r.trust};
}

struct slice {
    std::uint32_t group;
    std::uint16_t kind;
    std::uint32_t save;
    sequence changed_at;

    friend bool operator==(const slice&, const slice&) = default;
};

struct column_key {
    std::uint16_t kind;
    std::uint16_t field;
    compartment room;
    column_shape shape;
    std::uint32_t generation;
    std::uint32_t evidence;  // as in column_evidence
    std::uint64_t rank;      // where it is explicit

    friend auto operator<=>(const column_key&, const column_key&) = default;
};

rank_source rank_source_of(const cell& c) {
    if (c.at.rank == 0) return rank_source::zero;
    if (c.at.rank == c.evidence) return rank_source::evidence;
    if (c.at.rank == ~c.at.time) return rank_source::inverted_time;
    return rank_source::explicit_number;
}

template <class Id>
class intern_table {
public:
    std::uint32_t operator()(const Id& id) {
        const auto [at, added] = index_.try_emplace(id, static_cast<std::uint32_t>(ids_.size()));
        if (added) ids_.push_back(id);
        return at->second;
    }
    const std::vector<Id>& ids() const { return ids_; }

private:
    std::unordered_map<Id, std::uint32_t> index_;
    std::vector<Id> ids_;
};

class column_writer {
public:
    column_writer(const table_view& table, pb::Columns& out) : table_(table), out_(out) {}

    column_bytes write() {
        find_slices();
        choose_evidence();
        find_columns();
        write_groups();
        write_saves();
        write_column_heads();
        write_values();
        write_seen();
        write_ids();
        drop_zero_columns();
        return finished();
    }

private:
    struct save {
        const row_view* first;
        std::uint8_t evidence = 0;
    };

    void find_slices() {
        row_slice_.reserve(table_.rows.size());
        for (std::uint32_t g = 0; g < table_.groups.size(); ++g) {
            const group_view& group = table_.groups[g];
            const std::size_t first_slice = slices_.size();
            for (std::size_t r = group.first; r < group.first + group.count; ++r) {
                const row_view& row = table_.rows[r];
                const slice wanted{g, row.what->key.kind, save_index(row), row.changed_at};
                // From the back: the next cell is mostly of the save of the one before.
                const auto found = std::find(slices_.rbegin(), slices_.rend() - static_cast<std::ptrdiff_t>(first_slice),
                                             wanted);
                std::size_t index = slices_.size();
                if (found != slices_.rend() - static_cast<std::ptrdiff_t>(first_slice)) {
                    index = static_cast<std::size_t>(slices_.rend() - found) - 1;
                } else {
                    slices_.push_back(wanted);
                }
                row_slice_.push_back(static_cast<std::uint32_t>(index));
            }
            slices_of_group_.push_back(static_cast<std::uint32_t>(slices_.size() - first_slice));
        }
    }

    std::uint32_t save_index(const row_view& row) {
        const auto [at, added] = save_index_.try_emplace(save_of(row), static_cast<std::uint32_t>(saves_.size()));
        if (added) saves_.push_back({&row});
        return at->second;
    }

    // Of each save the evidence most of its cells have; the lower of two as frequent.
    void choose_evidence() {
        std::map<std::pair<std::uint32_t, std::uint8_t>, std::uint32_t> cells;
        for (std::size_t r = 0; r < table_.rows.size(); ++r) ++cells[{save_of_row(r), table_.rows[r].what->evidence}];
        std::vector<std::uint32_t> most(saves_.size());
        for (const auto& [of, count] : cells) {
            if (count <= most[of.first]) continue;
            most[of.first] = count;
            saves_[of.first].evidence = of.second;
        }
    }

    std::uint32_t save_of_row(std::size_t r) const { return slices_[row_slice_[r]].save; }

    void find_columns() {
        for (std::size_t r = 0; r < table_.rows.size(); ++r) {
            const cell& c = *table_.rows[r].what;
            column_key key{c.key.kind, c.key.field, c.room, {}, c.at.generation, 0, 0};
            key.shape.stored = storage_of(c.content.type());
            key.shape.rank = rank_source_of(c);
            key.shape.keyed = !c.key.element.empty();
            if (c.evidence != saves_[save_of_row(r)].evidence) key.evidence = c.evidence + 1u;
            if (key.shape.rank == rank_source::explicit_number) key.rank = c.at.rank;
            columns_[key].push_back(r);
        }
        for (auto& [key, rows] : columns_) {
            std::ranges::stable_sort(rows, {}, [this](std::size_t r) { return row_slice_[r]; });
        }
    }

    void write_groups() {
        std::uint32_t next_number = 0;
        std::uint32_t next_record = 0;
        bytes whole((table_.groups.size() + 7) / 8, '\0');
        bool any_whole = false;
        for (std::size_t g = 0; g < table_.groups.size(); ++g) {
            const group_view& group = table_.groups[g];
            out_.add_group_gap(group.number - next_number);
            next_number = group.number + 1;
            const std::uint32_t record = records_(group.record);
            out_.add_group_record(std::int64_t{record} - next_record);
            next_record = record + 1;
            out_.add_group_room(group.room);
            if (group.whole) {
                whole[g / 8] = static_cast<char>(whole[g / 8] | 1 << g % 8);
                any_whole = true;
            }
        }
        if (any_whole) out_.set_group_whole(std::move(whole));
        const bool one_each = std::ranges::all_of(slices_of_group_, [](std::uint32_t n) { return n == 1; });
        if (!one_each) out_.mutable_group_slices()->Add(slices_of_group_.begin(), slices_of_group_.end());

        std::uint32_t next_save = 0;
        sequence changed_at = 0;
        for (const slice& s : slices_) {
            out_.add_slice_kind(s.kind);
            out_.add_slice_save(std::int64_t{s.save} - next_save);
            next_save = s.save + 1;
            out_.add_slice_changed(difference(s.changed_at, changed_at));
            changed_at = s.changed_at;
        }
    }

    void write_saves() {
        struct last_save {
            std::uint64_t number = 0;
            std::uint64_t ms = 0;
        };
        intern_table<replica_id> replicas;
        if (table_.replica) replicas(*table_.replica);
        intern_table<officer_id> officers;
        std::unordered_map<std::uint32_t, last_save> last;
        for (const save& s : saves_) {
            const cell& c = *s.first->what;
            const std::uint32_t replica = replicas(c.at.replica);
            last_save& before = last[replica];
            const std::uint64_t ms = c.at.time >> 16;
            out_.add_save_replica(replica);
            out_.add_save_author(officers(c.author));
            out_.add_save_number(difference(c.save_number, before.number + 1));
            out_.add_save_ms(difference(ms, before.ms));
            out_.add_save_counter(static_cast<std::uint32_t>(c.at.time & 0xffff));
            out_.add_save_evidence(s.evidence);
            out_.add_save_intent(static_cast<std::uint32_t>(c.why));
            out_.add_save_date(c.effective_date ? 1 + to_zigzag(*c.effective_date) : 0);
            // A settled cell claims nothing: zeros, which are left out.
            const bool claims = s.first->seen != nullptr;
            out_.add_save_claimed(claims ? difference(static_cast<std::uint64_t>(s.first->claimed_ms), ms) : 0);
            out_.add_save_trust(static_cast<std::uint32_t>(s.first->trust));
            before = {c.save_number, ms};
        }
        append_ids(*out_.mutable_replicas(), std::span(replicas.ids()).subspan(table_.replica ? 1 : 0));
        append_ids(*out_.mutable_officers(), officers.ids());
    }

    void write_column_heads() {
        std::map<std::uint16_t, std::vector<std::uint32_t>> place;  // kind -> slice -> its place among the kind's
        std::map<std::uint16_t, std::uint32_t> slices_of_kind;
        std::vector<std::uint32_t> place_in_kind;
        place_in_kind.reserve(slices_.size());
        for (const slice& s : slices_) place_in_kind.push_back(slices_of_kind[s.kind]++);

        for (const auto& [key, rows] : columns_) {
            std::vector<std::uint32_t> places;
            places.reserve(rows.size());
            for (const std::size_t r : rows) places.push_back(place_in_kind[row_slice_[r]]);
            column_shape shape = key.shape;
            shape.where = write_presence(places, slices_of_kind[key.kind]);
            out_.add_column_kind(key.kind);
            out_.add_column_field(key.field);
            out_.add_column_room(key.room);
            out_.add_column_shape(to_number(shape));
            out_.add_column_generation(key.generation);
            out_.add_column_evidence(key.evidence);
            if (shape.rank == rank_source::explicit_number) out_.add_ranks(key.rank);
        }
    }

    // Writes which of `slices` have a cell, in the shortest way.
    presence write_presence(const std::vector<std::uint32_t>& places, std::uint32_t slices) {
        const bool repeats = std::ranges::adjacent_find(places) != places.end();
        if (!repeats && places.size() == slices) return presence::all;
        const std::size_t bit_bytes = (slices + 7) / 8;
        if (!repeats && bit_bytes <= places.size() + 1) {
            bytes bits(bit_bytes, '\0');
            for (const std::uint32_t p : places) bits[p / 8] = static_cast<char>(bits[p / 8] | 1 << p % 8);
            out_.mutable_presence_bits()->append(bits);
            return presence::bits;
        }
        out_.add_presence_counts(static_cast<std::uint32_t>(places.size()));
        std::uint32_t before = 0;
        for (const std::uint32_t p : places) {
            out_.add_presence_gaps(p - before);
            before = p;
        }
        return presence::gaps;
    }

    void write_values() {
        std::uint32_t reference = 0;
        for (const auto& [key, rows] : columns_) {
            std::unordered_map<bytes_view, std::uint32_t> texts;
            for (const std::size_t r : rows) {
                const cell& c = *table_.rows[r].what;
                if (key.shape.keyed) add_sized(*out_.mutable_element_lengths(), *out_.mutable_elements(), c.key.element);
                switch (key.shape.stored) {
                    case storage::cleared:
                        break;
                    case storage::integer:
                        out_.add_integers(c.content.as_integer());
                        break;
                    case storage::reference: {
                        const std::uint32_t target = records_(c.content.as_reference());
                        out_.add_references(std::int64_t{target} - reference);
                        reference = target;
                        break;
                    }
                    case storage::text:
                    case storage::octets:
                        write_octets(bytes_view(c.content.encoded()).substr(1), texts);
                        break;
                    case storage::raw:
                        write_octets(c.content.encoded(), texts);
                        break;
                }
            }
            octets_ends_.push_back(out_.octets().size());
        }
    }

    // Once a column: the members of a family live at one address, a village has few trades.
    void write_octets(bytes_view octets, std::unordered_map<bytes_view, std::uint32_t>& column) {
        const auto next = static_cast<std::uint32_t>(column.size());
        const auto [at, added] = column.try_emplace(octets, next);
        out_.add_octet_repeats(added ? 0 : next - at->second);
        if (added) add_sized(*out_.mutable_octet_lengths(), *out_.mutable_octets(), octets);
    }

    // A head that is a write of this very block is named by its place; its id follows from the columns.
    void write_seen() {
        const auto has_seen = [](const row_view& r) { return r.seen != nullptr && !r.seen->empty(); };
        if (std::ranges::none_of(table_.rows, has_seen)) return;
        std::vector<record_id> record_of_row(table_.rows.size());
        for (const group_view& g : table_.groups) {
            std::fill_n(record_of_row.begin() + static_cast<std::ptrdiff_t>(g.first), g.count, g.record);
        }
        std::unordered_map<write_id, std::uint32_t> place;
        std::uint32_t next = 0;
        for (const auto& [key, rows] : columns_) {
            for (const std::size_t r : rows) place.try_emplace(id_of(record_of_row[r], *table_.rows[r].what), next++);
        }
        intern_table<write_id> others;
        for (const auto& [key, rows] : columns_) {
            for (const std::size_t r : rows) {
                const std::vector<write_id>& seen = *table_.rows[r].seen;
                out_.add_seen_counts(static_cast<std::uint32_t>(seen.size()));
                for (const write_id& id : seen) {
                    const auto here = place.find(id);
                    out_.add_seen_refs(here != place.end() ? here->second : next + others(id));
                }
            }
        }
        append_ids(*out_.mutable_seen_ids(), others.ids());
    }

    void write_ids() {
        std::vector<std::optional<std::uint64_t>> base(records_.ids().size());
        std::size_t slice_index = 0;
        for (std::size_t g = 0; g < table_.groups.size(); ++g) {
            auto& of = base[records_(table_.groups[g].record)];
            if (!of && slices_of_group_[g] != 0) of = saves_[slices_[slice_index].save].first->what->at.time >> 16;
            slice_index += slices_of_group_[g];
        }
        append_ids(*out_.mutable_id_ms(), *out_.mutable_id_tails(), records_.ids(), base);
    }

    void drop_zero_columns() {
        drop_zeros(*out_.mutable_save_replica(), *out_.mutable_save_author(), *out_.mutable_save_ms(),
                   *out_.mutable_save_counter(), *out_.mutable_save_evidence(), *out_.mutable_save_intent(),
                   *out_.mutable_save_date(), *out_.mutable_save_claimed(), *out_.mutable_save_trust(),
                   *out_.mutable_group_gap(), *out_.mutable_group_room(), *out_.mutable_slice_save(),
                   *out_.mutable_slice_changed(), *out_.mutable_column_kind(), *out_.mutable_column_room(),
                   *out_.mutable_column_shape(), *out_.mutable_column_generation(), *out_.mutable_column_evidence(),
                   *out_.mutable_seen_counts(), *out_.mutable_integers(), *out_.mutable_references(),
                   *out_.mutable_octet_repeats());
    }

    // Texts and the random tails of ids stand last, where their place is known from the end.
    column_bytes finished() const {
        constexpr std::size_t least_segment = 512;  // below, its codes cost more than they save
        column_bytes out{out_.SerializeAsString(), {}};
        const std::size_t tails_start = out.data.size() - out_.id_tails().size();
        if (!out_.octets().empty()) {
            const std::size_t octets_start = tails_start - field_head(out_.id_tails().size()) - out_.octets().size();
            std::size_t before = 0;
            for (const std::size_t end : octets_ends_) {
                const std::size_t cut = octets_start + end;
                if (cut - before < least_segment) continue;
                out.cuts.push_back(cut);
                before = cut;
            }
        }
        if (!out.cuts.empty() && tails_start - out.cuts.back() < least_segment) out.cuts.pop_back();
        out.cuts.push_back(tails_start);
        return out;
    }

    // Bytes before a blob of that size: a tag of two, and its length.
    static std::size_t field_head(std::size_t size) {
        bytes length;
        byte_writer(length).varint(size);
        return 2 + length.size();
    }

    const table_view& table_;
    pb::Columns& out_;
    std::vector<std::size_t> octets_ends_;  // of each column in octets
    std::map<save_key, std::uint32_t> save_index_;
    std::vector<save> saves_;
    std::vector<slice> slices_;
    std::vector<std::uint32_t> slices_of_group_;
    std::vector<std::uint32_t> row_slice_;
    std::map<column_key, std::vector<std::size_t>> columns_;  // rows of the table, in slice order
    intern_table<record_id> records_;                          // those of groups first
};

}  // namespace

column_bytes write_columns(const table_view& table) {
    google::protobuf::Arena arena;
    auto& columns = *google::protobuf::Arena::CreateMessage<pb::Columns>(&arena);
    return column_writer(table, columns).write();
}

}  // namespace pendata::wire
