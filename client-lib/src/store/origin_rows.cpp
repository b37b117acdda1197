// Looked up in memory first; what another process has added is found in the file.
#include "client-lib/src/store/origin_rows.hpp"

namespace pendata::store {

void origin_rows::remember(std::uint32_t number, const origin& who) {
    // In this order, so that what memory runs out in the middle of is forgotten again.
    uncommitted_.push_back(number);
    origins_.emplace(number, who);
    numbers_.emplace(who, number);
}

void origin_rows::roll_back() {
    for (const auto number : uncommitted_) {
        const auto known = origins_.find(number);
        if (known == origins_.end()) continue;
        numbers_.erase(known->second);
        origins_.erase(known);
    }
    uncommitted_.clear();
}

result<std::uint32_t> origin_rows::intern(const origin& who) {
    if (const auto known = numbers_.find(who); known != numbers_.end()) return known->second;
    PENDATA_TRY(row, file_.query("SELECT number FROM origin WHERE replica = ? AND author = ?", who.replica.view(),
                                 who.author.view()));
    PENDATA_TRY(found, row.step());
    std::uint32_t number = 0;
    if (found) {
        number = row.number<std::uint32_t>(0);
    } else {
        PENDATA_CHECK(file_.execute("INSERT INTO origin(replica, author) VALUES(?, ?)", who.replica.view(),
                                    who.author.view()));
        number = static_cast<std::uint32_t>(file_.last_row());
    }
    remember(number, who);
    return number;
}

result<origin> origin_rows::find(std::uint32_t number) {
    if (const auto known = origins_.find(number); known != origins_.end()) return known->second;
    PENDATA_TRY(row, file_.query("SELECT replica, author FROM origin WHERE number = ?", number));
    PENDATA_TRY(found, row.step());
    if (!found) return errc::corrupt;
    PENDATA_TRY(replica, row.id<replica_id>(0));
    PENDATA_TRY(author, row.id<officer_id>(1));
    const origin who{replica, author};
    remember(number, who);
    return who;
}

}  // namespace pendata::store
