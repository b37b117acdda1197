// All of a store in words: every call with what it answered. Two stores are one when their words are.
#include "core/base/byte_writer.hpp"
#include "core/model/canonical.hpp"
#include "tests/store/office_samples.hpp"

namespace pendata::test {

namespace {

// Rows in words. One class, so that a list finds the words of whatever it lists.
struct teller {
    static std::string words(std::uint64_t number) { return std::to_string(number); }
    static std::string words(const std::string& text) { return text; }
    static std::string words(const digest& d) { return to_hex(d.view()); }
    template <class Tag>
    static std::string words(const id16<Tag>& id) {
        return to_hex(id.view());
    }
    template <class T>
    static std::string words(const std::optional<T>& content) {
        return content ? words(*content) : "none";
    }
    template <class T>
    static std::string words(const std::vector<T>& list) {
        std::string out = "[";
        for (const auto& item : list) out += words(item) + ' ';
        return out + ']';
    }
    static std::string words(const position& p) { return words(p.segment) + '@' + words(p.at) + '/' + words(p.hash); }
    static std::string words(const fingerprint& sum) { return to_hex(sum.encoded()); }
    static std::string words(const placed_sum& s) { return s.place + ' ' + words(s.room) + ' ' + words(s.sum); }
    static std::string words(const part_mark& m) { return words(m.room) + ' ' + words(m.mark); }
    static std::string words(const event& e) { return words(e.at) + ':' + words(e.record); }
    static std::string words(const replica_head& h) {
        return words(h.number) + ' ' + words(h.last_save) + (h.forked ? " forked" : "");
    }
    static std::string words(const office_head& h) { return words(h.where()) + ' ' + std::to_string(h.latest_ms); }
    static std::string words(const commit_row& c) {
        return words(c.at) + ' ' + words(c.segment) + ' ' + words(c.hash) + ' ' + std::to_string(c.ms);
    }
    static std::string words(const cell_key& key) {
        bytes out;
        append_canonical(out, key);
        return to_hex(out);
    }
    static std::string words(const write& w) {
        bytes out;
        append_canonical(out, w);
        return to_hex(out);
    }
    static std::string words(const settled_cell& c) {
        bytes out;
        append_canonical(out, c.what);
        return to_hex(out) + '@' + words(c.changed_at);
    }
    static std::string words(const part& p) { return words(p.record) + ' ' + words(p.room) + ' ' + words(p.cells); }
    static std::string words(const membership& m) {
        return words(m.since) + ':' + words(std::vector<std::string>(m.atoms.begin(), m.atoms.end()));
    }
    static std::string words(const office_record& r) {
        return words(r.id) + " kind " + words(r.kind) + ' ' + words(r.parts) + ' ' + words(r.places) + " root " +
               words(r.roots) + " contested " + words(r.contested);
    }
    static std::string words(const history_row& row) {
        return words(row.at) + ' ' + words(row.record) + ' ' + words(row.batch) + ' ' + words(row.from) + ' ' +
               std::to_string(int(row.path)) + ' ' + std::to_string(row.received_ms) + ' ' + words(row.writes);
    }
    static std::string words(const custody_row& row) {
        return words(row.id) + ' ' + words(row.what) + ' ' + words(row.batch) + ' ' + words(row.from) + ' ' +
               std::to_string(int(row.path)) + ' ' + std::to_string(row.received_ms) + ' ' +
               std::to_string(int(row.reason)) + ' ' + std::to_string(int(row.state)) + ' ' + row.note + ' ' +
               words(row.at) + ' ' + words(row.waits_for);
    }
    static std::string words(const accepted_row& row) {
        return words(row.id) + ' ' + words(row.record) + ' ' + words(row.from) + ' ' + words(row.at);
    }
    static std::string words(const batch_row& row) {
        return words(row.hash) + ' ' + words(row.replica) + ' ' + words(row.number) + ' ' + words(row.previous) + ' ' +
               words(row.from) + ' ' + to_hex(receipt_message(row.answer)) +
               to_hex({reinterpret_cast<const char*>(row.answer.signed_by.data()), row.answer.signed_by.size()}) + ' ' +
               words(row.last_save);
    }
    static std::string words(const device_row& row) {
        return words(row.id) + ' ' + to_hex(row.public_key) + ' ' + words(row.officer) + ' ' + row.label + ' ' +
               std::to_string(row.enrolled_ms) + ' ' + words(row.revoked) + ' ' + std::to_string(row.last_contact_ms) +
               ' ' + words(row.told_pending) + ' ' + words(row.told_oldest_s) + ' ' + words(row.told_trust) + ' ' + words(row.told_trouble) + ' ' +
               words(row.told_trouble_s) + ' ' + words(row.told_by_office) + ' ' +
               words(row.pulled);
    }
    static std::string words(const code_row& row) {
        return words(row.secret_hash) + ' ' + words(row.officer) + ' ' + std::to_string(row.expires_ms) + ' ' +
               words(row.used_by);
    }

    template <class T>
    static std::string answer(const result<T>& got) {
        return got.has_error() ? "failed: " + got.error().message() : words(*got);
    }
};

template <class T>
std::string answer(const result<T>& got) {
    return teller::answer(got);
}
template <class T>
std::string words(const T& what) {
    return teller::words(what);
}

constexpr std::size_t page = 3;

using lines = std::vector<std::string>;

void describe_records(office_view& view, const named_things& things, lines& out) {
    for (const auto& id : things.records) {
        out.push_back("find " + words(id) + " = " + answer(view.find(id)));
        out.push_back("history_of " + words(id) + " = " + answer(view.history_of(id)));
        out.push_back("followers_of " + words(id) + " = " + answer(view.followers_of(id)));
        out.push_back("custody_of " + words(id) + " = " + answer(view.custody_of(id)));
        out.push_back("held_for " + words(id) + " = " + answer(view.held_for(id)));
    }
    for (const auto kind : things.kinds) {
        out.push_back("kind_changed_at " + words(kind) + " = " + answer(view.kind_changed_at(kind)));
        out.push_back("records_of " + words(kind) + " = " + answer(view.records_of(kind, {}, 1000)));
    }
    for (const auto& node : things.nodes) {
        out.push_back("records_under " + node + " = " + answer(view.records_under(node, {}, 1000)));
        for (const auto& after : things.records) {
            out.push_back("records_under " + node + " after " + words(after) + " = " +
                          answer(view.records_under(node, after, page)));
        }
        for (compartment room = 0; room < compartment_count; ++room) {
            out.push_back("sum_under " + node + ' ' + words(room) + " = " + answer(view.sum_under(node, room)));
        }
    }
    for (const auto& node : things.nodes) {
        out.push_back("sums_below " + node + " = " + answer(view.sums_below(node)));
        std::string marks;
        const auto visited = view.visit_marks(node, [&](const record_id& id, std::span<const part_mark> of) -> result<void> {
            marks += words(id) + ' ' + words(std::vector<part_mark>(of.begin(), of.end())) + ' ';
            return {};
        });
        out.push_back("visit_marks " + node + " = " + (visited.has_error() ? "failed" : marks));
    }
    out.push_back("record_count = " + answer(view.record_count()));
}

void describe_custody(office_view& view, const named_things& things, lines& out) {
    for (const auto& id : things.writes) {
        out.push_back("custody " + words(id) + " = " + answer(view.custody(id)));
        out.push_back("custody_on " + words(id) + " = " + answer(view.custody_on(id)));
    }
    for (const auto state : {custody_state::held, custody_state::returned, custody_state::rejected}) {
        out.push_back("custody_in " + std::to_string(int(state)) + " = " + answer(view.custody_in(state)));
    }
    for (const auto& device : things.devices) {
        for (const sequence after : {0, 1, 5, 20}) {
            out.push_back("custody_from " + words(device) + " after " + words(after) + " = " +
                          answer(view.custody_from(device, after)));
            out.push_back("accepted_from " + words(device) + " after " + words(after) + " = " +
                          answer(view.accepted_from(device, after)));
        }
        out.push_back("device " + words(device) + " = " + answer(view.device(device)));
    }
    out.push_back("devices = " + answer(view.devices()));
}

void describe_rest(office_view& view, const named_things& things, sequence newest, lines& out) {
    for (sequence at = 0; at <= newest + 1; ++at) {
        out.push_back("commit_at " + words(at) + " = " + answer(view.commit_at(at)));
        out.push_back("events_after " + words(at) + " = " + answer(view.events_after(at, page)));
    }
    for (const auto& replica : things.replicas) {
        out.push_back("head_of " + words(replica) + " = " + answer(view.head_of(replica)));
        for (std::uint64_t number = 0; number < 8; ++number) {
            out.push_back("batches_beyond " + words(replica) + ' ' + words(number) + " = " +
                          answer(view.batches_beyond(replica, number, 3)));
            out.push_back("batches_numbered " + words(replica) + ' ' + words(number) + " = " +
                          answer(view.batches_numbered(replica, number)));
        }
    }
    for (const auto& hash : things.digests) {
        out.push_back("batch " + words(hash) + " = " + answer(view.batch(hash)));
        out.push_back("code " + words(hash) + " = " + answer(view.code(hash)));
    }
    for (const auto& name : things.notes) {
        const auto content = view.note(name);
        out.push_back("note " + name + " = " + (content.has_error() ? "failed" : to_hex(*content)));
    }
}

}  // namespace

std::vector<std::string> described(office_view& view, const named_things& things) {
    lines out;
    const auto head = view.head();
    out.push_back("head = " + answer(head));
    describe_records(view, things, out);
    describe_custody(view, things, out);
    describe_rest(view, things, head.has_value() ? head->at : 0, out);
    return out;
}

}  // namespace pendata::test
