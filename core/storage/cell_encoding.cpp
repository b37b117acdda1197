// The encoding of docs/storage.md, "Cell encoding": a header, the saves, then the cells. The numbers here are
// in files: never change.
#include "core/storage/cell_encoding.hpp"

#include <limits>
#include <map>
#include <optional>

#include "core/base/assert.hpp"
#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/storage/value_encoding.hpp"

namespace pendata {

namespace {

constexpr std::uint8_t form_of_cells = 1;
constexpr std::uint8_t form_of_writes = 2;

// The first byte of a cell; its low three bits are the value's form.
constexpr std::uint8_t value_bits = 0x07;
constexpr std::uint8_t field_told = 0x08;     // else the one expected
constexpr std::uint8_t has_element = 0x10;
constexpr std::uint8_t save_told = 0x20;      // else that of the cell before
constexpr std::uint8_t rank_is_evidence = 0x40;  // else 0
constexpr std::uint8_t is_odd = 0x80;         // a second byte says what differs

constexpr std::uint8_t kind_told = 0x01;
constexpr std::uint8_t room_told = 0x02;
constexpr std::uint8_t generation_told = 0x04;
constexpr std::uint8_t evidence_told = 0x08;
constexpr std::uint8_t rank_is_inverted_time = 0x10;
constexpr std::uint8_t rank_told = 0x20;
constexpr std::uint8_t odd_bits = 0x3f;

// The first byte of a save: evidence low, intent high.
constexpr std::uint8_t evidence_beside = 0x0f;  // in a byte of its own
constexpr std::uint8_t intent_beside = 0x07;
constexpr std::uint8_t has_effective_date = 0x80;

// What the cells of one save have in common.
struct save {
    std::uint32_t origin = 0;
    std::uint64_t number = 0;
    stamp_time time = 0;
    intent why = intent::correction;
    std::optional<std::int32_t> effective_date;
    sequence changed_at = 0;      // of cells
    std::int64_t claimed_ms = 0;  // of writes
    clock_trust trust = clock_trust::unknown;

    friend auto operator<=>(const save&, const save&) = default;
};

// The evidence most cells of a save have, found in one pass (Boyer and Moore); any other is only longer.
struct majority {
    std::uint8_t evidence = 0;
    std::uint32_t lead = 0;

    void vote(std::uint8_t one) {
        if (lead == 0) evidence = one;
        evidence == one ? ++lead : --lead;
    }
};

// The part of the key that the cells before let expect.
struct expectation {
    std::uint16_t kind = 0;
    compartment room = 0;
    std::uint16_t field = 0;
    bool element = false;
    std::uint64_t save = 0;

    // Elements of one set follow one another; other fields ascend.
    std::uint16_t next_field(bool with_element) const {
        return static_cast<std::uint16_t>(field + (element && with_element ? 0 : 1));
    }
};

std::int64_t difference(std::uint64_t to, std::uint64_t from) { return static_cast<std::int64_t>(to - from); }
std::uint64_t moved(std::uint64_t from, std::int64_t by) { return from + static_cast<std::uint64_t>(by); }

class encoder {
public:
    encoder(std::uint8_t form, origin_table& origins) : form_(form), origins_(origins) {}

    result<void> add(const cell& c, save shared) {
        PENDATA_TRY(number, intern({c.at.replica, c.author}));
        shared.origin = number;
        shared.number = c.save_number;
        shared.time = c.at.time;
        shared.why = c.why;
        shared.effective_date = c.effective_date;
        const auto [place, added] = index_.try_emplace(shared, saves_.size());
        if (added) saves_.push_back({shared, {}});
        saves_[place->second].evidence.vote(c.evidence);
        cells_.push_back({&c, place->second});
        return {};
    }

    // `tail` writes what follows cell n.
    template <class Tail>
    bytes finish(Tail&& tail) {
        bytes out;
        out.reserve(16 + saves_.size() * 16 + cells_.size() * 16);
        byte_writer to(out);
        expectation expected;
        if (!cells_.empty()) {
            expected.kind = cells_.front().content->key.kind;
            expected.room = cells_.front().content->room;
        }
        to.u8(form_);
        to.varint(expected.kind);
        to.u8(expected.room);
        put_saves(to);
        to.varint(cells_.size());
        for (std::size_t n = 0; n < cells_.size(); ++n) {
            put_cell(to, *cells_[n].content, cells_[n].save, expected);
            tail(to, n);
        }
        return out;
    }

private:
    struct numbered_save {
        save shared;
        majority evidence;
    };
    struct placed_cell {
        const cell* content;
        std::uint64_t save;
    };

    result<std::uint32_t> intern(const origin& who) {
        if (!last_ || *last_ != who) {
            PENDATA_TRY(number, origins_.intern(who));
            last_ = who;
            last_number_ = number;
        }
        return last_number_;
    }

    void put_saves(byte_writer& to) const {
        to.varint(saves_.size());
        save before;
        for (const auto& [s, evidence] : saves_) {
            const auto why = static_cast<std::uint8_t>(s.why);
            const bool evidence_fits = evidence.evidence < evidence_beside;
            const bool intent_fits = why < intent_beside;
            to.u8(static_cast<std::uint8_t>((evidence_fits ? evidence.evidence : evidence_beside) |
                                            (intent_fits ? why : intent_beside) << 4 |
                                            (s.effective_date ? has_effective_date : 0)));
            if (!evidence_fits) to.u8(evidence.evidence);
            if (!intent_fits) to.u8(why);
            to.varint(s.origin);
            to.zigzag(difference(s.number, before.number));
            to.zigzag(difference(s.time >> 16, before.time >> 16));
            to.varint(s.time & 0xffff);
            if (s.effective_date) to.zigzag(*s.effective_date);
            if (form_ == form_of_cells) {
                to.zigzag(difference(s.changed_at, before.changed_at));
            } else {
                to.zigzag(difference(static_cast<std::uint64_t>(s.claimed_ms), s.time >> 16));
                to.u8(static_cast<std::uint8_t>(s.trust));
            }
            before = s;
        }
    }

    void put_cell(byte_writer& to, const cell& c, std::uint64_t save_index, expectation& expected) const {
        const bool element = !c.key.element.empty();
        const value_form form = form_of(c.content);
        std::uint8_t first = static_cast<std::uint8_t>(form);
        std::uint8_t odd = 0;
        const std::uint16_t field = expected.next_field(element);
        if (c.key.field != field) first |= field_told;
        if (element) first |= has_element;
        if (save_index != expected.save) first |= save_told;

        if (c.key.kind != expected.kind) odd |= kind_told;
        if (c.room != expected.room) odd |= room_told;
        if (c.at.generation != 0) odd |= generation_told;
        if (c.evidence != saves_[save_index].evidence.evidence) odd |= evidence_told;
        if (c.at.rank == c.evidence && c.at.rank != 0) {
            first |= rank_is_evidence;
        } else if (c.at.rank == ~c.at.time) {
            odd |= rank_is_inverted_time;
        } else if (c.at.rank != 0) {
            odd |= rank_told;
        }
        if (odd != 0) first |= is_odd;

        to.u8(first);
        if (odd != 0) to.u8(odd);
        if ((odd & kind_told) != 0) to.varint(c.key.kind);
        if ((odd & room_told) != 0) to.u8(c.room);
        if ((first & field_told) != 0) to.varint(c.key.field);
        if (element) to.sized(c.key.element);
        if ((first & save_told) != 0) to.varint(save_index);
        if ((odd & generation_told) != 0) to.varint(c.at.generation);
        if ((odd & evidence_told) != 0) to.u8(c.evidence);
        if ((odd & rank_told) != 0) to.varint(c.at.rank);
        put_value(to, form, c.content);
        expected = {c.key.kind, c.room, c.key.field, element, save_index};
    }

    std::uint8_t form_;
    origin_table& origins_;
    std::optional<origin> last_;
    std::uint32_t last_number_ = 0;
    std::map<save, std::uint64_t> index_;
    std::vector<numbered_save> saves_;
    std::vector<placed_cell> cells_;
};

class decoder {
public:
    decoder(bytes_view data, origin_table& origins) : in_(data), origins_(origins) {}

    // Reads header and saves; gives the number of cells that follow.
    result<std::uint64_t> start(std::uint8_t form) {
        if (in_.u8() != form) in_.fail();
        expected_.kind = small<std::uint16_t>(in_.varint());
        expected_.room = in_.u8();
        const std::uint64_t count = counted();
        saves_.reserve(count);
        known_save before;
        for (std::uint64_t n = 0; n < count && !in_.failed(); ++n) {
            PENDATA_TRY(one, next_save(form, before));
            saves_.push_back(one);
            before = one;
        }
        const std::uint64_t cells = counted();
        if (in_.failed()) return errc::corrupt;
        return cells;
    }

    // The next cell, and the save it belongs to.
    std::pair<cell, save> next() {
        cell c;
        const std::uint8_t first = in_.u8();
        const std::uint8_t odd = (first & is_odd) != 0 ? in_.u8() : 0;
        if (((first & is_odd) != 0 && odd == 0) || (odd & ~odd_bits) != 0) in_.fail();
        const bool element = (first & has_element) != 0;
        c.key.kind = (odd & kind_told) != 0 ? small<std::uint16_t>(in_.varint()) : expected_.kind;
        c.room = (odd & room_told) != 0 ? in_.u8() : expected_.room;
        c.key.field = (first & field_told) != 0 ? small<std::uint16_t>(in_.varint()) : expected_.next_field(element);
        if (element) c.key.element = bytes(in_.sized(in_.left()));
        const std::uint64_t index = (first & save_told) != 0 ? in_.varint() : expected_.save;
        if (index >= saves_.size()) {
            in_.fail();
            return {};
        }
        const known_save& known = saves_[index];
        c.at.generation = (odd & generation_told) != 0 ? small<std::uint32_t>(in_.varint()) : 0;
        c.at.time = known.shared.time;
        c.at.replica = known.who.replica;
        c.author = known.who.author;
        c.save_number = known.shared.number;
        c.evidence = (odd & evidence_told) != 0 ? in_.u8() : known.evidence;
        c.effective_date = known.shared.effective_date;
        c.why = known.shared.why;
        if ((first & rank_is_evidence) != 0) {
            c.at.rank = c.evidence;
        } else if ((odd & rank_is_inverted_time) != 0) {
            c.at.rank = ~c.at.time;
        } else if ((odd & rank_told) != 0) {
            c.at.rank = in_.varint();
        }
        c.content = read_value(in_, static_cast<value_form>(first & value_bits));
        expected_ = {c.key.kind, c.room, c.key.field, element, index};
        return {std::move(c), known.shared};
    }

    byte_reader& in() { return in_; }

    // A count of things of at least one byte each.
    std::uint64_t counted() {
        const std::uint64_t count = in_.varint();
        if (count > in_.left()) in_.fail();
        return in_.failed() ? 0 : count;
    }

private:
    struct known_save {
        save shared;
        std::uint8_t evidence = 0;
        origin who;
    };

    template <class Number>
    Number small(std::uint64_t number) {
        if (number > std::numeric_limits<Number>::max()) in_.fail();
        return static_cast<Number>(number);
    }

    result<known_save> next_save(std::uint8_t form, const known_save& before) {
        known_save out;
        save& s = out.shared;
        const std::uint8_t first = in_.u8();
        out.evidence = first & 0x0f;
        if (out.evidence == evidence_beside) out.evidence = in_.u8();
        std::uint8_t why = (first >> 4) & 0x07;
        if (why == intent_beside) why = in_.u8();
        s.why = static_cast<intent>(why);
        s.origin = small<std::uint32_t>(in_.varint());
        s.number = moved(before.shared.number, in_.zigzag());
        const std::uint64_t ms = moved(before.shared.time >> 16, in_.zigzag());
        if (ms >> 48 != 0) in_.fail();
        s.time = ms << 16 | small<std::uint16_t>(in_.varint());
        if ((first & has_effective_date) != 0) {
            const std::int64_t day = in_.zigzag();
            s.effective_date = static_cast<std::int32_t>(day);
            if (*s.effective_date != day) in_.fail();
        }
        if (form == form_of_cells) {
            s.changed_at = moved(before.shared.changed_at, in_.zigzag());
        } else {
            s.claimed_ms = static_cast<std::int64_t>(moved(s.time >> 16, in_.zigzag()));
            s.trust = static_cast<clock_trust>(in_.u8());
        }
        if (in_.failed()) return errc::corrupt;
        PENDATA_TRY(who, origins_.find(s.origin));
        out.who = who;
        return out;
    }

    byte_reader in_;
    origin_table& origins_;
    expectation expected_;
    std::vector<known_save> saves_;
};

}  // namespace

result<bytes> encode_cells(std::span<const settled_cell> cells, origin_table& origins) {
    encoder to(form_of_cells, origins);
    for (const settled_cell& c : cells) {
        save shared;
        shared.changed_at = c.changed_at;
        PENDATA_CHECK(to.add(c.what, shared));
    }
    return to.finish([](byte_writer&, std::size_t) {});
}

result<std::vector<settled_cell>> decode_cells(bytes_view data, origin_table& origins) {
    decoder from(data, origins);
    PENDATA_TRY(count, from.start(form_of_cells));
    std::vector<settled_cell> out;
    out.reserve(count);
    for (std::uint64_t n = 0; n < count && !from.in().failed(); ++n) {
        auto [content, shared] = from.next();
        out.push_back({std::move(content), shared.changed_at});
    }
    if (!from.in().complete()) return errc::corrupt;
    return out;
}

result<bytes> encode_writes(const record_id& record, std::span<const write> writes, origin_table& origins) {
    encoder to(form_of_writes, origins);
    for (const write& w : writes) {
        PENDATA_ASSERT(w.record == record);
        save shared;
        shared.claimed_ms = w.claimed_ms;
        shared.trust = w.trust;
        PENDATA_CHECK(to.add(w.what, shared));
    }
    return to.finish([&](byte_writer& out, std::size_t n) {
        out.varint(writes[n].seen.size());
        for (const write_id& id : writes[n].seen) out.raw(id.view());
    });
}

result<std::vector<write>> decode_writes(const record_id& record, bytes_view data, origin_table& origins) {
    decoder from(data, origins);
    PENDATA_TRY(count, from.start(form_of_writes));
    std::vector<write> out;
    out.reserve(count);
    for (std::uint64_t n = 0; n < count && !from.in().failed(); ++n) {
        auto [content, shared] = from.next();
        write w{record, std::move(content), {}, shared.claimed_ms, shared.trust};
        const std::uint64_t seen = from.counted();
        if (seen > from.in().left() / sizeof(write_id::raw)) from.in().fail();
        for (std::uint64_t i = 0; i < seen && !from.in().failed(); ++i) w.seen.push_back(from.in().id<write_id>());
        out.push_back(std::move(w));
    }
    if (!from.in().complete()) return errc::corrupt;
    return out;
}

}  // namespace pendata
