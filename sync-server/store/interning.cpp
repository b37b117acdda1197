// Numbers given by the tables `origin` and `atom`.
#include "sync-server/store/interning.hpp"

namespace pendata {

using sqlite::as_text;

result<std::uint32_t> stored_origins::intern(const origin& who) {
    if (const auto known = numbers_.find(who); known != numbers_.end()) return known->second;
    std::uint32_t number = 0;
    {
        PENDATA_TRY(row, file_.query("SELECT no FROM origin WHERE replica=? AND author=?", who.replica.view(),
                                     who.author.view()));
        PENDATA_TRY(found, row.step());
        if (found) number = row.number<std::uint32_t>(0);
    }
    if (number == 0) {
        PENDATA_CHECK(file_.execute("INSERT INTO origin(replica, author) VALUES(?, ?)", who.replica.view(),
                                    who.author.view()));
        number = static_cast<std::uint32_t>(file_.last_row());
    }
    numbers_.emplace(who, number);
    origins_.emplace(number, who);
    return number;
}

result<origin> stored_origins::find(std::uint32_t number) {
    if (const auto known = origins_.find(number); known != origins_.end()) return known->second;
    PENDATA_TRY(row, file_.query("SELECT replica, author FROM origin WHERE no=?", number));
    PENDATA_TRY(found, row.step());
    if (!found) return errc::corrupt;
    PENDATA_TRY(replica, row.id<replica_id>(0));
    PENDATA_TRY(author, row.id<officer_id>(1));
    const origin who{replica, author};
    numbers_.emplace(who, number);
    origins_.emplace(number, who);
    return who;
}

void stored_origins::forget() {
    numbers_.clear();
    origins_.clear();
}

result<std::int64_t> stored_atoms::intern(const std::string& path) {
    if (const auto known = numbers_.find(path); known != numbers_.end()) return known->second;
    std::int64_t number = 0;
    {
        PENDATA_TRY(row, file_.query("SELECT no FROM atom WHERE path=?", as_text{path}));
        PENDATA_TRY(found, row.step());
        if (found) number = row.number(0);
    }
    if (number == 0) {
        PENDATA_CHECK(file_.execute("INSERT INTO atom(path) VALUES(?)", as_text{path}));
        number = file_.last_row();
    }
    numbers_.emplace(path, number);
    return number;
}

result<std::int64_t> stored_atoms::find(const std::string& path) {
    if (const auto known = numbers_.find(path); known != numbers_.end()) return known->second;
    PENDATA_TRY(row, file_.query("SELECT no FROM atom WHERE path=?", as_text{path}));
    PENDATA_TRY(found, row.step());
    return found ? row.number(0) : std::int64_t{0};
}

result<std::vector<std::int64_t>> stored_atoms::under(const std::string& node) {
    std::vector<std::int64_t> out;
    // '/' follows '.', so this is the node and everything that goes on with a dot.
    PENDATA_TRY(row, file_.query("SELECT no FROM atom WHERE path=?1 UNION ALL "
                                 "SELECT no FROM atom WHERE path>?1||'.' AND path<?1||'/'",
                                 as_text{node}));
    for (;;) {
        PENDATA_TRY(more, row.step());
        if (!more) return out;
        out.push_back(row.number(0));
    }
}

}  // namespace pendata
