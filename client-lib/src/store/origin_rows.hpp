// The table of origins with its copy in memory: cells name who wrote them by a small integer.
#pragma once

#include <map>
#include <unordered_map>
#include <vector>

#include "core/sqlite/database.hpp"
#include "core/storage/cell_encoding.hpp"

namespace pendata::store {

class origin_rows : public origin_table {
public:
    explicit origin_rows(sqlite::database& file) : file_(file) {}

    result<std::uint32_t> intern(const origin& who) override;
    result<origin> find(std::uint32_t number) override;

    // What the transaction gave is in the file, or never was.
    void commit() { uncommitted_.clear(); }
    void roll_back();

private:
    void remember(std::uint32_t number, const origin& who);

    sqlite::database& file_;
    std::map<origin, std::uint32_t> numbers_;
    std::unordered_map<std::uint32_t, origin> origins_;
    std::vector<std::uint32_t> uncommitted_;  // known here since the transaction began
};

}  // namespace pendata::store
