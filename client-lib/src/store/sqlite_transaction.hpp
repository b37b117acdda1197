// The transaction the engine works in: the interface's words, carried out on the tables.
#pragma once

#include "client-lib/src/store/device_tables.hpp"
#include "core/storage/device_store.hpp"

namespace pendata::store {

// Within one SQLite transaction, which its owner begins and ends.
class sqlite_transaction final : public device_transaction {
public:
    enum class purpose { reading, writing };

    // Reading, every change is refused with read_only.
    sqlite_transaction(device_tables& tables, purpose why) : tables_(tables), purpose_(why) {}

    result<device_state> state() override;
    result<void> put_state(const device_state& state) override;
    result<damage_found> damage() override;

    result<std::optional<device_record>> find(const record_id& id) override;
    result<void> put_settled(std::uint16_t kind, const part& content) override;
    result<void> erase_settled(const record_id& record, compartment room) override;
    result<void> visit_settled(const std::function<result<void>(std::uint16_t, const part&)>& visitor) override;

    result<void> add_pending(std::uint16_t kind, const std::vector<unsealed_write>& writes) override;
    result<std::vector<pending_write>> unsealed(std::size_t limit) override;
    result<void> put_sealed(const sealed_batch& batch, const std::vector<std::uint64_t>& rows) override;
    result<std::vector<sealed_batch>> unreceipted(std::uint64_t after, std::size_t limit) override;
    result<std::optional<journal_batch>> journal(const digest& hash) override;
    result<void> put_receipt(const receipt& answer) override;
    result<std::vector<record_id>> drop_settled_pending(sequence cursor) override;
    result<void> end_hold(const write_id& id, pending_state to, sequence at) override;
    result<bool> has_unsent(const record_id& record) override;
    result<void> trim_journal(sequence backed_up, std::int64_t sealed_before_ms) override;
    result<pending_summary> pending() override;
    result<std::vector<record_id>> with_pending() override;

    result<void> put_notice(const held_notice& notice) override;
    result<std::vector<held_notice>> notices() override;
    result<void> put_eviction(const message::eviction& e) override;
    result<void> drop_eviction(const record_id& record) override;
    result<std::vector<message::eviction>> evictions() override;
    result<std::vector<position>> receipt_positions(std::size_t limit) override;
    result<std::vector<record_id>> queue_again(sequence at) override;
    result<void> put_cut(std::uint16_t kind, const part& cells) override;
    result<std::vector<cut_part>> cut_parts(std::size_t limit) override;
    result<void> answer_cut(std::uint64_t number, sequence at) override;
    result<void> cut_again(sequence at) override;
    result<std::vector<record_id>> end_cut(sequence cursor, sequence backed_up) override;
    result<void> forget_put_away(const std::function<result<bool>(std::uint16_t, const part&)>& which) override;
    result<void> forget_answered_of(const record_id& record, compartment_mask rooms, sequence at) override;
    result<void> forget_by_law(const record_id& record) override;
    result<void> put_staged(const std::string& node, const message::snapshot_chunk& chunk) override;
    result<std::optional<message::snapshot_chunk>> staged(const std::string& node, std::uint64_t number) override;
    result<void> drop_staged(const std::string& node) override;
    result<bool> put_mail(const sealed_batch& batch) override;
    result<std::vector<sealed_batch>> mail(std::size_t limit) override;
    result<void> drop_mail(const digest& hash) override;
    result<void> set_mail_aside(const digest& hash, errc why) override;
    result<void> try_mail_again(errc why) override;
    result<mail_summary> mail_kept() override;
    result<void> put_return(const receipt& answer) override;
    result<std::vector<receipt>> returns() override;

    result<std::optional<tablet_photo>> photo(const digest& hash) override;
    result<std::vector<tablet_photo>> photos(std::uint64_t after, std::size_t limit, bool errands) override;
    result<photo_summary> photos_here() override;
    result<std::uint64_t> put_photo(const tablet_photo& photo) override;
    result<void> put_photo_piece(const digest& hash, std::uint32_t number, bytes_view content) override;
    result<std::optional<bytes>> photo_piece(const digest& hash, std::uint32_t number) override;
    result<piece_set> photo_pieces(const digest& hash) override;
    result<void> drop_photo_pieces(const digest& hash) override;
    result<std::vector<digest>> photos_of_others() override;
    result<void> drop_photo(const digest& hash) override;
    result<photo_mark> newest_photo_mark() override;
    result<void> offer_photos_again() override;

    result<void> project(const projection& row) override;
    result<void> unproject(const record_id& record, std::uint16_t kind) override;
    result<std::vector<record_id>> list(std::uint16_t kind, const filter* where, std::size_t limit) override;
    result<void> visit(std::uint16_t kind, const filter& where, std::span<const std::uint16_t> fields,
                       const row_visitor& visitor) override;
    result<std::vector<record_id>> referring(std::uint16_t kind, std::uint16_t field,
                                             const record_id& target) override;
    result<std::vector<record_id>> all() override;
    result<std::vector<std::uint16_t>> stale_projections() override;
    result<void> projection_is_current(std::uint16_t kind) override;

private:
    result<void> to_write() const;
    // What nobody sees any more is not projected; what is gone altogether is forgotten.
    result<void> forget_what_is_gone(std::int64_t row, std::uint16_t kind);
    result<void> drop_unreadable(const std::vector<unreadable_part>& parts);

    device_tables& tables_;
    purpose purpose_;
};

}  // namespace pendata::store
