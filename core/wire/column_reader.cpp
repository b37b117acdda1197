// Turning columns into cells. Nothing is believed: counts are checked before anything is allocated by them,
// every index before it is used, and every column must end exactly where the cells do.
#include <algorithm>
#include <bit>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "core/base/byte_reader.hpp"
#include "core/base/limits.hpp"
#include "core/wire/column_shape.hpp"
#include "core/wire/columns.hpp"
#include "core/wire/fields.hpp"
#include "pendata/v1/wire.pb.h"

namespace pendata::wire {

namespace {

namespace pb = pendata::v1;

// Texts and the like: each new one of a column stands once, repeats name it.
class octets_cursor {
public:
    octets_cursor(const pb::Columns& in, reading& state)
        : state_(state), repeats_(in.octet_repeats(), state), lengths_(in.octet_lengths(), state), blob_(in.octets(), state) {}

    void begin_column() { column_.clear(); }

    bytes_view next() {
        const std::uint32_t back = repeats_.next();
        if (back == 0) {
            column_.push_back(blob_.next(lengths_.next()));
            return column_.back();
        }
        if (!state_.check(back <= column_.size())) return {};
        return column_[column_.size() - back];
    }
    bool finished() const { return repeats_.finished() && lengths_.finished() && blob_.finished(); }

private:
    reading& state_;
    column_cursor<std::uint32_t> repeats_;
    column_cursor<std::uint32_t> lengths_;
    blob_cursor blob_;
    std::vector<bytes_view> column_;
};

class column_reader {
public:
    column_reader(const pb::Columns& in, table_of content, const std::optional<replica_id>& replica)
        : in_(in), content_(content), replica_(replica) {}

    result<std::vector<group>> read() {
        PENDATA_CHECK(check_counts());
        read_saves();
        read_groups();
        read_slices();
        read_ids_table();
        if (!state_.failed) read_columns();
        if (too_much_) return errc::limit_exceeded;
        if (!state_.failed) read_values();
        if (!state_.failed) read_seen();
        if (!state_.failed) fill_groups();
        if (too_much_) return errc::limit_exceeded;
        if (state_.failed) return errc::malformed;
        return std::move(groups_);
    }

private:
    struct save {
        cell common;  // what the cells of the save share
        std::int64_t claimed_ms = 0;
        clock_trust trust = clock_trust::ok;
    };
    struct slice {
        std::uint32_t group = 0;
        std::uint32_t save = 0;
        std::uint16_t kind = 0;
        sequence changed_at = 0;
    };
    struct column {
        std::uint16_t kind = 0;
        std::uint16_t field = 0;
        compartment room = 0;
        column_shape shape;
        std::uint32_t generation = 0;
        std::uint32_t evidence = 0;
        std::uint64_t rank = 0;
        std::size_t end = 0;  // of its cells in row_slice_
    };

    bool writes() const { return content_ == table_of::writes; }
    std::size_t most_rows() const { return writes() ? limits::writes_per_batch : limits::cells_per_pull; }
    std::size_t most_groups() const { return writes() ? limits::writes_per_batch : limits::parts_per_pull; }

    // A number that fits in T.
    template <class T, class Wide>
    T narrow(Wide wide) {
        return state_.check(std::in_range<T>(wide)) ? static_cast<T>(wide) : T{};
    }

    // An index below `size`, moved from the one before.
    std::uint32_t index(std::uint64_t from, std::int64_t by, std::size_t size) {
        const std::uint64_t to = moved(from, by);
        return state_.check(to < size) ? static_cast<std::uint32_t>(to) : 0;
    }

    result<void> check_counts() {
        const auto over = [](int size, std::size_t limit) { return static_cast<std::size_t>(size) > limit; };
        if (over(in_.group_record_size(), most_groups()) || over(in_.slice_kind_size(), most_rows()) ||
            over(in_.save_number_size(), most_rows()) || over(in_.column_field_size(), most_rows()) ||
            over(in_.id_ms_size(), most_rows() + most_groups())) {
            return errc::limit_exceeded;
        }
        const bool only_parts = in_.group_room_size() + in_.group_slices_size() + in_.slice_changed_size() != 0 ||
                                !in_.group_whole().empty();
        const bool only_writes = in_.save_claimed_size() + in_.save_trust_size() + in_.seen_counts_size() != 0;
        if (writes() ? only_parts : only_writes) return errc::malformed;
        return {};
    }

    void read_saves() {
        std::vector<replica_id> replicas;
        std::vector<officer_id> officers;
        if (replica_) replicas.push_back(*replica_);
        state_.check(read_ids(in_.replicas(), replicas) && read_ids(in_.officers(), officers));
        struct last_save {
            std::uint64_t number = 0;
            std::uint64_t ms = 0;
        };
        std::vector<last_save> last(replicas.size());
        column_cursor replica(in_.save_replica(), state_), author(in_.save_author(), state_);
        column_cursor counter(in_.save_counter(), state_), evidence(in_.save_evidence(), state_);
        column_cursor why(in_.save_intent(), state_), trust(in_.save_trust(), state_);
        column_cursor ms(in_.save_ms(), state_), claimed(in_.save_claimed(), state_);
        column_cursor date(in_.save_date(), state_);
        for (const std::int64_t number : in_.save_number()) {
            save s;
            const std::uint32_t of = index(0, replica.next(), replicas.size());
            const std::uint32_t by = index(0, author.next(), officers.size());
            if (state_.failed) return;
            last_save& before = last[of];
            before = {moved(before.number + 1, number), moved(before.ms, ms.next())};
            state_.check(before.ms >> 48 == 0);
            s.common.at.replica = replicas[of];
            s.common.author = officers[by];
            s.common.save_number = before.number;
            s.common.at.time = before.ms << 16 | narrow<std::uint16_t>(counter.next());
            s.common.evidence = narrow<std::uint8_t>(evidence.next());
            s.common.why = static_cast<intent>(narrow<std::uint8_t>(why.next()));
            state_.check(static_cast<std::uint8_t>(s.common.why) <= 15);
            if (const std::uint64_t d = date.next(); d != 0) {
                s.common.effective_date = narrow<std::int32_t>(from_zigzag(d - 1));
            }
            const std::int64_t claim = claimed.next();
            if (writes()) s.claimed_ms = static_cast<std::int64_t>(moved(before.ms, claim));
            s.trust = static_cast<clock_trust>(narrow<std::uint8_t>(trust.next()));
            saves_.push_back(std::move(s));
        }
        state_.check(replica.finished() && author.finished() && counter.finished() && evidence.finished() &&
                     why.finished() && trust.finished() && ms.finished() && claimed.finished() && date.finished());
    }

    void read_groups() {
        const auto count = static_cast<std::size_t>(in_.group_record_size());
        column_cursor gap(in_.group_gap(), state_), room(in_.group_room(), state_);
        const bytes_view whole = in_.group_whole();
        state_.check(whole.empty() || bits_fit(whole, count));
        groups_.resize(count);
        group_record_.reserve(count);
        std::uint64_t number = 0;
        std::uint64_t next_record = 0;
        for (std::size_t g = 0; g < count; ++g) {
            number += gap.next();
            groups_[g].number = narrow<std::uint32_t>(number);
            ++number;
            const std::uint32_t record =
                index(next_record, in_.group_record(static_cast<int>(g)), static_cast<std::size_t>(in_.id_ms_size()));
            next_record = record + 1;
            group_record_.push_back(record);
            groups_[g].room = narrow<std::uint8_t>(room.next());
            groups_[g].whole = !whole.empty() && bit(whole, g);
        }
        state_.check(gap.finished() && room.finished());
    }

    static bool bit(bytes_view bits, std::size_t n) { return (static_cast<unsigned char>(bits[n / 8]) >> n % 8 & 1) != 0; }

    static std::size_t count_bits(bytes_view bits) {
        std::size_t count = 0;
        for (const char c : bits) count += static_cast<std::size_t>(std::popcount(static_cast<unsigned char>(c)));
        return count;
    }

    // Exactly the bytes `count` bits need, and no bit beyond them.
    static bool bits_fit(bytes_view bits, std::size_t count) {
        if (bits.size() != (count + 7) / 8) return false;
        return count % 8 == 0 || static_cast<unsigned char>(bits.back()) >> count % 8 == 0;
    }

    void read_slices() {
        column_cursor of_save(in_.slice_save(), state_), changed(in_.slice_changed(), state_);
        column_cursor per_group(in_.group_slices(), state_);
        const auto count = static_cast<std::size_t>(in_.slice_kind_size());
        slices_.reserve(count);
        std::uint64_t next_save = 0;
        sequence changed_at = 0;
        for (std::uint32_t g = 0; g < groups_.size() && !state_.failed; ++g) {
            std::size_t in_group = in_.group_slices().empty() ? 1 : per_group.next();
            for (; in_group > 0 && state_.check(slices_.size() < count); --in_group) {
                slice s;
                s.group = g;
                s.kind = narrow<std::uint16_t>(in_.slice_kind(static_cast<int>(slices_.size())));
                s.save = index(next_save, of_save.next(), saves_.size());
                next_save = s.save + 1;
                s.changed_at = changed_at = moved(changed_at, changed.next());
                slices_of_kind_[s.kind].push_back(static_cast<std::uint32_t>(slices_.size()));
                slices_.push_back(s);
            }
        }
        state_.check(slices_.size() == count && of_save.finished() && changed.finished() && per_group.finished());
    }

    void read_ids_table() {
        if (state_.failed) return;
        std::vector<std::optional<std::uint64_t>> base(static_cast<std::size_t>(in_.id_ms_size()));
        std::uint32_t seen = 0;  // the groups before this one are done
        for (const slice& s : slices_) {
            if (s.group < seen) continue;
            seen = s.group + 1;
            auto& of = base[group_record_[s.group]];
            if (!of) of = saves_[s.save].common.at.time >> 16;
        }
        if (!state_.check(read_ids(in_.id_ms(), in_.id_tails(), ids_, base))) return;
        for (std::size_t g = 0; g < groups_.size(); ++g) groups_[g].record = ids_[group_record_[g]];
    }

    void read_columns() {
        column_cursor kind(in_.column_kind(), state_), room(in_.column_room(), state_);
        column_cursor shape(in_.column_shape(), state_), generation(in_.column_generation(), state_);
        column_cursor evidence(in_.column_evidence(), state_);
        int ranks = 0;
        int counts = 0;
        int gaps = 0;
        blob_cursor bits(in_.presence_bits(), state_);
        for (const std::uint32_t field : in_.column_field()) {
            column c;
            c.field = narrow<std::uint16_t>(field);
            c.kind = narrow<std::uint16_t>(kind.next());
            c.room = narrow<std::uint8_t>(room.next());
            state_.check(from_number(shape.next(), c.shape));
            c.generation = generation.next();
            c.evidence = evidence.next();
            state_.check(c.evidence <= 256);
            if (c.shape.rank == rank_source::explicit_number && state_.check(ranks < in_.ranks_size())) {
                c.rank = in_.ranks(ranks++);
            }
            if (state_.failed) return;
            read_presence(c.shape.where, slices_of_kind_[c.kind], bits, counts, gaps);
            if (state_.failed || too_much_) return;
            c.end = row_slice_.size();
            columns_.push_back(c);
        }
        state_.check(kind.finished() && room.finished() && shape.finished() && generation.finished() &&
                     evidence.finished() && bits.finished() && ranks == in_.ranks_size() &&
                     counts == in_.presence_counts_size() && gaps == in_.presence_gaps_size());
    }

    bool room_for(std::size_t rows) {
        too_much_ = too_much_ || rows > most_rows() - row_slice_.size();
        return !too_much_;
    }

    void read_presence(presence where, const std::vector<std::uint32_t>& slices, blob_cursor& bits, int& counts,
                       int& gaps) {
        switch (where) {
            case presence::all:
                if (room_for(slices.size())) row_slice_.insert(row_slice_.end(), slices.begin(), slices.end());
                return;
            case presence::bits: {
                const bytes_view here = bits.next((slices.size() + 7) / 8);
                if (!state_.check(bits_fit(here, slices.size())) || !room_for(count_bits(here))) return;
                for (std::size_t i = 0; i < slices.size(); ++i) {
                    if (bit(here, i)) row_slice_.push_back(slices[i]);
                }
                return;
            }
            case presence::gaps: {
                if (!state_.check(counts < in_.presence_counts_size())) return;
                const std::uint32_t count = in_.presence_counts(counts++);
                if (!room_for(count)) return;
                std::uint64_t at = 0;
                for (std::uint32_t i = 0; i < count; ++i) {
                    if (!state_.check(gaps < in_.presence_gaps_size())) return;
                    at += in_.presence_gaps(gaps++);
                    if (!state_.check(at < slices.size())) return;
                    row_slice_.push_back(slices[at]);
                }
                return;
            }
        }
    }

    void read_values() {
        column_cursor integers(in_.integers(), state_), references(in_.references(), state_);
        column_cursor element_lengths(in_.element_lengths(), state_);
        blob_cursor elements(in_.elements(), state_);
        octets_cursor octets(in_, state_);
        std::uint32_t reference = 0;
        rows_.reserve(row_slice_.size());
        for (const column& c : columns_) {
            octets.begin_column();
            while (rows_.size() < c.end && !state_.failed && !too_much_) {
                row r = row_of(c, slices_[row_slice_[rows_.size()]]);
                if (c.shape.keyed) {
                    r.what.key.element = elements.next(element_lengths.next());
                    state_.check(!r.what.key.element.empty());
                    too_much_ = too_much_ || r.what.key.element.size() > limits::element_bytes;
                }
                switch (c.shape.stored) {
                    case storage::cleared:
                        break;
                    case storage::integer:
                        r.what.content = value::integer(integers.next());
                        break;
                    case storage::reference:
                        reference = index(reference, references.next(), ids_.size());
                        if (!state_.failed) r.what.content = value::reference(ids_[reference]);
                        break;
                    case storage::text:
                        r.what.content = value::text(counted(octets.next()));
                        break;
                    case storage::octets:
                        r.what.content = value::octets(counted(octets.next()));
                        break;
                    case storage::raw:
                        r.what.content = raw_value(counted(octets.next()));
                        break;
                }
                rows_.push_back(std::move(r));
            }
        }
        state_.check(integers.finished() && references.finished() && element_lengths.finished() &&
                     elements.finished() && octets.finished());
    }

    row row_of(const column& c, const slice& s) const {
        const save& from = saves_[s.save];
        row r;
        r.what = from.common;
        r.what.key = {c.kind, c.field, {}};
        r.what.room = c.room;
        r.what.at.generation = c.generation;
        if (c.evidence != 0) r.what.evidence = static_cast<std::uint8_t>(c.evidence - 1);
        switch (c.shape.rank) {
            case rank_source::zero:
                break;
            case rank_source::evidence:
                r.what.at.rank = r.what.evidence;
                break;
            case rank_source::inverted_time:
                r.what.at.rank = ~r.what.at.time;
                break;
            case rank_source::explicit_number:
                r.what.at.rank = c.rank;
                break;
        }
        r.changed_at = s.changed_at;
        r.claimed_ms = from.claimed_ms;
        r.trust = from.trust;
        return r;
    }

    // One text can stand in many cells: what they take together is limited too.
    bytes_view counted(bytes_view payload) {
        value_bytes_ += payload.size();
        too_much_ = too_much_ || payload.size() + 1 > limits::encoded_value_bytes || value_bytes_ > limits::expanded_bytes;
        return too_much_ ? bytes_view() : payload;
    }

    // A value of a type this version does not know; the others have one place each.
    value raw_value(bytes_view encoded) {
        auto decoded = value::decode(encoded);
        if (!state_.check(decoded.has_value() && storage_of(decoded->type()) == storage::raw)) return {};
        return std::move(*decoded);
    }

    void read_seen() {
        column_cursor counts(in_.seen_counts(), state_);
        std::vector<write_id> others;
        state_.check(read_ids(in_.seen_ids(), others));
        too_much_ = too_much_ || static_cast<std::size_t>(in_.seen_refs_size()) > limits::seen_per_batch;
        if (too_much_) return;
        std::vector<std::optional<write_id>> here(rows_.size());
        int at = 0;
        for (std::size_t r = 0; r < rows_.size() && !state_.failed; ++r) {
            const std::uint32_t count = counts.next();
            if (count > limits::seen_per_write) too_much_ = true;
            if (too_much_ || !state_.check(count <= static_cast<std::uint32_t>(in_.seen_refs_size() - at))) return;
            for (std::uint32_t i = 0; i < count; ++i) {
                const std::uint32_t ref = in_.seen_refs(at++);
                if (ref >= rows_.size()) {
                    if (!state_.check(ref - rows_.size() < others.size())) return;
                    rows_[r].seen.push_back(others[ref - rows_.size()]);
                    continue;
                }
                if (!here[ref]) here[ref] = id_of(record_of_row(ref), rows_[ref].what);
                rows_[r].seen.push_back(*here[ref]);
            }
            const auto& seen = rows_[r].seen;
            state_.check(std::ranges::adjacent_find(seen, std::ranges::greater_equal()) == seen.end());
        }
        state_.check(counts.finished() && at == in_.seen_refs_size());
    }

    record_id record_of_row(std::size_t r) const { return groups_[slices_[row_slice_[r]].group].record; }

    void fill_groups() {
        std::vector<std::size_t> sizes(groups_.size());
        for (const std::uint32_t s : row_slice_) ++sizes[slices_[s].group];
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            if (sizes[g] > limits::cells_per_part) too_much_ = true;
            if (too_much_) return;
            groups_[g].rows.reserve(sizes[g]);
        }
        for (std::size_t r = 0; r < rows_.size(); ++r) {
            groups_[slices_[row_slice_[r]].group].rows.push_back(std::move(rows_[r]));
        }
        const auto key = [](const row& r) -> const cell_key& { return r.what.key; };
        for (group& g : groups_) {
            std::ranges::sort(g.rows, {}, key);
            state_.check(std::ranges::adjacent_find(g.rows, {}, key) == g.rows.end());
            state_.check(!writes() || !g.rows.empty());
        }
    }

    const pb::Columns& in_;
    const table_of content_;
    const std::optional<replica_id> replica_;
    reading state_;
    bool too_much_ = false;
    std::vector<save> saves_;
    std::vector<group> groups_;
    std::vector<std::uint32_t> group_record_;
    std::vector<slice> slices_;
    std::map<std::uint16_t, std::vector<std::uint32_t>> slices_of_kind_;
    std::vector<record_id> ids_;
    std::vector<column> columns_;
    std::vector<std::uint32_t> row_slice_;  // of each cell, column by column
    std::vector<row> rows_;
    std::size_t value_bytes_ = 0;
};

// Every column stands once, in order, packed. One this version does not know would change what the others mean:
// it is refused, not skipped.
result<void> check_columns(bytes_view data) {
    byte_reader in(data);
    std::uint64_t before = 0;
    while (!in.failed() && !in.at_end()) {
        const std::uint64_t tag = in.varint();
        if (tag >> 3 > pb::Columns::kIdTailsFieldNumber) return errc::unsupported_version;
        constexpr std::uint64_t length_delimited = 2;
        if (tag <= before || (tag & 7) != length_delimited) return errc::malformed;
        before = tag;
        in.sized(data.size());
    }
    return in.failed() ? result<void>(errc::malformed) : result<void>();
}

}  // namespace

result<std::vector<group>> read_columns(bytes_view data, table_of content, const std::optional<replica_id>& replica) {
    PENDATA_CHECK(check_columns(data));
    google::protobuf::Arena arena;
    auto& columns = *google::protobuf::Arena::CreateMessage<pb::Columns>(&arena);
    if (!columns.ParseFromArray(data.data(), static_cast<int>(data.size()))) return errc::malformed;
    return column_reader(columns, content, replica).read();
}

}  // namespace pendata::wire
