// Lists inside a row of the office's file, as bytes. Grammar: docs/storage.md, "Office store".
#pragma once

#include <span>
#include <vector>

#include "core/model/batch.hpp"
#include "core/storage/cell_encoding.hpp"
#include "core/storage/office_store.hpp"

namespace pendata {

bytes encode_places(const std::vector<membership>& places);
result<std::vector<membership>> decode_places(bytes_view data);

bytes encode_keys(const std::vector<cell_key>& keys);
result<std::vector<cell_key>> decode_keys(bytes_view data);

// Errors: those of the origin table.
result<bytes> encode_parts(const std::vector<part>& parts, origin_table& origins);
result<std::vector<part>> decode_parts(const record_id& record, bytes_view data, origin_table& origins);

bytes encode_marks(std::span<const part_mark> marks);
result<std::vector<part_mark>> decode_marks(bytes_view data);

// Without the batch's hash, which is the row's.
bytes encode_answer(const receipt& answer);
result<receipt> decode_answer(const digest& batch, bytes_view data);

// Ids one after another.
bytes encode_ids(const std::vector<record_id>& ids);
result<std::vector<record_id>> decode_ids(bytes_view data);

}  // namespace pendata
