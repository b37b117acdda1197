// The search: names as they are typed in the field, numbers, streets; an index that follows every change; and its
// time over ten thousand persons, which is printed.
#include <algorithm>
#include <chrono>
#include <numeric>
#include <set>

#include "client-lib/src/store/search_ranking.hpp"
#include "core/sqlite/database.hpp"
#include "tests/client-lib/store/store_samples.hpp"

namespace pendata::test {

namespace {

// 40 × 30 names of two words, as frequent as they are in a village.
constexpr std::string_view first_names[] = {
    "Siti",   "Muhammad", "Ahmad",  "Dede",   "Asep",    "Ujang",  "Euis",  "Nining", "Tati",   "Yayah",
    "Iis",    "Cucu",     "Endang", "Dadang", "Agus",    "Rina",   "Wawan", "Iwan",   "Yanti",  "Neneng",
    "Oom",    "Eti",      "Aep",    "Maman",  "Sukarno", "Kartini", "Jajang", "Yusuf", "Fitri", "Novi",
    "Rizki",  "Zainal",   "Nur",    "Entin",  "Rohmat",  "Suherman", "Titin", "Didin", "Lilis", "Eman"};
constexpr std::string_view last_names[] = {
    "Aminah",  "Hidayat",  "Nurhasanah", "Suryadi",   "Komalasari", "Rohaeti", "Sutisna", "Permana", "Kurniawan", "Maryati",
    "Fadillah", "Setiawan", "Rahmawati",  "Supriatna", "Mulyana",    "Solihin", "Sumiati", "Gunawan", "Hermawan",  "Juariah",
    "Saepudin", "Rukmini",  "Ramdhani",   "Hasanah",   "Wijaya",     "Lestari", "Nugraha", "Sopandi", "Khodijah",  "Effendi"};
constexpr std::string_view streets[] = {"Kp. Cikondang RT 01", "Jl. Raya Wado No. 12", "Dusun Ciputri", "Blok Desa Kaler",
                                        "Kp. Babakan Sari", "Jl. Prabu Geusan Ulun"};

std::string name_of_number(unsigned n) {
    std::string out(first_names[n % std::size(first_names)]);
    out += ' ';
    out += last_names[n / std::size(first_names) % std::size(last_names)];
    return out;
}

std::string nik_of_number(unsigned n) {
    std::string serial = std::to_string(10'000 + n % 90'000);
    return "321101" + std::string("4708") + std::to_string(10 + n * 7 % 90) + "0" + serial.substr(2);
}

projection person_of_number(unsigned n) {
    projection row = a_person(n, name_of_number(n), nik_of_number(n));
    row.values.emplace_back(address_field, value::text(streets[n % std::size(streets)]));
    return row;
}

void fill(device_store& store, unsigned from, unsigned to) {
    transact(store, [&](device_transaction& tx) -> result<void> {
        for (unsigned n = from; n < to; ++n) settle_person(tx, person_of_number(n));
        return {};
    });
}

std::vector<search_hit> search(device_store& store, std::string_view text, std::size_t limit = 10) {
    auto hits = store.search(text, limit);
    REQUIRE(hits.has_value());
    return *hits;
}

bool is_among(const std::vector<search_hit>& hits, const record_id& id) {
    return std::any_of(hits.begin(), hits.end(), [&](const search_hit& hit) { return hit.record == id; });
}

// A small generator of its own, the same on every run.
struct dice {
    std::uint64_t state = 88172645463325252ULL;
    std::uint64_t next(std::uint64_t below) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return state % below;
    }
};

// One slip of the finger: a letter wrong, missing, doubled, or swapped with the next.
std::string mistyped(std::string text, dice& by) {
    const std::size_t at = 1 + by.next(text.size() - 2);
    switch (by.next(4)) {
        case 0:
            text[at] = static_cast<char>('a' + by.next(26));
            break;
        case 1:
            text.erase(at, 1);
            break;
        case 2:
            text.insert(at, 1, text[at]);
            break;
        default:
            std::swap(text[at], text[at + 1]);
            break;
    }
    return text;
}

}  // namespace

TEST_CASE("a name is found as people write it") {
    store_in_folder tablet;
    transact(*tablet.store, [](device_transaction& tx) -> result<void> {
        projection row = a_person(1, "Siti Nurhasanah", "3211014708450001");
        row.values.emplace_back(aliases_field, value::text("Iti"));
        row.values.emplace_back(aliases_field, value::text("Bu Nunung"));
        row.values.emplace_back(address_field, value::text("Kp. Cikondang No. 7"));
        settle_person(tx, row);
        settle_person(tx, a_person(2, "Muhammad Yusuf", "3211010101800002"));
        settle_person(tx, a_person(3, "Dadang Suryadi bin Otong"));
        settle_person(tx, a_person(4, "Achmad Zaenal Arifin"));
        settle_person(tx, a_person(5, "Oom"));
        settle_person(tx, a_person(6, "Nurhasanah Siti Komariah"));
        return {};
    });
    const std::pair<std::string_view, unsigned> expected[] = {
        {"siti nurhasanah", 1}, {"St. Nurhasanah", 1},  {"NUR HASANAH SITI", 1},   {"Siti Nurhasana", 1},
        {"siti nurhsanah", 1},  {"bu nunung", 1},       {"nunung", 1},             {"3211014708450001", 1},
        {"3211 0147 0845 0001", 1}, {"321101470845", 1}, {"3211014708540001", 1},  {"siti cikondang", 1},
        {"cikondang", 1},       {"M. Jusup", 2},        {"moh yusuf", 2},          {"mohamad yusup", 2},
        {"dadang otong", 3},    {"Djadang Soerjadi", 3}, {"dadang s", 3},          {"suriadi", 3},
        {"ahmad zainal", 4},    {"zainal aripin", 4},   {"om", 5},                 {"oom", 5},
        {"komariah", 6}};
    for (const auto& [text, who] : expected) {
        CAPTURE(std::string(text));
        const auto hits = search(*tablet.store, text);
        REQUIRE_FALSE(hits.empty());
        CHECK(hits.front().record == record(who));
    }
    CHECK(search(*tablet.store, "siti nurhasanah").front().score == 1.0);
    CHECK(search(*tablet.store, "3211014708450001").front().score == 1.0);
    for (const auto& hit : search(*tablet.store, "siti")) {
        CHECK(hit.score <= 1.0);
        CHECK(hit.score >= 0.0);
    }
    for (const std::string_view nothing : {"", " ", "???", "wxyzq", "\"", "a\" OR \"b", "9999999999999999", "3211019998450001"}) {
        CAPTURE(std::string(nothing));
        CHECK(search(*tablet.store, nothing).empty());
    }
    CHECK(search(*tablet.store, "siti", 1).size() == 1);
    CHECK(search(*tablet.store, "siti", 0).empty());
}

TEST_CASE("one slip in a name of a thousand") {
    store_in_folder tablet;
    fill(*tablet.store, 0, 1200);
    dice by;
    int first = 0;
    int among = 0;
    constexpr int asked = 300;
    for (int n = 0; n < asked; ++n) {
        const auto who = static_cast<unsigned>(by.next(1200));
        const auto hits = search(*tablet.store, mistyped(name_of_number(who), by));
        first += !hits.empty() && hits.front().record == record(who) ? 1 : 0;
        among += is_among(hits, record(who)) ? 1 : 0;
    }
    MESSAGE("of ", asked, " mistyped names first: ", first, ", among ten: ", among);
    CHECK(first >= asked * 85 / 100);
    CHECK(among >= asked * 97 / 100);

    int numbers = 0;
    for (int n = 0; n < 100; ++n) {
        const auto who = static_cast<unsigned>(by.next(1200));
        std::string nik = nik_of_number(who);
        std::swap(nik[12], nik[13]);
        numbers += is_among(search(*tablet.store, nik), record(who)) ? 1 : 0;
        CHECK(search(*tablet.store, nik_of_number(who)).front().record == record(who));
    }
    CHECK(numbers == 100);
}

TEST_CASE("the index follows what changes, behind it") {
    store_in_folder tablet;
    fill(*tablet.store, 0, 10);
    CHECK(tablet.store->index_some(3).value() == 7);
    CHECK(tablet.store->index_some(0).value() == 7);
    tablet.reopen();
    CHECK(tablet.store->index_some(100).value() == 0);

    const auto rename = [&](std::string_view name) {
        transact(*tablet.store, [&](device_transaction& tx) { return tx.project(a_person(3, name)); });
    };
    rename("Bambang Pamungkas");
    CHECK(tablet.store->index_some(0).value() == 1);
    rename("Joko Widodo");  // twice before the index comes by
    CHECK(search(*tablet.store, "joko widodo").front().record == record(3));
    CHECK_FALSE(is_among(search(*tablet.store, "bambang pamungkas"), record(3)));
    CHECK_FALSE(is_among(search(*tablet.store, name_of_number(3)), record(3)));
    rename("Joko Widodo");
    CHECK(tablet.store->index_some(0).value() == 0);  // nothing of it changed
    rename("");
    CHECK(tablet.store->index_some(100).value() == 0);
    CHECK(search(*tablet.store, "joko widodo").empty());
    rename("Joko Widodo");

    // Gone from the queue and from the index; the numbers of both go to others.
    CHECK(is_among(search(*tablet.store, name_of_number(4)), record(4)));
    transact(*tablet.store, [&](device_transaction& tx) -> result<void> {
        PENDATA_CHECK(tx.project(a_person(4, "Setengah Jalan")));
        PENDATA_CHECK(tx.unproject(record(3), person));
        PENDATA_CHECK(tx.erase_settled(record(4), 0));
        for (unsigned n = 20; n < 24; ++n) settle_person(tx, a_person(n, "Orang Baru"));
        return {};
    });
    CHECK(search(*tablet.store, "orang baru").size() == 4);
    CHECK(search(*tablet.store, "joko widodo").empty());
    CHECK(search(*tablet.store, "setengah jalan").empty());
    CHECK_FALSE(is_among(search(*tablet.store, name_of_number(4)), record(4)));

    auto file = sqlite::database::open(tablet.path(), {sqlite::access::write, 0x50445442, 1000, 0});
    REQUIRE(file.has_value());
    CHECK((*file)->execute("INSERT INTO search(search) VALUES('integrity-check')").has_value());
    auto terms = (*file)->query("SELECT count(*) FROM search WHERE search MATCH '\"JAL\" OR \"IDO\" OR \"BAM\"'");
    REQUIRE(terms->step().value());
    CHECK(terms->number(0) == 0);
}

TEST_CASE("the folding an index was made by is the one it is asked with") {
    // The index can only forget what it can fold again as it did before. Where this fails, raise search_form.
    std::vector<store::word_list> values;
    for (unsigned n = 0; n < 1200; ++n) values.push_back(store::words_of(name_of_number(n)));
    for (const auto street : streets) values.push_back(store::words_of(street));
    for (const auto* text : {"H. Moch. Sjarif alias Ayi, S.Pd", "3211.01 47"}) values.push_back(store::words_of(text));
    const std::string folded = store::indexed_text(values);
    CHECK(store::search_form == 1);
    CHECK(to_hex(sha256(folded).view()).substr(0, 16) == "5aa820872758f537");

    store_in_folder tablet;
    fill(*tablet.store, 0, 20);
    CHECK(tablet.store->index_some(100).value() == 0);
    tablet.store.reset();
    auto file = sqlite::database::open(tablet.path(), {sqlite::access::write, 0x50445442, 1000, 0});
    REQUIRE((*file)->run("UPDATE state SET content = x'00' WHERE name = 'search'").has_value());
    tablet.reopen();
    CHECK(tablet.store->index_some(0).value() == 20);
    CHECK(search(*tablet.store, name_of_number(7)).front().record == record(7));
    tablet.reopen();
    CHECK(tablet.store->index_some(0).value() == 0);
}

TEST_CASE("ten thousand persons") {
    store_in_folder tablet;
    using clock = std::chrono::steady_clock;
    const auto ms_since = [](clock::time_point from) {
        return static_cast<double>(std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - from).count()) / 1000;
    };
    auto start = clock::now();
    for (unsigned n = 0; n < 10'000; n += 500) fill(*tablet.store, n, n + 500);
    const double filled = ms_since(start);
    start = clock::now();
    CHECK(tablet.store->index_some(10'000).value() == 0);
    const double indexed = ms_since(start);
    std::string times;
    for (const std::string_view text : {"siti nurhasanah", "muhamad yusup", "dede", "3211014708450001", "32110147", "cikondang", "asep"}) {
        start = clock::now();
        const auto hits = search(*tablet.store, text, 20);
        times += " '" + std::string(text) + "' " + std::to_string(ms_since(start)).substr(0, 5) + " ms";
    }
    MESSAGE("10,000 persons: loaded in ", filled, " ms, indexed in ", indexed, " ms; searched in", times);
}

}  // namespace pendata::test
