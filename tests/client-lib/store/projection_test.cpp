// The projection: lists agree with the filter on every row, references are found, and a grown dictionary gets its
// columns and asks for its values.
#include <rapidcheck.h>

#include <algorithm>

#include "core/dictionary/filter.hpp"
#include "tests/client-lib/store/store_samples.hpp"

namespace pendata::test {

namespace {

std::vector<record_id> list(device_store& store, std::uint16_t kind, const filter* where, std::size_t limit = 0) {
    std::vector<record_id> out;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(ids, tx.list(kind, where, limit));
        out = ids;
        return {};
    });
    return out;
}

std::vector<record_id> list(device_store& store, std::string_view expression) {
    const auto parsed = parse_filter(*builtin_dictionary().find(person), expression);
    REQUIRE(parsed.has_value());
    return list(store, person, &*parsed);
}

std::vector<record_id> sorted(std::vector<unsigned> numbers) {
    std::vector<record_id> out;
    for (const unsigned n : numbers) out.push_back(record(n));
    std::sort(out.begin(), out.end());
    return out;
}

// A dictionary like the built-in one, but where a kind has its fields from `fields`.
struct grown_dictionary {
    std::vector<kind_def> kinds{builtin_dictionary().kinds.begin(), builtin_dictionary().kinds.end()};
    std::vector<field_def> fields;

    field_def& field(std::uint16_t number) {
        kind_def& kind = *std::find_if(kinds.begin(), kinds.end(), [](const auto& k) { return k.number == person; });
        if (fields.empty()) fields.assign(kind.fields.begin(), kind.fields.end());
        kind.fields = fields;
        return *std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.number == number; });
    }
    dictionary table() const { return {builtin_dictionary().version + 1, kinds}; }
};

std::vector<std::uint16_t> stale(device_store& store) {
    std::vector<std::uint16_t> out;
    read(store, [&](device_transaction& tx) -> result<void> {
        PENDATA_TRY(kinds, tx.stale_projections());
        out = kinds;
        return {};
    });
    return out;
}

}  // namespace

TEST_CASE("persons are listed by what the dictionary indexes") {
    store_in_folder tablet;
    transact(*tablet.store, [](device_transaction& tx) -> result<void> {
        settle_person(tx, a_person(1, "Siti Aminah", "3211014708450001", "32.11.01.2001"));
        settle_person(tx, a_person(2, "Budi", "0211014708450002", "32.11.01.2002"));
        settle_person(tx, a_person(3, "SITI Rohmah", "", "32.11.01.2001"));
        return {};
    });
    tablet.reopen();
    CHECK(list(*tablet.store, person, nullptr) == sorted({1, 2, 3}));
    CHECK(list(*tablet.store, person, nullptr, 2).size() == 2);
    CHECK(list(*tablet.store, "village = '32.11.01.2001' and name ~ 'siti'") == sorted({1, 3}));
    CHECK(list(*tablet.store, "nik = '3211014708450001' or name = 'Budi'") == sorted({1, 2}));
    CHECK(list(*tablet.store, "nik = ''") == sorted({3}));
    CHECK(list(*tablet.store, "nik != '3211014708450001'") == sorted({2, 3}));
    CHECK(list(*tablet.store, "").size() == 3);

    transact(*tablet.store, [](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.project(a_person(1, "Siti Aminah", "", "32.11.01.2009")));  // the NIK went
        return tx.unproject(record(2), person);
    });
    CHECK(list(*tablet.store, "village = '32.11.01.2001'") == sorted({3}));
    CHECK(list(*tablet.store, "nik = ''") == sorted({1, 3}));
    CHECK(list(*tablet.store, person, nullptr) == sorted({1, 3}));
    transact(*tablet.store, [](device_transaction& tx) { return tx.erase_settled(record(3), 0); });
    CHECK(list(*tablet.store, person, nullptr) == sorted({1}));

    filter unindexed;
    unindexed.is = filter::form::compare;
    unindexed.field = builtin_dictionary().find(person)->find(std::uint16_t{18});
    read(*tablet.store, [&](device_transaction& tx) -> result<void> {
        CHECK(to_errc(tx.list(person, &unindexed, 0).error()) == errc::bad_expression);
        CHECK(to_errc(tx.list(9999, nullptr, 0).error()) == errc::unknown_kind);
        CHECK(to_errc(tx.referring(9999, 1, record(1)).error()) == errc::unknown_kind);
        CHECK(to_errc(tx.referring(person, 9999, record(1)).error()) == errc::unknown_field);
        return {};
    });
    // A kind of a later dictionary is held, and not projected.
    transact(*tablet.store, [](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.put_settled(9999, a_part(record(7), {{a_cell(1, value::integer(1)), 1}})));
        PENDATA_CHECK(tx.project({record(7), 9999, {{1, value::integer(1)}}}));
        return tx.unproject(record(7), 9999);
    });
    CHECK(find(*tablet.store, record(7)).kind == 9999);
}

TEST_CASE("references are found by their target") {
    store_in_folder tablet;
    transact(*tablet.store, [](device_transaction& tx) -> result<void> {
        for (unsigned n = 1; n < 6; ++n) {
            projection row = a_person(n, "Anggota");
            row.values.emplace_back(family_field, value::reference(record(100 + n % 2)));
            settle_person(tx, row);
        }
        return {};
    });
    read(*tablet.store, [](device_transaction& tx) -> result<void> {
        CHECK(*tx.referring(person, family_field, record(100)) == sorted({2, 4}));
        CHECK(*tx.referring(person, family_field, record(101)) == sorted({1, 3, 5}));
        CHECK(tx.referring(person, family_field, record(102))->empty());
        return {};
    });
}

TEST_CASE("SQL lets through what the filter lets through") {
    store_in_folder tablet;
    const kind_def& kind = *builtin_dictionary().find(person);
    const std::vector<std::uint16_t> fields{name_field, nik_field, birth_field, village_field, family_field};
    // Not octets beside references: no field holds both, and to SQL they are one.
    const std::vector<value> values{value(), value::text("a"), value::text("AÉ"), value::text("aé b"), value::text(""),
                                    value::text("12"), value::integer(12), value::integer(-3), value::integer(0),
                                    value::reference(record(1)), value::reference(record(2))};
    CHECK(rc::check("list(where) == those that match", [&] {
        std::vector<projection> now;
        for (unsigned n = 0; n < 6; ++n) {
            projection row{record(n), person, {}};
            for (const auto field : fields) row.values.emplace_back(field, *rc::gen::elementOf(values));
            now.push_back(row);
        }
        filter where;
        where.is = *rc::gen::element(filter::form::all, filter::form::any);
        for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
            filter one;
            one.is = filter::form::compare;
            one.field = kind.find(*rc::gen::elementOf(fields));
            one.by = static_cast<comparison>(*rc::gen::inRange(0, 7));
            one.operand = *rc::gen::elementOf(values);
            if (one.by == comparison::contains) one.operand = value::text(*rc::gen::element("a", "é", "b", "1"));
            filter group{*rc::gen::element(filter::form::all, filter::form::any), {one}, nullptr, {}, {}};
            where.parts.push_back(*rc::gen::arbitrary<bool>() ? group : one);
        }
        std::vector<record_id> expected;
        for (const auto& row : now) {
            const auto lookup = [&](std::uint16_t field) -> const value* {
                const auto at = std::find_if(row.values.begin(), row.values.end(), [&](const auto& v) { return v.first == field; });
                return at == row.values.end() ? nullptr : &at->second;
            };
            if (matches(where, lookup)) expected.push_back(row.record);
        }
        std::sort(expected.begin(), expected.end());
        transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
            for (const auto& row : now) PENDATA_CHECK(tx.project(row));
            return {};
        });
        RC_ASSERT(list(*tablet.store, person, &where) == expected);
    }));
}

TEST_CASE("a grown dictionary gets its columns and asks for the values once") {
    store_in_folder tablet;
    transact(*tablet.store, [](device_transaction& tx) -> result<void> {
        settle_person(tx, a_person(1, "Siti"));
        return {};
    });
    CHECK(stale(*tablet.store).empty());

    grown_dictionary grown;
    grown.field(18).indexed = true;      // place of birth
    grown.field(18).key_indexed = true;
    grown.field(24).searched = true;     // occupation
    const dictionary census = grown.table();
    tablet.store.reset();
    tablet.store = open_store(tablet.path(), {}, census);
    CHECK(stale(*tablet.store) == std::vector<std::uint16_t>{person});
    CHECK(list(*tablet.store, person, nullptr) == sorted({1}));
    tablet.store.reset();
    tablet.store = open_store(tablet.path(), {}, census);
    CHECK(stale(*tablet.store) == std::vector<std::uint16_t>{person});  // until the engine says so
    transact(*tablet.store, [](device_transaction& tx) -> result<void> {
        projection row = a_person(1, "Siti");
        row.values.emplace_back(18, value::text("Sumedang"));
        row.values.emplace_back(24, value::text("Pedagang"));
        PENDATA_CHECK(tx.project(row));
        return tx.projection_is_current(person);
    });
    CHECK(stale(*tablet.store).empty());
    const auto where = parse_filter(*census.find(person), "birth_place = 'Sumedang'");
    REQUIRE(where.has_value());
    CHECK(list(*tablet.store, person, &*where) == sorted({1}));
    CHECK(tablet.store->search("pedagang", 5)->size() == 1);
    CHECK(tablet.store->search("siti", 5)->size() == 1);

    // The old version writes rows without the new fields; then the new one must ask again.
    tablet.reopen();
    CHECK(stale(*tablet.store).empty());
    CHECK(tablet.store->search("pedagang", 5)->empty());
    transact(*tablet.store, [](device_transaction& tx) -> result<void> {
        settle_person(tx, a_person(2, "Budi"));
        return {};
    });
    tablet.store.reset();
    tablet.store = open_store(tablet.path(), {}, census);
    CHECK(stale(*tablet.store) == std::vector<std::uint16_t>{person});
    CHECK(tablet.store->search("pedagang", 5)->size() == 1);
    CHECK(list(*tablet.store, person, nullptr) == sorted({1, 2}));
}

TEST_CASE("a kind that becomes known is projected then") {
    store_in_folder tablet;
    grown_dictionary smaller;
    std::erase_if(smaller.kinds, [](const kind_def& k) { return k.number == person; });
    tablet.store.reset();
    temporary_folder elsewhere;
    const dictionary census = smaller.table();
    auto store = open_store(elsewhere.file("a.db"), {}, census);
    transact(*store, [](device_transaction& tx) -> result<void> {
        settle_person(tx, a_person(1, "Siti"));
        return {};
    });
    store.reset();
    store = open_store(elsewhere.file("a.db"));
    CHECK(stale(*store) == std::vector<std::uint16_t>{person});
    CHECK(list(*store, person, nullptr).empty());
}

}  // namespace pendata::test
