// The model's office answers the way core/settle does, from sets in memory.
#include "tests/core/reconcile/repair_model.hpp"

#include <algorithm>
#include <stdexcept>

namespace pendata::test {

record_id random_record(std::mt19937_64& random) {
    record_id id;
    for (std::size_t i = 0; i < id.raw.size(); i += 8) {
        const std::uint64_t piece = random();
        std::memcpy(id.raw.data() + i, &piece, sizeof piece);
    }
    return id;
}

model_office::model_office(const model_side& records, const grant_list& grants) {
    for (const auto& [id, record] : records) {
        for (const auto& atom : record.atoms) {
            const auto rooms = granted_rooms(grants, {atom});
            placed_row row{range_key(id), 0, id};
            std::uint64_t parts = 0;
            for (const auto& [room, mark] : record.parts) {
                if (!contains(rooms, room)) continue;
                row.mark += mark;
                ++parts;
            }
            if (parts == 0) continue;
            rows_[atom].push_back(row);
            parts_[atom] += parts;
        }
    }
    for (auto& [atom, rows] : rows_) std::sort(rows.begin(), rows.end());
}

result<std::vector<row_source::total>> model_office::totals_below(const std::string& node) {
    std::vector<total> out;
    for (const auto& [atom, rows] : rows_) {
        if (!covers(node, atom)) continue;
        total t{atom, 0, parts_[atom]};
        for (const auto& row : rows) t.sum += row.mark;
        out.push_back(std::move(t));
    }
    return out;
}

result<std::vector<placed_row>> model_office::rows_at(const std::string& place) {
    ++scans;
    const auto found = rows_.find(place);
    return found == rows_.end() ? std::vector<placed_row>() : found->second;
}

model_record granted(const model_record& record, const grant_list& grants) {
    model_record out;
    for (const auto& [room, mark] : record.parts) {
        if (granted_atoms(grants, record.atoms, room) > 0) out.parts.emplace(room, mark);
    }
    if (!out.parts.empty()) out.atoms = record.atoms;
    return out;
}

held_parts held_by(const model_side& tablet, const grant_list& grants) {
    held_parts out;
    std::map<std::string, std::uint32_t> numbers;
    for (const auto& [id, record] : tablet) {
        for (const auto& [room, mark] : record.parts) {
            const auto number = static_cast<std::uint32_t>(out.parts.size());
            out.parts.push_back({id, room, mark});
            for (const auto& atom : record.atoms) {
                if (!contains(granted_rooms(grants, {atom}), room)) continue;
                const auto [place, added] = numbers.emplace(atom, static_cast<std::uint32_t>(out.places.size()));
                if (added) out.places.push_back(atom);
                out.placed.emplace_back(place->second, number);
            }
        }
    }
    return out;
}

namespace {

// The parts of a record that its tablet does not hold as they are.
std::size_t send(const model_side& office, model_side& tablet, const grant_list& grants, const record_id& id) {
    const auto now = granted(office.at(id), grants);
    auto& held = tablet[id];
    std::size_t sent = 0;
    for (const auto& [room, mark] : now.parts) {
        const auto present = held.parts.find(room);
        if (present != held.parts.end() && present->second == mark) continue;
        held.parts[room] = mark;
        ++sent;
    }
    held.atoms = now.atoms;
    return sent;
}

void answer(const model_side& office, model_side& tablet, const grant_list& grants, const repair_ask& ask, repair_outcome& out) {
    for (const auto& doubted : ask.doubted) {
        ++out.rows_named;
        const auto found = office.find(doubted.record);
        const auto now = found == office.end() ? model_record{} : granted(found->second, grants);
        auto& held = tablet[doubted.record];
        for (const auto& part : doubted.parts) {
            if (!held.parts.contains(part.room)) throw std::logic_error("doubts what is not held");
            if (now.parts.contains(part.room)) continue;
            held.parts.erase(part.room);
            ++out.evicted;
        }
        if (!now.parts.empty()) out.sent += send(office, tablet, grants, doubted.record);
        if (held.parts.empty()) tablet.erase(doubted.record);
    }
    model_office rows(office, grants);
    for (const auto& wanted : ask.wanted) {
        out.rows_named += wanted.marks.size();
        for (const auto& row : *rows.rows_at(wanted.place)) {
            const bool by_mark = std::binary_search(wanted.marks.begin(), wanted.marks.end(), shortened(row.mark, ask.width));
            const bool by_range = std::binary_search(wanted.prefixes.begin(), wanted.prefixes.end(), prefix_of(row.key, wanted.depth));
            if (by_mark || by_range) out.sent += send(office, tablet, grants, row.record);
        }
    }
}

}  // namespace

repair_outcome repair(const model_side& office, model_side& tablet, const grant_list& grants, std::uint8_t width,
                      const repair_witness& witness) {
    descent d(grants, held_by(tablet, grants), width);
    model_office rows(office, grants);
    repair_outcome out;
    while (auto ask = d.next()) {
        ++out.exchanges;
        witness.asked(*ask);
        answer(office, tablet, grants, *ask, out);
        if (ask->last) break;
        auto told = tell(rows, *ask);
        if (told.has_error()) throw std::logic_error("a tablet's own question is refused");
        witness.told(*told);
        if (d.take(*told).has_error()) throw std::logic_error("the office's own answer is refused");
    }
    return out;
}

bool equal(const model_side& office, const model_side& tablet, const grant_list& grants) {
    model_side should;
    for (const auto& [id, record] : office) {
        auto now = granted(record, grants);
        if (!now.parts.empty()) should.emplace(id, std::move(now));
    }
    return should == tablet;
}

}  // namespace pendata::test
