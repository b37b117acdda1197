// One row a chunk: the size of the open block, both blocks.
#include "client-lib/src/store/staging_rows.hpp"

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"

namespace pendata::store {

result<void> staging_rows::put(const std::string& node, const message::snapshot_chunk& chunk) {
    bytes content;
    byte_writer to(content);
    to.sized(chunk.open);
    to.raw(chunk.closed);
    return file_.execute("INSERT INTO staged(node, number, content) VALUES(?, ?, ?) "
                         "ON CONFLICT DO UPDATE SET content = excluded.content",
                         sqlite::as_text{node}, chunk.number, content);
}

result<std::optional<message::snapshot_chunk>> staging_rows::find(const std::string& node, std::uint64_t number) {
    PENDATA_TRY(run, file_.query("SELECT content FROM staged WHERE node = ? AND number = ?", sqlite::as_text{node}, number));
    PENDATA_TRY(found, run.step());
    if (!found) return std::optional<message::snapshot_chunk>();
    byte_reader in(run.blob(0));
    message::snapshot_chunk out;
    out.number = number;
    out.open = bytes(in.sized(in.left()));
    out.closed = bytes(in.raw(in.left()));
    if (!in.complete()) return errc::corrupt;
    return std::optional(std::move(out));
}

result<void> staging_rows::drop(const std::string& node) {
    return file_.execute("DELETE FROM staged WHERE node = ?", sqlite::as_text{node});
}

}  // namespace pendata::store
