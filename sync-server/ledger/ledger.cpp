// Locking, catching up with other processes, and joining a copy.
#include "sync-server/ledger/ledger.hpp"

#include <algorithm>

namespace pendata {

result<std::unique_ptr<ledger>> ledger::create(const std::string& path, const public_key& office) {
    return create(posix_ledger_place(path), office);
}

result<std::unique_ptr<ledger>> ledger::create(std::unique_ptr<ledger_place> where, const public_key& office) {
    PENDATA_CHECK(where->create(ledger_chain(office).beginning()));
    return open(std::move(where), office);
}

result<std::unique_ptr<ledger>> ledger::open(const std::string& path, const public_key& office, ledger_fault* fault) {
    return open(posix_ledger_place(path), office, fault);
}

result<std::unique_ptr<ledger>> ledger::open(std::unique_ptr<ledger_place> where, const public_key& office,
                                             ledger_fault* fault) {
    std::unique_ptr<ledger> opened(new ledger(std::move(where), office));
    const auto file = opened->catch_up(true);
    if (fault != nullptr) *fault = opened->fault_;
    if (file.has_error()) return file.error();
    return opened;
}

// Reads what others appended, or everything, where the file is another. To write, a torn end is cut off: whoever
// appended it is gone, since this process holds the lock.
result<std::unique_ptr<ledger_file>> ledger::catch_up(bool to_write) {
    PENDATA_TRY(file, where_->open(to_write));
    const bytes known = chain_.tail();
    PENDATA_TRY(content, file->read_from(chain_.size() - known.size()));
    if (content.starts_with(known)) {
        PENDATA_CHECK(chain_.read(bytes_view(content).substr(known.size()), fault_));
    } else {
        PENDATA_CHECK(read_anew(*file));
    }
    if (to_write) {
        PENDATA_TRY(size, file->size());
        if (size > chain_.size()) PENDATA_CHECK(file->cut_to(chain_.size()));
    }
    return result<std::unique_ptr<ledger_file>>(std::move(file));
}

// An import put another file in place. It must know what was known here: a ledger never goes back.
result<void> ledger::read_anew(ledger_file& file) {
    ledger_chain fresh(office_);
    PENDATA_TRY(content, file.read_from(0));
    PENDATA_CHECK(fresh.read(content, fault_));
    if (fresh.standing_of(chain_.head()) != ledger_standing::known) {
        fault_ = {chain_.last_number(), "entries are gone"};
        return errc::corrupt;
    }
    chain_ = std::move(fresh);
    return {};
}

result<void> ledger::caught_up() {
    PENDATA_TRY(file, catch_up(false));
    static_cast<void>(file);
    return {};
}

result<ledger_entry> ledger::append(ledger_fact fact, std::int64_t now_ms, const signer& sign) {
    PENDATA_TRY(entries, append_all({&fact, 1}, now_ms, sign));
    return std::move(entries.front());
}

result<std::vector<ledger_entry>> ledger::append_all(std::span<const ledger_fact> facts, std::int64_t now_ms, const signer& sign) {
    const std::lock_guard lock(lock_);
    PENDATA_TRY(file, catch_up(true));
    std::vector<ledger_entry> out;
    bytes framed;
    auto number = chain_.last_number();
    auto previous = chain_.last_hash();
    for (const auto& fact : facts) {
        PENDATA_TRY(entry, next_entry(number, previous, now_ms, fact, sign));
        if (!is_signed(entry, office_)) return errc::bad_signature;
        framed += ledger_chain::framed(entry);
        number = entry.number;
        previous = entry.hash;
        out.push_back(std::move(entry));
    }
    if (framed.empty()) return out;
    PENDATA_CHECK(file->append_at(chain_.size(), framed));
    PENDATA_CHECK(chain_.read(framed, fault_));
    return out;
}

result<message::ledger_head> ledger::head() {
    const std::lock_guard lock(lock_);
    PENDATA_CHECK(caught_up());
    return chain_.head();
}

result<std::vector<ledger_entry>> ledger::entries_after(std::uint64_t number) {
    const std::lock_guard lock(lock_);
    PENDATA_CHECK(caught_up());
    const auto& all = chain_.entries();
    const auto first = std::upper_bound(all.begin(), all.end(), number,
                                        [](std::uint64_t n, const ledger_entry& e) { return n < e.number; });
    return std::vector<ledger_entry>(first, all.end());
}

result<ledger_standing> ledger::standing_of(const message::ledger_head& theirs) {
    const std::lock_guard lock(lock_);
    PENDATA_CHECK(caught_up());
    return chain_.standing_of(theirs);
}

// Requires: the lock.
result<void> ledger::read_law() {
    PENDATA_CHECK(caught_up());
    if (erased_ && restricted_ && law_as_of_ == chain_.last_hash()) return {};
    auto erased = std::make_shared<erased_records>();
    auto restricted = std::make_shared<restricted_records>();
    for (const auto& entry : chain_.entries()) {
        if (const auto* e = std::get_if<erasure>(&entry.fact)) erased->add(*e);
        if (const auto* r = std::get_if<restriction>(&entry.fact)) restricted->add(*r);
    }
    erased_ = std::move(erased);
    restricted_ = std::move(restricted);
    law_as_of_ = chain_.last_hash();
    return {};
}

result<std::shared_ptr<const erased_records>> ledger::erased() {
    const std::lock_guard lock(lock_);
    PENDATA_CHECK(read_law());
    return erased_;
}

result<std::shared_ptr<const restricted_records>> ledger::restricted() {
    const std::lock_guard lock(lock_);
    PENDATA_CHECK(read_law());
    return restricted_;
}

result<bytes> ledger::copy() {
    const std::lock_guard lock(lock_);
    PENDATA_TRY(file, catch_up(false));
    PENDATA_TRY(content, file->read_from(0));
    content.resize(chain_.size());  // without a torn end
    return content;
}

result<void> ledger::export_to(const std::string& path) {
    PENDATA_TRY(content, copy());
    return posix_ledger_place(path)->replace(content);
}

result<ledger_import> ledger::import_from(const std::string& path, std::int64_t now_ms, const signer& sign,
                                          ledger_fault* fault) {
    bytes content;
    {
        PENDATA_TRY(file, posix_ledger_place(path)->open(false));
        PENDATA_TRY(read, file->read_from(0));
        content = std::move(read);
    }
    return import_copy(std::move(content), now_ms, sign, fault);
}

result<ledger_import> ledger::import_copy(bytes content, std::int64_t now_ms, const signer& sign, ledger_fault* fault) {
    const std::lock_guard lock(lock_);
    ledger_chain theirs(office_);
    ledger_fault wrong;
    const auto checked = theirs.read(content, wrong);
    if (fault != nullptr) *fault = wrong;
    PENDATA_CHECK(checked);
    content.resize(theirs.size());
    // Held until the new file is in place: nobody appends to the old one meanwhile.
    PENDATA_TRY(file, catch_up(true));
    const auto& own = chain_.entries();
    std::size_t shared = 0;
    while (shared < own.size() && shared < theirs.entries().size() &&
           own[shared].hash == theirs.entries()[shared].hash) {
        ++shared;
    }
    ledger_import done{theirs.entries().size() - shared, own.size() - shared};
    if (done.taken == 0) return ledger_import{};
    if (done.moved > 0) PENDATA_CHECK(join_branch(theirs, shared, now_ms, sign, content));
    PENDATA_CHECK(where_->replace(content));
    return done;
}

// Appends this ledger's entries from `shared` on to theirs, after a word on where they stood.
result<void> ledger::join_branch(const ledger_chain& theirs, std::size_t shared, std::int64_t now_ms,
                                 const signer& sign, bytes& content) const {
    const auto& own = chain_.entries();
    std::vector<ledger_fact> facts;
    for (std::size_t at = shared; at < own.size(); at += ledger_limits::hashes_per_branch) {
        branch_joined branch{shared == 0 ? 0 : own[shared - 1].number, {}};
        const auto end = std::min(own.size(), at + ledger_limits::hashes_per_branch);
        for (std::size_t n = at; n < end; ++n) branch.hashes.push_back(own[n].head().hash);
        facts.emplace_back(std::move(branch));
    }
    const auto words = facts.size();
    for (std::size_t n = shared; n < own.size(); ++n) facts.push_back(own[n].fact);

    std::uint64_t number = theirs.last_number();
    digest previous = theirs.last_hash();
    for (std::size_t n = 0; n < facts.size(); ++n) {
        const std::int64_t ms = n < words ? now_ms : own[shared + n - words].ms;
        PENDATA_TRY(entry, next_entry(number, previous, ms, std::move(facts[n]), sign));
        if (!is_signed(entry, office_)) return errc::bad_signature;
        content += ledger_chain::framed(entry);
        number = entry.number;
        previous = entry.hash;
    }
    return {};
}

}  // namespace pendata
