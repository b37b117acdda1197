// Version, buffers, time; opening and closing a tablet; its status and index.
#include <sodium.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstdlib>
#include <limits>

#include "client-lib/src/capi/callback_key_store.hpp"
#include "client-lib/src/capi/tablet_handle.hpp"
#include "client-lib/src/engine/status_desk.hpp"
#include "client-lib/src/engine/view.hpp"
#include "core/dictionary/moment.hpp"

using namespace pendata::capi;
using pendata::errc;

pendata_tablet::pendata_tablet(std::string path, std::unique_ptr<pendata::device_store> opened,
                               std::unique_ptr<pendata::key_store> secrets, pendata::device_clock device)
    : file(std::move(path)),
      store(std::move(opened)),
      keys(std::move(secrets)),
      clock(std::move(device)),
      engine{*store, pendata::builtin_dictionary(), [this] { return clock.read(); },
             [](std::span<unsigned char> out) { randombytes_buf(out.data(), out.size()); },
             [this](pendata::bytes_view message) { return keys.sign(message); }} {}

pendata_tablet::~pendata_tablet() = default;

void pendata_tablet::saved() {
    const std::lock_guard lock(follow_mutex);
    if (!follow || !follow->running) return;
    try {
        follow->running->on_local_change();
    } catch (const std::bad_alloc&) {
        // What is saved is saved; it goes out with the next change or connection.
    }
}

const char* pendata_version(void) { return PENDATA_VERSION; }

const char* pendata_status_text(pendata_status status, int32_t indonesian) {
    return pendata::text_of(static_cast<errc>(status), indonesian != 0).data();
}

void pendata_buffer_free(pendata_buffer* buffer) {
    if (buffer == nullptr) return;
    std::free(buffer->data);
    clear(buffer);
}

pendata_status pendata_time_parse(pendata_view view, int64_t* time_us, pendata_error* error) {
    return guard(error, [&] {
        if (!all_given(view, time_us)) return fail(error, errc::invalid_argument);
        const auto ms = pendata::parse_moment(text(view));
        if (!ms) return fail(error, errc::bad_value);
        *time_us = *ms * 1000;
        return succeed(error);
    });
}

namespace {

bool is_whole(const pendata_key_store* store) {
    return store == nullptr || (store->struct_size >= sizeof(pendata_key_store) && store->load != nullptr &&
                                store->save != nullptr && store->remove != nullptr);
}

pendata::device_clock clock_of(const pendata_tablet_options& options) {
    std::function<std::int64_t()> wall_ms;
    if (options.wall_clock != nullptr) {
        wall_ms = [read = options.wall_clock, context = options.wall_clock_context] { return read(context) / 1000; };
    }
    return {options.wall_offset_us / 1000, std::move(wall_ms)};
}

}  // namespace

pendata_status pendata_tablet_open(pendata_view path, const pendata_tablet_options* options, pendata_tablet** tablet,
                                   pendata_error* error) {
    return guard(error, [&] {
        if (tablet != nullptr) *tablet = nullptr;
        const auto wanted = known(options, pendata_tablet_options{sizeof(pendata_tablet_options), 0, 0, nullptr, nullptr, nullptr});
        const bool is_path = path.size > 0 && all_given(path, tablet) && text(path).find('\0') == std::string_view::npos;
        if (!is_path || !wanted || !is_whole(wanted->key_store)) return fail(error, errc::invalid_argument);
        const std::string file(text(path));
        if (wanted->must_exist != 0 && access(file.c_str(), F_OK) != 0) {
            return fail(error, pendata::make_problem(errc::not_found, {}, "berkas basis data tidak ada", "there is no such database file"));
        }
        if (sodium_init() < 0) return fail(error, errc::internal);
        auto store = pendata::sqlite_device_store::open(file, pendata::builtin_dictionary());
        if (store.has_error()) return fail(error, pendata::to_errc(store.error()));
        auto secrets = wanted->key_store != nullptr ? pendata::make_callback_key_store(*wanted->key_store)
                                                    : pendata::make_file_key_store(file);
        auto made = std::make_unique<pendata_tablet>(file, std::move(*store), std::move(secrets), clock_of(*wanted));
        const auto projected = pendata::project_stale(made->engine);
        if (projected.has_error()) return fail(error, pendata::to_errc(projected.error()));
        *tablet = made.release();
        return succeed(error);
    });
}

void pendata_tablet_close(pendata_tablet* tablet) {
    if (tablet == nullptr) return;
    if (tablet->follow) pendata_follow_stop(tablet->follow.get());
    delete tablet;
}

namespace {

// Too little for a transaction of any size.
constexpr std::uint64_t full_disk_bytes = 256 * 1024;

pendata::surroundings around(pendata_tablet& tablet) {
    pendata::surroundings out;
    out.has_key = tablet.keys.check().has_value();
    struct statvfs disk = {};
    if (statvfs(tablet.file.c_str(), &disk) == 0) {
        out.disk_is_full = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize < full_disk_bytes;
    }
    return out;
}

}  // namespace

pendata_status pendata_tablet_status(pendata_tablet* tablet, pendata_buffer* json, pendata_error* error) {
    return guard(error, [&] {
        clear(json);
        if (!all_given(tablet, json)) return fail(error, errc::invalid_argument);
        const auto status = pendata::status_desk(tablet->engine).status(around(*tablet));
        if (status.has_error()) return fail(error, status.error());
        give(json, *status);
        return succeed(error);
    });
}

pendata_status pendata_tablet_index(pendata_tablet* tablet, uint64_t limit, uint64_t* left, pendata_error* error) {
    return guard(error, [&] {
        if (!all_given(tablet, left)) return fail(error, errc::invalid_argument);
        const auto remaining = tablet->store->index_some(static_cast<std::size_t>(limit));
        if (remaining.has_error()) return fail(error, pendata::to_errc(remaining.error()));
        *left = *remaining;
        return succeed(error);
    });
}
