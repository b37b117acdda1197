// office_view answered by office_queries: the one place where calls are handed on, for the view and for the
// transaction alike.
#pragma once

#include "sync-server/store/office_queries.hpp"

namespace pendata {

// `Interface` is office_view or office_transaction.
template <class Interface>
class querying : public Interface {
public:
    explicit querying(office_queries& queries) : queries_(queries) {}

    result<office_head> head() override { return queries_.head(); }
    result<std::optional<commit_row>> commit_at(sequence at) override { return queries_.commit_at(at); }
    result<std::optional<office_record>> find(const record_id& id) override { return queries_.find(id); }
    result<std::vector<history_row>> history_of(const record_id& id) override { return queries_.history_of(id); }
    result<std::vector<event>> events_after(sequence after, std::size_t limit) override {
        PENDATA_CHECK(write_out());
        return queries_.events_after(after, limit);
    }
    result<std::vector<record_id>> records_under(const std::string& node, const record_id& after,
                                                 std::size_t limit) override {
        return queries_.records_under(node, after, limit);
    }
    result<std::vector<record_id>> records_of(std::uint16_t kind, const record_id& after, std::size_t limit) override {
        return queries_.records_of(kind, after, limit);
    }
    result<sequence> kind_changed_at(std::uint16_t kind) override {
        PENDATA_CHECK(write_out());
        return queries_.kind_changed_at(kind);
    }
    result<std::vector<record_id>> followers_of(const record_id& root) override { return queries_.followers_of(root); }
    result<std::uint64_t> record_count() override {
        PENDATA_CHECK(write_out());
        return queries_.record_count();
    }

    result<std::optional<custody_row>> custody(const write_id& id) override { return queries_.custody(id); }
    result<std::vector<custody_row>> custody_of(const record_id& record) override {
        return queries_.custody_of(record);
    }
    result<std::vector<custody_row>> custody_in(custody_state state) override { return queries_.custody_in(state); }
    result<std::vector<custody_row>> custody_from(const device_id& device, sequence after) override {
        return queries_.custody_from(device, after);
    }
    result<std::vector<accepted_row>> accepted_from(const device_id& device, sequence after) override {
        return queries_.accepted_from(device, after);
    }
    result<std::uint64_t> held_count(const device_id& device, std::uint64_t most) override {
        return queries_.held_count(device, most);
    }
    result<std::vector<unread_batch>> unread_of(const device_id& device, std::size_t limit) override {
        return queries_.unread_of(device, limit);
    }
    result<std::vector<unread_summary>> unread() override { return queries_.unread(); }
    result<std::optional<office_photo>> photo(const digest& hash, const device_id& from) override {
        return queries_.photo(hash, from);
    }
    result<std::optional<office_photo>> whole_photo(const digest& hash) override { return queries_.whole_photo(hash); }
    result<piece_set> photo_pieces(const digest& hash, const device_id& from) override {
        return queries_.photo_pieces(hash, from);
    }
    result<std::optional<bytes>> photo_piece(const digest& hash, const device_id& from, std::uint32_t number) override {
        return queries_.photo_piece(hash, from, number);
    }
    result<photo_mark> photo_marked(std::uint64_t number) override { return queries_.photo_marked(number); }
    result<bool> is_photo_erased(const digest& hash) override { return queries_.is_photo_erased(hash); }
    result<std::vector<digest>> erased_photos(const digest& after, std::size_t limit) override { return queries_.erased_photos(after, limit); }
    result<photos_of_device> photos_from(const device_id& device) override { return queries_.photos_from(device); }
    result<std::vector<office_photo>> photos(const digest& after, const device_id& after_from, std::size_t limit) override {
        return queries_.photos(after, after_from, limit);
    }
    result<std::vector<custody_row>> held_for(const record_id& root) override { return queries_.held_for(root); }
    result<std::vector<custody_row>> custody_on(const write_id& base) override { return queries_.custody_on(base); }

    result<std::optional<batch_row>> batch(const digest& hash) override { return queries_.batch(hash); }
    result<std::vector<digest>> batches_numbered(const replica_id& replica, std::uint64_t number) override {
        return queries_.batches_numbered(replica, number);
    }
    result<std::vector<digest>> batches_beyond(const replica_id& replica, std::uint64_t number, std::size_t limit) override {
        return queries_.batches_beyond(replica, number, limit);
    }
    result<replica_head> head_of(const replica_id& replica) override { return queries_.head_of(replica); }

    result<fingerprint> sum_under(const std::string& node, compartment room) override {
        PENDATA_CHECK(write_out());
        return queries_.sum_under(node, room);
    }

    result<std::vector<placed_sum>> sums_below(const std::string& node) override {
        PENDATA_CHECK(write_out());
        return queries_.sums_below(node);
    }
    result<void> visit_marks(
        const atom& place, const std::function<result<void>(const record_id&, std::span<const part_mark>)>& visitor) override {
        return queries_.visit_marks(place, visitor);
    }

    result<std::optional<device_row>> device(const device_id& id) override { return queries_.device(id); }
    result<std::vector<device_row>> devices() override { return queries_.devices(); }
    result<std::optional<code_row>> code(const digest& secret_hash) override { return queries_.code(secret_hash); }
    result<bytes> note(const std::string& name) override { return queries_.note(name); }

protected:
    // Before a question about something that a transaction gathers in memory.
    virtual result<void> write_out() { return {}; }

    office_queries& queries_;
};

}  // namespace pendata
