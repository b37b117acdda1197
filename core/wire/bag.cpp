// Mail bags: a magic and one protobuf message. Nothing is compressed, batches are already.
#include "core/wire/bag.hpp"

#include <optional>

#include "core/base/limits.hpp"
#include "core/wire/fields.hpp"
#include "core/wire/receipts.hpp"
#include "pendata/v1/bundle.pb.h"
#include "pendata/v1/wire.pb.h"

namespace pendata {

namespace {

namespace pb = pendata::v1;
using google::protobuf::Arena;

// The pieces `lengths` cut the blob into; nothing where they do not fit it.
std::optional<std::vector<bytes_view>> pieces(const google::protobuf::RepeatedField<std::uint32_t>& lengths,
                                              bytes_view blob) {
    std::vector<bytes_view> out;
    wire::reading state;
    wire::blob_cursor cursor(blob, state);
    for (const std::uint32_t length : lengths) {
        out.push_back(cursor.next(length));
        if (state.failed) return std::nullopt;
    }
    if (!cursor.finished()) return std::nullopt;
    return out;
}

errc what_is_this(bytes_view file) {
    // "PDBAG", another number, a line feed.
    const bytes_view name = bag_magic.substr(0, 5);
    if (file.substr(0, name.size()) == name && file.size() > name.size() && file[name.size()] > '1' &&
        file[name.size()] <= '9') {
        return errc::newer_format;
    }
    return errc::foreign_file;
}

}  // namespace

result<bytes> encode_bag(const mail_bag& bag) {
    if (bag.batches.size() > limits::batches_per_bag || bag.receipts.size() > limits::receipts_per_bag) {
        return errc::too_large;
    }
    Arena arena;
    auto& out = *Arena::CreateMessage<pb::Bag>(&arena);
    std::size_t total = 0;
    for (const bytes& batch : bag.batches) {
        total += batch.size();
        if (batch.size() > limits::frame_bytes || total > limits::bag_bytes) return errc::too_large;
        wire::add_sized(*out.mutable_batch_lengths(), *out.mutable_batches(), batch);
    }
    for (const receipt& r : bag.receipts) {
        auto& encoded = *Arena::CreateMessage<pb::Receipt>(&arena);
        if (!wire::write_receipt(r, encoded)) return errc::too_large;
        wire::add_sized(*out.mutable_receipt_lengths(), *out.mutable_receipts(), encoded.SerializeAsString());
    }
    bytes file(bag_magic);
    out.AppendToString(&file);
    if (file.size() > limits::bag_bytes) return errc::too_large;
    return file;
}

result<mail_bag> decode_bag(bytes_view file) {
    if (!file.starts_with(bag_magic)) return what_is_this(file);
    if (file.size() > limits::bag_bytes) return errc::limit_exceeded;
    file.remove_prefix(bag_magic.size());
    Arena arena;
    auto& in = *Arena::CreateMessage<pb::Bag>(&arena);
    if (!in.ParseFromArray(file.data(), static_cast<int>(file.size()))) return errc::malformed;
    if (static_cast<std::size_t>(in.batch_lengths_size()) > limits::batches_per_bag ||
        static_cast<std::size_t>(in.receipt_lengths_size()) > limits::receipts_per_bag) {
        return errc::limit_exceeded;
    }
    const auto batches = pieces(in.batch_lengths(), in.batches());
    const auto receipts = pieces(in.receipt_lengths(), in.receipts());
    if (!batches || !receipts) return errc::malformed;
    mail_bag out;
    for (const bytes_view batch : *batches) {
        if (batch.size() > limits::frame_bytes) return errc::limit_exceeded;
        out.batches.emplace_back(batch);
    }
    for (const bytes_view encoded : *receipts) {
        pb::Receipt r;
        if (!r.ParseFromArray(encoded.data(), static_cast<int>(encoded.size()))) return errc::malformed;
        PENDATA_TRY(read, wire::read_receipt(r));
        out.receipts.push_back(std::move(read));
    }
    return out;
}

}  // namespace pendata
