// Reading the memory office store's tables, and swapping them at the end of a transaction.
#include "core/storage/memory_office_store.hpp"

#include <algorithm>
#include <set>

#include "core/base/assert.hpp"
#include "core/storage/memory_office_tables.hpp"

namespace pendata {

namespace {

// Copies of the rows that an index names, in the index's order, while `belongs` holds for its keys.
template <class Row, class Table, class Index, class Key, class Belongs, class IdOf>
std::vector<Row> rows_named(const Table& table, const Index& index, const Key& first, Belongs belongs, IdOf id_of_key) {
    std::vector<Row> out;
    index.visit_from(first, [&](const auto& key, const auto&) {
        if (!belongs(key)) return false;
        const auto* row = table.find(id_of_key(key));
        PENDATA_ASSERT(row != nullptr);
        out.push_back(*row);
        return true;
    });
    return out;
}

constexpr auto last_of_three = [](const auto& key) { return std::get<2>(key); };
constexpr auto last_of_two = [](const auto& key) { return std::get<1>(key); };

void sort_by_commit(std::vector<custody_row>& rows) {
    std::sort(rows.begin(), rows.end(),
              [](const auto& a, const auto& b) { return std::tie(a.at, a.id) < std::tie(b.at, b.id); });
}

template <class Table, class Key>
auto copy_of(const Table& table, const Key& key) {
    const auto* row = table.find(key);
    return row ? std::optional(*row) : std::nullopt;
}

// Every call of office_view over one state of the tables; `Interface` is the view or the transaction.
template <class Interface>
class tables_reader : public Interface {
public:
    result<office_head> head() override { return tables().head; }
    result<std::optional<commit_row>> commit_at(sequence at) override { return copy_of(tables().commits, at); }
    result<std::optional<office_record>> find(const record_id& id) override { return copy_of(tables().records, id); }

    result<std::vector<history_row>> history_of(const record_id& id) override {
        std::vector<history_row> out;
        tables().history.visit_from({id, 0}, [&](const auto& key, const history_row& row) {
            if (key.first != id) return false;
            out.push_back(row);
            return true;
        });
        return out;
    }

    result<std::vector<event>> events_after(sequence after, std::size_t limit) override {
        std::vector<event> out;
        std::size_t whole = 0;  // events up to the end of the last complete commit
        tables().events.visit_from({after + 1, record_id{}}, [&](const auto& key, const auto&) {
            if (!out.empty() && out.back().at != key.first) {
                whole = out.size();
                if (whole >= limit) return false;
            }
            if (out.size() >= limit && whole > 0) {
                out.resize(whole);
                return false;
            }
            out.push_back({key.first, key.second});
            return true;
        });
        return out;
    }

    result<std::vector<record_id>> records_under(const std::string& node, const record_id& after,
                                                 std::size_t limit) override {
        std::set<record_id> found;
        const auto take = [&](const auto& key, const auto&) {
            if (!covers(node, key.first)) return false;
            if (after < key.second) found.insert(key.second);
            if (found.size() > limit) found.erase(std::prev(found.end()));
            return true;
        };
        tables().by_atom.visit_from({node, record_id{}}, [&](const auto& key, const auto& value) {
            return key.first == node && take(key, value);
        });
        tables().by_atom.visit_from({node + ".", record_id{}}, take);
        return std::vector<record_id>(found.begin(), found.end());
    }

    result<std::vector<record_id>> records_of(std::uint16_t kind, const record_id& after, std::size_t limit) override {
        std::vector<record_id> out;
        tables().by_kind.visit_from({kind, after}, [&](const auto& key, const auto&) {
            if (key.first != kind || out.size() >= limit) return false;
            if (key.second != after) out.push_back(key.second);
            return true;
        });
        return out;
    }

    result<sequence> kind_changed_at(std::uint16_t kind) override {
        const auto* at = tables().kind_changed.find(kind);
        return at ? *at : 0;
    }

    result<std::vector<record_id>> followers_of(const record_id& root) override {
        std::vector<record_id> out;
        tables().by_root.visit_from({root, record_id{}}, [&](const auto& key, const auto&) {
            if (key.first != root) return false;
            out.push_back(key.second);
            return true;
        });
        return out;
    }

    result<std::uint64_t> record_count() override { return std::uint64_t{tables().by_kind.size()}; }

    result<std::optional<custody_row>> custody(const write_id& id) override { return copy_of(tables().custody, id); }

    result<std::vector<custody_row>> custody_of(const record_id& record) override {
        auto rows = rows_named<custody_row>(
            tables().custody, tables().custody_by_record, std::pair{record, write_id{}},
            [&](const auto& key) { return key.first == record; }, last_of_two);
        sort_by_commit(rows);
        return rows;
    }

    result<std::vector<custody_row>> custody_in(custody_state state) override {
        return rows_named<custody_row>(
            tables().custody, tables().custody_by_state, std::tuple{state, sequence{0}, write_id{}},
            [&](const auto& key) { return std::get<0>(key) == state; }, last_of_three);
    }

    result<std::vector<custody_row>> custody_from(const device_id& device, sequence after) override {
        return rows_named<custody_row>(
            tables().custody, tables().custody_by_device, std::tuple{device, after + 1, write_id{}},
            [&](const auto& key) { return std::get<0>(key) == device; }, last_of_three);
    }

    result<std::vector<accepted_row>> accepted_from(const device_id& device, sequence after) override {
        return rows_named<accepted_row>(
            tables().accepted, tables().accepted_by_device, std::tuple{device, after + 1, write_id{}},
            [&](const auto& key) { return std::get<0>(key) == device; }, last_of_three);
    }

    result<std::uint64_t> held_count(const device_id& device, std::uint64_t most) override {
        std::uint64_t count = 0;
        tables().custody_by_device.visit_from({device, sequence{0}, write_id{}}, [&](const auto& key, const auto&) {
            if (std::get<0>(key) != device || count >= most) return false;
            if (tables().custody.find(std::get<2>(key))->state == custody_state::held) ++count;
            return true;
        });
        return count;
    }

    result<std::vector<unread_batch>> unread_of(const device_id& device, std::size_t limit) override {
        std::vector<unread_batch> out;
        tables().unread.visit_from(0, [&](const auto&, const unread_batch& row) {
            if (row.from == device) out.push_back(row);
            return out.size() < limit;
        });
        return out;
    }

    result<std::optional<office_photo>> photo(const digest& hash, const device_id& from) override {
        return copy_of(tables().photos, std::pair(hash, from));
    }
    result<std::optional<office_photo>> whole_photo(const digest& hash) override {
        std::optional<office_photo> out;
        tables().photos.visit_from(std::pair(hash, device_id{}), [&](const auto& key, const office_photo& row) {
            if (key.first != hash) return false;
            if (row.whole) out = row;
            return !out;
        });
        return out;
    }
    result<piece_set> photo_pieces(const digest& hash, const device_id& from) override {
        piece_set out;
        tables().photo_pieces.visit_from(std::tuple(hash, from, 0u), [&](const auto& key, const bytes&) {
            if (std::get<0>(key) != hash || std::get<1>(key) != from) return false;
            out.add(std::get<2>(key));
            return true;
        });
        return out;
    }
    result<std::optional<bytes>> photo_piece(const digest& hash, const device_id& from, std::uint32_t number) override {
        return copy_of(tables().photo_pieces, std::tuple(hash, from, number));
    }
    result<photo_mark> photo_marked(std::uint64_t number) override {
        return copy_of(tables().photo_marks, number).value_or(photo_mark{});
    }
    result<bool> is_photo_erased(const digest& hash) override { return tables().erased_photos.contains(hash); }
    result<std::vector<digest>> erased_photos(const digest& after, std::size_t limit) override {
        std::vector<digest> out;
        tables().erased_photos.visit_from(after, [&](const digest& hash, const auto&) {
            if (hash != after && out.size() < limit) out.push_back(hash);
            return out.size() < limit;
        });
        return out;
    }
    result<photos_of_device> photos_from(const device_id& device) override {
        photos_of_device out;
        tables().photos.visit_from(std::pair(digest{}, device_id{}), [&](const auto& key, const office_photo& row) {
            if (key.second == device) {
                ++out.photos;
                out.bytes += row.size;
            }
            return true;
        });
        return out;
    }
    result<std::vector<office_photo>> photos(const digest& after, const device_id& after_from, std::size_t limit) override {
        std::vector<office_photo> out;
        tables().photos.visit_from(std::pair(after, after_from), [&](const auto& key, const office_photo& row) {
            if (key != std::pair(after, after_from) && out.size() < limit) out.push_back(row);
            return out.size() < limit;
        });
        return out;
    }

    result<std::vector<unread_summary>> unread() override {
        std::map<device_id, unread_summary> all;
        tables().unread.visit_from(0, [&](const auto&, const unread_batch& row) {
            auto& of = all.emplace(row.from, unread_summary{row.from, 0, 0, row.received_ms}).first->second;
            ++of.batches;
            of.writes += row.writes;
            of.oldest_ms = std::min(of.oldest_ms, row.received_ms);
            return true;
        });
        std::vector<unread_summary> out;
        for (const auto& [device, of] : all) out.push_back(of);
        return out;
    }

    result<std::vector<custody_row>> held_for(const record_id& root) override {
        auto rows = rows_named<custody_row>(
            tables().custody, tables().custody_by_place, std::pair{root, write_id{}},
            [&](const auto& key) { return key.first == root; }, last_of_two);
        sort_by_commit(rows);
        return rows;
    }

    result<std::vector<custody_row>> custody_on(const write_id& base) override {
        auto rows = rows_named<custody_row>(
            tables().custody, tables().custody_by_base, std::pair{base, write_id{}},
            [&](const auto& key) { return key.first == base; }, last_of_two);
        sort_by_commit(rows);
        return rows;
    }

    result<std::optional<batch_row>> batch(const digest& hash) override { return copy_of(tables().batches, hash); }

    result<std::vector<digest>> batches_numbered(const replica_id& replica, std::uint64_t number) override {
        std::vector<digest> out;
        tables().batches_by_number.visit_from({replica, number, digest{}}, [&](const auto& key, const auto&) {
            if (std::get<0>(key) != replica || std::get<1>(key) != number) return false;
            out.push_back(std::get<2>(key));
            return true;
        });
        return out;
    }

    result<std::vector<digest>> batches_beyond(const replica_id& replica, std::uint64_t number, std::size_t limit) override {
        std::vector<digest> out;
        if (number == UINT64_MAX) return out;
        tables().batches_by_number.visit_from({replica, number + 1, digest{}}, [&](const auto& key, const auto&) {
            if (std::get<0>(key) != replica || out.size() >= limit) return false;
            out.push_back(std::get<2>(key));
            return true;
        });
        return out;
    }

    result<replica_head> head_of(const replica_id& replica) override {
        const auto* head = tables().replicas.find(replica);
        return head ? *head : replica_head{};
    }

    result<fingerprint> sum_under(const std::string& node, compartment room) override {
        fingerprint sum;
        const auto take = [&](const auto& key, const fingerprint& content) {
            if (!covers(node, key.first)) return false;
            if (key.second == room) sum.add(content);
            return true;
        };
        tables().sums.visit_from({node, compartment{0}}, [&](const auto& key, const fingerprint& content) {
            return key.first == node && take(key, content);
        });
        tables().sums.visit_from({node + ".", compartment{0}}, take);
        return sum;
    }

    result<std::vector<placed_sum>> sums_below(const std::string& node) override {
        std::vector<placed_sum> out;
        const auto take = [&](const auto& key, const fingerprint& content) {
            if (!covers(node, key.first)) return false;
            out.push_back({key.first, key.second, content});
            return true;
        };
        tables().sums.visit_from({node, compartment{0}}, [&](const auto& key, const fingerprint& content) {
            return key.first == node && take(key, content);
        });
        tables().sums.visit_from({node + ".", compartment{0}}, take);
        return out;
    }

    result<void> visit_marks(
        const atom& place, const std::function<result<void>(const record_id&, std::span<const part_mark>)>& visitor) override {
        result<void> done{};
        tables().by_atom.visit_from({place, record_id{}}, [&](const auto& key, const auto&) {
            if (key.first != place) return false;
            const auto* marks = tables().marks.find(key.second);
            PENDATA_ASSERT(marks != nullptr);
            done = visitor(key.second, *marks);
            return done.has_value();
        });
        return done;
    }

    result<std::optional<device_row>> device(const device_id& id) override { return copy_of(tables().devices, id); }

    result<std::vector<device_row>> devices() override {
        std::vector<device_row> out;
        tables().devices.visit_from({}, [&](const auto&, const device_row& row) {
            out.push_back(row);
            return true;
        });
        return out;
    }

    result<std::optional<code_row>> code(const digest& secret_hash) override {
        return copy_of(tables().codes, secret_hash);
    }

    result<bytes> note(const std::string& name) override {
        const auto* content = tables().notes.find(name);
        return content ? *content : bytes{};
    }

private:
    virtual const office_tables& tables() const = 0;
};

class memory_view final : public tables_reader<office_view> {
public:
    explicit memory_view(std::shared_ptr<const office_tables> tables) : tables_(std::move(tables)) {}

private:
    const office_tables& tables() const override { return *tables_; }

    std::shared_ptr<const office_tables> tables_;
};

class memory_transaction final : public tables_reader<office_transaction> {
public:
    explicit memory_transaction(const office_tables& before) : tables_(before) {}

    office_tables take() { return std::move(tables_); }

    result<void> put(const office_record& record, sequence at, std::span<const part_mark> changed) override {
        tables_.put(record, at, changed);
        return {};
    }
    result<void> append(const history_row& row) override {
        tables_.append(row);
        return {};
    }
    result<void> forget(const record_id& record) override {
        tables_.forget(record);
        return {};
    }
    result<void> put(const custody_row& row) override {
        tables_.put(row);
        return {};
    }
    result<void> accept(const accepted_row& row) override {
        tables_.accept(row);
        return {};
    }
    result<void> put(const batch_row& row) override {
        tables_.put(row);
        return {};
    }
    result<void> put(const unread_batch& row) override {
        tables_.unread.put(++tables_.came_unread, row);
        return {};
    }
    result<void> put_photo_piece(const office_photo& of, std::uint32_t number, bytes_view content) override {
        const std::pair key(of.photo, of.from);
        if (tables_.photos.find(key) == nullptr) tables_.photos.put(key, of);
        tables_.photo_pieces.put(std::tuple(of.photo, of.from, number), bytes(content));
        return {};
    }
    result<photo_mark> photo_is_whole(const digest& hash, const device_id& from) override {
        auto row = copy_of(tables_.photos, std::pair(hash, from));
        if (!row) return errc::not_found;
        row->whole = true;
        row->mark = tables_.newest_photo = next_mark(tables_.newest_photo, hash, from);
        tables_.photo_marks.put(row->mark.number, row->mark);
        tables_.photos.put(std::pair(hash, from), *row);
        return row->mark;
    }
    result<void> drop_photo(const digest& hash, const device_id& from) override {
        PENDATA_TRY(there, this->photo_pieces(hash, from));
        for (auto n = there.first(); n; n = there.first(*n + 1)) tables_.photo_pieces.erase(std::tuple(hash, from, *n));
        tables_.photos.erase(std::pair(hash, from));
        return {};
    }
    result<void> erase_photo(const digest& hash) override {
        std::vector<device_id> from;
        tables_.photos.visit_from(std::pair(hash, device_id{}), [&](const auto& key, const office_photo&) {
            if (key.first == hash) from.push_back(key.second);
            return key.first == hash;
        });
        for (const auto& device : from) PENDATA_CHECK(drop_photo(hash, device));
        tables_.erased_photos.put(hash, {});
        return {};
    }
    result<void> drop_unread(const digest& hash) override {
        std::optional<std::uint64_t> found;
        tables_.unread.visit_from(0, [&](const std::uint64_t place, const unread_batch& row) {
            if (row.hash == hash) found = place;
            return !found;
        });
        if (found) tables_.unread.erase(*found);
        return {};
    }
    result<bool> attempt(const std::function<result<bool>()>& work) override {
        office_tables before = tables_;
        PENDATA_TRY(stands, work());
        if (!stands) tables_ = std::move(before);
        return stands;
    }
    result<void> add_to_sum(const atom& place, compartment room, const fingerprint& by) override {
        tables_.add_to_sum(place, room, by);
        return {};
    }
    result<void> put(const device_row& row) override {
        tables_.devices.put(row.id, row);
        return {};
    }
    result<void> put(const code_row& row) override {
        tables_.codes.put(row.secret_hash, row);
        return {};
    }
    result<void> put_note(const std::string& name, bytes_view content) override {
        if (content.empty()) {
            tables_.notes.erase(name);
        } else {
            tables_.notes.put(name, bytes(content));
        }
        return {};
    }
    result<void> advance(const commit_row& row) override {
        if (row.at != tables_.head.at + 1) return errc::invalid_argument;
        tables_.commits.put(row.at, row);
        tables_.head = {row.segment, row.at, row.hash, std::max(tables_.head.latest_ms, row.ms)};
        return {};
    }

private:
    const office_tables& tables() const override { return tables_; }

    office_tables tables_;
};

}  // namespace

memory_office_store::memory_office_store() : tables_(std::make_shared<const office_tables>()) {}
memory_office_store::~memory_office_store() = default;
memory_office_store::memory_office_store(const memory_office_store& other) : tables_(other.tables_) {}

memory_office_store& memory_office_store::operator=(const memory_office_store& other) {
    PENDATA_ASSERT(!transacting_);
    tables_ = other.tables_;
    return *this;
}

result<std::unique_ptr<office_view>> memory_office_store::view() {
    return std::unique_ptr<office_view>(std::make_unique<memory_view>(tables_));
}

result<void> memory_office_store::transact(const std::function<result<void>(office_transaction&)>& work) {
    PENDATA_ASSERT(!transacting_);
    memory_transaction working(*tables_);
    transacting_ = true;
    const auto done = work(working);
    transacting_ = false;
    PENDATA_CHECK(done);
    tables_ = std::make_shared<const office_tables>(working.take());
    return {};
}

}  // namespace pendata
