// Origins and atoms by small numbers. A number once committed names its thing for good, whichever process gave
// it, so a connection may remember it for ever; what a rolled back transaction gave is forgotten with it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/sqlite/database.hpp"
#include "core/storage/cell_encoding.hpp"

namespace pendata {

// Lifetime: shorter than its connection. intern() writes.
class stored_origins final : public origin_table {
public:
    explicit stored_origins(sqlite::database& file) : file_(file) {}

    result<std::uint32_t> intern(const origin& who) override;
    result<origin> find(std::uint32_t number) override;
    void forget();

private:
    sqlite::database& file_;
    std::map<origin, std::uint32_t> numbers_;
    std::unordered_map<std::uint32_t, origin> origins_;
};

class stored_atoms {
public:
    explicit stored_atoms(sqlite::database& file) : file_(file) {}

    result<std::int64_t> intern(const std::string& path);
    // 0, which no atom has, where it was never used.
    result<std::int64_t> find(const std::string& path);
    // Numbers of the atoms at or below the node that were ever used.
    result<std::vector<std::int64_t>> under(const std::string& node);
    void forget() { numbers_.clear(); }

private:
    sqlite::database& file_;
    std::unordered_map<std::string, std::int64_t> numbers_;
};

}  // namespace pendata
