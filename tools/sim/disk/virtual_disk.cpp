// What is written, what is durable, and what a power cut leaves.
#include "tools/sim/disk/virtual_disk.hpp"

#include <algorithm>
#include <set>

#include "core/base/assert.hpp"
#include "tools/sim/disk/disk_mount.hpp"

namespace pendata::sim {

namespace {

constexpr std::uint64_t million = 1'000'000;

std::string_view folder_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

// Calls `each` with offset and bytes of every sector that the write touches.
template <class Each>
void each_sector(std::uint64_t offset, bytes_view data, Each&& each) {
    while (!data.empty()) {
        const std::uint64_t left_in_sector = virtual_disk::sector_bytes - offset % virtual_disk::sector_bytes;
        const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_in_sector, data.size()));
        each(offset, data.substr(0, size));
        offset += size;
        data.remove_prefix(size);
    }
}

void overwrite(bytes& to, std::uint64_t offset, bytes_view data) {
    const auto end = static_cast<std::size_t>(offset) + data.size();
    if (to.size() < end) to.resize(end, '\0');
    data.copy(to.data() + offset, data.size());
}

}  // namespace

std::string_view name_of(step_kind kind) {
    switch (kind) {
        case step_kind::make: return "make";
        case step_kind::write: return "write";
        case step_kind::sync: return "sync";
        case step_kind::truncate: return "truncate";
        case step_kind::remove: return "remove";
        case step_kind::rename: return "rename";
        case step_kind::sync_folder: return "sync_folder";
    }
    PENDATA_ASSERT(!"a step without a name");
    return {};
}

fate virtual_disk::begin(step_kind kind, std::string_view path, std::uint64_t offset, std::uint64_t size) {
    ++counts_.steps;
    return on_step ? on_step({counts_.steps, kind, path, offset, size}) : fate::proceed;
}

bool virtual_disk::due(fault_rule& rule) {
    if (rule.at > 0 && --rule.at == 0) return true;
    return rule.per_million > 0 && dice_.below(million) < rule.per_million;
}

void virtual_disk::apply(const change& c, bytes& to) {
    if (c.cut) {
        to.resize(static_cast<std::size_t>(c.offset), '\0');
    } else {
        overwrite(to, c.offset, c.data);
    }
}

void virtual_disk::record(file& to, change c) {
    const auto before = to.now.size();
    apply(c, to.now);
    if (to.named) used_ = used_ + to.now.size() - before;
    to.unsynced.push_back(std::move(c));
}

result<void> virtual_disk::write(file& to, std::uint64_t offset, bytes_view data) {
    if (due(faults.write_error)) {
        ++counts_.write_errors;
        return errc::io_error;
    }
    const std::uint64_t end = offset + data.size();
    const std::uint64_t growth = end > to.now.size() ? end - to.now.size() : 0;
    if (growth > 0 && (faults.capacity < used_ || growth > faults.capacity - used_)) {
        ++counts_.full;
        return errc::disk_full;
    }
    if (due(faults.short_write)) {
        ++counts_.short_writes;
        record(to, {offset, bytes(data.substr(0, data.size() / 2)), false});
        return errc::disk_full;
    }
    record(to, {offset, bytes(data), false});
    return {};
}

void virtual_disk::write_some(file& to, std::uint64_t offset, bytes_view data) {
    each_sector(offset, data, [&](std::uint64_t at, bytes_view sector) {
        if (dice_.below(2) == 0) record(to, {at, bytes(sector), false});
    });
}

void virtual_disk::truncate(file& to, std::uint64_t size) { record(to, {size, {}, true}); }

result<void> virtual_disk::sync(file& of) {
    if (due(faults.sync_error)) {
        ++counts_.sync_errors;
        return errc::io_error;
    }
    for (const change& c : of.unsynced) apply(c, of.durable);
    of.unsynced.clear();
    return {};
}

void virtual_disk::apply(const name_change& c, name_table& to) {
    if (!c.from.empty()) to.erase(c.from);
    if (c.what) {
        to[c.path] = c.what;
    } else {
        to.erase(c.path);
    }
}

void virtual_disk::rename(name_change c) {
    const auto replaced = names_.find(c.path);
    if (replaced != names_.end() && replaced->second != c.what) {
        used_ -= replaced->second->now.size();
        replaced->second->named = false;
    }
    apply(c, names_);
    name_changes_.push_back(std::move(c));
}

void virtual_disk::sync_folder_of(const std::string& path) {
    const auto here = folder_of(path);
    std::vector<name_change> elsewhere;
    for (name_change& c : name_changes_) {
        if (folder_of(c.path) == here) {
            apply(c, durable_names_);
        } else {
            elsewhere.push_back(std::move(c));
        }
    }
    name_changes_ = std::move(elsewhere);
}

// Each write that was not synced: kept, forgotten or torn, by itself.
void virtual_disk::survive(file& f) {
    for (const change& c : f.unsynced) {
        const auto luck = dice_.below(3);
        if (luck == 0) {
            apply(c, f.durable);
        } else if (luck == 1 || c.cut) {
            ++counts_.forgotten_writes;
        } else {
            ++counts_.torn_writes;
            each_sector(c.offset, c.data, [&](std::uint64_t at, bytes_view sector) {
                if (dice_.below(2) == 0) overwrite(f.durable, at, sector);
            });
        }
    }
}

void virtual_disk::crash() {
    ++counts_.crashes;
    for (disk_mount* mount : mounts_) mount->die();

    const auto kept = static_cast<std::size_t>(dice_.below(name_changes_.size() + 1));
    for (std::size_t n = 0; n < kept; ++n) apply(name_changes_[n], durable_names_);
    counts_.forgotten_names += name_changes_.size() - kept;
    name_changes_.clear();

    // New files, so that whoever is dead and still has the old ones open reaches nothing.
    std::map<const file*, file_ref> survivors;
    for (auto& [path, f] : durable_names_) {
        file_ref& left = survivors[f.get()];
        if (!left) {
            survive(*f);
            left = std::make_shared<file>();
            left->durable = std::move(f->durable);
            left->now = left->durable;
        }
        f = left;
    }
    names_ = durable_names_;
    count_used();
}

void virtual_disk::count_used() {
    used_ = 0;
    for (const auto& [path, f] : names_) used_ += f->now.size();
}

std::vector<std::string> virtual_disk::names() const {
    std::vector<std::string> out;
    for (const auto& [path, f] : names_) out.push_back(path);
    return out;
}

std::optional<bytes> virtual_disk::content(const std::string& path) const {
    const auto found = names_.find(path);
    if (found == names_.end()) return std::nullopt;
    return found->second->now;
}

void virtual_disk::put(const std::string& path, bytes content) {
    drop(path);
    auto made = std::make_shared<file>();
    made->durable = content;
    made->now = std::move(content);
    names_[path] = made;
    durable_names_[path] = made;
    count_used();
}

void virtual_disk::drop(const std::string& path) {
    if (const auto found = names_.find(path); found != names_.end()) found->second->named = false;
    names_.erase(path);
    durable_names_.erase(path);
    std::erase_if(name_changes_, [&](const name_change& c) { return c.path == path; });
    count_used();
}

disk_image virtual_disk::snapshot(std::string_view prefix) const {
    disk_image out;
    for (const auto& [path, f] : names_) {
        if (path.starts_with(prefix)) out[path] = f->now;
    }
    return out;
}

void virtual_disk::restore(const disk_image& image, std::string_view prefix) {
    std::set<std::string> gone;
    for (const auto* table : {&names_, &durable_names_}) {
        for (const auto& [path, f] : *table) {
            if (path.starts_with(prefix)) gone.insert(path);
        }
    }
    for (const auto& path : gone) drop(path);
    for (const auto& [path, content] : image) put(path, content);
}

}  // namespace pendata::sim
