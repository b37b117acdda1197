// zstd behind two calls, and the check of its frame header that the library's simple calls leave out.
#include "core/wire/compression.hpp"

#include <zstd.h>
#include <zstd_errors.h>

#include <memory>

#include "core/base/byte_reader.hpp"
#include "core/base/byte_writer.hpp"
#include "core/base/limits.hpp"
#include "core/base/out_of_memory.hpp"

namespace pendata::wire {

namespace {

constexpr int quick_level = 3;
constexpr int patient_level = 19;
constexpr std::size_t least_compressed = 128;  // below, the frame's own header eats the gain
constexpr std::size_t padding = 64;

struct free_context {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

using context_pointer = std::unique_ptr<ZSTD_CCtx, free_context>;

context_pointer make_compressor(int level) {
    context_pointer made(ZSTD_createCCtx());
    if (!made) out_of_memory();  // and the next call makes it anew
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_windowLog, limits::zstd_window_log);
    return made;
}

ZSTD_CCtx* compressor(effort how_hard) {
    if (how_hard == effort::patient) {
        thread_local const context_pointer patient = make_compressor(patient_level);
        return patient.get();
    }
    thread_local const context_pointer quick = make_compressor(quick_level);
    return quick.get();
}

ZSTD_DCtx* expander() {
    thread_local const std::unique_ptr<ZSTD_DCtx, free_context> context = [] {
        std::unique_ptr<ZSTD_DCtx, free_context> made(ZSTD_createDCtx());
        if (!made) out_of_memory();
        return made;
    }();
    return context.get();
}

// The window a frame asks for (RFC 8878, 3.1.1.1); nothing when it wants what we do not speak.
result<std::uint64_t> window_of(bytes_view frame, std::uint64_t content_size) {
    byte_reader in(frame);
    if (in.u32() != 0x28b52ffd) return errc::malformed;
    const std::uint8_t descriptor = in.u8();
    constexpr std::uint8_t single_segment = 0x20, reserved = 0x08, dictionary = 0x03;
    if ((descriptor & (reserved | dictionary)) != 0) return errc::unsupported_version;
    if ((descriptor & single_segment) != 0) return content_size;
    const std::uint8_t window = in.u8();
    if (in.failed()) return errc::malformed;
    const std::uint64_t base = std::uint64_t{1} << (10 + (window >> 3));
    return base + base / 8 * (window & 7);
}

result<bytes_view> expand_zstd(bytes_view data, bytes& scratch) {
    const unsigned long long size = ZSTD_getFrameContentSize(data.data(), data.size());
    if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR) return errc::malformed;
    if (size > limits::expanded_bytes) return errc::limit_exceeded;
    PENDATA_TRY(window, window_of(data, size));
    if (window > std::uint64_t{1} << limits::zstd_window_log) return errc::limit_exceeded;
    // One frame and nothing behind it: a second one could expand as well.
    const std::size_t used = ZSTD_findFrameCompressedSize(data.data(), data.size());
    if (ZSTD_isError(used) != 0 || used != data.size()) return errc::malformed;
    scratch.resize(static_cast<std::size_t>(size));
    const std::size_t got =
        ZSTD_decompressDCtx(expander(), scratch.data(), scratch.size(), data.data(), data.size());
    if (ZSTD_isError(got) != 0 && ZSTD_getErrorCode(got) == ZSTD_error_memory_allocation) out_of_memory();
    if (ZSTD_isError(got) != 0 || got != scratch.size()) return errc::malformed;
    return bytes_view(scratch);
}

// One zstd frame; a cut ends a zstd block, so that what follows gets codes of its own.
bool append_zstd(bytes& out, bytes_view payload, std::span<const std::size_t> cuts, effort how_hard) {
    constexpr std::size_t flush_overhead = 16;
    const std::size_t before = out.size();
    out.resize(before + ZSTD_compressBound(payload.size()) + flush_overhead * cuts.size());
    ZSTD_outBuffer to{out.data() + before, out.size() - before, 0};
    ZSTD_CCtx* const context = compressor(how_hard);
    ZSTD_CCtx_reset(context, ZSTD_reset_session_only);
    ZSTD_CCtx_setPledgedSrcSize(context, payload.size());
    ZSTD_inBuffer from{payload.data(), 0, 0};
    for (std::size_t i = 0; i <= cuts.size(); ++i) {
        const bool last = i == cuts.size();
        from.size = last ? payload.size() : cuts[i];
        if (ZSTD_compressStream2(context, &to, &from, last ? ZSTD_e_end : ZSTD_e_flush) != 0) return false;
    }
    out.resize(before + to.pos);
    return true;
}

}  // namespace

void append_plain(bytes& out, bytes_view payload) {
    out.push_back(static_cast<char>(compression::none));
    out.append(payload);
}

void append_compressed(bytes& out, bytes_view payload, std::span<const std::size_t> cuts, effort how_hard) {
    if (payload.size() >= least_compressed) {
        const std::size_t before = out.size();
        out.push_back(static_cast<char>(compression::zstd));
        if (append_zstd(out, payload, cuts, how_hard) && out.size() - before <= payload.size()) return;
        out.resize(before);
    }
    append_plain(out, payload);
}

result<bytes_view> expand(bytes_view data, bytes& scratch) {
    if (data.empty()) return errc::malformed;
    const auto how = static_cast<compression>(data.front());
    data.remove_prefix(1);
    switch (how) {
        case compression::none:
            if (data.size() > limits::expanded_bytes) return errc::limit_exceeded;
            return data;
        case compression::zstd:
            return expand_zstd(data, scratch);
    }
    return errc::unsupported_version;
}

bytes padded_block(bytes_view payload, std::span<const std::size_t> cuts, effort how_hard) {
    bytes inner;
    append_compressed(inner, payload, cuts, how_hard);
    bytes out;
    byte_writer(out).sized(inner);
    out.resize((out.size() + padding - 1) / padding * padding);
    return out;
}

result<bytes_view> expand_padded(bytes_view block, bytes& scratch) {
    if (block.size() % padding != 0) return errc::malformed;
    byte_reader in(block);
    const bytes_view inner = in.sized(block.size());
    const bytes_view rest = in.raw(in.left());
    if (in.failed() || rest.size() >= padding) return errc::malformed;
    if (rest.find_first_not_of('\0') != bytes_view::npos) return errc::malformed;
    return expand(inner, scratch);
}

}  // namespace pendata::wire
