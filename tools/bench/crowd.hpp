// Many tablets of one kecamatan, each of an officer and a village of its own, with records that nobody has sent yet.
#pragma once

#include <memory>
#include <vector>

#include "tools/bench/field_day.hpp"

namespace pendata::bench {

class crowd {
public:
    // `settings.records` records in all, the same number on each.
    static checked<std::unique_ptr<crowd>> create(field_day& day, std::size_t tablets, const progress& tell);

    std::size_t size() const { return tablets_.size(); }
    std::size_t records() const { return size() * each_; }
    bench_tablet& tablet(std::size_t i) { return *tablets_[i]; }
    // The rows of a tablet.
    const std::vector<raw_row>& rows(std::size_t i) const { return rows_[i]; }
    const std::string& village(std::size_t i) const { return villages_[i]; }

    struct rush {
        double wall_s = 0;
        std::vector<double> waits_s;  // of each tablet
    };
    // Every tablet syncs once, so many at a time.
    checked<rush> sync_all(std::size_t at_once, const progress& tell);

private:
    explicit crowd(field_day& day) : day_(day) {}

    field_day& day_;
    std::size_t each_ = 0;
    std::vector<std::string> villages_;
    std::vector<std::unique_ptr<bench_tablet>> tablets_;
    std::vector<std::vector<raw_row>> rows_;
};

}  // namespace pendata::bench
