// The write transaction on SQLite. What many records of a batch share (sums, events, kinds) is gathered and
// written once; what was read of a record is remembered until the end of the transaction.
#pragma once

#include <map>
#include <set>
#include <unordered_map>

#include "sync-server/store/querying.hpp"

namespace pendata {

// Lifetime: within a write transaction of the connection.
class office_changes final : public querying<office_transaction> {
public:
    office_changes(sqlite::database& file, office_queries& queries) : querying(queries), file_(file) {}

    // Writes what was gathered.
    result<void> finish();

    result<std::optional<office_record>> find(const record_id& id) override;
    result<std::vector<history_row>> history_of(const record_id& id) override;
    result<std::vector<record_id>> followers_of(const record_id& root) override;

    result<void> put(const office_record& record, sequence at, std::span<const part_mark> changed) override;
    result<void> append(const history_row& row) override;
    result<void> forget(const record_id& record) override;
    result<void> put(const custody_row& row) override;
    result<void> accept(const accepted_row& row) override;
    result<void> put(const batch_row& row) override;
    result<void> put(const unread_batch& row) override;
    result<void> drop_unread(const digest& hash) override;
    result<void> put_photo_piece(const office_photo& of, std::uint32_t number, bytes_view content) override;
    result<photo_mark> photo_is_whole(const digest& hash, const device_id& from) override;
    result<void> drop_photo(const digest& hash, const device_id& from) override;
    result<void> erase_photo(const digest& hash) override;
    result<bool> attempt(const std::function<result<bool>()>& work) override;
    result<void> add_to_sum(const atom& place, compartment room, const fingerprint& by) override;
    result<void> put(const device_row& row) override;
    result<void> put(const code_row& row) override;
    result<void> put_note(const std::string& name, bytes_view content) override;
    result<void> advance(const commit_row& row) override;

private:
    // What is written of a record, as far as the indexes depend on it.
    struct known_record {
        std::int64_t no = 0;        // 0: never named
        bool has_row = false;       // else the number was given in this transaction and only now
        bool has_content = false;
        bool has_parts = false;     // and so is listed
        std::uint16_t kind = 0;
        std::vector<record_id> roots;
        atom_set atoms;
        std::int64_t next_history = -1;  // row of its next history; -1: not asked yet
    };
    struct kind_change {
        sequence at = 0;
        std::int64_t records = 0;
    };
    struct delivery {
        sequence at = 0;
        digest batch;
        device_id from;
        arrival path = arrival::sync;
        std::int64_t received_ms = 0;
        friend bool operator==(const delivery&, const delivery&) = default;
    };

    void forget_everything();
    result<void> write_out() override;
    result<void> write_events();
    result<void> write_kinds();
    result<void> write_sums();
    result<void> write_names();

    result<known_record*> known(const record_id& id);
    void remember(const numbered_record& row, known_record& known) const;
    result<void> number(const record_id& id, known_record& known);
    result<void> write_row(const office_record& record, known_record& before);
    result<void> index_kind(const office_record& record, const known_record& before);
    result<void> index_atoms(const office_record& record, const known_record& before, std::span<const part_mark> changed);
    result<std::int64_t> numbered(const record_id& id);
    result<void> index_root(const office_record& record, const known_record& before);
    result<std::int64_t> delivery_of(const history_row& row);
    result<void> end_custody(const write_id& id);
    result<bool> is_photo_sound(const digest& hash, std::int64_t pieces);
    result<void> unite_pieces(const digest& hash, const device_id& from);

    sqlite::database& file_;
    std::unordered_map<record_id, known_record> known_;
    std::vector<record_id> unwritten_names_;
    std::int64_t last_number_ = -1;  // greatest given to a record; -1: not asked yet
    std::map<sequence, std::set<record_id>> events_;
    std::map<std::uint16_t, kind_change> kinds_;
    std::map<std::pair<compartment, atom>, fingerprint> sums_;
    std::optional<delivery> last_delivery_;
    std::int64_t last_delivery_number_ = 0;
};

}  // namespace pendata
