// Three tablets of two villages and an office that can be set back.
#pragma once

#include <doctest/doctest.h>

#include "tests/support/world.hpp"

namespace pendata::test {

inline std::string person(const std::string& name, const std::string& village) {
    return R"({"name":")" + name + R"(","village":")" + village + R"(","sex":"P","birth_date":"1980-02-03","no_nik_reason":"not_recorded"})";
}

struct census {
    world w;
    officer_id asih = w.office.add_officer("Asih", role::psm, {village_a});
    officer_id budi = w.office.add_officer("Budi", role::psm, {village_a});
    officer_id ujang = w.office.add_officer("Ujang", role::tksk, {"32.11.01"}, 3);
    std::unique_ptr<world_tablet> a = w.tablet_for(asih);
    std::unique_ptr<world_tablet> b = w.tablet_for(budi);
    std::unique_ptr<world_tablet> t = w.tablet_for(ujang);

    void everybody(int rounds = 1) {
        for (; rounds > 0; --rounds) {
            for (auto* tablet : {a.get(), b.get(), t.get()}) {
                w.office.now_ms += 1000;
                const auto done = w.sync(*tablet);
                CHECK(done.why == errc::ok);
                CHECK(done.progress.converged);
            }
        }
    }
    void agree() {
        everybody(2);
        CHECK(a->exported(true) == w.exported_for(asih));
        CHECK(b->exported(true) == w.exported_for(budi));
        CHECK(t->exported(true) == w.exported_for(ujang));
        CHECK(w.sync(*a).progress.exchanges == 1);
    }
    std::size_t held() {
        auto view = w.office.store.view();
        return (*view)->custody_in(custody_state::held)->size();
    }
};

}  // namespace pendata::test
