// Copying failures and results across the boundary.
#include "client-lib/src/capi/boundary.hpp"

#include <cstdlib>

namespace pendata::capi {

namespace {

// Terminated, and never cut within a character.
template <std::size_t Size>
void copy_text(char (&to)[Size], std::string_view from) {
    std::size_t size = std::min(from.size(), Size - 1);
    while (size < from.size() && size > 0 && (static_cast<unsigned char>(from[size]) & 0xc0) == 0x80) --size;
    std::memcpy(to, from.data(), size);
    to[size] = '\0';
}

void write(pendata_error* error, const pendata_error& content) {
    if (error == nullptr || error->struct_size < sizeof error->struct_size) return;
    const std::size_t size = error->struct_size;
    std::memcpy(error, &content, std::min(size, sizeof content));
    error->struct_size = size;
}

pendata_error failure_of(errc code) {
    pendata_error content{};
    content.status = static_cast<pendata_status>(code);
    content.retryable = persistence_of(code) == persistence::transient ? 1 : 0;
    content.row = -1;
    copy_text(content.text, text_of(code, true));
    copy_text(content.text_en, text_of(code, false));
    return content;
}

}  // namespace

pendata_status fail(pendata_error* error, const problem& why, std::int64_t row) {
    pendata_error content = failure_of(why.code);
    if (!why.hint_id.empty()) copy_text(content.text, why.hint_id);
    if (!why.hint_en.empty()) copy_text(content.text_en, why.hint_en);
    copy_text(content.field, why.field);
    content.row = row;
    write(error, content);
    return content.status;
}

// Without memory of its own: it tells also that there is none.
pendata_status fail(pendata_error* error, errc why) {
    const pendata_error content = failure_of(why);
    write(error, content);
    return content.status;
}

pendata_status succeed(pendata_error* error) {
    pendata_error content{};
    content.row = -1;
    write(error, content);
    return PENDATA_OK;
}

void give(pendata_buffer* out, std::string_view content) {
    auto* data = static_cast<char*>(std::malloc(content.size() + 1));
    if (data == nullptr) throw std::bad_alloc();
    std::memcpy(data, content.data(), content.size());
    data[content.size()] = '\0';
    *out = {data, content.size()};
}

}  // namespace pendata::capi
