// Every question of office_view as SQL, over one connection. Views and the transaction ask the same ones; what
// a question means is said in core/storage/office_store.hpp.
#pragma once

#include <map>

#include "core/storage/office_store.hpp"
#include "sync-server/store/interning.hpp"

namespace pendata {

// A record's row: its number, and the content where it is more than a name.
struct numbered_record {
    std::int64_t no = 0;
    std::optional<office_record> content;
};

// Lifetime: shorter than its connection. Threads: those of the connection.
class office_queries {
public:
    explicit office_queries(sqlite::database& file) : file_(file), origins_(file), atoms_(file) {}

    stored_origins& origins() { return origins_; }
    stored_atoms& atoms() { return atoms_; }
    // What was remembered of the transaction that reads: at its end, and where it changes a kind's list.
    void drop_lists() { of_kind_.clear(); }

    result<office_head> head();
    result<std::optional<commit_row>> commit_at(sequence at);

    // Nothing where the record was never named.
    result<std::optional<numbered_record>> read(const record_id& id);
    result<std::optional<office_record>> find(const record_id& id);
    result<std::vector<history_row>> history_of(const record_id& id);
    result<std::vector<history_row>> history_numbered(const record_id& id, std::int64_t no);
    result<std::vector<event>> events_after(sequence after, std::size_t limit);
    result<std::vector<record_id>> records_under(const std::string& node, const record_id& after, std::size_t limit);
    result<std::vector<record_id>> records_of(std::uint16_t kind, const record_id& after, std::size_t limit);
    result<sequence> kind_changed_at(std::uint16_t kind);
    result<std::vector<record_id>> followers_of(const record_id& root);
    result<std::vector<record_id>> followers_numbered(std::int64_t root);
    result<std::uint64_t> record_count();

    result<std::optional<custody_row>> custody(const write_id& id);
    result<std::vector<custody_row>> custody_of(const record_id& record);
    result<std::vector<custody_row>> custody_in(custody_state state);
    result<std::vector<custody_row>> custody_from(const device_id& device, sequence after);
    result<std::vector<accepted_row>> accepted_from(const device_id& device, sequence after);
    result<std::uint64_t> held_count(const device_id& device, std::uint64_t most);
    result<std::vector<unread_batch>> unread_of(const device_id& device, std::size_t limit);
    result<std::vector<unread_summary>> unread();
    result<std::optional<office_photo>> photo(const digest& hash, const device_id& from);
    result<std::optional<office_photo>> whole_photo(const digest& hash);
    result<piece_set> photo_pieces(const digest& hash, const device_id& from);
    result<std::optional<bytes>> photo_piece(const digest& hash, const device_id& from, std::uint32_t number);
    result<photo_mark> photo_marked(std::uint64_t number);
    result<bool> is_photo_erased(const digest& hash);
    result<std::vector<digest>> erased_photos(const digest& after, std::size_t limit);
    result<photos_of_device> photos_from(const device_id& device);
    result<std::vector<office_photo>> photos(const digest& after, const device_id& after_from, std::size_t limit);
    result<std::vector<custody_row>> held_for(const record_id& root);
    result<std::vector<custody_row>> custody_on(const write_id& base);

    result<std::optional<batch_row>> batch(const digest& hash);
    result<std::vector<digest>> batches_numbered(const replica_id& replica, std::uint64_t number);
    result<std::vector<digest>> batches_beyond(const replica_id& replica, std::uint64_t number, std::size_t limit);
    result<replica_head> head_of(const replica_id& replica);

    result<fingerprint> sum_under(const std::string& node, compartment room);
    result<std::vector<placed_sum>> sums_below(const std::string& node);
    result<void> visit_marks(const atom& place,
                             const std::function<result<void>(const record_id&, std::span<const part_mark>)>& visitor);
    // Of one record at one of its atoms; none where an older version wrote the row.
    result<std::vector<part_mark>> marks_at(std::int64_t place, const record_id& record);

    result<std::optional<device_row>> device(const device_id& id);
    result<std::vector<device_row>> devices();
    result<std::optional<code_row>> code(const digest& secret_hash);
    result<bytes> note(const std::string& name);

private:
    result<std::vector<custody_row>> custody_rows(sqlite::cursor& rows);
    result<std::int64_t> number_of(const record_id& id);
    result<const std::vector<record_id>*> all_of(std::uint16_t kind);

    sqlite::database& file_;
    stored_origins origins_;
    stored_atoms atoms_;
    std::map<std::uint16_t, std::vector<record_id>> of_kind_;
};

// A record's history rows lie together, in the order they were appended: its number, then theirs.
inline constexpr int history_row_bits = 20;
constexpr std::int64_t first_history_row(std::int64_t no) { return no << history_row_bits; }

}  // namespace pendata
